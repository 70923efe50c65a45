import { Component, type ComponentChild } from "preact";
import { CellState } from "../shared/cellState";
import type { KeptView, Place, ReviewState } from "../shared/protocol";
import { format } from "../shared/strings";
import { ArrangedColumns, type Arrangement, withAllShown } from "./arrangement";
import { ColumnActions } from "./columnActions";
import { Decisions, type Whereabouts } from "./decisions";
import { Grid } from "./grid";
import type { GridAction } from "./gridKeys";
import { Inspector } from "./inspector";
import { keepable, keptArrangement } from "./kept";
import type { Cursor } from "./navigation";
import { Notices } from "./notices";
import type { Typing } from "./ownValue";
import { SelectedCell } from "./selectedCell";
import type { ReviewStore } from "./store";
import { SummaryBar } from "./summaryBar";
import { type TableActions, TableMenu } from "./tableMenu";
import { Toolbar } from "./toolbar";

interface Props {
  readonly store: ReviewStore;
  readonly kept: KeptView | null;
  readonly rowHeight: number;
  keep(view: KeptView): void;
}

interface State {
  readonly version: number;
  readonly cursor: Cursor;
  /** The other corner of the selection. */
  readonly anchor: Cursor;
  readonly inspector: boolean;
  /** null until the user moves the slider: the setting decides. */
  readonly percent: number | null;
  readonly arrangement: Arrangement;
  /** The cell whose value the user asked to type; null once the field for it has the focus. */
  readonly typing: Typing | null;
  readonly busy: boolean;
  /** Where a menu is open, px in the window. */
  readonly menu: { readonly x: number; readonly y: number } | null;
}

/** The table as it was shown last, or as a new one is. */
function shownAs(kept: KeptView | null): Pick<State, "cursor" | "inspector" | "percent" | "arrangement"> {
  return {
    cursor: kept?.cursor ?? { viewRow: 0, place: 0 },
    inspector: kept?.inspector ?? window.innerWidth > 760,
    percent: kept?.percent ?? null,
    arrangement: keptArrangement(kept),
  };
}

/** The review: toolbar, summary, grid, inspector, and what ties them together. */
export class App extends Component<Props, State> {
  #grid: Grid | null = null;
  #unsubscribe: (() => void) | null = null;
  readonly #layout = new ArrangedColumns();
  #thresholdTimer = 0;
  /** What was typed before the field for it had the focus. */
  #typed = "";
  readonly #selected: SelectedCell;
  readonly #decisions: Decisions;
  readonly #columns: ColumnActions;

  constructor(props: Props) {
    super(props);
    const { kept, store } = props;
    const shown = shownAs(kept);
    this.state = {
      version: 0,
      ...shown,
      anchor: shown.cursor,
      typing: null,
      busy: false,
      menu: null,
    };
    this.#selected = new SelectedCell(store, () => this.setState(({ version }) => ({ version: version + 1 })));
    this.#decisions = new Decisions(store, () => this.#whereabouts(), (place) => this.#reveal(place));
    this.#columns = new ColumnActions(store, () => this.#whereabouts(), (edit, column) => this.#changeColumns(edit, column));
  }

  override componentDidMount(): void {
    const { store } = this.props;
    this.#unsubscribe = store.subscribe(() => this.#storeChanged());
    store.onReveal = (place) => void this.#reveal(place);
    void store.open((view) => {
      if (this.props.kept === null && view !== null) this.setState({ ...shownAs(view), anchor: view.cursor });
    });
  }

  override componentWillUnmount(): void {
    this.#unsubscribe?.();
  }

  override componentDidUpdate(_: Readonly<Props>, before: Readonly<State>): void {
    const { arrangement, inspector, percent, cursor, typing } = this.state;
    const names = ["arrangement", "inspector", "percent", "cursor"] as const;
    if (names.some((name) => before[name] !== this.state[name])) {
      this.props.keep({ ...keepable(arrangement), inspector, percent, cursor });
    }
    const { row, column } = this.#whereabouts();
    if (typing !== null && (typing.row !== row || typing.column !== column)) this.#takeTyped();
    this.#selected.follow(row, column, inspector);
  }

  #storeChanged(): void {
    this.setState((state) => {
      const review = this.props.store.state;
      const version = state.version + 1;
      if (!review) return { version };
      const places = this.#layout.of(review, this.state.arrangement).shown.length;
      const inside = (cursor: Cursor): Cursor =>
        cursor.viewRow < review.viewRows && cursor.place < places
          ? cursor
          : { viewRow: Math.min(cursor.viewRow, review.viewRows - 1), place: Math.max(0, Math.min(cursor.place, places - 1)) };
      return { version, cursor: inside(state.cursor), anchor: inside(state.anchor) };
    });
  }

  #whereabouts(): Whereabouts {
    const { store } = this.props;
    const { cursor, anchor } = this.state;
    const layout = this.#layout.of(store.state, this.state.arrangement);
    const column = layout.shown[cursor.place] ?? 0;
    return { cursor, anchor, layout, column, row: cursor.viewRow < 0 ? -1 : store.tiles.dataRow(cursor.viewRow, column) };
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

  /** Moves the cursor there, in view and with the focus. */
  #reveal({ viewRow, column }: Place): Promise<void> {
    return new Promise((resolve) => {
      const cursor = { viewRow, place: Math.max(0, this.#layout.of(this.props.store.state, this.state.arrangement).place[column] ?? 0) };
      this.#grid?.revealNext();
      this.setState({ cursor, anchor: cursor }, () => {
        this.#grid?.focus();
        resolve();
      });
    });
  }

  readonly #actions: TableActions = {
    accept: () => this.#busy(this.#decisions.accept(true)),
    reject: () => this.#busy(this.#decisions.reject()),
    edit: () => this.props.store.perform(this.#type("")),
    next: () => this.props.store.perform(this.#decisions.find(false)),
    previous: () => this.props.store.perform(this.#decisions.find(true)),
    sort: () => this.#columns.sortNext(this.#whereabouts().column),
    undo: () => this.props.store.perform(this.#decisions.step("undo")),
    redo: () => this.props.store.perform(this.#decisions.step("redo")),
    pin: () => void this.#columns.pin(),
    hide: () => void this.#columns.hide(),
    wider: () => this.#columns.step(true),
    narrower: () => this.#columns.step(false),
    showInText: () => this.#showInText(),
    order: (sort) => this.#columns.arrange(sort),
    decideColumn: (accept) => this.#decideColumn(accept),
  };

  readonly #onAction = (action: GridAction): void => {
    if (action === "enter") this.#busy(this.#decisions.enter(() => this.#columns.sortNext(this.#whereabouts().column)));
    else if (action !== "menu") this.#actions[action]();
  };

  /** Keeps the bulk buttons off while a decision is being written. */
  #busy(action: Promise<unknown>): void {
    this.setState({ busy: true });
    this.props.store.perform(action.finally(() => this.setState({ busy: false })));
  }

  /** Gives the focus to the field for one's own value, with what was typed so far. */
  #type(text: string): Promise<void> {
    return this.#decisions.settled(() => {
      const { store } = this.props;
      const { cursor, row, column } = this.#whereabouts();
      if (row < 0) return;
      if (store.tiles.cell(cursor.viewRow, column)?.state === CellState.Observed) {
        store.announce(store.strings.announceObserved);
        return;
      }
      this.#typed += text;
      this.setState({ inspector: true, typing: { row, column } });
    });
  }

  readonly #takeTyped = (): string => {
    const typed = this.#typed;
    this.#typed = "";
    this.setState({ typing: null });
    return typed;
  };

  readonly #onPercent = (percent: number): void => {
    this.setState({ percent });
    window.clearTimeout(this.#thresholdTimer);
    const { store } = this.props;
    this.#thresholdTimer = window.setTimeout(() => {
      store.perform(store.client.ask("threshold", { percent }));
      if (store.state?.filter === "lowCertainty") this.#columns.arrange(store.state.sort);
    }, 150);
  };

  /** Changes the columns' arrangement; the cursor stays inside, or with the column given. */
  #changeColumns(edit: (before: Arrangement) => Arrangement, column?: number): Promise<void> {
    if (column !== undefined) this.#grid?.revealNext();
    return new Promise((resolve) => {
      this.setState(
        ({ arrangement }) => ({ arrangement: edit(arrangement) }),
        () => {
          const { cursor, layout } = this.#whereabouts();
          if (column === undefined) this.#storeChanged();
          else this.#setCursor({ viewRow: cursor.viewRow, place: layout.place[column] ?? 0 }, false);
          resolve();
        },
      );
    });
  }

  #decideColumn(accept: boolean): void {
    this.#busy(this.#decisions.many({ kind: "column", column: this.#whereabouts().column }, accept));
  }

  #decideShown(accept: boolean): void {
    const all = this.props.store.state?.filter === "all";
    this.#busy(this.#decisions.many({ kind: all ? "all" : "filter" }, accept));
  }

  #write(value: string): void {
    this.#busy(this.#decisions.write(value).then(() => this.#grid?.focus()));
  }

  #showInText(): void {
    const { store } = this.props;
    const { row, column } = this.#whereabouts();
    if (row >= 0) store.perform(store.client.ask("showInText", { row, column }));
  }

  #showRow(row: number): void {
    const { store } = this.props;
    store.perform(
      store.client.ask("locate", { row }).then((viewRow) => {
        if (viewRow !== null) return this.#reveal({ viewRow, column: this.#whereabouts().column });
        store.announce(format(store.strings.announceFiltered, row + 1));
        return undefined;
      }),
    );
  }

  override render(): ComponentChild {
    const { store, rowHeight } = this.props;
    const review = store.state;
    const strings = store.strings;
    return (
      <main class="app">
        <h1 class="sr">{review ? format(strings.gridLabel, review.fileName) : strings.loading}</h1>
        {review ? this.#review(review, rowHeight) : <p class="loading">{store.failure || strings.loading}</p>}
        {review && this.state.menu && (
          <TableMenu
            store={store}
            at={this.#whereabouts()}
            sort={review.sort}
            pinned={this.state.arrangement.pinned}
            actions={this.#actions}
            {...this.state.menu}
            onClose={this.#closeMenu}
          />
        )}
        <p class="sr" id="keyboard-help">
          {strings.keyboardHelp}
        </p>
      </main>
    );
  }

  #review(review: ReviewState, rowHeight: number): ComponentChild {
    const { store } = this.props;
    const { strings, client } = store;
    const { layout, column } = this.#whereabouts();
    return (
      <>
        <Toolbar
          state={review}
          strings={strings}
          percent={this.#percent()}
          inspector={this.state.inspector}
          hiddenColumns={this.state.arrangement.hidden.size}
          busy={this.state.busy}
          onPercent={this.#onPercent}
          onFilter={(filter) => this.#columns.arrange(review.sort, filter)}
          onNext={(backwards) => store.perform(this.#decisions.find(backwards))}
          onAcceptAbove={() => this.#busy(this.#decisions.many({ kind: "above", percent: this.#percent() }, true))}
          onShown={(accept) => this.#decideShown(accept)}
          onUndo={() => this.#onAction("undo")}
          onRedo={() => this.#onAction("redo")}
          onCheck={() => store.perform(client.ask("check", {}))}
          onSaveCopy={() => store.perform(client.ask("saveCopy", {}))}
          onSuggestAgain={() => store.perform(client.ask("runAgain", {}))}
          onInspector={() => this.setState((state) => ({ inspector: !state.inspector }))}
          onShowColumns={() => this.setState(({ arrangement }) => ({ arrangement: withAllShown(arrangement) }))}
        />
        <SummaryBar
          state={review}
          strings={strings}
          percent={this.#percent()}
          announcement={store.announcement}
          onCancel={() => store.perform(client.ask("cancel", {}))}
        />
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
            onType={(text) => store.perform(this.#type(text))}
            onResize={this.#columns.resize}
            onSort={this.#columns.sortNext}
            onMenu={(x, y) => this.setState({ menu: { x, y } })}
          />
          {this.state.inspector && (
            <Inspector
              review={review}
              detail={this.#selected.detail}
              why={this.#selected.why}
              header={store.header(column)}
              strings={strings}
              typing={this.state.typing}
              takeTyped={this.#takeTyped}
              onAccept={() => this.#busy(this.#decisions.accept(false))}
              onReject={() => this.#busy(this.#decisions.reject())}
              onWrite={(value) => this.#write(value)}
              onWhy={() => this.#selected.askWhy()}
              onRow={(row) => this.#showRow(row)}
              onColumn={(accept) => this.#decideColumn(accept)}
              onShowInText={() => this.#showInText()}
              onNext={() => this.#actions.next()}
              onLeave={() => this.#grid?.focus()}
            />
          )}
        </div>
      </>
    );
  }

  readonly #closeMenu = (): void => {
    if (this.state.menu === null) return;
    this.setState({ menu: null });
    this.#grid?.focus();
  };
}
