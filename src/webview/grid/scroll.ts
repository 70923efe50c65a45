/**
 * Where the grid is scrolled to, for any number of rows.
 *
 * A browser's element cannot be higher than 2^24 px. The scrolled canvas is therefore capped; beyond the cap a small
 * movement (wheel, keys) scrolls by its own pixels, a large one (the thumb) goes to the same share of the table.
 */

/** Highest canvas, well under the browser's limit. */
export const maxCanvas = 8_000_000;

export interface ScrollGeometry {
  /** Height of all rows, px; may be beyond any browser's limit. */
  readonly content: number;
  /** Height of the visible part, px. */
  readonly viewport: number;
}

export interface ScrollPosition {
  /** Top of the visible part within the content, px. */
  readonly top: number;
  /** The scrolled element's own scrollTop that belongs to it, px. */
  readonly scrollTop: number;
}

export function canvasHeight(geometry: ScrollGeometry): number {
  return Math.min(geometry.content, maxCanvas);
}

function maxTop(geometry: ScrollGeometry): number {
  return Math.max(0, geometry.content - geometry.viewport);
}

function maxScrollTop(geometry: ScrollGeometry): number {
  return Math.max(0, canvasHeight(geometry) - geometry.viewport);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** The position that shows `top`, as far as the content goes. */
export function positionAt(geometry: ScrollGeometry, top: number): ScrollPosition {
  const wanted = clamp(top, 0, maxTop(geometry));
  if (geometry.content <= maxCanvas) return { top: wanted, scrollTop: wanted };
  const share = maxTop(geometry) === 0 ? 0 : wanted / maxTop(geometry);
  return { top: wanted, scrollTop: Math.round(share * maxScrollTop(geometry)) };
}

/** The position after the browser has scrolled its element from `before.scrollTop` to `scrollTop`. */
export function positionAfterScroll(
  geometry: ScrollGeometry,
  before: ScrollPosition,
  scrollTop: number,
): ScrollPosition {
  if (geometry.content <= maxCanvas) return { top: clamp(scrollTop, 0, maxTop(geometry)), scrollTop };
  const moved = scrollTop - before.scrollTop;
  if (moved === 0) return before;
  const small = Math.abs(moved) <= geometry.viewport;
  // At either end the element cannot move on although the table may: there the share decides, so that each end is reached.
  const atEnd = scrollTop <= 0 || scrollTop >= maxScrollTop(geometry);
  if (small && !atEnd) return { top: clamp(before.top + moved, 0, maxTop(geometry)), scrollTop };
  return { top: (scrollTop / maxScrollTop(geometry)) * maxTop(geometry), scrollTop };
}

/** The position that brings `[start, start + size)` into view with the least movement. */
export function positionRevealing(
  geometry: ScrollGeometry,
  before: ScrollPosition,
  start: number,
  size: number,
): ScrollPosition {
  if (start < before.top) return positionAt(geometry, start);
  if (start + size > before.top + geometry.viewport) return positionAt(geometry, start + size - geometry.viewport);
  return before;
}
