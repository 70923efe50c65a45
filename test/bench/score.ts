import { centre, type Frame, moments } from "./baselines/frame";
import type { Hidden } from "./mask";

/** How well one column's hidden cells came back. */
export interface ColumnScore {
  readonly name: string;
  readonly cells: number;
  /** Numbers and dates: root mean squared error / sd of the cells left; null for categories. */
  readonly nrmse: number | null;
  /** Categories and booleans: share exactly right; null for numbers. */
  readonly accuracy: number | null;
  /** 1 - error / error of the mean or most common value left, clipped to [-1, 1]. */
  readonly skill: number;
}

/** Means over a table's columns; null where it has none of the kind. */
export interface TableScore {
  readonly nrmse: number | null;
  readonly accuracy: number | null;
  readonly skill: number;
  readonly columns: readonly ColumnScore[];
}

/** Compares completed values (by column of the frame) with the truth, over the hidden cells. */
export function scoreTable(truth: Frame, masked: Frame, hidden: Hidden, completed: readonly Float64Array[]): TableScore {
  const columns: ColumnScore[] = [];
  for (const [j, column] of truth.columns.entries()) {
    const rows: number[] = [];
    for (let row = 0; row < truth.rows; row++) if (hidden[row * truth.columns.length + j] === 1) rows.push(row);
    if (rows.length === 0) continue;
    const left = masked.columns[j]!;
    const middle = centre(left);
    const filled = (row: number): number => (Number.isNaN(completed[j]![row]!) ? middle : completed[j]![row]!);
    const size = { name: column.name, cells: rows.length };
    if (column.numeric) {
      const rmse = (guess: (row: number) => number): number =>
        Math.sqrt(rows.reduce((sum, row) => sum + (guess(row) - column.values[row]!) ** 2, 0) / rows.length);
      const error = rmse(filled);
      const skill = skillOf(error, rmse(() => middle));
      columns.push({ ...size, nrmse: error / moments(left).sd, accuracy: null, skill });
    } else {
      const right = (guess: (row: number) => number): number =>
        rows.filter((row) => guess(row) === column.values[row]).length / rows.length;
      const accuracy = right(filled);
      columns.push({ ...size, nrmse: null, accuracy, skill: skillOf(1 - accuracy, 1 - right(() => middle)) });
    }
  }
  return {
    nrmse: mean(columns.map(({ nrmse }) => nrmse)),
    accuracy: mean(columns.map(({ accuracy }) => accuracy)),
    skill: mean(columns.map(({ skill }) => skill)) ?? 0,
    columns,
  };
}

function skillOf(error: number, base: number): number {
  if (base <= 1e-12) return error <= 1e-9 ? 0 : -1;
  return Math.max(-1, Math.min(1, 1 - error / base));
}

/** The mean of what is not null; null where nothing is. */
export function mean(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value): value is number => value !== null && value !== undefined);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
}
