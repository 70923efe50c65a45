import type { ColumnHeader, ReviewState } from "../../shared/protocol";

/** Columns fetched at once, and how many such pages are held: more than are ever in view. */
const pageColumns = 32;
const maxPages = 24;

/** While suggestions stream in or rows are read, headers that are there are refreshed no more often than this, ms. */
const refreshPause = 500;

interface Page {
  readonly revision: number;
  readonly headers: readonly ColumnHeader[];
}

/** The column headers the webview has, fetched page by page; out-of-date ones are shown until the new ones come. */
export class HeaderCache {
  /** Columns of numbers, as far as they are known; another set when there is another. */
  numeric: ReadonlySet<number> = new Set();
  /** In order of use. */
  readonly #pages = new Map<number, Page>();
  readonly #asked = new Set<number>();
  #state: ReviewState | null = null;

  constructor(
    private readonly fetchHeaders: (from: number, to: number) => Promise<readonly ColumnHeader[]>,
    private readonly onArrival: () => void,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Takes note of the review's state. */
  update(state: ReviewState): void {
    if (state.columns !== this.#state?.columns) {
      this.#pages.clear();
      this.numeric = new Set();
    }
    this.#state = state;
  }

  /** The column's header, or null while it is on its way. */
  header(column: number): ColumnHeader | null {
    const index = Math.floor(column / pageColumns);
    const page = this.#pages.get(index);
    if (!page || page.revision < (this.#state?.revision ?? 0)) this.#want(index, page === undefined);
    if (!page) return null;
    this.#pages.delete(index);
    this.#pages.set(index, page);
    return page.headers[column % pageColumns] ?? null;
  }

  #want(index: number, urgent: boolean): void {
    if (this.#asked.has(index)) return;
    this.#asked.add(index);
    const busy = this.#state?.run.phase === "running" || this.#state?.reading !== null;
    if (urgent || !busy) this.#request(index);
    else window.setTimeout(() => this.#request(index), refreshPause);
  }

  #request(index: number): void {
    const state = this.#state;
    if (!state) return;
    const from = index * pageColumns;
    const to = Math.min(state.columns, from + pageColumns);
    this.fetchHeaders(from, to).then(
      (headers) => {
        this.#asked.delete(index);
        if (state.columns === this.#state?.columns) this.#keep(index, { revision: state.revision, headers });
        this.onArrival();
      },
      (error: Error) => {
        this.#asked.delete(index);
        this.onError(error);
      },
    );
  }

  #keep(index: number, page: Page): void {
    this.#pages.delete(index);
    this.#pages.set(index, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= maxPages) break;
      this.#pages.delete(oldest);
    }
    const changed = page.headers.filter(({ column, kind }) => (kind === "number") !== this.numeric.has(column));
    if (changed.length === 0) return;
    const numeric = new Set(this.numeric);
    for (const { column } of changed) if (!numeric.delete(column)) numeric.add(column);
    this.numeric = numeric;
  }
}
