import { Component, createRef, type ComponentChild } from "preact";
import type { ReviewState } from "../shared/protocol";
import { format } from "../shared/strings";
import { type ColumnLayout, maxWidth, minWidth, visiblePlaces } from "./columns";
import { actionOf, type GridAction } from "./gridKeys";
import { GridRow, tilesOfRow } from "./gridRow";
import { HeaderCell } from "./headerCell";
import { type Cursor, moveCursor } from "./navigation";
import { canvasHeight, positionAfterScroll, positionAt, positionRevealing, type ScrollGeometry, type ScrollPosition } from "./scroll";
import type { ReviewStore } from "./store";

/** Rows rendered beyond each edge of the view, and rows that share one origin of coordinates. */
const overscan = 4;
const rowsPerOrigin = 64;
export const headHeight = 96;
const gutterWidth = 64;

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
  onResize(column: number, width: number): void;
}

interface View {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstPlace: number;
  readonly lastPlace: number;
  readonly height: number;
}

/**
 * The virtual grid: rows of one height, only those in view in the page, positions kept by `scroll.ts` so that any
 * number of rows can be reached. One tab stop; the cell under the cursor holds the focus and is always in the page.
 */
export class Grid extends Component<Props, View> {
  readonly #root = createRef<HTMLDivElement>();
  readonly #scroller = createRef<HTMLDivElement>();
  readonly #layer = createRef<HTMLDivElement>();
  #position: ScrollPosition = { top: 0, scrollTop: 0 };
  #scrollLeft = 0;
  #width = 800;
  #hasFocus = false;
  #reveal = false;
  #observer: ResizeObserver | null = null;

  override state: View = { firstRow: 0, lastRow: -1, firstPlace: 0, lastPlace: -1, height: 600 };

  override componentDidMount(): void {
    this.props.onGrid(this);
    const scroller = this.#scroller.current;
    if (!scroller) return;
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observer.observe(scroller);
    this.#measure();
    // Whoever opens the review or comes back to it goes on by keyboard from the cell that was left.
    this.#revealCursor();
    if (document.activeElement === null || document.activeElement === document.body) this.focus();
  }

  override componentWillUnmount(): void {
    this.#observer?.disconnect();
    this.props.onGrid(null);
  }

  override componentDidUpdate(before: Readonly<Props>): void {
    const { cursor, state, layout } = this.props;
    const moved = before.cursor !== cursor;
    if (before.state.viewRows !== state.viewRows || before.layout !== layout) this.#measure();
    if (moved && this.#reveal) {
      this.#reveal = false;
      this.#revealCursor();
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

  /** Scrolls so that `viewRow` is the first row in view; the frame-rate test drives the grid with it. */
  jumpTo(viewRow: number): void {
    this.#moveTo(positionAt(this.#geometry(), viewRow * this.props.rowHeight));
  }

  #geometry(): ScrollGeometry {
    return {
      content: this.props.state.viewRows * this.props.rowHeight,
      viewport: Math.max(this.props.rowHeight, this.state.height - headHeight),
    };
  }

  #measure(): void {
    const scroller = this.#scroller.current;
    if (!scroller) return;
    this.#width = scroller.clientWidth;
    // As wide as what is visible, not as the canvas nor with the scrollbar.
    this.#layer.current?.style.setProperty("width", `${this.#width}px`);
    const height = scroller.clientHeight;
    if (height !== this.state.height) this.setState({ height }, () => this.#settle());
    else this.#settle();
  }

  /** Brings the position back into the content after rows, columns or the size have changed. */
  #settle(): void {
    this.#moveTo(positionAt(this.#geometry(), this.#position.top));
  }

  #moveTo(position: ScrollPosition): void {
    this.#position = position;
    const scroller = this.#scroller.current;
    if (scroller && Math.abs(scroller.scrollTop - position.scrollTop) >= 1) scroller.scrollTop = position.scrollTop;
    this.#show();
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller.current;
    if (!scroller) return;
    this.#scrollLeft = scroller.scrollLeft;
    const own = Math.abs(scroller.scrollTop - this.#position.scrollTop) < 1;
    if (!own) this.#position = positionAfterScroll(this.#geometry(), this.#position, scroller.scrollTop);
    this.#show();
  };

  /** Moves what is in the page; renders only when other rows or columns come into view. */
  #show(): void {
    const { rowHeight, state, layout } = this.props;
    const { viewport } = this.#geometry();
    const top = this.#position.top;
    const firstRow = Math.max(0, Math.floor(top / rowHeight) - overscan);
    const lastRow = Math.min(state.viewRows - 1, Math.ceil((top + viewport) / rowHeight) + overscan);
    const places = visiblePlaces(layout, this.#scrollLeft, this.#scrollLeft + this.#width - gutterWidth);
    const layer = this.#layer.current;
    layer?.style.setProperty("--scroll-x", `${-this.#scrollLeft}px`);
    layer?.style.setProperty("--scroll-y", `${this.#origin(firstRow) * rowHeight - top}px`);
    const now = this.state;
    if (
      now.firstRow === firstRow &&
      now.lastRow === lastRow &&
      now.firstPlace === places.first &&
      now.lastPlace === places.last
    ) {
      return;
    }
    this.setState({ firstRow, lastRow, firstPlace: places.first, lastPlace: places.last });
  }

  #origin(firstRow: number): number {
    return Math.floor(firstRow / rowsPerOrigin) * rowsPerOrigin;
  }

  #revealCursor(): void {
    const { cursor, layout, rowHeight } = this.props;
    const scroller = this.#scroller.current;
    if (!scroller) return;
    const left = layout.left[cursor.place] ?? 0;
    const right = layout.left[cursor.place + 1] ?? left;
    const room = this.#width - gutterWidth;
    if (left < this.#scrollLeft) scroller.scrollLeft = left;
    else if (right > this.#scrollLeft + room) scroller.scrollLeft = Math.min(left, right - room);
    this.#scrollLeft = scroller.scrollLeft;
    if (cursor.viewRow < 0) this.#show();
    else this.#moveTo(positionRevealing(this.#geometry(), this.#position, cursor.viewRow * rowHeight, rowHeight));
  }

  #focusCursor(): void {
    const cell = this.#root.current?.querySelector<HTMLElement>(".active");
    if (cell && cell !== document.activeElement) cell.focus({ preventScroll: true });
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const control = event.ctrlKey || event.metaKey;
    const action = actionOf(event, control, this.props.cursor.viewRow < 0);
    if (action) {
      event.preventDefault();
      event.stopPropagation();
      this.props.onAction(action);
      return;
    }
    if (event.altKey && control && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      this.#resizeBy(event.key === "ArrowLeft" ? -16 : 16);
      return;
    }
    if (event.altKey) return;
    const { viewport } = this.#geometry();
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

  #resizeBy(by: number): void {
    const { layout, cursor } = this.props;
    const width = (layout.left[cursor.place + 1] ?? 0) - (layout.left[cursor.place] ?? 0);
    this.props.onResize(layout.shown[cursor.place] ?? 0, Math.max(minWidth, Math.min(maxWidth, width + by)));
  }

  readonly #onPointerDown = (event: PointerEvent): void => {
    const target = event.target as Element;
    if (event.button !== 0 || target.closest(".resizer")) return;
    const cell = target.closest<HTMLElement>("[role=gridcell], [role=columnheader]");
    if (!cell || target.closest("[data-action]")) return;
    event.preventDefault();
    this.#hasFocus = true;
    const place = this.props.layout.place[Number(cell.dataset.column)] ?? 0;
    const header = cell.getAttribute("role") === "columnheader";
    this.#reveal = true;
    this.props.onCursor({ viewRow: header ? -1 : Number(cell.dataset.row), place }, event.shiftKey && !header);
    this.#focusCursor();
  };

  readonly #onClick = (event: MouseEvent): void => {
    const action = (event.target as Element).closest<HTMLElement>("[data-action]")?.dataset.action;
    if (action === "accept" || action === "reject") {
      this.#hasFocus = true;
      this.props.onAction(action);
    }
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (target.closest("[role=columnheader]")) this.props.onAction("sort");
    else if (target.closest("[role=gridcell]") && !target.closest("[data-action]")) this.props.onAction("edit");
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
    const handle = event.target as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    const move = (now: PointerEvent): void =>
      this.props.onResize(column, Math.max(minWidth, Math.min(maxWidth, width + now.clientX - start)));
    const stop = (): void => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", stop);
      handle.removeEventListener("pointercancel", stop);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", stop);
    handle.addEventListener("pointercancel", stop);
  };

  override render(): ComponentChild {
    const { store, state, layout, cursor, rowHeight } = this.props;
    const { firstRow, lastRow, firstPlace, lastPlace } = this.state;
    const last = Math.min(lastPlace, layout.shown.length - 1);
    if (lastRow >= firstRow && last >= firstPlace) {
      store.tiles.want(firstRow, Math.min(lastRow, state.viewRows - 1), layout.shown.slice(firstPlace, last + 1));
    }
    const rows: number[] = [];
    for (let row = firstRow; row <= Math.min(lastRow, state.viewRows - 1); row++) rows.push(row);
    if (cursor.viewRow >= 0 && cursor.viewRow < state.viewRows) {
      if (cursor.viewRow < firstRow) rows.unshift(cursor.viewRow);
      else if (cursor.viewRow > lastRow) rows.push(cursor.viewRow);
    }
    const total = layout.left[layout.shown.length] ?? 0;
    const geometry = this.#geometry();
    return (
      <div
        ref={this.#root}
        role="grid"
        class="grid"
        aria-label={format(store.strings.gridLabel, state.fileName)}
        aria-describedby="keyboard-help"
        aria-rowcount={state.viewRows + 1}
        aria-colcount={state.columns + 1}
        aria-multiselectable="true"
        data-testid="grid"
        onKeyDown={this.#onKeyDown}
        onPointerDown={this.#onPointerDown}
        onClick={this.#onClick}
        onDblClick={this.#onDoubleClick}
        onFocusIn={this.#onFocusIn}
        onFocusOut={this.#onFocusOut}
      >
        <div role="presentation" class="scroller" ref={this.#scroller} onScroll={this.#onScroll}>
          <div
            role="presentation"
            class="canvas"
            style={{ height: `${canvasHeight(geometry) + headHeight}px`, width: `${total + gutterWidth}px` }}
          >
            <div role="presentation" class="layer" ref={this.#layer} style={{ height: `${this.state.height}px` }}>
              <div role="rowgroup" class="head" style={{ height: `${headHeight}px` }}>
                {this.#headRow(firstPlace, last)}
              </div>
              <div role="rowgroup" class="body" style={{ height: `${geometry.viewport}px` }}>
                {rows.map((row) => this.#row(row, firstRow, firstPlace, last, rowHeight))}
              </div>
            </div>
          </div>
        </div>
        {state.viewRows === 0 && <div role="row" class="norows"><div role="gridcell">{store.strings.noRows}</div></div>}
      </div>
    );
  }

  #row(row: number, firstRow: number, first: number, last: number, rowHeight: number): ComponentChild {
    const { store, layout, cursor, anchor } = this.props;
    const inRange = row >= Math.min(cursor.viewRow, anchor.viewRow) && row <= Math.max(cursor.viewRow, anchor.viewRow);
    const outside = row < firstRow || row > this.state.lastRow;
    return (
      <GridRow
        // Rows that scroll out lend their elements to those that scroll in.
        key={outside ? "cursor" : row % Math.max(1, this.state.lastRow - firstRow + 1)}
        viewRow={row}
        // The cursor's row stays in the page when scrolled away, so that the focus is never lost.
        top={outside ? -4 * rowHeight - rowsPerOrigin * rowHeight : (row - this.#origin(firstRow)) * rowHeight}
        height={outside ? 0 : rowHeight}
        layout={layout}
        first={first}
        last={last}
        cursor={row === cursor.viewRow ? cursor.place : -1}
        from={inRange ? Math.min(cursor.place, anchor.place) : 0}
        to={inRange ? Math.max(cursor.place, anchor.place) : -1}
        tiles={store.tiles}
        drawnFrom={tilesOfRow(store.tiles, row, layout, first, last)}
        strings={store.strings}
      />
    );
  }

  #headRow(first: number, last: number): ComponentChild {
    const { store, state, layout, cursor } = this.props;
    const places: number[] = [];
    for (let place = first; place <= last; place++) places.push(place);
    if (cursor.viewRow < 0 && (cursor.place < first || cursor.place > last)) places.push(cursor.place);
    return (
      <div role="row" class="headrow" aria-rowindex={1}>
        <div role="columnheader" class="gutter corner" aria-colindex={1}>
          <span class="sr">{store.strings.rowHeader}</span>
        </div>
        <div role="presentation" class="cells">
          {places.map((place) => {
            const column = layout.shown[place] ?? 0;
            return (
              <HeaderCell
                key={place < first || place > last ? "cursor" : place % Math.max(1, last - first + 1)}
                header={store.header(column)}
                column={column}
                colIndex={column + 2}
                left={layout.left[place] ?? 0}
                width={(layout.left[place + 1] ?? 0) - (layout.left[place] ?? 0)}
                active={cursor.viewRow < 0 && cursor.place === place}
                selected={cursor.place === place}
                sort={state.sort}
                strings={store.strings}
                onResizeStart={this.#onResizeStart}
              />
            );
          })}
        </div>
      </div>
    );
  }
}
