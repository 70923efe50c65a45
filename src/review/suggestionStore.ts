import { estimateParts, type PackedSuggestions, textOf, unpackSuggestion } from "../imputation/packed";
import type { Suggestion } from "../imputation/suggestion";

/** Room for the place within a batch in an entry's number. */
const batchSize = 2 ** 24;

/** A batch is kept as long as one of its suggestions is in use. */
interface Batch {
  readonly packed: PackedSuggestions;
  used: number;
}

/** The suggestions of a review, by cell: packed as they came, some 100 bytes each. */
export class SuggestionStore {
  readonly #batches: (Batch | null)[] = [];
  /** Per column: by row, the batch's number and the place in it. */
  #columns = new Map<number, Map<number, number>>();

  has(row: number, column: number): boolean {
    return this.#columns.get(column)?.has(row) === true;
  }

  /** Whether a column has any. */
  holds(column: number): boolean {
    return (this.#columns.get(column)?.size ?? 0) > 0;
  }

  get(row: number, column: number): Suggestion | null {
    const entry = this.#columns.get(column)?.get(row);
    return entry === undefined ? null : unpackSuggestion(this.#packed(entry), placeOf(entry), row);
  }

  /** The suggested text; null where there is none. */
  value(row: number, column: number): string | null {
    const entry = this.#columns.get(column)?.get(row);
    if (entry === undefined) return null;
    const packed = this.#packed(entry);
    return textOf(packed, packed.value[placeOf(entry)]!);
  }

  /** 0..1; -1 where there is no suggestion, or none with a certainty that is known. */
  certainty(row: number, column: number): number {
    const entry = this.#columns.get(column)?.get(row);
    return entry === undefined ? -1 : this.#packed(entry).certainty[placeOf(entry)]!;
  }

  /** The suggested number before rounding; NaN where there is none. */
  estimate(row: number, column: number): number {
    const entry = this.#columns.get(column)?.get(row);
    return entry === undefined ? Number.NaN : this.#packed(entry).estimate[estimateParts * placeOf(entry)]!;
  }

  /** Rows of a column that have a suggestion, in no particular order. */
  rows(column: number): Iterable<number> {
    return this.#columns.get(column)?.keys() ?? [];
  }

  /** Takes in those of `packed` that `place` gives a row, in place of what the cells had. @returns their number */
  add(packed: PackedSuggestions, place: (k: number) => number): number {
    const batch: Batch = { packed, used: 0 };
    const number = this.#batches.push(batch) - 1;
    for (let k = 0; k < packed.length; k++) {
      const row = place(k);
      if (row < 0) continue;
      const rows = this.#rowsOf(packed.columns[k]!);
      const before = rows.get(row);
      if (before !== undefined) this.#release(before);
      rows.set(row, number * batchSize + k);
      batch.used++;
    }
    if (batch.used === 0) this.#batches.pop();
    return batch.used;
  }

  /** Follows rows that moved; suggestions for rows that are gone go too. @param keeps whether a column is still there */
  moved(rowMap: Int32Array | null, keeps: (column: number) => boolean): void {
    const before = this.#columns;
    this.#columns = new Map();
    for (const [column, rows] of before) {
      if (rowMap === null && keeps(column)) {
        this.#columns.set(column, rows);
        continue;
      }
      const now = new Map<number, number>();
      for (const [row, entry] of rows) {
        const to = keeps(column) ? (rowMap?.[row] ?? -1) : -1;
        if (to < 0) this.#release(entry);
        else now.set(to, entry);
      }
      this.#columns.set(column, now);
    }
  }

  #rowsOf(column: number): Map<number, number> {
    let rows = this.#columns.get(column);
    if (rows === undefined) {
      rows = new Map();
      this.#columns.set(column, rows);
    }
    return rows;
  }

  #packed(entry: number): PackedSuggestions {
    return this.#batches[Math.floor(entry / batchSize)]!.packed;
  }

  #release(entry: number): void {
    const number = Math.floor(entry / batchSize);
    const batch = this.#batches[number]!;
    if (--batch.used === 0) this.#batches[number] = null;
  }
}

function placeOf(entry: number): number {
  return entry % batchSize;
}
