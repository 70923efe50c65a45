import { Component, type ComponentChild } from "preact";
import type { SavedView, Place, ReviewState } from "../shared/protocol";
import { format } from "../shared/strings";
import { ArrangedColumns, type Arrangement, withAllShown } from "./arrangement";
import { ColumnActions } from "./columnActions";
import { Decisions, type Whereabouts } from "./decisions";
import { Grid } from "./grid";
import { actionOf } from "./gridKeys";
import { Inspector } from "./inspector";
import { keepable, savedArrangement } from "./savedView";
import type { Cursor } from "./navigation";
import { Notices } from "./notices";
import type { Typing } from "./ownValue";
import { ReviewCommands } from "./reviewCommands";
import { SelectedCell } from "./selectedCell";
import type { ReviewStore } from "./store";
import { SummaryBar } from "./summaryBar";
import { TableMenu } from "./tableMenu";
import { Toolbar } from "./toolbar";

interface Props {
  readonly store: ReviewStore;
  readonly kept: SavedView | null;
  readonly rowHeight: number;
  keep(view: SavedView): void;
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
function shownAs(kept: SavedView | null): Pick<State, "cursor" | "inspector" | "percent" | "arrangement"> {
  return {
    cursor: kept?.cursor ?? { viewRow: 0, place: 0 },
    inspector: kept?.inspector ?? window.innerWidth > 760,
    percent: kept?.percent ?? null,
    arrangement: savedArrangement(kept),
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
  readonly #commands: ReviewCommands;
  /** What had the focus last. */
  #focused: Element | null = null;

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
    this.#commands = new ReviewCommands({
      store,
      decisions: this.#decisions,
      columns: this.#columns,
      at: () => this.#whereabouts(),
      reveal: (place) => this.#reveal(place),
      focusGrid: () => this.#grid?.focus(),
      busy: (busy) => this.setState({ busy }),
      type: (row, column, text) => this.#type(row, column, text),
    });
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
    // A button that has done its work may be gone: one goes on in the grid.
    if (this.#focused?.isConnected === false && document.activeElement === document.body) this.#grid?.focus();
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

  #type(row: number, column: number, text: string): void {
    this.#typed += text;
    this.setState({ inspector: true, typing: { row, column } });
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

  override render(): ComponentChild {
    const { store, rowHeight } = this.props;
    const review = store.state;
    const strings = store.strings;
    return (
      <main class="app" onFocusIn={this.#noteFocus} onKeyDown={this.#onKeyDown}>
        <h1 class="sr">{review ? format(strings.gridLabel, review.fileName) : strings.loading}</h1>
        {review ? this.#review(review, rowHeight) : <p class="loading">{store.failure || strings.loading}</p>}
        {review && this.state.menu && (
          <TableMenu
            store={store}
            at={this.#whereabouts()}
            sort={review.sort}
            pinned={this.state.arrangement.pinned}
            actions={this.#commands}
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
    const act = this.#commands;
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
          onNext={(backwards) => (backwards ? act.previous() : act.next())}
          onAcceptAbove={() => act.acceptAbove(this.#percent())}
          onShown={(accept) => act.decideShown(accept)}
          onUndo={() => act.undo()}
          onRedo={() => act.redo()}
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
            onAction={act.onAction}
            onType={act.type}
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
              onAccept={() => act.acceptHere()}
              onReject={() => act.reject()}
              onWrite={(value) => act.write(value)}
              onExplain={() => this.#selected.askExplanation()}
              onRow={(row) => act.showRow(row)}
              onColumn={(accept) => act.decideColumn(accept)}
              onShowInText={() => act.showInText()}
              onNext={() => act.next()}
              onLeave={() => this.#grid?.focus()}
            />
          )}
        </div>
      </>
    );
  }

  /** Keys that mean the same outside the grid; VS Code would take them for the document's, or its own. */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const action = actionOf(event, event.ctrlKey || event.metaKey, true);
    if (action !== "undo" && action !== "redo" && action !== "next" && action !== "previous") return;
    event.preventDefault();
    event.stopPropagation();
    this.#commands.onAction(action);
  };

  readonly #noteFocus = (event: FocusEvent): void => {
    this.#focused = event.target as Element;
  };

  readonly #closeMenu = (): void => {
    if (this.state.menu === null) return;
    this.setState({ menu: null });
    this.#grid?.focus();
  };
}
