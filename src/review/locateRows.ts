import { isSavedRow, textPrint } from "./savedReview";
import type { SavedRow } from "./savedFormat";
import type { ReviewSource } from "./source";

/** Cells that may be read to find rows that have moved while the review was closed. */
const maxSearched = 20_000_000;
const rowsPerTurn = 5_000;

type Rows = Pick<ReviewSource, "table" | "cell" | "rowPrint" | "pause">;

/** Where saved rows are now, in a table whose rows are all at hand: at their place, or where they have moved to. */
export async function locateRows(source: Rows, saved: readonly SavedRow[]): Promise<ReadonlyMap<number, SavedRow>> {
  const found = new Map<number, SavedRow>();
  const moved: SavedRow[] = [];
  for (const row of saved) {
    if (row.row < source.table.rows && isSavedRow(source, row.row, row)) found.set(row.row, row);
    else moved.push(row);
  }
  await findMoved(source, moved, found);
  return found;
}

/** Looks for rows that are not at their place any more, as far as that stays cheap: all rows of one pattern at a time. */
async function findMoved(source: Rows, moved: readonly SavedRow[], found: Map<number, SavedRow>): Promise<void> {
  const { rows, columns } = source.table;
  const patterns = new Map<string, SavedRow[]>();
  for (const row of moved) {
    if (row.print === 0 || row.missing.length >= columns.length) continue;
    const pattern = `${typeof row.print} ${row.missing.join()}`;
    patterns.set(pattern, [...(patterns.get(pattern) ?? []), row]);
  }
  let searched = 0;
  for (const alike of patterns.values()) {
    searched += rows * columns.length;
    if (searched > maxSearched) return;
    const wanted = new Map<number | string, SavedRow[]>();
    for (const row of alike) wanted.set(row.print, [...(wanted.get(row.print) ?? []), row]);
    const { print, missing } = alike[0]!;
    for (let at = 0; at < rows && wanted.size > 0; at++) {
      if (at % rowsPerTurn === rowsPerTurn - 1) await source.pause();
      if (found.has(at)) continue;
      const key = typeof print === "string" ? textPrint(source, at, columns.length, missing) : source.rowPrint(at, missing);
      const row = wanted.get(key)?.shift();
      if (row) found.set(at, row);
    }
  }
}
