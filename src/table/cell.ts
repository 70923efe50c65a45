import { type Column, Missing, type OutlinedColumn, type TableOutline } from "./column";

/** Whether the cell is to be filled: it has no value, and settings do not keep it out. */
export function isMissing(table: Pick<TableOutline, "fillShortRows">, column: OutlinedColumn, row: number): boolean {
  const missing = column.missing[row];
  return missing !== Missing.None && (missing !== Missing.ShortRow || table.fillShortRows === true);
}

/** Whether the cell has a value one can learn from. */
export function isKnown(column: Column, row: number): boolean {
  return column.codes[row]! >= 0 || !Number.isNaN(column.values[row]!);
}

/** The rows in which the column has a value one can learn from, rising. */
export function knownRows(column: Column, rows: number): Uint32Array {
  const known = new Uint32Array(rows);
  let n = 0;
  for (let row = 0; row < rows; row++) if (isKnown(column, row)) known[n++] = row;
  return known.subarray(0, n);
}
