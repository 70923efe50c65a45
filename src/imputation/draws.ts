import type { Distribution } from "../npt/decode";
import { copyCells, type EncodedTable, setCell } from "../npt/encode";
import type { Manifest } from "../npt/manifest";
import type { Predictor } from "../npt/predictor";
import { permutation, seededRandom } from "../npt/random";
import { isMissing } from "../table/cell";
import { admits } from "../table/constraints";
import type { Column, Table } from "../table/column";
import { formatLevel, formatValue } from "../table/format";
import type { ImputeOptions } from "./impute";
import { incompleteRows } from "./imputeTable";
import { type Prepared, predicted } from "./prepared";
import type { Suggestion } from "./suggestion";

/**
 * One completed copy for multiple imputation: values drawn from the joint predictive distribution of each row's missing cells.
 * A row's missing cells are drawn one after the other, each given those drawn before it (the chain rule), columns in an order
 * of the draw's own. Every missing cell gets one suggestion whose value is the draw; the same seed and draw give the same copy.
 */
export async function drawTable(
  prepared: Prepared,
  manifest: Manifest,
  options: ImputeOptions,
  draw: number,
  signal: AbortSignal,
  pause: () => Promise<void> = async () => {},
): Promise<Suggestion[]> {
  const { session } = prepared;
  const random = seededRandom((options.seed + 1) * 7919 + draw);
  const found = constantDraws(session.table, options);
  const cells = copyCells(session.encoded);
  for (const predictor of session.predictors) {
    const rows = session.memory.order(incompleteRows(session, predictor));
    const { targets } = predictor.block;
    for (let first = 0; first < rows.length; first += predictor.chunk) {
      const chunk = rows.slice(first, first + predictor.chunk);
      for (const t of permutation(targets.length, random)) {
        await pause();
        await drawColumn(prepared, predictor, cells, chunk, targets[t]!, manifest, random, found, signal);
      }
    }
    if (session.predictors.length > 1) session.bound(predictor);
  }
  return found;
}

async function drawColumn(
  prepared: Prepared,
  predictor: Predictor,
  cells: EncodedTable,
  chunk: Uint32Array,
  j: number,
  manifest: Manifest,
  random: () => number,
  found: Suggestion[],
  signal: AbortSignal,
): Promise<void> {
  const { table, encoded } = prepared.session;
  const column = encoded.columns[j]!;
  const rows = chunk.filter((row) => isMissing(table, column.source, row));
  if (rows.length === 0) return;
  const predictions = await predictor.predict(rows, signal, cells, [j]);
  signal.throwIfAborted();
  const admitted = admits(column.source, column.source.reading.constraints);
  rows.forEach((row, q) => {
    const distribution = predicted(prepared, predictions, 0, q, manifest);
    const drawn = drawFrom(distribution, random);
    const value = distribution.kind === "numeric" ? formatValue(column.source, drawn) : formatLevel(column.source, drawn);
    if (admitted(value)) found.push({ row, column: column.source.index, value, certainty: 1, interval: null, alternatives: [] });
    setCell(cells, row, j, drawn, manifest);
  });
}

/** A level, or a value: within a bin uniformly between its borders, unless nearly all mass is on one exact value. */
function drawFrom(distribution: Distribution, random: () => number): number {
  let u = random();
  const existing = distribution.kind === "numeric" ? distribution.existing : null;
  const probability = existing?.probability ?? distribution.probability;
  let s = 0;
  while (s + 1 < probability.length && u >= probability[s]!) u -= probability[s++]!;
  if (existing !== null) return existing.values[s]!;
  if (distribution.kind === "levels") return distribution.levels[s]!;
  const { borders, value } = distribution;
  const low = borders[s - 1];
  const high = borders[s];
  // an open or a very likely bin is best stood for by its own value
  if (low === undefined || high === undefined || probability[s]! > 0.9) return value[s]!;
  return low + (high - low) * random();
}

function constantDraws(table: Table, options: ImputeOptions): Suggestion[] {
  const wanted = (column: Column): boolean => options.columns === null || options.columns.includes(column.index);
  return table.columns.flatMap((column) => {
    if (column.kind !== "constant" || column.skipReason !== null || !wanted(column)) return [];
    const value = formatLevel(column, 0);
    const rows = [...Array(table.rows).keys()].filter((row) => isMissing(table, column, row));
    return rows.map((row) => ({ row, column: column.index, value, certainty: 1, interval: null, alternatives: [] }));
  });
}
