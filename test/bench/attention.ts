/**
 * `node --import tsx test/bench/attention.ts table.csv COLUMN [24,12,6]` prints as JSON, for every missing cell of a column, the
 * rows its pointer leans on and their weights, the prediction, and the prediction when the network may see nothing but
 * the first k of those rows, or k random rows. The table's scales (means, deviations, levels) stay those of the whole file.
 */
import { readFileSync } from "node:fs";
import { openBytes } from "../../src/csv/csvFile";
import { defaultOptions } from "../../src/imputation/impute";
import { distributionOf } from "../../src/npt/decode";
import { MemoryRows } from "../../src/npt/memoryRows";
import { Predictor } from "../../src/npt/predictor";
import { seededRandom } from "../../src/npt/random";
import { openSession } from "../../src/npt/session";
import { isMissing, isKnown } from "../../src/table/cell";
import { buildTable } from "../../src/table/buildTable";
import { formatLevel } from "../../src/table/format";
import { DirectRuntime, manifest } from "../unit/npt/network";

const [path, name, counts = "24"] = process.argv.slice(2);
const never = new AbortController().signal;

/** What is printed for one missing cell. */
interface Attention {
  readonly row: number;
  readonly value: number | string;
  readonly rows: readonly number[];
  readonly weights: readonly number[];
  /** Predictions with only k rows left, by k. */
  readonly kept: Record<number, number | string>;
  readonly random: Record<number, number | string>;
}

async function main(file: string, columnName: string): Promise<Attention[]> {
  const table = buildTable(openBytes(readFileSync(file)));
  const column = table.columns.find((candidate) => candidate.name === columnName);
  if (column === undefined) throw new RangeError(`${file} has no column "${columnName}".`);
  const runtime = new DirectRuntime();
  const session = openSession(table, { ...defaultOptions, columns: [column.index] }, manifest, runtime);
  const [predictor, target] = [session.predictors[0], session.targets[0]];
  if (predictor === undefined || target === undefined) throw new RangeError(`Column "${columnName}" has no hole to fill.`);
  const encoded = session.encoded.columns[target]!;
  // no row comes from the index: every row counts as seen
  const nothing = new MemoryRows(session.encoded, new Uint8Array(table.rows).fill(1));
  const random = seededRandom(1);
  const known = [...Array(table.rows).keys()].filter((row) => isKnown(column, row));

  async function predict(by: Predictor, rows: Uint32Array) {
    const predictions = await by.predict(rows, never);
    const values = Array.from(rows, (_, q) => {
      const distribution = distributionOf(predictions, 0, q, encoded, manifest);
      return distribution.kind === "numeric" ? distribution.best : formatLevel(column!, distribution.levels[0]!);
    });
    return { predictions, values };
  }

  async function predictFrom(context: readonly number[], row: number): Promise<number | string> {
    const few = new Predictor(session.encoded, predictor!.block, Uint32Array.from(context), context.length, nothing, manifest, runtime);
    try {
      return (await predict(few, Uint32Array.of(row))).values[0]!;
    } finally {
      few.close();
    }
  }

  try {
    const found: Attention[] = [];
    const holes = Uint32Array.from([...Array(table.rows).keys()].filter((row) => isMissing(table, column, row)));
    for (let first = 0; first < holes.length; first += predictor.chunk) {
      const chunk = holes.slice(first, first + predictor.chunk);
      const { predictions, values } = await predict(predictor, chunk);
      for (const [q, row] of chunk.entries()) {
        const top = [...Array(predictions.top).keys()].map((k) => q * predictions.top + k).filter((k) => predictions.topWeight[k]! > 0);
        const rows = top.map((k) => predictions.topRow[k]!);
        const kept: Attention["kept"] = {};
        const others: Attention["random"] = {};
        for (const count of counts.split(",").map(Number).filter((count) => count > 0)) {
          kept[count] = await predictFrom(rows.slice(0, count), row);
          others[count] = await predictFrom(Array.from({ length: count }, () => known[Math.floor(random() * known.length)]!), row);
        }
        found.push({ row, value: values[q]!, rows, weights: top.map((k) => predictions.topWeight[k]!), kept, random: others });
      }
    }
    return found;
  } finally {
    session.close();
    runtime.dispose();
  }
}

if (path === undefined || name === undefined) {
  console.error("Usage: attention.ts table.csv COLUMN [rows to keep, such as 24,12,6]");
  process.exitCode = 2;
} else {
  main(path, name).then(
    (found) => console.log(JSON.stringify(found)),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
