import type { ColumnHeader, Decided, HostEvent, Place, ReviewState, SavedView, Scope } from "../../shared/protocol";
import type { Words } from "../words";
import { ColumnLists } from "./columnLists";
import { HeaderCache } from "./headers";
import type { HostClient } from "./hostClient";
import { Missingness } from "./missingness";
import { Readings } from "./readings";
import { TileCache } from "./tiles";
import { ValueLists } from "./valueLists";

/** A sentence that is shown and read out; the counter makes equal sentences differ. */
export interface Announcement {
  readonly text: string;
  readonly count: number;
}

/** How long a sentence is shown, ms. */
const shownFor = 8000;

/** How long rows are in view before the host hears of it, ms. */
const viewPause = 100;

/** What the whole webview knows and may do; components read it and are told when it changes. */
export class ReviewStore {
  state: ReviewState | null = null;
  /** What was said last, for as long as it is shown. */
  announcement: Announcement = { text: "", count: 0 };
  /** A failure to show, "" for none. */
  failure = "";
  readonly tiles: TileCache;
  readonly readings: Readings;
  readonly columns: ColumnLists;
  readonly missing: Missingness;
  readonly values: ValueLists;
  onReveal: (place: Place) => void = () => undefined;
  /** The reading is to be shown. */
  onReading: () => void = () => undefined;
  readonly #listeners = new Set<() => void>();
  readonly #headers: HeaderCache;
  #rowsInView = "";
  #viewTimer = 0;
  #notifyQueued = false;
  #silence = 0;

  constructor(
    readonly client: HostClient,
    readonly words: Words,
  ) {
    this.tiles = new TileCache(
      (rowPage, columnPage) => client.ask("tile", { rowPage, columnPage }),
      () => this.#changed(),
      (error) => this.#failed(error),
    );
    this.#headers = new HeaderCache(
      (from, to) => client.ask("headers", { from, to }),
      () => this.#changed(),
      (error) => this.#failed(error),
    );
    this.readings = new Readings({ client, words, changed: () => this.#changed(), failed: (error) => this.#failed(error), announce: (text) => this.announce(text) });
    this.columns = new ColumnLists(client, () => this.#changed(), (error) => this.#failed(error));
    this.missing = new Missingness(client, () => this.#changed(), (error) => this.#failed(error));
    this.values = new ValueLists(client, () => this.#changed(), (error) => this.#failed(error));
    client.onEvent((event) => this.#receive(event));
  }

  /** Asks for the review; the first thing to do. `onView` hears how it was shown last, and the review, before anything is shown. */
  async open(onView: (view: SavedView | null, state: ReviewState) => Promise<void> = async () => undefined): Promise<void> {
    try {
      const [view, state] = await Promise.all([this.client.ask("lastView", {}), this.client.ask("open", {})]);
      await onView(view, state);
      this.#take(state);
    } catch (error) {
      this.#failed(error as Error);
    }
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(text: string): void {
    this.announcement = { text, count: this.announcement.count + 1 };
    window.clearTimeout(this.#silence);
    if (text !== "") this.#silence = window.setTimeout(() => this.announce(""), shownFor);
    this.#changed();
  }

  /** Shows what went wrong. */
  readonly fail = (error: Error): void => this.#failed(error);

  dismissFailure(): void {
    this.failure = "";
    this.#changed();
  }

  /** The column's header, or null while it is on its way. */
  header(column: number): ColumnHeader | null {
    return this.#headers.header(column);
  }

  /** Columns of numbers, as far as they are known. */
  get numeric(): ReadonlySet<number> {
    return this.#headers.numeric;
  }

  /** Tolerances of columns in words, such as "± 0.4", as far as they are known; none for those of other columns. */
  get tolerances(): ReadonlyMap<number, string> {
    return this.#headers.tolerances;
  }

  /** Tells the host which view rows are in view, once they have been for a moment; both ends included. */
  rowsInView(from: number, to: number): void {
    const rows = `${from}:${to}`;
    if (rows === this.#rowsInView) return;
    this.#rowsInView = rows;
    window.clearTimeout(this.#viewTimer);
    this.#viewTimer = window.setTimeout(() => this.perform(this.client.ask("view", { from, to })), viewPause);
  }

  /** Does something that returns nothing; a failure is shown. */
  perform(action: Promise<unknown>): void {
    action.catch((error: Error) => this.#failed(error));
  }

  async accept(scope: Scope, layout = this.state?.layout ?? 0): Promise<boolean> {
    return this.#decide(this.client.ask("accept", { scope, layout }), (cells) => this.words.counted("announceAccepted", cells));
  }

  async reject(scope: Scope, layout = this.state?.layout ?? 0): Promise<boolean> {
    return this.#decide(this.client.ask("reject", { scope, layout }), (cells) => this.words.counted("announceRejected", cells));
  }

  async restore(scope: Scope, layout = this.state?.layout ?? 0): Promise<boolean> {
    return this.#decide(this.client.ask("restore", { scope, layout }), (cells) => this.words.counted("announceRestored", cells));
  }

  async write(row: number, column: number, value: string, layout: number): Promise<boolean> {
    return this.#decide(
      this.client.ask("write", { row, column, value, layout }),
      () => this.words.say("announceWritten", value),
    );
  }

  async #decide(answer: Promise<Decided>, said: (cells: number) => string): Promise<boolean> {
    try {
      const { cells, message } = await answer;
      const done = cells === 0 ? "" : said(cells);
      this.announce([done, message].filter(Boolean).join(" ") || this.words.announceNothing);
      if (message !== "") this.#showFailure(message);
      return cells > 0;
    } catch (error) {
      this.#failed(error as Error);
      return false;
    }
  }

  #receive(event: HostEvent): void {
    if (event.event === "state") this.#take(event.state);
    else if (event.event === "announce") this.announce(event.text);
    else if (event.event === "reading") this.onReading();
    else this.onReveal(event.place);
  }

  #take(state: ReviewState): void {
    if (this.state && state.revision < this.state.revision) return;
    this.state = state;
    this.#headers.update(state);
    this.readings.update(state);
    this.columns.update(state);
    this.values.update(state);
    this.missing.update(state);
    this.tiles.update(state);
    this.#changed();
  }

  #failed(error: Error): void {
    this.#showFailure(this.words.say("failed", error.message));
  }

  #showFailure(text: string): void {
    this.failure = text;
    this.#changed();
  }

  /** Tells the components once, however much has changed in one go. */
  #changed(): void {
    if (this.#notifyQueued) return;
    this.#notifyQueued = true;
    queueMicrotask(() => {
      this.#notifyQueued = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
