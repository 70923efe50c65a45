import { distributionOf } from "../npt/decode";
import type { EncodedTable } from "../npt/encode";
import type { Manifest } from "../npt/manifest";
import { openSession } from "../npt/session";
import type { Runtime } from "../runtime/runtime";
import type { Table } from "../table/column";
import type { ImputeOptions } from "./impute";
import type { Evidence } from "./suggestion";

/** One column that mattered for a cell. */
export interface ColumnInfluence {
  /** 0-based file column. */
  readonly column: number;
  /** Share of the whole influence, 0..1: how far the prediction moves when this cell of the row is hidden. */
  readonly weight: number;
}

/** ExplanationView the network predicts what it predicts for one missing cell. */
export interface Explanation {
  /** Rows the pointer leaned on, most first. */
  readonly rows: readonly Evidence[];
  /** Columns of the row itself, most first. */
  readonly columns: readonly ColumnInfluence[];
}

/** At most so many cells of a row are hidden in turn. */
const maxColumns = 64;

/**
 * Asks the network itself: the pointer's weights for the rows; for the columns, the row is predicted once more for each
 * of its observed cells with that cell hidden, and the total variation distance to the prediction with it counts.
 * Null where the cell has no prediction (its column is left, or no missing cell).
 */
export async function explain(
  manifest: Manifest,
  runtime: Runtime,
  table: Table,
  row: number,
  column: number,
  options: ImputeOptions,
  signal: AbortSignal,
): Promise<Explanation | null> {
  const session = openSession(table, { ...options, columns: [column] }, manifest, runtime);
  try {
    const predictor = session.predictors[0];
    const target = session.targets[0];
    if (predictor === undefined || target === undefined) return null;
    const own = await predictor.predict(Uint32Array.of(row), signal);
    const encoded = session.encoded.columns[target]!;
    const full = distributionOf(own, 0, 0, encoded, manifest);
    const rows: Evidence[] = [];
    for (let k = 0; k < own.top; k++) {
      const weight = own.topWeight[k]!;
      if (own.topRow[k]! >= 0 && weight > 0.005) rows.push({ row: own.topRow[k]!, weight });
    }
    const width = session.encoded.columns.length;
    const seen = predictor.block.columns.filter((j) => j !== target && session.encoded.seen[row * width + j] === 1);
    // a file column is hidden together with the word columns made of it
    const fileColumn = (j: number): number => session.encoded.columns[j]!.source.index;
    const moved: { column: number; distance: number }[] = [];
    for (const one of [...new Set(seen.map(fileColumn))].slice(0, maxColumns)) {
      const cells = hidden(session.encoded, row, seen.filter((j) => fileColumn(j) === one));
      const other = distributionOf(await predictor.predict(Uint32Array.of(row), signal, cells), 0, 0, encoded, manifest);
      moved.push({ column: one, distance: variation(full, other) });
    }
    const total = moved.reduce((sum, { distance }) => sum + distance, 0);
    const columns = moved
      .filter(({ distance }) => distance > 0.001)
      .sort((a, b) => b.distance - a.distance)
      .map(({ column: index, distance }) => ({ column: index, weight: distance / total }));
    return { rows, columns };
  } finally {
    session.close();
  }
}

function hidden(table: EncodedTable, row: number, columns: readonly number[]): EncodedTable {
  const copy = { ...table, x: table.x.slice(), g: table.g.slice(), level: table.level.slice(), slot: table.slot.slice(), seen: table.seen.slice() };
  for (const j of columns) for (const cells of [copy.x, copy.g, copy.level, copy.slot, copy.seen]) cells[row * table.columns.length + j] = 0;
  return copy;
}

/** Total variation distance between two distributions over the same outcomes, 0..1. */
function variation(a: ReturnType<typeof distributionOf>, b: ReturnType<typeof distributionOf>): number {
  let sum = 0;
  if (a.kind === "levels" && b.kind === "levels") {
    const other = new Map(Array.from(b.levels, (level, k) => [level, b.probability[k]!]));
    a.levels.forEach((level, k) => {
      sum += Math.abs(a.probability[k]! - (other.get(level) ?? 0));
    });
  } else {
    for (let s = 0; s < a.probability.length; s++) sum += Math.abs(a.probability[s]! - (b.probability[s] ?? 0));
  }
  return sum / 2;
}
