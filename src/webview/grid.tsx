import { Component, createRef, type ComponentChild } from "preact";
import type { ReviewState } from "../shared/protocol";
import { format } from "../shared/strings";
import type { ColumnLayout } from "./columns";
import { GridHead } from "./gridHead";
import { actionOf, type GridAction } from "./gridKeys";
import { capture, cellAround, follow, sameCell } from "./gridPointer";
import { GridRow, tilesOfRow } from "./gridRow";
import { type Cursor, moveCursor } from "./navigation";
import { canvasHeight } from "./scroll";
import { Slots } from "./slots";
import type { ReviewStore } from "./store";
import { gutterWidth, headHeight, rowsPerOrigin, type View, Viewport } from "./viewport";

interface Props {
  readonly store: ReviewStore;
  readonly state: ReviewState;
  readonly layout: ColumnLayout;
  readonly cursor: Cursor;
  /** The other corner of the selected range; equal to the cursor for a single cell. */
  readonly anchor: Cursor;
  readonly rowHeight: number;
  /** Keeps what is on screen current although nothing in the other properties changed. */
  readonly version: number;
  /** Hands the grid to its owner, and null when it goes. */
  onGrid(grid: Grid | null): void;
  onCursor(cursor: Cursor, extend: boolean): void;
  onAction(action: GridAction): void;
  /** A character was typed on a cell. */
  onType(text: string): void;
  onResize(column: number, width: number): void;
  onSort(column: number): void;
  /** The menu of the cell or column under the cursor is wanted, at a point of the window. */
  onMenu(x: number, y: number): void;
}

/**
 * The virtual grid: rows of one height, only those in view in the page, positions kept by `scroll.ts` so that any
 * number of rows can be reached. One tab stop; the cell under the cursor holds the focus and is always in the page.
 */
export class Grid extends Component<Props, View> {
  readonly #root = createRef<HTMLDivElement>();
  readonly #scroller = createRef<HTMLDivElement>();
  readonly #layer = createRef<HTMLDivElement>();
  readonly #rows = createRef<HTMLDivElement>();
  readonly #rowSlots = new Slots();
  readonly #placeSlots = new Slots();
  readonly #viewport = new Viewport(
    () => ({ viewRows: this.props.state.viewRows, rowHeight: this.props.rowHeight, layout: this.props.layout }),
    (view) => this.setState(view),
  );
  #hasFocus = false;
  #reveal = false;

  override state: View = this.#viewport.view;

  override componentDidMount(): void {
    this.props.onGrid(this);
    window.addEventListener("focus", this.#onWindowFocus);
    this.#viewport.attach({ scroller: this.#scroller.current!, layer: this.#layer.current!, rows: this.#rows.current! });
    // Whoever opens the review or comes back to it goes on by keyboard from the cell that was left.
    this.#viewport.reveal(this.props.cursor);
    if (document.activeElement === null || document.activeElement === document.body) this.focus();
  }

  override componentWillUnmount(): void {
    window.removeEventListener("focus", this.#onWindowFocus);
    this.#viewport.detach();
    this.props.onGrid(null);
  }

  override componentDidUpdate(before: Readonly<Props>): void {
    const { cursor, state, layout } = this.props;
    this.#viewport.place();
    if (before.state.viewRows !== state.viewRows || before.layout !== layout) this.#viewport.measure();
    if (before.cursor !== cursor && this.#reveal) {
      this.#reveal = false;
      this.#viewport.reveal(cursor);
    }
    if (this.#hasFocus) this.#focusCursor();
  }

  /** Moves the keyboard focus to the cursor's cell. */
  focus(): void {
    this.#hasFocus = true;
    this.#focusCursor();
  }

  /** Makes the next move of the cursor scroll it into view. */
  revealNext(): void {
    this.#reveal = true;
  }

  /** Not while the user is elsewhere in VS Code: what is typed there must never land here. */
  #focusCursor(): void {
    if (!document.hasFocus()) return;
    const cell = this.#root.current?.querySelector<HTMLElement>(".active");
    if (cell && cell !== document.activeElement) cell.focus({ preventScroll: true });
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const control = event.ctrlKey || event.metaKey;
    const action = actionOf(event, control, this.props.cursor.viewRow < 0);
    if (action) {
      event.preventDefault();
      event.stopPropagation();
      if (action === "menu") this.#menuAtCursor();
      else this.props.onAction(action);
      return;
    }
    if (event.altKey) return;
    if (!control && event.key.length === 1 && event.key !== " " && this.props.cursor.viewRow >= 0) {
      event.preventDefault();
      event.stopPropagation();
      this.props.onType(event.key);
      return;
    }
    const { viewport } = this.#viewport.geometry;
    const next = moveCursor(this.props.cursor, event.key, control, {
      viewRows: this.props.state.viewRows,
      places: this.props.layout.shown.length,
      page: Math.max(1, Math.floor(viewport / this.props.rowHeight) - 1),
    });
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    this.#reveal = true;
    this.props.onCursor(next, event.shiftKey && next.viewRow >= 0);
  };

  readonly #onPointerDown = (event: PointerEvent): void => {
    const target = event.target as Element;
    const at = cellAround(target);
    if (event.button !== 0 || !at || target.closest(".resizer, [data-action]")) return;
    event.preventDefault();
    this.#hasFocus = true;
    this.#reveal = true;
    this.props.onCursor(this.#cursorAt(at), event.shiftKey && at.viewRow >= 0);
    this.#focusCursor();
    if (at.viewRow >= 0) follow(window, this.#onDrag);
  };

  /** A drag chooses the range from where it began to the cell under the pointer. */
  readonly #onDrag = (event: PointerEvent): void => {
    const at = cellAround(document.elementFromPoint(event.clientX, event.clientY));
    if (!at || at.viewRow < 0) return;
    const cursor = this.#cursorAt(at);
    if (!sameCell(cursor, this.props.cursor)) this.props.onCursor(cursor, true);
  };

  #cursorAt({ viewRow, column }: { readonly viewRow: number; readonly column: number }): Cursor {
    return { viewRow, place: this.props.layout.place[column] ?? 0 };
  }

  readonly #onContextMenu = (event: MouseEvent): void => {
    const at = cellAround(event.target as Element);
    if (!at) return;
    event.preventDefault();
    const cursor = this.#cursorAt(at);
    const { anchor } = this.props;
    const inRange =
      cursor.viewRow >= Math.min(anchor.viewRow, this.props.cursor.viewRow) &&
      cursor.viewRow <= Math.max(anchor.viewRow, this.props.cursor.viewRow) &&
      cursor.place >= Math.min(anchor.place, this.props.cursor.place) &&
      cursor.place <= Math.max(anchor.place, this.props.cursor.place);
    // The menu is about what is selected, if it was opened there.
    if (!inRange) this.props.onCursor(cursor, false);
    this.props.onMenu(event.clientX, event.clientY);
  };

  #menuAtCursor(): void {
    const box = this.#root.current?.querySelector(".active")?.getBoundingClientRect();
    if (box) this.props.onMenu(box.left + 8, Math.min(box.bottom, box.top + headHeight));
  }

  readonly #onClick = (event: MouseEvent): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-action]");
    const action = button?.dataset.action;
    const at = cellAround(button ?? null);
    if (!button || !at) return;
    this.#hasFocus = true;
    if (action === "accept" || action === "reject") {
      this.props.onAction(action);
      return;
    }
    this.props.onCursor(this.#cursorAt(at), false);
    const box = button.getBoundingClientRect();
    if (action === "menu") this.props.onMenu(box.left, box.bottom);
    else this.props.onSort(at.column);
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    const at = cellAround(target);
    if (at && at.viewRow >= 0 && !target.closest("[data-action]")) this.props.onAction("edit");
  };

  readonly #onWindowFocus = (): void => {
    if (this.#hasFocus) this.#focusCursor();
  };

  readonly #onFocusIn = (): void => {
    this.#hasFocus = true;
  };

  readonly #onFocusOut = (event: FocusEvent): void => {
    const to = event.relatedTarget as Node | null;
    // Without a target the focused cell was taken out of the page, or the window lost the focus: the grid keeps it.
    if (to !== null && !this.#root.current?.contains(to)) this.#hasFocus = false;
  };

  readonly #onResizeStart = (column: number, event: PointerEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    const place = this.props.layout.place[column] ?? 0;
    const width = (this.props.layout.left[place + 1] ?? 0) - (this.props.layout.left[place] ?? 0);
    const start = event.clientX;
    capture(event.target as HTMLElement, event.pointerId, (now) => this.props.onResize(column, width + now.clientX - start));
  };

  override render(): ComponentChild {
    const { store, state, layout, cursor } = this.props;
    const { firstRow, lastRow, firstPlace, lastPlace } = this.state;
    const last = Math.min(lastPlace, layout.shown.length - 1);
    const sticky = Math.min(this.state.sticky, layout.pinned);
    if (lastRow >= firstRow && (last >= firstPlace || sticky > 0)) {
      const inView = [...layout.shown.slice(0, sticky), ...layout.shown.slice(firstPlace, last + 1)];
      store.tiles.want(firstRow, Math.min(lastRow, state.viewRows - 1), inView);
    }
    this.#rowSlots.show(firstRow, lastRow);
    this.#placeSlots.show(firstPlace, last);
    const rows: number[] = [];
    for (let row = firstRow; row <= Math.min(lastRow, state.viewRows - 1); row++) rows.push(row);
    if (cursor.viewRow >= 0 && cursor.viewRow < state.viewRows) {
      if (cursor.viewRow < firstRow) rows.unshift(cursor.viewRow);
      else if (cursor.viewRow > lastRow) rows.push(cursor.viewRow);
    }
    const total = layout.left[layout.shown.length] ?? 0;
    const { geometry } = this.#viewport;
    return (
      <div
        ref={this.#root}
        role="grid"
        class="grid"
        aria-label={format(store.strings.gridLabel, state.fileName)}
        aria-describedby="keyboard-help"
        aria-rowcount={state.viewRows + 1}
        aria-colcount={layout.shown.length + 1}
        aria-multiselectable="true"
        data-testid="grid"
        onKeyDown={this.#onKeyDown}
        onPointerDown={this.#onPointerDown}
        onClick={this.#onClick}
        onDblClick={this.#onDoubleClick}
        onContextMenu={this.#onContextMenu}
        onFocusIn={this.#onFocusIn}
        onFocusOut={this.#onFocusOut}
      >
        <div role="presentation" class="scroller" ref={this.#scroller} onScroll={this.#viewport.onScroll}>
          <div
            role="presentation"
            class="canvas"
            style={{ height: `${canvasHeight(geometry) + headHeight}px`, width: `${total + gutterWidth}px` }}
          >
            <div role="presentation" class="layer" ref={this.#layer} style={{ height: `${this.state.height}px` }}>
              <div role="rowgroup" class="head" style={{ height: `${headHeight}px` }}>
                <GridHead
                  store={store}
                  layout={layout}
                  sticky={sticky}
                  first={firstPlace}
                  last={last}
                  slots={this.#placeSlots}
                  cursor={cursor}
                  sort={state.sort}
                  onResizeStart={this.#onResizeStart}
                />
              </div>
              <div role="rowgroup" class="body" style={{ height: `${geometry.viewport}px` }}>
                <div role="presentation" class="rows" ref={this.#rows} style={{ lineHeight: `${this.props.rowHeight - 1}px` }}>
                  {rows.map((row) => this.#row(row, sticky, firstPlace, last))}
                </div>
              </div>
            </div>
          </div>
        </div>
        {state.viewRows === 0 && <div role="row" class="norows"><div role="gridcell">{store.strings.noRows}</div></div>}
      </div>
    );
  }

  #row(row: number, sticky: number, first: number, last: number): ComponentChild {
    const { store, layout, cursor, anchor, rowHeight } = this.props;
    const { firstRow, lastRow } = this.state;
    const inRange = row >= Math.min(cursor.viewRow, anchor.viewRow) && row <= Math.max(cursor.viewRow, anchor.viewRow);
    const outside = row < firstRow || row > lastRow;
    return (
      <GridRow
        // Rows that scroll out lend their elements to those that scroll in.
        key={outside ? "cursor" : this.#rowSlots.of(row)}
        viewRow={row}
        // The cursor's row stays in the page when scrolled away, so that the focus is never lost.
        top={outside ? -4 * rowHeight - rowsPerOrigin * rowHeight : this.#viewport.topOf(row)}
        height={outside ? 0 : rowHeight}
        layout={layout}
        sticky={sticky}
        first={first}
        last={last}
        slots={this.#placeSlots}
        cursor={row === cursor.viewRow ? cursor.place : -1}
        from={inRange ? Math.min(cursor.place, anchor.place) : 0}
        to={inRange ? Math.max(cursor.place, anchor.place) : -1}
        tiles={store.tiles}
        drawnFrom={tilesOfRow(store.tiles, row, layout, sticky, first, last)}
        strings={store.strings}
      />
    );
  }
}
