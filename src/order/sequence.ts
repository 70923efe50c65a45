import { isKnown } from "../table/cell";
import { type Column, hasNumbers, type Table } from "../table/column";

/** Rows in an order that may tell something: all of a file, or those with the same key one group after the other. */
export interface Sequence {
  /** The key column whose groups it has; null for the whole file. */
  readonly key: Column | null;
  /** Rows of the table by group, then by place in the file. Rows without a key are left out. */
  readonly rows: Int32Array;
  /** Of each row in `rows`: the number of its group, rising. */
  readonly group: Int32Array;
  /** Where each row of the table is in `rows`; -1 where it is left out. */
  readonly rank: Int32Array;
  /** Of each row of the table: its row number in the file. */
  readonly place: ArrayLike<number>;
  /** Of each row of the table: what distance is measured along; `place`, or the values of the column by which the file is sorted. */
  readonly along: ArrayLike<number>;
}

/** All rows, in file order. @param along defaults to the rows' places */
export function fileSequence(table: Table, along?: ArrayLike<number>): Sequence {
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  const place = table.places ?? rows;
  return { key: null, rows, group: new Int32Array(table.rows), rank: rows, place, along: along ?? place };
}

/** The rows with the same value of `key`, in file order, one value after the other. */
export function keySequence({ place, along }: Sequence, key: Column): Sequence {
  const code = groupCodes(key);
  const rows = Int32Array.from(Array.from(code.keys()).filter((row) => code[row]! >= 0));
  rows.sort((a, b) => code[a]! - code[b]! || a - b);
  const rank = new Int32Array(code.length).fill(-1);
  for (const [at, row] of rows.entries()) rank[row] = at;
  return { key, rows, group: rows.map((row) => code[row]!), rank, place, along };
}

/** A key's groups are this large on average, at least. */
const leastGroup = 3;

/** Columns whose values may say which rows belong together: none that names each row, none that says the same of all. */
export function keyColumns(table: Table): Column[] {
  return table.columns.filter((column) => {
    if (column.reading.role === "leave" || column.kind === "date" || column.kind === "constant" || column.kind === "empty") return false;
    if (column.kind === "number" && !["level", "code", "integer"].includes(column.reading.type)) return false;
    const seen = new Set<number>();
    let known = 0;
    const most = table.rows / leastGroup;
    for (let row = 0; row < table.rows; row++) {
      if (!isKnown(column, row)) continue;
      known++;
      seen.add(column.codes[row]! >= 0 ? column.codes[row]! : column.values[row]!);
      if (seen.size > most) return false;
    }
    return seen.size >= 2 && known / seen.size >= leastGroup && known >= table.rows / 2;
  });
}

function groupCodes(key: Column): Int32Array {
  if (key.kind !== "number") return key.codes;
  const numbers = new Map<number, number>();
  return Int32Array.from(key.values, (value) => {
    if (Number.isNaN(value)) return -1;
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    return numbers.get(value)!;
  });
}

/** Of the steps from one known value to the next, this share goes one way in a column by which a file is sorted. */
const sorted = 0.995;
/** It is known in so many rows, and has so many different values. */
const mostlyKnown = 0.9;
const distinct = 0.2;

/**
 * The values of the number or date column by which the file is sorted, as a distance from the first row: rising, and
 * interpolated where they are missing; null where it is sorted by none. `except`: a column cannot be its own measure.
 */
export function sortedAlong(table: Table, place: ArrayLike<number>): { readonly column: Column; readonly along: Float64Array } | null {
  const columns = table.columns.filter(hasNumbers);
  columns.sort((a, b) => Number(b.kind === "date") - Number(a.kind === "date"));
  for (const column of columns) {
    const along = distances(column, table.rows, place);
    if (along !== null) return { column, along };
  }
  return null;
}

function distances(column: Column, rows: number, place: ArrayLike<number>): Float64Array | null {
  let last = Number.NaN;
  let known = 0;
  let up = 0;
  let down = 0;
  for (let row = 0; row < rows; row++) {
    if (!isKnown(column, row)) continue;
    const value = column.values[row]!;
    known++;
    if (value > last) up++;
    else if (value < last) down++;
    last = value;
  }
  if (known < mostlyKnown * rows || known < 8 || up + down < distinct * known || Math.max(up, down) < sorted * (up + down)) return null;
  const sign = up >= down ? 1 : -1;
  const along = new Float64Array(rows);
  // Steps against the order are no distance.
  let highest = Number.NEGATIVE_INFINITY;
  let from = -1;
  for (let row = 0; row < rows; row++) {
    if (!isKnown(column, row)) continue;
    highest = Math.max(highest, sign * column.values[row]!);
    along[row] = highest;
    for (let k = from + 1; k < row; k++) {
      const share = from < 0 ? 1 : (place[k]! - place[from]!) / (place[row]! - place[from]!);
      along[k] = from < 0 ? highest : along[from]! + share * (highest - along[from]!);
    }
    from = row;
  }
  for (let k = from + 1; k < rows; k++) along[k] = highest;
  return along;
}
