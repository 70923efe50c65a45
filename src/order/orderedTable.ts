import { knownRows } from "../table/cell";
import { type Column, hasNumbers, type Table } from "../table/column";
import { Neighbours } from "./neighbours";
import { fileSequence, keyColumns, keySequence, type Sequence, sortedAlong } from "./sequence";

/** Where a column's neighbours are looked for: file columns, null for none. */
export interface Way {
  /** By which the file is sorted: what distances are measured along. */
  readonly along: number | null;
  /** Rows of the same value here are neighbours, too. */
  readonly key: number | null;
}

/** Known cells by which a key is judged. */
const trials = 200;
/** A key is worth a look of its own where it is so much closer than the file is. */
const better = 0.9;
/** Rows of the same key that are not the nearest. */
const far = 40;

/** The sequences of one table, each made once. */
export class OrderedTable {
  readonly #file: Sequence;
  readonly #sorted: { readonly column: Column; readonly sequence: Sequence } | null;
  readonly #keys: readonly Column[];
  readonly #made = new Map<string, Sequence>();

  constructor(readonly table: Table) {
    this.#file = fileSequence(table);
    const sorted = sortedAlong(table, this.#file.place);
    this.#sorted = sorted && { column: sorted.column, sequence: fileSequence(table, sorted.along) };
    this.#keys = keyColumns(table);
  }

  /**
   * The way whose nearest known values are closest to a column's known ones. A key counts only where the nearest rows of
   * the same value tell more than others of it: what a key determines, the network looks up by itself.
   */
  wayOf(column: Column): Way {
    const along = this.#sorted !== null && this.#sorted.column !== column ? this.#sorted.column.index : null;
    const known = knownRows(column, this.table.rows);
    const step = Math.max(1, Math.floor(known.length / trials));
    const some = known.filter((_, k) => k % step === 0);
    let key: number | null = null;
    let least = better * distance(new Neighbours(column, this.#file), some);
    for (const candidate of this.#keys) {
      if (candidate === column) continue;
      const near = new Neighbours(column, this.#sequence(along, candidate.index));
      const found = distance(near, some);
      if (found < least && found < better * distance(near, some, far)) [key, least] = [candidate.index, found];
    }
    return { along, key };
  }

  /** A column's neighbours on its way: in the file, then among the rows of the same key where there is one. */
  neighbours(column: Column, { along, key }: Way): Neighbours[] {
    const file = new Neighbours(column, this.#sequence(along, null));
    return key === null ? [file] : [file, new Neighbours(column, this.#sequence(along, key))];
  }

  #sequence(along: number | null, key: number | null): Sequence {
    const file = along !== null && this.#sorted?.column.index === along ? this.#sorted.sequence : this.#file;
    if (key === null) return file;
    const name = `${along} ${key}`;
    const made = this.#made.get(name) ?? keySequence(file, this.table.columns[key]!);
    this.#made.set(name, made);
    return made;
  }
}

/**
 * How far the nearest known values are from those of `rows`, or those `step` known cells away (the last of the group where
 * it has fewer): sum of differences of numbers, or of other levels. Infinity where rows lack neighbours.
 */
function distance(near: Neighbours, rows: Iterable<number>, step = 1): number {
  const { values, codes } = near.column;
  const numeric = hasNumbers(near.column);
  let sum = 0;
  for (const row of rows) {
    const above = near.above(row, 0, step).at(-1);
    const below = near.below(row, 0, step).at(-1);
    const one = above ?? below;
    if (one === undefined) {
      if (numeric) return Number.POSITIVE_INFINITY;
      sum += 1;
    } else if (numeric) sum += Math.abs((values[above ?? one]! + values[below ?? one]!) / 2 - values[row]!);
    else sum += codes[one] === codes[row] ? 0 : 1;
  }
  return sum;
}
