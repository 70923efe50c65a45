/** Items fetched at once, and how many such pages are held: more than are ever in view. */
const pageItems = 32;
const maxPages = 24;

/** While suggestions stream in or rows are read, pages that are there are refreshed no more often than this, ms. */
const refreshPause = 500;

interface Page<T> {
  readonly revision: number;
  readonly items: readonly T[];
}

/** What a list is of: out-of-date pages are shown until the new ones come. */
export interface Listed {
  readonly revision: number;
  readonly length: number;
  /** It changes all the time. */
  readonly busy: boolean;
}

/** A long list of the host's, fetched page by page as it is looked at. */
export class PageCache<T> {
  /** In order of use. */
  readonly #pages = new Map<number, Page<T>>();
  readonly #asked = new Set<number>();
  #of: Listed | null = null;
  /** Grows when what was asked for is of no use any more. */
  #generation = 0;

  constructor(
    private readonly fetchItems: (from: number, to: number) => Promise<readonly T[]>,
    private readonly onArrival: (items: readonly T[]) => void,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Takes note of what the list is of now. */
  update(of: Listed): void {
    this.#of = of;
  }

  /** The list is another one. */
  clear(): void {
    this.#generation++;
    this.#pages.clear();
    this.#asked.clear();
  }

  /** The item, or null while it is on its way. */
  item(at: number): T | null {
    const index = Math.floor(at / pageItems);
    const page = this.#pages.get(index);
    if (!page || page.revision < (this.#of?.revision ?? 0)) this.#want(index, page === undefined);
    if (!page) return null;
    this.#pages.delete(index);
    this.#pages.set(index, page);
    return page.items[at % pageItems] ?? null;
  }

  #want(index: number, urgent: boolean): void {
    if (this.#asked.has(index)) return;
    this.#asked.add(index);
    if (urgent || this.#of?.busy !== true) this.#request(index);
    else window.setTimeout(() => this.#request(index), refreshPause);
  }

  #request(index: number): void {
    const of = this.#of;
    if (!of) return;
    const generation = this.#generation;
    const from = index * pageItems;
    this.fetchItems(from, Math.min(of.length, from + pageItems)).then(
      (items) => {
        if (generation !== this.#generation) return;
        this.#asked.delete(index);
        this.#keep(index, { revision: of.revision, items });
        this.onArrival(items);
      },
      (error: Error) => {
        if (generation !== this.#generation) return;
        this.#asked.delete(index);
        this.onError(error);
      },
    );
  }

  #keep(index: number, page: Page<T>): void {
    this.#pages.delete(index);
    this.#pages.set(index, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= maxPages) break;
      this.#pages.delete(oldest);
    }
  }
}
