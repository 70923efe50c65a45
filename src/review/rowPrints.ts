import type { SavedRow } from "./savedFormat";

/** Fingerprints of the rows that have missing cells, 12 bytes each. */
export class RowPrints {
  #rows = new Uint32Array(1 << 10);
  #prints = new Float64Array(1 << 10);
  #length = 0;

  /** Rows come in rising order. */
  add(rows: Int32Array, prints: Float64Array): void {
    const length = this.#length + rows.length;
    if (length > this.#rows.length) {
      const [before, printsBefore] = [this.#rows, this.#prints];
      this.#rows = new Uint32Array(Math.max(length, 2 * before.length));
      this.#prints = new Float64Array(this.#rows.length);
      this.#rows.set(before.subarray(0, this.#length));
      this.#prints.set(printsBefore.subarray(0, this.#length));
    }
    this.#rows.set(rows, this.#length);
    this.#prints.set(prints, this.#length);
    this.#length = length;
  }

  /** 0 for a row that was not added. */
  of(row: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rows[middle]! < row) low = middle + 1;
      else high = middle;
    }
    return low < this.#length && this.#rows[low] === row ? this.#prints[low]! : 0;
  }

  *[Symbol.iterator](): Generator<readonly [row: number, print: number]> {
    for (let k = 0; k < this.#length; k++) yield [this.#rows[k]!, this.#prints[k]!];
  }
}

/**
 * Where saved rows are now: at their place, or, where other rows stand there, at rows of the same fingerprint.
 * @param isAtPlace whether a saved row is still at its place
 */
export function locateByPrint(saved: readonly SavedRow[], isAtPlace: ReadonlySet<SavedRow>, prints: Iterable<readonly [number, number]>): Map<number, SavedRow> {
  const found = new Map<number, SavedRow>();
  const lost = new Map<number | string, SavedRow[]>();
  for (const row of saved) {
    if (isAtPlace.has(row)) found.set(row.row, row);
    else if (row.print !== 0) lost.set(row.print, [...(lost.get(row.print) ?? []), row]);
  }
  if (lost.size === 0) return found;
  for (const [row, print] of prints) {
    if (found.has(row)) continue;
    const next = lost.get(print)?.shift();
    if (next) found.set(row, next);
  }
  return found;
}
