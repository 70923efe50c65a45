import { isKnown, isMissing, knownRows } from "../table/cell";
import { type Column, Missing, type Table } from "../table/column";

/** A known cell that is hidden for a trial. */
export interface HiddenCell {
  readonly row: number;
  /** 0-based file column. */
  readonly column: number;
  /** Row of the missing cell of the column whose place it takes. */
  readonly like: number;
  /** Number of the run of rows that it was hidden with. */
  readonly run: number;
}

/** How much is hidden. */
export interface HowMuch {
  /** Of each column's known cells, 0..1. */
  readonly share: number;
  /** Of each column's cells at most. */
  readonly cells: number;
  /** Once something is hidden in so many rows, and each column had its turn, it is enough. */
  readonly rows?: number;
}

/** Places that are tried for a run of missing cells. */
const tries = 8;

/**
 * Hides known cells as the table's own are missing: runs of rows, with all that is missing in them, are laid over other
 * rows. So what is missing together is hidden together, and a hole of two hundred rows is tried by one of two hundred.
 * Columns with missing cells have their turn one after the other until as much is hidden as wanted. A column's
 * first run may exceed that, up to half of its known cells: there is no shorter one to try.
 */
export function hideLikeHoles(table: Table, columns: readonly Column[], { share, cells: most, rows = Number.POSITIVE_INFINITY }: HowMuch, random: () => number): HiddenCell[] {
  const hidden: HiddenCell[] = [];
  const taken = new Uint8Array(table.rows);
  const known = new Map(table.columns.map((column) => [column.index, knownRows(column, table.rows).length]));
  const counts = new Map<number, number>();
  const room = (column: number): number => Math.min(share * known.get(column)!, most) - (counts.get(column) ?? 0);
  const fits = (column: number, cells: number): boolean => cells <= 1.5 * room(column) || (!counts.has(column) && cells <= 0.5 * known.get(column)!);
  const holes = columns.map((column) => rowsWhere(table.rows, (row) => isMissing(table, column, row)));
  let run = 0;
  let touched = 0;
  for (let k = 0, failed = 0; failed < 2 * columns.length && (touched < rows || k < columns.length); k++) {
    const at = k % columns.length;
    const column = columns[at]!;
    failed++;
    if (holes[at]!.length === 0 || room(column.index) < 1) continue;
    const [from, to] = runAround(table, column, holes[at]![Math.floor(random() * holes[at]!.length)]!);
    for (let t = 0; t < tries; t++) {
      const start = Math.floor(random() * (table.rows - (to - from) + 1));
      const cells: HiddenCell[] = [];
      for (let row = start, like = from; like < to; row++, like++) {
        if (taken[row] === 1) continue;
        const mine = table.columns.filter((one) => isMissing(table, one, like) && isKnown(one, row));
        const left = table.columns.reduce((sum, one) => sum + (isKnown(one, row) ? 1 : 0), 0);
        if (mine.length < left) for (const { index } of mine) cells.push({ row, column: index, like, run });
      }
      const some = cells.filter((cell) => room(cell.column) > 0);
      const own = some.reduce((sum, cell) => sum + (cell.column === column.index ? 1 : 0), 0);
      if (own === 0 || !fits(column.index, own)) continue;
      for (const cell of some) {
        hidden.push(cell);
        touched += 1 - taken[cell.row]!;
        taken[cell.row] = 1;
        counts.set(cell.column, (counts.get(cell.column) ?? 0) + 1);
      }
      run++;
      failed = 0;
      break;
    }
  }
  return hidden;
}

/** The table with those cells missing. */
export function withHidden(table: Table, hidden: readonly HiddenCell[]): Table {
  const rows = new Map<number, number[]>();
  for (const { row, column } of hidden) {
    const mine = rows.get(column);
    if (mine) mine.push(row);
    else rows.set(column, [row]);
  }
  return { ...table, columns: table.columns.map((column) => withMissing(column, rows.get(column.index) ?? [])) };
}

/** The column with the cells of `rows` missing. */
export function withMissing(column: Column, rows: Iterable<number>): Column {
  const missing = column.missing.slice();
  const values = column.values.slice();
  const codes = column.codes.slice();
  for (const row of rows) {
    missing[row] = Missing.Empty;
    if (values.length > 0) values[row] = Number.NaN;
    if (codes.length > 0) codes[row] = -1;
  }
  return { ...column, missing, values, codes };
}

/** The rows around `row` in which the column has missing cells alone: the first, and the one behind the last. */
function runAround(table: Table, column: Column, row: number): [from: number, to: number] {
  let from = row;
  while (from > 0 && isMissing(table, column, from - 1)) from--;
  let to = row + 1;
  while (to < table.rows && isMissing(table, column, to)) to++;
  return [from, to];
}

function rowsWhere(rows: number, is: (row: number) => boolean): Int32Array {
  const found: number[] = [];
  for (let row = 0; row < rows; row++) if (is(row)) found.push(row);
  return Int32Array.from(found);
}
