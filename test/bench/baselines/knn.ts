import { fromDummies, toDummies } from "./dummies";
import type { Imputer } from "./frame";

const neighbours = 5;
/** Levels beyond these are all "another one". */
const maxLevels = 30;

/**
 * The mean of the five nearest rows that have the cell, as scikit-learn's KNNImputer: Euclidean distance over the
 * columns both rows have, scaled up for those they lack. One differing category counts as one standard deviation.
 */
export const nearestRows: Imputer = (frame) => {
  const dummies = toDummies(frame, maxLevels, Math.SQRT1_2);
  const { columns } = dummies;
  const width = columns.length;
  const cells = new Float64Array(frame.rows * width);
  const completed = columns.map((column, j) => {
    for (let row = 0; row < frame.rows; row++) cells[row * width + j] = column[row]!;
    return column.slice();
  });
  const middle = columns.map(mean);
  const distance = new Float64Array(frame.rows);
  for (let row = 0; row < frame.rows; row++) {
    const holes = [...columns.keys()].filter((j) => Number.isNaN(columns[j]![row]!));
    if (holes.length === 0) continue;
    for (let other = 0; other < frame.rows; other++) distance[other] = between(cells, row * width, other * width, width);
    for (const j of holes) {
      const column = columns[j]!;
      const near = nearest(distance, (other) => !Number.isNaN(column[other]!));
      const sum = near.reduce((total, other) => total + column[other]!, 0);
      completed[j]![row] = near.length === 0 ? middle[j]! : sum / near.length;
    }
  }
  return fromDummies(dummies, completed);
};

/** Squared distance of two rows; infinite where they share no column. */
function between(cells: Float64Array, a: number, b: number, width: number): number {
  let sum = 0;
  let shared = 0;
  for (let j = 0; j < width; j++) {
    const difference = cells[a + j]! - cells[b + j]!;
    if (Number.isNaN(difference)) continue;
    sum += difference * difference;
    shared++;
  }
  return shared === 0 ? Number.POSITIVE_INFINITY : (sum * width) / shared;
}

/** Rows with the smallest distances among those that `has` the cell. */
function nearest(distance: Float64Array, has: (row: number) => boolean): number[] {
  const found: number[] = [];
  for (let row = 0; row < distance.length; row++) {
    const d = distance[row]!;
    if (found.length === neighbours && d >= distance[found[neighbours - 1]!]!) continue;
    if (d === Number.POSITIVE_INFINITY || !has(row)) continue;
    let at = Math.min(found.length, neighbours - 1);
    while (at > 0 && distance[found[at - 1]!]! > d) at--;
    found.splice(at, 0, row);
    found.length = Math.min(found.length, neighbours);
  }
  return found;
}

function mean(column: Float64Array): number {
  const known = column.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? 0 : known.reduce((a, b) => a + b, 0) / known.length;
}
