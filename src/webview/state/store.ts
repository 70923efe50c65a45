import type { ColumnHeader, Decided, HostEvent, SavedView, Place, ReviewState, Scope } from "../../shared/protocol";
import { format, type Strings } from "../../shared/strings";
import type { HostClient } from "./hostClient";
import { TileCache } from "./tiles";

/** Columns fetched at once for the headers. */
const headerPage = 32;

interface HeaderPage {
  readonly revision: number;
  readonly headers: readonly ColumnHeader[];
}

/** A sentence that is shown and read out; the counter makes equal sentences differ. */
export interface Announcement {
  readonly text: string;
  readonly count: number;
}

/** How long a sentence is shown, ms. */
const shownFor = 8000;

/** What the whole webview knows and may do; components read it and are told when it changes. */
export class ReviewStore {
  state: ReviewState | null = null;
  /** What was said last, for as long as it is shown. */
  announcement: Announcement = { text: "", count: 0 };
  /** A failure to show, "" for none. */
  failure = "";
  readonly tiles: TileCache;
  onReveal: (place: Place) => void = () => undefined;
  readonly #listeners = new Set<() => void>();
  readonly #headers = new Map<number, HeaderPage>();
  readonly #headersAsked = new Set<number>();
  #headersOf = -1;
  #notifyQueued = false;
  #silence = 0;

  constructor(
    readonly client: HostClient,
    readonly strings: Strings,
  ) {
    this.tiles = new TileCache(
      (rowPage, columnPage) => client.ask("tile", { rowPage, columnPage }),
      () => this.#changed(),
      (error) => this.#failed(error),
    );
    client.onEvent((event) => this.#receive(event));
  }

  /** Asks for the review; the first thing to do. `onView` hears how it was shown last, before anything is. */
  async open(onView: (view: SavedView | null) => void = () => undefined): Promise<void> {
    try {
      const [view, state] = await Promise.all([this.client.ask("lastView", {}), this.client.ask("open", {})]);
      onView(view);
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

  dismissFailure(): void {
    this.failure = "";
    this.#changed();
  }

  /** The column's header, or null while it is on its way. */
  header(column: number): ColumnHeader | null {
    const page = Math.floor(column / headerPage);
    const have = this.#headers.get(page);
    if (!have || have.revision < (this.state?.revision ?? 0)) this.#wantHeaders(page, have === undefined);
    return have?.headers[column % headerPage] ?? null;
  }

  /** Does something that returns nothing; a failure is shown. */
  perform(action: Promise<unknown>): void {
    action.catch((error: Error) => this.#failed(error));
  }

  async accept(scope: Scope, layout = this.state?.layout ?? 0): Promise<boolean> {
    return this.#decide(this.client.ask("accept", { scope, layout }), this.strings.announceAccepted, this.strings.announceAcceptedOne);
  }

  async reject(scope: Scope, layout = this.state?.layout ?? 0): Promise<boolean> {
    return this.#decide(this.client.ask("reject", { scope, layout }), this.strings.announceRejected, this.strings.announceRejectedOne);
  }

  async restore(scope: Scope, layout = this.state?.layout ?? 0): Promise<boolean> {
    return this.#decide(this.client.ask("restore", { scope, layout }), this.strings.announceRestored, this.strings.announceRestoredOne);
  }

  async write(row: number, column: number, value: string, layout: number): Promise<boolean> {
    return this.#decide(
      this.client.ask("write", { row, column, value, layout }),
      this.strings.announceWritten.replace("{0}", () => value),
    );
  }

  async #decide(answer: Promise<Decided>, sentence: string, one = sentence): Promise<boolean> {
    try {
      const { cells, message } = await answer;
      const done = cells === 0 ? "" : cells === 1 ? one : format(sentence, cells);
      this.announce([done, message].filter(Boolean).join(" ") || this.strings.announceNothing);
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
    else this.onReveal(event.place);
  }

  #take(state: ReviewState): void {
    if (this.state && state.revision < this.state.revision) return;
    if (state.columns !== this.#headersOf) this.#headers.clear();
    this.#headersOf = state.columns;
    this.state = state;
    this.tiles.update(state);
    this.#changed();
  }

  #failed(error: Error): void {
    this.#showFailure(format(this.strings.failed, error.message));
  }

  #showFailure(text: string): void {
    this.failure = text;
    this.#changed();
  }

  /** While suggestions stream in, headers that are already there are refreshed twice a second at most. */
  #wantHeaders(page: number, urgent: boolean): void {
    if (this.#headersAsked.has(page)) return;
    this.#headersAsked.add(page);
    if (urgent || this.state?.run.phase !== "running") {
      this.#fetchHeaders(page);
      return;
    }
    window.setTimeout(() => this.#fetchHeaders(page), 500);
  }

  #fetchHeaders(page: number): void {
    const state = this.state;
    if (!state) return;
    const from = page * headerPage;
    const to = Math.min(state.columns, from + headerPage);
    this.client.ask("headers", { from, to }).then(
      (headers) => {
        this.#headersAsked.delete(page);
        if (state.columns !== this.#headersOf) return;
        this.#headers.set(page, { revision: state.revision, headers });
        this.#changed();
      },
      (error: Error) => {
        this.#headersAsked.delete(page);
        this.#failed(error);
      },
    );
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
