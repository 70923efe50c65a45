import type { Cells } from "./table";

/** The part of `CsvFile` that says where its rows are. */
export interface RowText extends Cells {
  readonly rows: number;
  readonly columns: number;
  readonly units: ArrayLike<number>;
  range(row: number, column: number): { readonly start: number; readonly end: number } | null;
}

/**
 * Which row of `now` each row of `old` has become: -1 for a row that is gone or whose observed cells changed, since
 * a suggestion made for it would be for another row than the one it lands in. Filling or emptying missing cells keeps a row.
 * @param isMissing whether a cell of `old` is or was a missing cell
 */
export function mapRows(old: RowText, now: RowText, isMissing: (row: number, column: number) => boolean): Int32Array {
  const map = new Int32Array(old.rows).fill(-1);
  const head = commonHead(old.units, now.units);
  const tail = commonTail(old.units, now.units, head);
  const delta = now.units.length - old.units.length;

  let first = 0;
  // What was a row may stand above the data now, and the other way round: then the same text is another row.
  const alike = (row: number): boolean => rowStart(old, row) === rowStart(now, row) && rowEnd(old, row) <= head && rowEnd(now, row) <= head;
  while (first < old.rows && first < now.rows && alike(first)) {
    map[first] = first;
    first++;
  }
  // A record that begins at the same place before the same remaining text is read the same way, and so is all that follows.
  let lastOld = old.rows;
  let lastNow = now.rows;
  while (lastOld > first && lastNow > first) {
    const start = rowStart(old, lastOld - 1);
    if (start - 1 < old.units.length - tail || rowStart(now, lastNow - 1) !== start + delta) break;
    lastOld--;
    lastNow--;
    map[lastOld] = lastNow;
  }
  mapMiddle(old, now, isMissing, map, first, lastOld, lastNow);
  return map;
}

function mapMiddle(
  old: RowText,
  now: RowText,
  isMissing: (row: number, column: number) => boolean,
  map: Int32Array,
  first: number,
  lastOld: number,
  lastNow: number,
): void {
  const taken = new Set<number>();
  if (lastOld - first === lastNow - first) {
    for (let row = first; row < lastOld; row++) {
      if (!sameRow(old, row, now, row, isMissing)) continue;
      map[row] = row;
      taken.add(row);
    }
    if (taken.size === lastOld - first) return;
  }
  const free = new Map<string, number[]>();
  for (let row = lastNow - 1; row >= first; row--) {
    if (taken.has(row)) continue;
    const key = rowKey(now, row);
    const rows = free.get(key);
    if (rows) rows.push(row);
    else free.set(key, [row]);
  }
  const lost: number[] = [];
  for (let row = first; row < lastOld; row++) {
    if (map[row] !== -1) continue;
    map[row] = free.get(rowKey(old, row))?.pop() ?? -1;
    if (map[row] === -1) lost.push(row);
  }
  if (lost.length > 0) mapByObserved(old, now, isMissing, map, lost, [...free.values()].flat());
}

/** More would make an edit of a large table wait. */
const maxPatterns = 32;

/** Rows that moved and whose missing cells were filled at once: known again by their observed cells, where no other row has those. */
function mapByObserved(
  old: RowText,
  now: RowText,
  isMissing: (row: number, column: number) => boolean,
  map: Int32Array,
  lost: readonly number[],
  free: readonly number[],
): void {
  const patterns = new Map<string, { readonly observed: number[]; readonly rows: number[] }>();
  for (const row of lost) {
    const observed: number[] = [];
    for (let column = 0; column < old.columns; column++) if (!isMissing(row, column)) observed.push(column);
    if (observed.length === 0) continue;
    const key = observed.join();
    const pattern = patterns.get(key);
    if (pattern) pattern.rows.push(row);
    else if (patterns.size < maxPatterns) patterns.set(key, { observed, rows: [row] });
  }
  const found = new Map<number, number>();
  for (const { observed, rows } of patterns.values()) {
    const before = uniqueRows(old, rows, observed);
    const after = uniqueRows(now, free, observed);
    for (const [key, row] of before) {
      const to = after.get(key) ?? -1;
      if (row === -1 || to === -1) continue;
      map[row] = to;
      // Claimed twice, by rows with other missing cells: nothing says whose it is.
      const rival = found.get(to);
      if (rival !== undefined) {
        map[row] = -1;
        map[rival] = -1;
      } else found.set(to, row);
    }
  }
}

/** Row by the texts of its columns; -1 where several rows have the same. */
function uniqueRows(source: RowText, rows: readonly number[], columns: readonly number[]): Map<string, number> {
  const unique = new Map<string, number>();
  for (const row of rows) {
    const key = columns.map((column) => JSON.stringify(source.cell(row, column))).join();
    unique.set(key, unique.has(key) ? -1 : row);
  }
  return unique;
}

function sameRow(
  old: RowText,
  oldRow: number,
  now: RowText,
  nowRow: number,
  isMissing: (row: number, column: number) => boolean,
): boolean {
  if (sameUnits(old, oldRow, now, nowRow)) return true;
  let observed = 0;
  for (let column = 0; column < old.columns; column++) {
    if (isMissing(oldRow, column)) continue;
    if (old.cell(oldRow, column) !== now.cell(nowRow, column)) return false;
    observed++;
  }
  // Without a single observed cell nothing says that it is still the same row.
  return observed > 0;
}

function sameUnits(old: RowText, oldRow: number, now: RowText, nowRow: number): boolean {
  const oldStart = rowStart(old, oldRow);
  const nowStart = rowStart(now, nowRow);
  const length = rowEnd(old, oldRow) - oldStart;
  if (rowEnd(now, nowRow) - nowStart !== length) return false;
  for (let i = 0; i < length; i++) if (old.units[oldStart + i] !== now.units[nowStart + i]) return false;
  return true;
}

function rowKey(source: RowText, row: number): string {
  const cells: string[] = [];
  for (let column = 0; column < source.columns; column++) cells.push(JSON.stringify(source.cell(row, column)));
  return cells.join();
}

function rowStart(source: RowText, row: number): number {
  return source.range(row, 0)?.start ?? source.units.length;
}

/** End of the record's text, its line end included. */
function rowEnd(source: RowText, row: number): number {
  return row + 1 < source.rows ? rowStart(source, row + 1) : source.units.length;
}

function commonHead(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a[i] === b[i]) i++;
  return i;
}

function commonTail(a: ArrayLike<number>, b: ArrayLike<number>, head: number): number {
  const most = Math.min(a.length, b.length) - head;
  let i = 0;
  while (i < most && a[a.length - 1 - i] === b[b.length - 1 - i]) i++;
  return i;
}

/** The map that first follows `a`, then `b`; null stands for "no row moved". */
export function composeRowMaps(a: Int32Array | null, b: Int32Array | null): Int32Array | null {
  if (a === null) return b;
  if (b === null) return a;
  return a.map((row) => (row < 0 ? -1 : (b[row] ?? -1)));
}
