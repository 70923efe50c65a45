import { CellState } from "../../shared/cellState";
import type { Place, SortOrder } from "../../shared/protocol";
import { type Bulk, sureOf } from "./bulk";
import type { ColumnActions } from "./columnActions";
import type { Span } from "./cursor";
import { type Decisions, selectedRange, type Whereabouts } from "./decisions";
import { showsAll } from "./counts";
import type { ReviewStore } from "./store";

/** What a key does in the table, beside moving its cursor. */
export type TableAction =
  /** Accepts on a cell, sorts in the header: wherever the cursor is when the keys before have done their work. */
  | "enter"
  | "accept"
  | "reject"
  | "edit"
  | "next"
  | "previous"
  | "sort"
  | "undo"
  | "redo"
  | "menu"
  | "pin"
  | "hide"
  | "wider"
  | "narrower"
  /** Shows the list of columns to go to one. */
  | "columns"
  /** Shows the search. */
  | "search"
  /** Shows what the rows can be filtered by of the cursor's column. */
  | "filter"
  /** Shows the page of keys. */
  | "keys"
  | "copy"
  /** With the columns' names. */
  | "copyHeaders"
  | "selectColumn"
  | "selectRow"
  | "selectAll";

/** What the commands need of the page. */
interface Page {
  readonly store: ReviewStore;
  readonly decisions: Decisions;
  readonly columns: ColumnActions;
  at(): Whereabouts;
  /** Moves the cursor there, in view and with the focus. */
  reveal(place: Place): Promise<void>;
  focusGrid(): void;
  /** A decision is being written, or no longer. */
  busy(on: boolean): void;
  /** Shows the list of columns, its search with the focus. */
  showColumns(): void;
  showFilter(): void;
  showSearch(): void;
  showKeys(): void;
  /** Makes the selection reach over whole columns, rows or everything. */
  select(span: Span): void;
  /** Gives the focus to the field for one's own value of a cell, with what was typed so far. */
  type(row: number, column: number, text: string): void;
}

/** What keys, menus and buttons do, each the same from everywhere. */
export class ReviewCommands {
  constructor(private readonly page: Page) {}

  readonly onAction = (action: TableAction): void => {
    if (action !== "menu") this[action]();
  };

  enter(): void {
    const { decisions } = this.page;
    this.#write(decisions.enter(() => this.sort()));
  }

  accept(): void {
    this.#write(this.page.decisions.accept(true));
  }

  /** Accepts and stays. */
  acceptHere(): void {
    this.#write(this.page.decisions.accept(false));
  }

  reject(): void {
    this.#write(this.page.decisions.reject());
  }

  /** Accepts what the slider takes. */
  acceptBulk(bulk: Bulk): void {
    if (sureOf(this.page.store.state ?? { expected: null }, bulk)) this.acceptSure(bulk.wish);
    else this.#write(this.page.decisions.many({ kind: "above", percent: bulk.percent }, true));
  }

  /** Accepts, in each column, what is right so often, in whole percent. */
  acceptSure(wish: number): void {
    this.#write(this.page.decisions.many({ kind: "sure", wish }, true));
  }

  decideColumn(accept: boolean): void {
    this.#write(this.page.decisions.many({ kind: "column", column: this.page.at().column }, accept));
  }

  decideShown(accept: boolean): void {
    this.#write(this.page.decisions.many({ kind: showsAll(this.page.store.state) ? "all" : "filter" }, accept));
  }

  /** Writes a value of the user's own into the missing cell under the cursor. */
  write(value: string): void {
    this.#write(this.page.decisions.write(value).then(() => this.page.focusGrid()));
  }

  edit(): void {
    this.type("");
  }

  readonly type = (text: string): void => {
    const { store, decisions, at } = this.page;
    const typed = decisions.settled(() => {
      const { cursor, row, column } = at();
      if (row < 0) return;
      const observed = store.tiles.cell(cursor.viewRow, column)?.state === CellState.Observed;
      if (observed) store.announce(store.words.announceObserved);
      else this.page.type(row, column, text);
    });
    store.perform(typed);
  };

  next(): void {
    this.page.store.perform(this.page.decisions.find(false));
  }

  previous(): void {
    this.page.store.perform(this.page.decisions.find(true));
  }

  undo(): void {
    this.page.store.perform(this.page.decisions.step("undo"));
  }

  redo(): void {
    this.page.store.perform(this.page.decisions.step("redo"));
  }

  sort(): void {
    this.page.columns.sortNext(this.page.at().column);
  }

  order(sort: SortOrder | null): void {
    this.page.columns.arrange({ sort });
  }

  pin(): void {
    void this.page.columns.pin();
  }

  hide(): void {
    void this.page.columns.hide();
  }

  wider(): void {
    this.page.columns.step(true);
  }

  narrower(): void {
    this.page.columns.step(false);
  }

  columns(): void {
    this.page.showColumns();
  }

  keys(): void {
    this.page.showKeys();
  }

  selectColumn(): void {
    this.page.select("columns");
  }

  selectRow(): void {
    this.page.select("rows");
  }

  selectAll(): void {
    this.page.select("all");
  }

  copy(): void {
    this.#copy(false);
  }

  copyHeaders(): void {
    this.#copy(true);
  }

  search(): void {
    this.page.showSearch();
  }

  filter(): void {
    this.page.showFilter();
  }

  /** Goes to a column: to its next undecided cell, or, where it has none, to its cell in this row. */
  goToColumn(column: number): void {
    const { store, decisions, columns, at, reveal } = this.page;
    const gone = decisions.settled(async () => {
      await columns.show(column);
      const viewRow = Math.max(0, at().cursor.viewRow);
      const place = await store.client.ask("find", { viewRow, column: -1, backwards: false, within: column });
      await reveal(place ?? { viewRow, column });
    });
    store.perform(gone);
  }

  showInText(): void {
    const { store, at } = this.page;
    const { row, column } = at();
    if (row >= 0) store.perform(store.client.ask("showInText", { row, column }));
  }

  /** Goes to a data row, unless the filter hides it. */
  showRow(row: number): void {
    const { store, at, reveal } = this.page;
    store.perform(
      store.client.ask("locate", { row }).then((viewRow) => {
        if (viewRow !== null) return reveal({ viewRow, column: at().column });
        store.announce(store.words.say("announceFiltered", String(row + 1)));
        return undefined;
      }),
    );
  }

  /** Copies what is selected; in the header, its column. */
  #copy(headers: boolean): void {
    const { store, decisions, at } = this.page;
    const copied = decisions.settled(async () => {
      const cells = await store.client.ask("copy", { ...selectedRange(at()), headers });
      store.announce(store.words.counted("announceCopied", cells));
    });
    store.perform(copied);
  }

  /** Keeps the bulk buttons off while a decision is being written. */
  #write(action: Promise<unknown>): void {
    this.page.busy(true);
    this.page.store.perform(action.finally(() => this.page.busy(false)));
  }
}
