/** Narrowest and widest a column can be made, px. */
export const minWidth = 56;
export const maxWidth = 900;

/** More of the view than this is never given to pinned columns: the others must stay readable. */
const maxPinned = 0.6;

/** Widths and left edges of the shown columns. `left[i]` belongs to `shown[i]`; one more entry holds the whole width. */
export interface ColumnLayout {
  /** Columns of the file in the order shown: pinned ones first. */
  readonly shown: readonly number[];
  readonly left: Float64Array;
  /** Place in `shown` by column of the file; -1 for hidden columns. */
  readonly place: Int32Array;
  /** Places 0 to `pinned` - 1 are pinned. */
  readonly pinned: number;
}

/** Lays the columns out side by side. */
export function layOut(
  widths: readonly number[],
  hidden: ReadonlySet<number>,
  pinned: ReadonlySet<number> = new Set(),
): ColumnLayout {
  const columns = [...widths.keys()].filter((column) => !hidden.has(column));
  const first = columns.filter((column) => pinned.has(column));
  const shown = [...first, ...columns.filter((column) => !pinned.has(column))];
  const place = new Int32Array(widths.length).fill(-1);
  const left = new Float64Array(shown.length + 1);
  for (const [i, column] of shown.entries()) {
    place[column] = i;
    left[i + 1] = (left[i] ?? 0) + (widths[column] ?? minWidth);
  }
  return { shown, left, place, pinned: first.length };
}

/** Pinned places that stay in a view of `width` px: all, or none where they would leave too little for the others. */
export function stickyPlaces(layout: ColumnLayout, width: number): number {
  return (layout.left[layout.pinned] ?? 0) <= width * maxPinned ? layout.pinned : 0;
}

/** Width for a column whose longest texts have `characters`; its kind and accuracy fit into the narrowest. */
export function widthFor(characters: number): number {
  return Math.max(128, Math.min(280, Math.round(characters * 7.4) + 34));
}

/**
 * First and last place (both included) that touch `[from, to)`; last is before first where there are none.
 * @param sticky the first places, which are in view anyway and left out
 */
export function visiblePlaces(layout: ColumnLayout, from: number, to: number, sticky = 0): { first: number; last: number } {
  const count = layout.shown.length;
  if (count <= sticky) return { first: sticky, last: sticky - 1 };
  const first = Math.max(sticky, Math.min(count - 1, placeAt(layout, from + (layout.left[sticky] ?? 0))));
  let last = first;
  while (last + 1 < count && (layout.left[last + 1] ?? 0) < to) last++;
  return { first, last };
}

/** Place of the column under `x`. */
function placeAt(layout: ColumnLayout, x: number): number {
  let low = 0;
  let high = layout.shown.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((layout.left[middle] ?? 0) <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}
