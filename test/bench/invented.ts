import { openBytes } from "../../src/csv/csvFile";

/** A hidden cell: 0-based data row, and the column by its name. */
export interface HiddenCell {
  readonly row: number;
  readonly column: string;
  readonly value: string;
}

/** Of columns with few values that come again and again: whether filled cells hold one of them. */
export interface Invented {
  /** Filled cells whose value occurs nowhere in the column and is wrong, and all filled ones. */
  readonly invented: number;
  readonly filled: number;
  /** Columns with enough hidden cells, and those whose exact value is hit more seldom than by always writing the most frequent one, by more than .02. */
  readonly columns: number;
  readonly below: number;
}

/** Different values of such a column at most, cells per value, and hidden cells that tell something. */
const maxValues = 60;
const cellsPerValue = 5;
const leastHidden = 10;

/** Compares one completed table with the truth. */
export function inventedIn(masked: Uint8Array, completed: Uint8Array, truth: readonly HiddenCell[]): Invented {
  const before = openBytes(masked);
  const after = openBytes(completed);
  const sum = { invented: 0, filled: 0, columns: 0, below: 0 };
  for (const [column, name] of (before.header ?? []).entries()) {
    const seen = new Map<string, number>();
    let known = 0;
    for (let row = 0; row < before.rows; row++) {
      const text = before.cell(row, column) ?? "";
      if (text === "") continue;
      seen.set(text, (seen.get(text) ?? 0) + 1);
      known++;
    }
    const cells = truth.filter((cell) => cell.column === name && (after.cell(cell.row, column) ?? "") !== "");
    if (seen.size < 2 || seen.size > maxValues || known / seen.size < cellsPerValue || cells.length < leastHidden) continue;
    const [[frequent] = [""]] = [...seen].sort((a, b) => b[1] - a[1]);
    const written = cells.map((cell) => after.cell(cell.row, column) ?? "");
    const hits = cells.filter((cell, k) => written[k] === cell.value).length / cells.length;
    const plain = cells.filter((cell) => cell.value === frequent).length / cells.length;
    sum.filled += cells.length;
    sum.invented += cells.filter((cell, k) => !seen.has(written[k]!) && written[k] !== cell.value).length;
    sum.columns++;
    if (hits < plain - 0.02) sum.below++;
  }
  return sum;
}

/** All of them together, as a sentence. */
export function inventedLine(found: readonly Invented[]): string {
  const of = (pick: (one: Invented) => number): string => found.reduce((sum, one) => sum + pick(one), 0).toLocaleString("en");
  return (
    `Columns of repeated values: ${of((one) => one.invented)} of ${of((one) => one.filled)} filled cells hold a value that the column has nowhere and that is wrong; ` +
    `the exact value is hit more seldom than by the most frequent one (by more than .02) in ${of((one) => one.below)} of ${of((one) => one.columns)} columns.`
  );
}
