import { type Distribution, distributionOf } from "../npt/decode";
import { copyCells, type EncodedTable } from "../npt/encode";
import type { Manifest } from "../npt/manifest";
import type { Predictions } from "../npt/predictor";
import { type Combined, combineWith } from "./combine";
import type { Prepared } from "./prepared";
import type { Evidence } from "./suggestion";

/** One column that mattered for a cell. */
export interface ColumnInfluence {
  /** 0-based file column. */
  readonly column: number;
  /** Share of the whole influence, 0..1: how far the prediction moves when this cell of the row is hidden. */
  readonly weight: number;
}

/** What the order of the rows did for a cell. */
export interface OrderInfluence {
  /** 0-based data rows of the nearest known cells above and below; null where there is none. */
  readonly above: number | null;
  readonly below: number | null;
  /** 0-based file column whose value they share with the row; null where they are the nearest of all rows. */
  readonly key: number | null;
  /** How far they move the prediction, 0..1. */
  readonly weight: number;
}

/** Why the network predicts what it predicts for one missing cell. */
export interface Explanation {
  /** Rows the pointer leaned on, most first. */
  readonly rows: readonly Evidence[];
  /** Columns of the row itself, most first. */
  readonly columns: readonly ColumnInfluence[];
  /** The neighbours of the cell, where the order of the column's rows tells something. */
  readonly order: readonly OrderInfluence[];
}

/** At most so many cells of a row are hidden in turn. */
const maxColumns = 64;

/**
 * Asks the network itself: the pointer's weights for the rows; for the columns, the row is predicted once more for each
 * of its observed cells with that cell hidden, and the total variation distance to the prediction with it counts.
 * Null where the cell has no prediction (its column is left, or no missing cell).
 */
export async function explain(
  { session, ordered }: Prepared,
  manifest: Manifest,
  row: number,
  column: number,
  signal: AbortSignal,
  pause: () => Promise<void> = async () => {},
): Promise<Explanation | null> {
  const { encoded } = session;
  const target = session.targets.find((j) => encoded.columns[j]!.source.index === column);
  const predictor = session.predictors.find(({ block }) => target !== undefined && block.targets.includes(target));
  if (predictor === undefined || target === undefined) return null;
  const predict = async (cells: EncodedTable): Promise<Predictions> => {
    await pause();
    return predictor.predict(Uint32Array.of(row), signal, cells, [target]);
  };
  const of = (predictions: Predictions): Distribution => distributionOf(predictions, 0, 0, encoded.columns[target]!, manifest);
  const own = await predict(encoded);
  const full = of(own);
  const rows: Evidence[] = [];
  for (let k = 0; k < own.top; k++) {
    const weight = own.topWeight[k]!;
    if (own.topRow[k]! >= 0 && weight > 0.005) rows.push({ row: own.topRow[k]!, weight });
  }
  const width = encoded.columns.length;
  const seen = predictor.block.columns.filter((j) => j !== target && encoded.seen[row * width + j] === 1);
  // a file column is hidden together with the word columns made of it
  const fileColumn = (j: number): number => encoded.columns[j]!.source.index;
  const moved: { column: number; distance: number }[] = [];
  const copy = copyCells(encoded);
  for (const one of [...new Set(seen.map(fileColumn))].slice(0, maxColumns)) {
    const places = seen.filter((j) => fileColumn(j) === one).map((j) => row * width + j);
    for (const at of places) for (const name of cellArrays) copy[name][at] = 0;
    moved.push({ column: one, distance: variation(full, of(await predict(copy))) });
    for (const at of places) for (const name of cellArrays) copy[name][at] = encoded[name][at]!;
  }
  const total = moved.reduce((sum, { distance }) => sum + distance, 0);
  const columns = moved
    .filter(({ distance }) => distance > 0.001)
    .sort((a, b) => b.distance - a.distance)
    .map(({ column: index, distance }) => ({ column: index, weight: distance / total }));
  return { rows, columns, order: influences(full, row, ordered.get(target)) };
}

/** Neighbours that move the prediction less than this are not told. */
const leastInfluence = 0.02;

function influences(network: Distribution, row: number, by: Combined | undefined): OrderInfluence[] {
  if (by === undefined || by.order === null) return [];
  const { near } = by.order;
  const opinion = by.order.says(row);
  const weight = variation(network, combineWith(network, by, opinion));
  if (weight < leastInfluence) return [];
  return near.flatMap((one): OrderInfluence[] => {
    const [above = null] = one.above(row, 0, 1);
    const [below = null] = one.below(row, 0, 1);
    return above === null && below === null ? [] : [{ above, below, key: one.sequence.key?.index ?? null, weight }];
  });
}

const cellArrays = ["x", "g", "level", "slot", "seen"] as const;

/** Total variation distance between two distributions over the same outcomes, 0..1. */
function variation(a: Distribution, b: Distribution): number {
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
