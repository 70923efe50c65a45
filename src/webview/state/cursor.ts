/** Where the grid's cursor is: a view row (-1 is the header) and a place among the shown columns. */
export interface Cursor {
  readonly viewRow: number;
  readonly place: number;
}

/** How far a selection reaches: from cell to cell, or over whole columns, whole rows or everything. */
export type Span = "cells" | "columns" | "rows" | "all";

/** What is selected: from the cursor to the anchor, as far as the span has it. */
export interface Selection {
  readonly cursor: Cursor;
  readonly anchor: Cursor;
  readonly span: Span;
}

/** A range of the grid, both ends included. */
export interface Range {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The cells that a selection takes; the header's row (-1) is none of them. */
export function rangeOf({ cursor, anchor, span }: Selection, { viewRows, places }: Pick<GridSize, "viewRows" | "places">): Range {
  const allRows = span === "columns" || span === "all";
  const allPlaces = span === "rows" || span === "all";
  return {
    top: allRows ? 0 : Math.max(0, Math.min(cursor.viewRow, anchor.viewRow)),
    bottom: allRows ? viewRows - 1 : Math.max(cursor.viewRow, anchor.viewRow),
    left: allPlaces ? 0 : Math.min(cursor.place, anchor.place),
    right: allPlaces ? places - 1 : Math.max(cursor.place, anchor.place),
  };
}

/** Whether it is a single cell. */
export function isSingle({ cursor, anchor, span }: Selection): boolean {
  return span === "cells" && sameCell(cursor, anchor);
}

interface GridSize {
  readonly viewRows: number;
  readonly places: number;
  /** Rows that fit in view. */
  readonly page: number;
}

/** The cursor after `key`, or null where the key does not move it. Keys as in the ARIA grid pattern. */
export function moveCursor(cursor: Cursor, key: string, control: boolean, size: GridSize): Cursor | null {
  const lastRow = size.viewRows - 1;
  const lastPlace = size.places - 1;
  const at = (viewRow: number, place: number): Cursor => ({
    viewRow: Math.max(-1, Math.min(lastRow, viewRow)),
    place: Math.max(0, Math.min(lastPlace, place)),
  });
  switch (key) {
    case "ArrowUp":
      return control ? at(Math.min(0, lastRow), cursor.place) : at(cursor.viewRow - 1, cursor.place);
    case "ArrowDown":
      return control ? at(lastRow, cursor.place) : at(cursor.viewRow + 1, cursor.place);
    case "ArrowLeft":
      return at(cursor.viewRow, control ? 0 : cursor.place - 1);
    case "ArrowRight":
      return at(cursor.viewRow, control ? lastPlace : cursor.place + 1);
    case "Home":
      return at(control ? 0 : cursor.viewRow, 0);
    case "End":
      return at(control ? lastRow : cursor.viewRow, lastPlace);
    case "PageUp":
      return at(Math.max(0, cursor.viewRow - size.page), cursor.place);
    case "PageDown":
      return at(cursor.viewRow + size.page, cursor.place);
    default:
      return null;
  }
}

/** Whether two cursors are on the same cell. */
export function sameCell(a: Cursor, b: Cursor): boolean {
  return a.viewRow === b.viewRow && a.place === b.place;
}
