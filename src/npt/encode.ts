import { knownRows } from "../table/cell";
import type { Column, Table } from "../table/column";
import { meanAndSd } from "../table/meanAndSd";
import { type ExistingValues, existingValues } from "./existing";
import type { Manifest } from "./manifest";
import { probit } from "./probit";

/** How one column's values became the network's, and back. */
export interface EncodedColumn {
  readonly source: Column;
  readonly numeric: boolean;
  /** What `x` is standardised by: of the observed values, or of the most-frequent-level indicator. `sd` is never 0. */
  readonly mean: number;
  readonly sd: number;
  /** Standard deviation of the observed values, 0 where they do not vary. */
  readonly spread: number;
  /** The observed values, rising. Numeric columns only. */
  readonly sorted: Float64Array;
  /** The different observed values, where cells hold one of them; null for other columns. */
  readonly existing: ExistingValues | null;
  /** Levels by falling frequency (ties: first appearance first), and the frequency of each. Categorical columns only. */
  readonly ranked: Int32Array;
  readonly counts: Int32Array;
}

/**
 * A table as the network reads it. Cell (row i, column j of `columns`) is entry `i * columns.length + j` of each array;
 * missing cells are 0 everywhere. The Python twin is models/training/encode.py; a golden table holds both to 1e-5.
 */
export interface EncodedTable {
  readonly rows: number;
  readonly columns: readonly EncodedColumn[];
  /** Standardised value; for a categorical column its standardised most-frequent-level indicator. */
  readonly x: Float32Array;
  /** Normal score of the value's mid-rank; for a categorical column the same indicator. */
  readonly g: Float32Array;
  /** Equal where values are equal; 0 for numeric columns. */
  readonly level: Int32Array;
  /** Bin or level slot, below `Manifest.slots`. */
  readonly slot: Uint8Array;
  /** 1 observed, 0 missing cell. */
  readonly seen: Float32Array;
}

/** Encodes `columns` of a table; statistics come from all their observed cells. Columns need at least one. */
export function encodeTable(table: Table, columns: readonly Column[], manifest: Manifest): EncodedTable {
  const size = table.rows * columns.length;
  const out = {
    x: new Float32Array(size),
    g: new Float32Array(size),
    level: new Int32Array(size),
    slot: new Uint8Array(size),
    seen: new Float32Array(size),
  };
  const encoded = columns.map((column, j) => {
    const known = knownRows(column, table.rows);
    for (const row of known) out.seen[row * columns.length + j] = 1;
    return isNumeric(column)
      ? encodeNumbers(column, known, j, columns.length, out, manifest)
      : encodeLevels(column, known, j, columns.length, out, manifest);
  });
  return { rows: table.rows, columns: encoded, ...out };
}

function isNumeric(column: Column): boolean {
  return column.kind === "number" || column.kind === "date";
}

type Cells = Pick<EncodedTable, "x" | "g" | "level" | "slot" | "seen">;
type Writable = { -readonly [K in keyof Cells]: Cells[K] };

function encodeNumbers(source: Column, known: Uint32Array, j: number, width: number, out: Writable, manifest: Manifest): EncodedColumn {
  const numbers = new Float64Array(known.length);
  for (let k = 0; k < known.length; k++) numbers[k] = source.values[known[k]!]!;
  const { mean, sd: spread } = meanAndSd(numbers);
  const sorted = numbers.sort();
  const varies = spread > 1e-12 * Math.max(Math.abs(mean), 1e-30);
  const sd = varies ? spread : 1;
  const none = new Int32Array(0);
  const column = { source, numeric: true, mean, sd, spread: varies ? spread : 0, sorted, existing: existingValues(sorted), ranked: none, counts: none };
  for (const row of known) writeNumber(out, row * width + j, source.values[row]!, column, manifest);
  return column;
}

function writeNumber(out: Writable, at: number, value: number, { mean, sd, sorted }: EncodedColumn, manifest: Manifest): void {
  const x = Math.fround(Math.max(-manifest.clip, Math.min(manifest.clip, (value - mean) / sd)));
  out.x[at] = x;
  const rank = (firstAtLeast(sorted, value) + firstAbove(sorted, value)) / (2 * sorted.length);
  out.g[at] = probit(Math.max(5e-7, Math.min(1 - 5e-7, rank)));
  out.slot[at] = binOf(x, manifest.borders);
}

function encodeLevels(source: Column, known: Uint32Array, j: number, width: number, out: Writable, manifest: Manifest): EncodedColumn {
  const frequency = new Int32Array(source.levels.length);
  for (const row of known) frequency[source.codes[row]!]!++;
  const ranked = Int32Array.from(frequency.keys()).sort((a, b) => frequency[b]! - frequency[a]! || a - b);
  const rankOf = new Int32Array(ranked.length);
  for (let r = 0; r < ranked.length; r++) rankOf[ranked[r]!] = r;
  const share = (frequency[ranked[0] ?? 0] ?? 0) / Math.max(1, known.length);
  const deviation = Math.max(1e-3, Math.sqrt(Math.max(1e-9, share * (1 - share))));
  const counts = ranked.map((level) => frequency[level]!);
  const column = { source, numeric: false, mean: share, sd: deviation, spread: 0, sorted: new Float64Array(0), existing: null, ranked, counts };
  for (const row of known) writeRank(out, row * width + j, rankOf[source.codes[row]!]!, j, column, manifest);
  return column;
}

function writeRank(out: Writable, at: number, rank: number, j: number, { mean, sd }: EncodedColumn, manifest: Manifest): void {
  const indicator = ((rank === 0 ? 1 : 0) - mean) / sd;
  out.x[at] = indicator;
  out.g[at] = indicator;
  out.level[at] = rank + manifest.levelStride * columnCode(j, manifest);
  out.slot[at] = slotOfRank(rank, manifest);
}

/** The same table with cells of its own, to be changed. */
export function copyCells(table: EncodedTable): EncodedTable {
  const { x, g, level, slot, seen } = table;
  return { ...table, x: x.slice(), g: g.slice(), level: level.slice(), slot: slot.slice(), seen: seen.slice() };
}

/** Puts a value (a number, or a level) into a missing cell of `table`, in the coordinates that the observed cells define. */
export function setCell(table: EncodedTable, row: number, j: number, value: number, manifest: Manifest): void {
  const column = table.columns[j]!;
  const at = row * table.columns.length + j;
  table.seen[at] = 1;
  if (column.numeric) writeNumber(table, at, value, column, manifest);
  else writeRank(table, at, column.ranked.indexOf(value), j, column, manifest);
}

/** The column's row in the network's code book. */
export function columnCode(j: number, manifest: Manifest): number {
  return j % manifest.columnCodes;
}

/** The slot of the level that is number `rank` by frequency: its own, or one of those that rare levels share. */
export function slotOfRank(rank: number, { slots, sharedSlots }: Manifest): number {
  const own = slots - sharedSlots;
  return rank < own ? rank : own + (rank % sharedSlots);
}

/** Number of borders at or below `x`. */
export function binOf(x: number, borders: readonly number[]): number {
  let low = 0;
  let high = borders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Math.fround(borders[middle]!) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
