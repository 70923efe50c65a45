import { Component, type ComponentChild } from "preact";
import { CellState } from "../shared/cellState";
import type { CellDetail, ReviewState, RowFilter, Scope, SortOrder, Why } from "../shared/protocol";
import { type ColumnLayout, layOut, widthFor } from "./columns";
import { Grid } from "./grid";
import type { GridAction } from "./gridKeys";
import { Inspector } from "./inspector";
import type { Kept } from "./kept";
import type { Cursor } from "./navigation";
import { scopeOf } from "./selection";
import { format } from "../shared/strings";
import type { ReviewStore } from "./store";
import { Notices } from "./notices";
import { Spoken } from "./spoken";
import { SummaryBar, Toolbar } from "./toolbar";

interface Props {
  readonly store: ReviewStore;
  readonly kept: Kept | null;
  readonly rowHeight: number;
  keep(kept: Kept): void;
}

interface State {
  readonly version: number;
  readonly cursor: Cursor;
  readonly anchor: Cursor;
  readonly inspector: boolean;
  /** null until the user moves the slider: the setting decides. */
  readonly percent: number | null;
  readonly widths: ReadonlyMap<number, number>;
  readonly hidden: ReadonlySet<number>;
  readonly detail: CellDetail | null;
  readonly why: Why | "loading" | "none" | null;
  /** The cell whose value the user asked to type; null once the field for it has the focus. */
  readonly editing: { readonly row: number; readonly column: number } | null;
  readonly busy: boolean;
}

/** The review: toolbar, summary, grid, inspector, and what ties them together. */
export class App extends Component<Props, State> {
  #grid: Grid | null = null;
  #unsubscribe: (() => void) | null = null;
  #layout: { readonly key: unknown[]; readonly layout: ColumnLayout } | null = null;
  #detailFor = "";
  #selected = "";
  #thresholdTimer = 0;

  constructor(props: Props) {
    super(props);
    const kept = props.kept;
    const cursor = kept?.cursor ?? { viewRow: 0, place: 0 };
    this.state = {
      version: 0,
      cursor,
      anchor: cursor,
      inspector: kept?.inspector ?? window.innerWidth > 760,
      percent: kept?.percent ?? null,
      widths: new Map(kept?.widths ?? []),
      hidden: new Set(kept?.hidden ?? []),
      detail: null,
      why: null,
      editing: null,
      busy: false,
    };
  }

  override componentDidMount(): void {
    const { store } = this.props;
    this.#unsubscribe = store.subscribe(() => this.#storeChanged());
    store.onReveal = (place) => {
      const layout = this.#layoutOf(store.state);
      this.#grid?.revealNext();
      this.#setCursor({ viewRow: place.viewRow, place: Math.max(0, layout.place[place.column] ?? 0) }, false);
      this.#grid?.focus();
    };
    void store.open();
  }

  override componentWillUnmount(): void {
    this.#unsubscribe?.();
  }

  override componentDidUpdate(_: Readonly<Props>, before: Readonly<State>): void {
    const { widths, hidden, inspector, percent, cursor } = this.state;
    const names = ["widths", "hidden", "inspector", "percent", "cursor"] as const;
    if (names.some((name) => before[name] !== this.state[name])) {
      this.props.keep({ widths: [...widths], hidden: [...hidden], inspector, percent, cursor });
    }
    this.#refreshDetail();
  }

  #storeChanged(): void {
    this.setState((state) => {
      const review = this.props.store.state;
      const version = state.version + 1;
      if (!review) return { version };
      const places = this.#layoutOf(review).shown.length;
      const inside = (cursor: Cursor): Cursor =>
        cursor.viewRow < review.viewRows && cursor.place < places
          ? cursor
          : { viewRow: Math.min(cursor.viewRow, review.viewRows - 1), place: Math.max(0, Math.min(cursor.place, places - 1)) };
      return { version, cursor: inside(state.cursor), anchor: inside(state.anchor) };
    });
  }

  /** The columns side by side; the same object while nothing about it changes. */
  #layoutOf(review: ReviewState | null): ColumnLayout {
    const { widths, hidden } = this.state;
    const chars = review?.columnChars ?? [];
    const key = [review?.layout, widths, hidden];
    if (this.#layout?.key.every((part, i) => part === key[i])) return this.#layout.layout;
    const layout = layOut(
      chars.map((characters, column) => widths.get(column) ?? widthFor(characters)),
      hidden,
    );
    this.#layout = { key, layout };
    return layout;
  }

  #column(): number {
    return this.#layoutOf(this.props.store.state).shown[this.state.cursor.place] ?? 0;
  }

  /** Data row under the cursor, -1 in the header or while it is on its way. */
  #row(): number {
    const { viewRow } = this.state.cursor;
    return viewRow < 0 ? -1 : this.props.store.tiles.dataRow(viewRow, this.#column());
  }

  /** The layout that the user looks at, which may be behind the host's. */
  #shownLayout(): number {
    return this.props.store.tiles.layoutAt(this.state.cursor.viewRow, this.#column());
  }

  #percent(): number {
    return this.state.percent ?? this.props.store.state?.minCertainty ?? 80;
  }

  readonly #onGrid = (grid: Grid | null): void => {
    this.#grid = grid;
  };

  readonly #setCursor = (cursor: Cursor, extend: boolean): void => {
    this.setState((state) => ({ cursor, anchor: extend ? state.anchor : cursor }));
  };

  /** Asks for the selected cell's detail when cell or review have changed; tells the host where the cursor is. */
  #refreshDetail(): void {
    const { store } = this.props;
    const review = store.state;
    if (!review) return;
    const row = this.#row();
    const column = this.#column();
    const place = `${review.layout}:${row}:${column}`;
    if (place !== this.#selected) {
      this.#selected = place;
      if (this.state.why !== null) this.setState({ why: null });
      const { editing } = this.state;
      if (editing !== null && (editing.row !== row || editing.column !== column)) this.setState({ editing: null });
      store.perform(store.client.ask("select", row < 0 ? {} : { row, column }));
    }
    const wanted = this.state.inspector ? `${place}:${review.revision}` : "";
    if (wanted === this.#detailFor) return;
    this.#detailFor = wanted;
    if (wanted === "" || row < 0) {
      if (this.state.detail !== null) this.setState({ detail: null });
      return;
    }
    store.perform(
      store.client.ask("detail", { row, column }).then((detail) => {
        if (this.#detailFor === wanted) this.setState({ detail });
      }),
    );
  }

  readonly #onAction = (action: GridAction): void => {
    const { store } = this.props;
    switch (action) {
      case "accept":
        this.#decideSelected((scope, layout) => store.accept(scope, layout), true);
        break;
      case "reject":
        this.#rejectSelected();
        break;
      case "edit":
        this.setState({ inspector: true, editing: { row: this.#row(), column: this.#column() } });
        break;
      case "next":
      case "previous":
        this.#find(action === "previous");
        break;
      case "sort":
        this.#sortNext();
        break;
      case "undo":
        store.perform(store.client.ask("undo", {}));
        break;
      case "redo":
        store.perform(store.client.ask("redo", {}));
        break;
    }
  };

  #decideSelected(decide: (scope: Scope, layout: number) => Promise<boolean>, advance: boolean): void {
    const { cursor, anchor } = this.state;
    const scope = scopeOf(cursor, anchor, this.#layoutOf(this.props.store.state), this.#row());
    if (!scope) return;
    const decided = decide(scope, this.#shownLayout()).then((changed) => {
      if (changed && advance && scope.kind === "cell") this.#find(false, true);
    });
    this.#busy(decided);
  }

  #rejectSelected(): void {
    const { store } = this.props;
    const cell = store.tiles.cell(this.state.cursor.viewRow, this.#column());
    if (cell?.state === CellState.Rejected) this.#decideSelected((scope, layout) => store.restore(scope, layout), false);
    else this.#decideSelected((scope, layout) => store.reject(scope, layout), false);
  }

  /** Keeps the bulk buttons off while a decision is being written. */
  #busy(action: Promise<unknown>): void {
    this.setState({ busy: true });
    const done = (): void => this.setState({ busy: false });
    this.props.store.perform(action.finally(done));
  }

  #find(backwards: boolean, quietly = false): void {
    const { store } = this.props;
    const { viewRow } = this.state.cursor;
    const from = viewRow < 0 ? { viewRow: 0, column: -1 } : { viewRow, column: this.#column() };
    store.perform(
      store.client.ask("find", { ...from, backwards }).then((place) => {
        if (place) store.onReveal(place);
        else if (!quietly) store.announce(store.strings.announceNoMore);
      }),
    );
  }

  #sortNext(): void {
    const column = this.#column();
    const sort = this.props.store.state?.sort;
    if (sort?.column !== column) this.#arrange({ column, descending: false });
    else this.#arrange(sort.descending ? null : { column, descending: true });
  }

  #arrange(sort: SortOrder | null, filter?: RowFilter): void {
    const { store } = this.props;
    store.perform(store.client.ask("arrange", { filter: filter ?? store.state?.filter ?? "all", sort }));
  }

  readonly #onPercent = (percent: number): void => {
    this.setState({ percent });
    window.clearTimeout(this.#thresholdTimer);
    const { store } = this.props;
    this.#thresholdTimer = window.setTimeout(() => store.perform(store.client.ask("threshold", { percent })), 150);
  };

  readonly #onResize = (column: number, width: number): void => {
    this.setState((state) => ({ widths: new Map(state.widths).set(column, width) }));
  };

  readonly #onHide = (): void => {
    const column = this.#column();
    if (this.#layoutOf(this.props.store.state).shown.length < 2) return;
    this.setState((state) => ({ hidden: new Set(state.hidden).add(column) }), () => this.#storeChanged());
  };

  readonly #onColumn = (accept: boolean): void => {
    const { store } = this.props;
    const scope: Scope = { kind: "column", column: this.#column() };
    this.#busy(accept ? store.accept(scope) : store.reject(scope));
  };

  readonly #onWhy = (): void => {
    const { store } = this.props;
    const row = this.#row();
    const place = this.#selected;
    if (row < 0) return;
    this.setState({ why: "loading" });
    store.perform(
      store.client.ask("why", { row, column: this.#column() }).then(
        (why) => {
          if (this.#selected === place) this.setState({ why: why ?? "none" });
        },
        (error: Error) => {
          this.setState({ why: null });
          throw error;
        },
      ),
    );
  };

  readonly #onRow = (row: number): void => {
    const { store } = this.props;
    store.perform(
      store.client.ask("locate", { row }).then((viewRow) => {
        if (viewRow !== null) store.onReveal({ viewRow, column: this.#column() });
      }),
    );
  };

  override render(): ComponentChild {
    const { store, rowHeight } = this.props;
    const review = store.state;
    const strings = store.strings;
    return (
      <main class="app">
        <h1 class="sr">{review ? format(strings.gridLabel, review.fileName) : strings.loading}</h1>
        {review ? this.#review(review, rowHeight) : <p class="loading">{store.failure || strings.loading}</p>}
        <Spoken announcement={store.announcement} help={strings.keyboardHelp} />
      </main>
    );
  }

  #review(review: ReviewState, rowHeight: number): ComponentChild {
    const { store } = this.props;
    const { strings, client } = store;
    const layout = this.#layoutOf(review);
    const header = store.header(this.#column());
    const column = header ? { name: header.name, suggested: header.counts[CellState.Suggested] ?? 0 } : null;
    return (
      <>
        <Toolbar
          state={review}
          strings={strings}
          percent={this.#percent()}
          column={column}
          inspector={this.state.inspector}
          hiddenColumns={this.state.hidden.size}
          busy={this.state.busy}
          onPercent={this.#onPercent}
          onFilter={(filter) => this.#arrange(review.sort, filter)}
          onNext={(backwards) => this.#find(backwards)}
          onAcceptAbove={() => this.#busy(store.accept({ kind: "above", percent: this.#percent() }))}
          onAcceptAll={() => this.#busy(store.accept({ kind: "all" }))}
          onColumn={this.#onColumn}
          onUndo={() => this.#onAction("undo")}
          onRedo={() => this.#onAction("redo")}
          onCheck={() => store.perform(client.ask("check", {}))}
          onCancel={() => store.perform(client.ask("cancel", {}))}
          onSaveCopy={() => store.perform(client.ask("saveCopy", {}))}
          onInspector={() => this.setState((state) => ({ inspector: !state.inspector }))}
          onShowColumns={() => this.setState({ hidden: new Set() })}
        />
        <SummaryBar state={review} strings={strings} onCancel={() => store.perform(client.ask("cancel", {}))} />
        <Notices store={store} review={review} />
        <div class="workspace">
          <Grid
            onGrid={this.#onGrid}
            store={store}
            state={review}
            layout={layout}
            cursor={this.state.cursor}
            anchor={this.state.anchor}
            rowHeight={rowHeight}
            version={this.state.version}
            onCursor={this.#setCursor}
            onAction={this.#onAction}
            onResize={this.#onResize}
          />
          {this.state.inspector && (
            <Inspector
              detail={this.state.detail}
              header={header}
              why={this.state.why}
              sort={review.sort}
              strings={strings}
              editing={this.state.editing}
              onEditing={() => this.setState({ editing: null })}
              onAccept={() => this.#decideSelected((scope, layout) => store.accept(scope, layout), false)}
              onReject={() => this.#decideSelected((scope, layout) => store.reject(scope, layout), false)}
              onRestore={() => this.#decideSelected((scope, layout) => store.restore(scope, layout), false)}
              onWrite={(value) => this.#write(value)}
              onWhy={this.#onWhy}
              onRow={this.#onRow}
              onColumn={this.#onColumn}
              onSort={(sort) => this.#arrange(sort)}
              onHide={this.#onHide}
              onShowInText={() => this.#showInText()}
              onLeave={() => this.#grid?.focus()}
            />
          )}
        </div>
      </>
    );
  }

  #write(value: string): void {
    const row = this.#row();
    if (row < 0) return;
    this.#busy(this.props.store.write(row, this.#column(), value, this.#shownLayout()).then(() => this.#grid?.focus()));
  }

  #showInText(): void {
    const { store } = this.props;
    const row = this.#row();
    if (row >= 0) store.perform(store.client.ask("showInText", { row, column: this.#column() }));
  }
}
