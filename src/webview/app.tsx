import { Component, type ComponentChild } from "preact";
import { type InspectorTab, type Place, type ReviewState, type SavedView, viewVersion } from "../shared/protocol";
import type { Grid } from "./grid/grid";
import { actionOf } from "./grid/keys";
import type { ReadingFocus } from "./reading/columnList";
import { ArrangedColumns, type Arrangement, asSaved, savedArrangement, withAllShown } from "./state/arrangement";
import { type Bulk, type BulkBy, bulkBy } from "./state/bulk";
import { ColumnActions } from "./state/columnActions";
import type { Cursor, Span } from "./state/cursor";
import { Decisions, type Whereabouts } from "./state/decisions";
import { toNextRegion } from "./state/regions";
import { ReviewCommands, type TableAction } from "./state/reviewCommands";
import { Search } from "./state/search";
import { StartFinder } from "./state/startFinder";
import { SelectedCell } from "./state/selectedCell";
import type { ReviewStore } from "./state/store";
import { type Shown, Workspace, type WorkspaceEvents } from "./workspace";

interface Props {
  readonly store: ReviewStore;
  readonly saved: SavedView | null;
  readonly rowHeight: number;
  save(view: SavedView): void;
}

interface State extends Shown {
  /** null until the user moves the slider: the setting decides. */
  readonly percent: number | null;
  readonly wish: number | null;
  /** null until the user chooses: by what a check says, unless the slider was moved before. */
  readonly by: BulkBy | null;
}

/** The table as it was shown last, or as a new one is. */
function shownAs(saved: SavedView | null): Pick<State, "cursor" | "inspector" | "tab" | "panelWidth" | "folded" | "percent" | "arrangement"> {
  return {
    cursor: saved?.cursor ?? { viewRow: 0, place: 0 },
    inspector: saved?.inspector ?? window.innerWidth > 760,
    tab: saved?.tab ?? "cell",
    panelWidth: saved?.panelWidth ?? null,
    folded: new Set(saved?.folded ?? ["filter"]),
    percent: saved?.percent ?? null,
    arrangement: savedArrangement(saved),
  };
}

/** Keys that mean the same wherever the focus is. */
const everywhere: ReadonlySet<TableAction> = new Set(["undo", "redo", "next", "previous", "columns", "search", "keys"]);

/** How long the slider rests before the host hears of it, ms. */
const sliderPause = 150;

/** The review: where the user is, how the table is shown, and what keys, buttons and the host do to both. */
export class App extends Component<Props, State> {
  #grid: Grid | null = null;
  #unsubscribe: (() => void) | null = null;
  readonly #layout = new ArrangedColumns();
  #thresholdTimer = 0;
  /** Where the cursor was when the review was shown last, until the file has been read that far or the user does something. */
  #wish: Cursor | null;
  /** Looks for the first cell to decide about; null once it is found, or the user does something. */
  #start: StartFinder | null = null;
  /** What was typed before the field for it had the focus. */
  #typed = "";
  readonly #selected: SelectedCell;
  readonly #decisions: Decisions;
  readonly #columns: ColumnActions;
  readonly #search: Search;
  readonly #commands: ReviewCommands;
  readonly #events: WorkspaceEvents = {
    onGrid: (grid) => {
      this.#grid = grid;
    },
    onCursor: (cursor, extend, span) => this.#setCursor(cursor, extend, span),
    onKeysClose: () => {
      this.setState({ keys: false });
      this.#grid?.focus();
    },
    onBulk: (change) => this.#setBulk(change),
    onInspector: () => this.setState((state) => ({ inspector: state.reading || !state.inspector, reading: false })),
    onShowColumns: () => this.setState(({ arrangement }) => ({ arrangement: withAllShown(arrangement) })),
    onReading: (shown, focus) => this.#showReading(shown, focus ?? null),
    onReadingFocused: () => this.setState({ readingFocus: null }),
    onTab: (tab) => this.setState({ tab }),
    onPanelWidth: (panelWidth) => this.setState({ panelWidth }),
    onFold: (id) => this.setState(({ folded }) => ({ folded: withToggled(folded, id) })),
    onPanelFocused: () => this.setState({ panelFocus: null }),
    onSearchClose: () => {
      this.#search.close();
      this.#grid?.focus();
    },
    onMenu: (x, y) => this.setState({ menu: { x, y } }),
    onMenuClose: () => this.#closeMenu(),
    onLeave: () => this.#grid?.focus(),
    takeTyped: () => this.#takeTyped(),
  };
  /** What had the focus last. */
  #focused: Element | null = null;

  constructor(props: Props) {
    super(props);
    const { saved, store } = props;
    const shown = shownAs(saved);
    this.#wish = shown.cursor;
    this.state = {
      version: 0,
      ...shown,
      wish: null,
      by: null,
      anchor: shown.cursor,
      span: "cells",
      keys: false,
      typing: null,
      busy: false,
      menu: null,
      reading: false,
      readingFocus: null,
      panelFocus: null,
      searches: 0,
    };
    this.#selected = new SelectedCell(store, () => this.setState(({ version }) => ({ version: version + 1 })));
    this.#decisions = new Decisions(store, () => this.#whereabouts(), (place) => this.#reveal(place));
    this.#columns = new ColumnActions(store, () => this.#whereabouts(), (edit, column) => this.#changeColumns(edit, column));
    this.#search = new Search({
      client: store.client,
      from: () => ({ viewRow: this.state.cursor.viewRow, column: this.#whereabouts().column }),
      hidden: () => [...this.state.arrangement.hidden],
      show: (place) => this.#look(place),
      changed: () => this.setState(({ version }) => ({ version: version + 1 })),
      failed: (error) => store.fail(error),
    });
    this.#commands = new ReviewCommands({
      store,
      decisions: this.#decisions,
      columns: this.#columns,
      at: () => this.#whereabouts(),
      reveal: (place) => this.#reveal(place),
      focusGrid: () => this.#grid?.focus(),
      busy: (busy) => this.setState({ busy }),
      showColumns: () => this.#showPanel("table", "columns"),
      showFilter: () => this.#showPanel("column", "filter"),
      showKeys: () => this.setState({ keys: true }),
      select: (span) => this.setState({ span }),
      showSearch: () => {
        this.#search.show();
        this.setState(({ searches }) => ({ searches: searches + 1 }));
      },
      type: (row, column, text) => this.#type(row, column, text),
    });
  }

  override componentDidMount(): void {
    const { store } = this.props;
    this.#unsubscribe = store.subscribe(() => this.#storeChanged());
    store.onReveal = (place) => void this.#reveal(place);
    store.onReading = () => this.#showReading(true, null);
    void store.open((view, state) => this.#begin(view, state));
  }

  override componentWillUnmount(): void {
    this.#unsubscribe?.();
  }

  override componentDidUpdate(_: Readonly<Props>, before: Readonly<State>): void {
    const { arrangement, inspector, tab, panelWidth, folded, percent, cursor, typing } = this.state;
    const names = ["arrangement", "inspector", "tab", "panelWidth", "folded", "percent", "cursor"] as const;
    if (names.some((name) => before[name] !== this.state[name])) {
      this.props.save({ version: viewVersion, at: Date.now(), ...asSaved(arrangement), inspector, tab, panelWidth, folded: [...folded], percent, cursor: this.#wish ?? cursor });
    }
    const { row, column } = this.#whereabouts();
    if (typing !== null && (typing.row !== row || typing.column !== column)) this.#takeTyped();
    this.#selected.follow(row, column, inspector);
    // A button that has done its work may be gone: one goes on in the grid.
    if (this.#focused?.isConnected === false && document.activeElement === document.body) this.#grid?.focus();
  }

  #storeChanged(): void {
    this.#grantWish();
    const now = this.props.store.state;
    if (now !== null) this.props.store.perform(this.#start?.look(now) ?? Promise.resolve());
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

  #showPanel(tab: InspectorTab, focus: "columns" | "filter"): void {
    this.setState(({ folded }) => ({ inspector: true, reading: false, tab, folded: without(folded, focus), panelFocus: focus }));
  }

  /** Shows the table as it was shown last; a table that never was, from the first cell to decide about. */
  async #begin(view: SavedView | null, review: ReviewState): Promise<void> {
    const { saved } = this.props;
    // What VS Code kept for the tab may be older than what was kept for the file: it is written now and then.
    if (saved !== null && (saved.at ?? 0) >= (view?.at ?? 0)) return;
    if (view !== null) {
      this.#wish = view.cursor;
      this.setState({ ...shownAs(view), anchor: view.cursor });
      return;
    }
    this.#wish = null;
    const start = new StartFinder(this.props.store.client, (place, of) => {
      if (this.#start === start) void this.#startAt(place, of);
    });
    this.#start = start;
    await start.look(review);
  }

  /** Moves the cursor there; the focus stays where it is. */
  async #look(place: Place): Promise<void> {
    const review = this.props.store.state;
    if (review !== null) await this.#startAt(place, review);
  }

  #startAt({ viewRow, column }: Place, review: ReviewState): Promise<void> {
    const cursor = { viewRow, place: Math.max(0, this.#layout.of(review, this.state.arrangement).place[column] ?? 0) };
    this.#grid?.revealNext();
    return new Promise((resolve) => this.setState({ cursor, anchor: cursor, span: "cells" }, resolve));
  }

  #grantWish(): void {
    const review = this.props.store.state;
    const wish = this.#wish;
    if (review === null || wish === null) return;
    const known = wish.viewRow < review.viewRows;
    if (known) {
      this.#grid?.revealNext();
      this.setState({ cursor: wish, anchor: wish });
    }
    if (known || review.reading === null) this.#wish = null;
  }

  readonly #endWish = (): void => {
    this.#wish = null;
    this.#start = null;
  };

  #whereabouts(): Whereabouts {
    const { store } = this.props;
    const { cursor, anchor, span } = this.state;
    const layout = this.#layout.of(store.state, this.state.arrangement);
    const column = layout.shown[cursor.place] ?? 0;
    return { cursor, anchor, span, viewRows: store.state?.viewRows ?? 0, layout, column, row: cursor.viewRow < 0 ? -1 : store.tiles.dataRow(cursor.viewRow, column) };
  }

  #bulk(review: ReviewState): Bulk {
    const { by, percent, wish } = this.state;
    return { by: by ?? bulkBy(review, percent), percent: percent ?? review.minCertainty, wish: wish ?? review.wish };
  }

  #setCursor(cursor: Cursor, extend: boolean, span?: Span): void {
    this.setState((state) => ({ cursor, anchor: extend ? state.anchor : cursor, span: span ?? (extend ? state.span : "cells") }));
  }

  /** Moves the cursor there, in view and with the focus. */
  #reveal({ viewRow, column }: Place): Promise<void> {
    this.#wish = null;
    return new Promise((resolve) => {
      const cursor = { viewRow, place: Math.max(0, this.#layout.of(this.props.store.state, this.state.arrangement).place[column] ?? 0) };
      this.#grid?.revealNext();
      this.setState({ cursor, anchor: cursor, span: "cells" }, () => {
        this.#grid?.focus();
        resolve();
      });
    });
  }

  #showReading(shown: boolean, focus: ReadingFocus | null): void {
    const { readings } = this.props.store;
    // The place in the list is that of the column while all are listed.
    if (focus !== null && readings.columns.query !== "") readings.columns.search("");
    this.setState({ reading: shown, readingFocus: focus }, () => {
      if (!shown) this.#grid?.focus();
      else if (focus === null) document.querySelector<HTMLElement>("[data-testid=reading-title]")?.focus();
    });
  }

  #type(row: number, column: number, text: string): void {
    this.#typed += text;
    this.setState({ inspector: true, reading: false, tab: "cell", typing: { row, column } });
  }

  #takeTyped(): string {
    const typed = this.#typed;
    this.#typed = "";
    this.setState({ typing: null });
    return typed;
  }

  #setBulk(change: Partial<Bulk>): void {
    this.setState((state) => ({ by: change.by ?? state.by, wish: change.wish ?? state.wish }));
    if (change.percent !== undefined) this.#setPercent(change.percent);
  }

  #setPercent(percent: number): void {
    this.setState({ percent });
    window.clearTimeout(this.#thresholdTimer);
    const { store } = this.props;
    this.#thresholdTimer = window.setTimeout(() => {
      store.perform(store.client.ask("threshold", { percent }));
      if (store.state?.filter === "lowCertainty") this.#columns.arrange({});
    }, sliderPause);
  }

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
    const { state: review, words } = store;
    return (
      <main
        class="app"
        onFocusIn={this.#noteFocus}
        onKeyDown={this.#onKeyDown}
        onKeyDownCapture={this.#endWish}
        onPointerDownCapture={this.#endWish}
        onWheelCapture={this.#endWish}
      >
        <h1 class="sr">{review ? words.say("gridLabel", review.fileName) : words.loading}</h1>
        {review ? (
          <Workspace
            store={store}
            review={review}
            rowHeight={rowHeight}
            shown={this.state}
            bulk={this.#bulk(review)}
            at={this.#whereabouts()}
            commands={this.#commands}
            columns={this.#columns}
            selected={this.#selected}
            search={this.#search}
            events={this.#events}
          />
        ) : (
          <p class="loading">{store.failure || words.loading}</p>
        )}
        <p class="sr" id="keyboard-help">
          {words.keyboardHelp}
        </p>
      </main>
    );
  }

  /** Keys that mean the same outside the grid; VS Code would take them for the document's, or its own. */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "F6" && !event.ctrlKey && !event.altKey && !event.metaKey && toNextRegion(event.shiftKey)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const action = actionOf(event, event.ctrlKey || event.metaKey, true);
    if (action === null || !everywhere.has(action)) return;
    if (action === "keys" && (event.target as Element).closest("input, select, textarea")) return;
    event.preventDefault();
    event.stopPropagation();
    this.#commands.onAction(action);
  };

  readonly #noteFocus = (event: FocusEvent): void => {
    this.#focused = event.target as Element;
  };

  #closeMenu(): void {
    if (this.state.menu === null) return;
    this.setState({ menu: null });
    this.#grid?.focus();
  }
}

function without(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  return set.has(one) ? withToggled(set, one) : set;
}

function withToggled(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const changed = new Set(set);
  if (!changed.delete(one)) changed.add(one);
  return changed;
}
