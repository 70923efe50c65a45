/** Rows of a file, one bit each. */
export class RowSet {
  readonly #bits: Uint8Array;
  size = 0;

  constructor(private readonly rows: number) {
    this.#bits = new Uint8Array(Math.ceil(rows / 8));
  }

  has(row: number): boolean {
    return ((this.#bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }

  add(row: number): void {
    if (this.has(row)) return;
    this.#bits[row >> 3]! |= 1 << (row & 7);
    this.size++;
  }

  /** The first row at or after `row`, -1 where there is none. */
  next(row: number): number {
    for (let at = row; at < this.rows; at++) {
      if ((at & 7) === 0 && this.#bits[at >> 3] === 0) at += 7;
      else if (this.has(at)) return at;
    }
    return -1;
  }

  /** Up to `most` rows at or after `row` and below `end`, rising. */
  from(row: number, most: number, end = this.rows): Int32Array {
    const rows = new Int32Array(Math.min(most, this.size));
    let count = 0;
    for (let at = this.next(row); at >= 0 && at < end && count < rows.length; at = this.next(at + 1)) rows[count++] = at;
    return rows.subarray(0, count);
  }

  /** Where the block begins that holds the first row at or after `row`, if blocks are `size` rows each; 0 where none does. */
  blockStart(row: number, size: number): number {
    const wanted = this.next(row);
    let start = 0;
    let count = 0;
    for (let at = this.next(0); at >= 0 && at <= wanted; at = this.next(at + 1)) if (count++ % size === 0) start = at;
    return start;
  }
}
