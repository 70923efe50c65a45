/** Narrowest and widest a column can be made, px. */
export const minWidth = 56;
export const maxWidth = 900;

/** Widths and left edges of the shown columns. `left[i]` belongs to `shown[i]`; one more entry holds the whole width. */
export interface ColumnLayout {
  /** Columns of the file in the order shown. */
  readonly shown: readonly number[];
  readonly left: Float64Array;
  /** Place in `shown` by column of the file; -1 for hidden columns. */
  readonly place: Int32Array;
}

/** Lays the columns out side by side. */
export function layOut(widths: readonly number[], hidden: ReadonlySet<number>): ColumnLayout {
  const shown: number[] = [];
  const place = new Int32Array(widths.length).fill(-1);
  for (let column = 0; column < widths.length; column++) {
    if (hidden.has(column)) continue;
    place[column] = shown.length;
    shown.push(column);
  }
  const left = new Float64Array(shown.length + 1);
  for (let i = 0; i < shown.length; i++) left[i + 1] = (left[i] ?? 0) + (widths[shown[i] ?? 0] ?? minWidth);
  return { shown, left, place };
}

/** Width for a column whose longest texts have `characters`. */
export function widthFor(characters: number): number {
  return Math.max(112, Math.min(280, Math.round(characters * 7.4) + 34));
}

/** First and last place (both included) that touch `[from, to)`; last is -1 where there are no columns. */
export function visiblePlaces(layout: ColumnLayout, from: number, to: number): { first: number; last: number } {
  const count = layout.shown.length;
  if (count === 0) return { first: 0, last: -1 };
  const first = Math.min(count - 1, placeAt(layout, from));
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
