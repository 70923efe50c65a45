import { Component, type ComponentChild, createRef } from "preact";
import type { ReviewState } from "../../shared/protocol";
import { rangeOf } from "../state/cursor";
import { showsAll } from "../state/counts";
import type { ReviewStore } from "../state/store";
import { TextButton } from "../ui/buttons";
import { GridHead } from "./gridHead";
import { GridInput, type GridInputProps, type GridPage } from "./gridInput";
import { GridRow, tilesOfRow } from "./gridRow";
import { canvasHeight } from "./scroll";
import { Slots } from "./slots";
import { gutterWidth, headHeight, rowsPerOrigin, type View, Viewport } from "./viewport";

interface Props extends GridInputProps {
  readonly store: ReviewStore;
  readonly state: ReviewState;
  readonly rowHeight: number;
  /** A text to mark in the cells, in lower case; "" for none. */
  readonly marked: string;
  /** Keeps what is on screen current although nothing in the other properties changed. */
  readonly version: number;
  /** Does without any filter. */
  onShowAll(): void;
  /** Hands the grid to its owner, and null when it goes. */
  onGrid(grid: Grid | null): void;
}

/**
 * The virtual grid: rows of one height, only those in view in the page, positions kept by `scroll.ts` so that any
 * number of rows can be reached. One tab stop; the cell under the cursor holds the focus and is always in the page.
 */
export class Grid extends Component<Props, View> implements GridPage {
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
  readonly #input = new GridInput(this);
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

  get pageRows(): number {
    return Math.max(1, Math.floor(this.#viewport.geometry.viewport / this.props.rowHeight) - 1);
  }

  get active(): HTMLElement | null {
    return this.#root.current?.querySelector<HTMLElement>(".active") ?? null;
  }

  focus(): void {
    this.#hasFocus = true;
    this.#focusCursor();
  }

  revealNext(): void {
    this.#reveal = true;
  }

  /** Not while the user is elsewhere in VS Code: what is typed there must never land here. */
  #focusCursor(): void {
    if (!document.hasFocus()) return;
    const { active } = this;
    if (active && active !== document.activeElement) active.focus({ preventScroll: true });
  }

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

  override render(): ComponentChild {
    const { store, state, layout, cursor } = this.props;
    const { firstRow, lastRow, firstPlace, lastPlace } = this.state;
    const last = Math.min(lastPlace, layout.shown.length - 1);
    const sticky = Math.min(this.state.sticky, layout.pinned);
    if (lastRow >= firstRow && (last >= firstPlace || sticky > 0)) {
      const inView = [...layout.shown.slice(0, sticky), ...layout.shown.slice(firstPlace, last + 1)];
      const lastInView = Math.min(lastRow, state.viewRows - 1);
      const under = { viewRow: cursor.viewRow, column: layout.shown[cursor.place] ?? 0 };
      store.tiles.want(firstRow, lastInView, inView, cursor.viewRow < 0 ? undefined : under);
      store.rowsInView(firstRow, lastInView);
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
        aria-label={store.words.say("gridLabel", state.fileName)}
        aria-describedby="keyboard-help"
        aria-rowcount={state.reading === null ? state.viewRows + 1 : -1}
        aria-colcount={layout.shown.length + 1}
        aria-multiselectable="true"
        data-testid="grid"
        onKeyDown={this.#input.onKeyDown}
        onPointerDown={this.#input.onPointerDown}
        onClick={this.#input.onClick}
        onDblClick={this.#input.onDoubleClick}
        onContextMenu={this.#input.onContextMenu}
        onCopy={this.#input.onCopy}
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
                  conditions={state.conditions}
                  onResizeStart={this.#input.onResizeStart}
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
        {state.viewRows === 0 && state.reading === null && <div role="row" class="norows">{this.#noRows()}</div>}
      </div>
    );
  }

  #noRows(): ComponentChild {
    const { store, state, onShowAll } = this.props;
    return (
      <div role="gridcell">
        {showsAll(state) ? store.words.noData : store.words.noRows}
        {!showsAll(state) && (
          <TextButton id="show-all" onClick={onShowAll}>
            {store.words.showAllRows}
          </TextButton>
        )}
      </div>
    );
  }

  #row(row: number, sticky: number, first: number, last: number): ComponentChild {
    const { store, state, layout, cursor, rowHeight } = this.props;
    const { firstRow, lastRow } = this.state;
    const { top, bottom, left, right } = rangeOf(this.props, { viewRows: state.viewRows, places: layout.shown.length });
    const inRange = row >= top && row <= bottom;
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
        from={inRange ? left : 0}
        to={inRange ? right : -1}
        tiles={store.tiles}
        drawnFrom={tilesOfRow(store.tiles, row, layout, sticky, first, last)}
        numeric={store.numeric}
        tolerances={store.tolerances}
        marked={this.props.marked}
        words={store.words}
      />
    );
  }
}
