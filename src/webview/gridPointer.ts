import type { Cursor } from "./navigation";

/** Watches a pointer that is down until it is let go, also outside the window: `handle` captures it. */
export function capture(handle: HTMLElement, pointerId: number, move: (event: PointerEvent) => void): void {
  handle.setPointerCapture(pointerId);
  follow(handle, move);
}

/** Watches a pointer that is down until it is let go; clicks go where they would without it. */
export function follow(target: HTMLElement | Window, move: (event: PointerEvent) => void): void {
  const moved = move as (event: Event) => void;
  const stop = (): void => {
    target.removeEventListener("pointermove", moved);
    target.removeEventListener("pointerup", stop);
    target.removeEventListener("pointercancel", stop);
  };
  target.addEventListener("pointermove", moved);
  target.addEventListener("pointerup", stop);
  target.addEventListener("pointercancel", stop);
}

/** The cell or header that `element` lies in: its view row (-1 for a header) and its column of the file; null elsewhere. */
export function cellAround(element: Element | null): { readonly viewRow: number; readonly column: number } | null {
  const cell = element?.closest<HTMLElement>("[role=gridcell][data-column], [role=columnheader][data-column]");
  if (!cell) return null;
  const header = cell.getAttribute("role") === "columnheader";
  return { viewRow: header ? -1 : Number(cell.dataset.row), column: Number(cell.dataset.column) };
}

/** Whether two cursors are on the same cell. */
export function sameCell(a: Cursor, b: Cursor): boolean {
  return a.viewRow === b.viewRow && a.place === b.place;
}
