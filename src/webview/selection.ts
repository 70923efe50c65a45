import type { Scope } from "../shared/protocol";
import type { ColumnLayout } from "./columns";
import type { Cursor } from "./navigation";

/**
 * The cells selected between `cursor` and `anchor`: a column in the header, else a cell or a range.
 * @param row data row under the cursor, -1 while it is not known
 */
export function scopeOf(cursor: Cursor, anchor: Cursor, layout: ColumnLayout, row: number): Scope | null {
  const column = layout.shown[cursor.place] ?? 0;
  if (cursor.viewRow < 0) return { kind: "column", column };
  if (cursor.viewRow === anchor.viewRow && cursor.place === anchor.place) {
    return row < 0 ? null : { kind: "cell", row, column };
  }
  return {
    kind: "range",
    fromViewRow: Math.max(0, Math.min(cursor.viewRow, anchor.viewRow)),
    toViewRow: Math.max(cursor.viewRow, anchor.viewRow),
    // Those shown: what is hidden is not decided by the way.
    columns: layout.shown.slice(Math.min(cursor.place, anchor.place), Math.max(cursor.place, anchor.place) + 1),
  };
}
