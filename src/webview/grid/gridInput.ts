import type { ReviewState } from "../../shared/protocol";
import type { ColumnLayout } from "../state/columnLayout";
import { type Cursor, moveCursor, type Range, rangeOf, sameCell, type Span } from "../state/cursor";
import type { TableAction } from "../state/reviewCommands";
import { actionOf } from "./keys";
import { headHeight } from "./viewport";

/** Where the grid's cursor is, and who hears what is done to it. */
export interface GridInputProps {
  readonly state: Pick<ReviewState, "viewRows">;
  readonly layout: ColumnLayout;
  readonly cursor: Cursor;
  /** The other corner of the selected range; equal to the cursor for a single cell. */
  readonly anchor: Cursor;
  readonly span: Span;
  onCursor(cursor: Cursor, extend: boolean, span?: Span): void;
  onAction(action: TableAction): void;
  /** A character was typed on a cell. */
  onType(text: string): void;
  onResize(column: number, width: number): void;
  onSort(column: number): void;
  /** The menu of the cell or column under the cursor is wanted, at a point of the window. */
  onMenu(x: number, y: number): void;
}

/** The grid as its keys and its pointer need it. */
export interface GridPage {
  readonly props: Readonly<GridInputProps>;
  /** Whole rows in view. */
  readonly pageRows: number;
  /** The cell or header under the cursor. */
  readonly active: HTMLElement | null;
  /** Moves the focus to the cursor's cell, where the focus stays until it is moved elsewhere. */
  focus(): void;
  /** Makes the next move of the cursor scroll it into view. */
  revealNext(): void;
}

/** What keys and pointer do in the grid. */
export class GridInput {
  constructor(private readonly grid: GridPage) {}

  get #props(): Readonly<GridInputProps> {
    return this.grid.props;
  }

  readonly onKeyDown = (event: KeyboardEvent): void => {
    const { cursor, layout, state, onAction, onType, onCursor } = this.#props;
    const control = event.ctrlKey || event.metaKey;
    const action = actionOf(event, control, cursor.viewRow < 0);
    if (action) {
      take(event);
      if (action === "menu") this.#menuAtCursor();
      else onAction(action);
      return;
    }
    if (event.altKey) return;
    if (!control && event.key.length === 1 && event.key !== " " && cursor.viewRow >= 0) {
      take(event);
      onType(event.key);
      return;
    }
    const size = { viewRows: state.viewRows, places: layout.shown.length, page: this.grid.pageRows };
    const next = moveCursor(cursor, event.key, control, size);
    if (!next) return;
    take(event);
    this.grid.revealNext();
    onCursor(next, event.shiftKey && next.viewRow >= 0);
  };

  readonly onPointerDown = (event: PointerEvent): void => {
    const target = event.target as Element;
    if (event.button === 0 && this.#onGutter(target, event)) return;
    const at = cellAround(target);
    if (event.button !== 0 || !at || target.closest(".resizer, [data-action]")) return;
    event.preventDefault();
    this.grid.revealNext();
    this.#props.onCursor(this.#cursorAt(at), event.shiftKey && at.viewRow >= 0);
    this.grid.focus();
    if (at.viewRow >= 0) follow(window, this.#onDrag);
  };

  /** A number of a row selects the row, the corner everything. */
  #onGutter(target: Element, event: PointerEvent): boolean {
    const gutter = target.closest<HTMLElement>(".gutter");
    if (!gutter) return false;
    event.preventDefault();
    const { cursor, onCursor, onAction } = this.#props;
    const row = gutter.closest<HTMLElement>("[role=row]")?.ariaRowIndex;
    if (gutter.getAttribute("role") === "columnheader" || !row) onAction("selectAll");
    else onCursor({ viewRow: Number(row) - 2, place: cursor.place }, event.shiftKey, "rows");
    this.grid.focus();
    return true;
  }

  /** A drag chooses the range from where it began to the cell under the pointer. */
  readonly #onDrag = (event: PointerEvent): void => {
    const at = cellAround(document.elementFromPoint(event.clientX, event.clientY));
    if (!at || at.viewRow < 0) return;
    const cursor = this.#cursorAt(at);
    if (!sameCell(cursor, this.#props.cursor)) this.#props.onCursor(cursor, true);
  };

  readonly onContextMenu = (event: MouseEvent): void => {
    const at = cellAround(event.target as Element);
    if (!at) return;
    event.preventDefault();
    const { state, layout, onCursor, onMenu } = this.#props;
    const clicked = this.#cursorAt(at);
    const range = rangeOf(this.#props, { viewRows: state.viewRows, places: layout.shown.length });
    // The menu is about what is selected, if it was opened there.
    if (!isIn(clicked, range)) onCursor(clicked, false);
    onMenu(event.clientX, event.clientY);
  };

  readonly onClick = (event: MouseEvent): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-action]");
    const action = button?.dataset.action;
    const at = cellAround(button ?? null);
    if (!button || !at) return;
    this.grid.focus();
    if (action === "accept" || action === "reject") {
      this.#props.onAction(action);
      return;
    }
    this.#props.onCursor(this.#cursorAt(at), false);
    const box = button.getBoundingClientRect();
    if (action === "menu") this.#props.onMenu(box.left, box.bottom);
    else if (action === "filter") this.#props.onAction("filter");
    else this.#props.onSort(at.column);
  };

  /** Copying that was chosen from a menu of VS Code's or the browser's. */
  readonly onCopy = (event: ClipboardEvent): void => {
    take(event);
    this.#props.onAction("copy");
  };

  readonly onDoubleClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    const at = cellAround(target);
    if (at && at.viewRow >= 0 && !target.closest("[data-action]")) this.#props.onAction("edit");
  };

  readonly onResizeStart = (column: number, event: PointerEvent): void => {
    take(event);
    const { layout } = this.#props;
    const place = layout.place[column] ?? 0;
    const width = (layout.left[place + 1] ?? 0) - (layout.left[place] ?? 0);
    const start = event.clientX;
    const handle = event.target as HTMLElement;
    // Captured, so that a drag goes on outside the window.
    handle.setPointerCapture(event.pointerId);
    follow(handle, (now) => this.#props.onResize(column, width + now.clientX - start));
  };

  #cursorAt({ viewRow, column }: { readonly viewRow: number; readonly column: number }): Cursor {
    return { viewRow, place: this.#props.layout.place[column] ?? 0 };
  }

  #menuAtCursor(): void {
    const box = this.grid.active?.getBoundingClientRect();
    if (box) this.#props.onMenu(box.left + 8, Math.min(box.bottom, box.top + headHeight));
  }
}

function take(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

function isIn({ viewRow, place }: Cursor, { top, bottom, left, right }: Range): boolean {
  return viewRow >= top && viewRow <= bottom && place >= left && place <= right;
}

/** Watches a pointer that is down until it is let go. */
function follow(target: HTMLElement | Window, move: (event: PointerEvent) => void): void {
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
function cellAround(element: Element | null): { readonly viewRow: number; readonly column: number } | null {
  const cell = element?.closest<HTMLElement>("[role=gridcell][data-column], [role=columnheader][data-column]");
  if (!cell) return null;
  const header = cell.getAttribute("role") === "columnheader";
  return { viewRow: header ? -1 : Number(cell.dataset.row), column: Number(cell.dataset.column) };
}
