import { isKnown } from "../table/cell";
import type { Column } from "../table/column";
import type { Sequence } from "./sequence";

/** How far the nearest known cells above and below a cell are, in rows of the file; Infinity where there is none. */
export interface Gap {
  readonly above: number;
  readonly below: number;
}

/** A column's known cells in a sequence, to be looked for above and below any of its cells. */
export class Neighbours {
  /** Ranks in the sequence of the known cells, rising. */
  readonly #known: Int32Array;

  constructor(
    readonly column: Column,
    readonly sequence: Sequence,
  ) {
    const { rows } = sequence;
    const known = new Int32Array(rows.length);
    let n = 0;
    for (let at = 0; at < rows.length; at++) if (isKnown(column, rows[at]!)) known[n++] = at;
    this.#known = known.subarray(0, n);
  }

  gap(row: number): Gap {
    const [above] = this.above(row, 0, 1);
    const [below] = this.below(row, 0, 1);
    const { place } = this.sequence;
    return {
      above: above === undefined ? Number.POSITIVE_INFINITY : place[row]! - place[above]!,
      below: below === undefined ? Number.POSITIVE_INFINITY : place[below]! - place[row]!,
    };
  }

  /** The nearest `count` known rows above `row` in its group, nearest first, `gap` or more rows of the file away. */
  above(row: number, gap: number, count: number): number[] {
    const { rows, group, rank, place } = this.sequence;
    const found: number[] = [];
    const from = rank[row]!;
    if (from < 0 || gap === Number.POSITIVE_INFINITY) return found;
    let k = this.#atOrAfter(from) - 1;
    if (gap > 1) k = Math.min(k, this.#lastAtMost(group[from]!, place[row]! - gap, from));
    for (; k >= 0 && found.length < count; k--) {
      const at = this.#known[k]!;
      if (group[at] !== group[from]) break;
      found.push(rows[at]!);
    }
    return found;
  }

  /** The same below. */
  below(row: number, gap: number, count: number): number[] {
    const { rows, group, rank, place } = this.sequence;
    const found: number[] = [];
    const from = rank[row]!;
    if (from < 0 || gap === Number.POSITIVE_INFINITY) return found;
    let k = this.#atOrAfter(from);
    if (this.#known[k] === from) k++;
    if (gap > 1) k = Math.max(k, this.#firstAtLeast(group[from]!, place[row]! + gap, k));
    for (; k < this.#known.length && found.length < count; k++) {
      const at = this.#known[k]!;
      if (group[at] !== group[from]) break;
      found.push(rows[at]!);
    }
    return found;
  }

  #atOrAfter(rank: number): number {
    return search(this.#known.length, (k) => this.#known[k]! >= rank);
  }

  #lastAtMost(group: number, place: number, rank: number): number {
    const { rows, group: groups, place: places } = this.sequence;
    return search(this.#known.length, (k) => {
      const at = this.#known[k]!;
      return at >= rank || groups[at]! > group || (groups[at] === group && places[rows[at]!]! > place);
    }) - 1;
  }

  #firstAtLeast(group: number, place: number, from: number): number {
    const { rows, group: groups, place: places } = this.sequence;
    return search(this.#known.length, (k) => {
      if (k < from) return false;
      const at = this.#known[k]!;
      return groups[at]! > group || (groups[at] === group && places[rows[at]!]! >= place);
    });
  }
}

/** The first of 0..n-1 for which `is` holds, n where it holds for none; once it holds it holds for all that follow. */
function search(n: number, is: (k: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
