import { rowPrint } from "../../csv/fingerprint";
import type { RecordPart } from "../../csv/parts";
import { type SavedLarge, type SavedLargeRow, RowPrints } from "./savedLarge";

/**
 * Sees every row with missing cells once, in order, while a large file is read: notes the rows' fingerprints, and finds the rows
 * of kept decisions, at their place or where they have moved to.
 */
export class RowFinder {
  readonly prints = new RowPrints();
  readonly #kept = new Map<number, SavedLargeRow>();
  /** Saved rows by fingerprint; those that are found at their place are left out at the end. */
  readonly #byPrint = new Map<number, { readonly rows: SavedLargeRow[]; readonly seenAt: number[] }>();
  readonly #found = new Map<number, SavedLargeRow>();
  readonly #unchanged: boolean;

  /** @param stamp the file's state now */
  constructor(kept: SavedLarge | null, stamp: string) {
    this.#unchanged = kept !== null && stamp !== "" && kept.stamp === stamp;
    for (const row of kept?.rows ?? []) {
      this.#kept.set(row.row, row);
      if (row.print === 0) continue;
      const same = this.#byPrint.get(row.print);
      if (same) same.rows.push(row);
      else this.#byPrint.set(row.print, { rows: [row], seenAt: [] });
    }
  }

  /** @param missing cells columns of the cells that may be missing cells, rising */
  readonly see = (part: RecordPart, record: number, row: number, holes: readonly number[]): void => {
    const print = rowPrint(part.codec.units, part.scan, record, holes);
    this.prints.add(row, print);
    if (this.#kept.size === 0) return;
    const kept = this.#kept.get(row);
    if (kept && (this.#unchanged || isSame(part, record, print, kept, holes))) this.#found.set(row, kept);
    // As many places as there are kept rows that may be at theirs, and as many for those that have moved.
    const same = print === 0 ? undefined : this.#byPrint.get(print);
    if (same && same.seenAt.length < 2 * same.rows.length) same.seenAt.push(row);
  };

  /** Where the kept rows are now: data row, and what is kept of it. */
  found(): ReadonlyMap<number, SavedLargeRow> {
    if (this.#unchanged) return this.#found;
    const atTheirPlace = new Set(this.#found.values());
    for (const { rows, seenAt } of this.#byPrint.values()) {
      const free = seenAt.filter((row) => !this.#found.has(row)).values();
      for (const row of rows) {
        if (atTheirPlace.has(row)) continue;
        const at = free.next();
        if (at.done === true) break;
        this.#found.set(at.value, row);
      }
    }
    return this.#found;
  }
}

/** Whether a row holds what it held, beside what was a missing cell in it. */
function isSame(part: RecordPart, record: number, print: number, { print: before, holes: were }: SavedLargeRow, holes: readonly number[]): boolean {
  if (before === 0) return false;
  if (print === before) return true;
  const except = [...new Set([...holes, ...were])].sort((a, b) => a - b);
  return except.length > holes.length && rowPrint(part.codec.units, part.scan, record, except) === before;
}
