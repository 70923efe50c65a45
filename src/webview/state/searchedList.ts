import { PageCache } from "./pages";

/** Part of a list of the host's, and how long the whole is. */
export interface Part<T> {
  readonly total: number;
  readonly items: readonly T[];
}

/** A long list of the host's that is searched by name; fetched as it is looked at. */
export class SearchedList<T> {
  /** What the names listed contain. */
  query = "";
  /** Items listed; null while that is not known. */
  total: number | null = null;
  readonly #pages: PageCache<T>;
  /** Grows when another list is asked for: what was asked of the one before says nothing of this. */
  #asked = 0;

  constructor(
    private readonly fetchPart: (from: number, to: number, query: string) => Promise<Part<T>>,
    private readonly onChange: () => void,
    onError: (error: Error) => void,
  ) {
    this.#pages = new PageCache((from, to) => this.#list(from, to), onChange, onError);
  }

  /** Takes note of the review: what is listed is out of date where its revision has grown. @param most items at most */
  update(revision: number, most: number, busy: boolean): void {
    this.#pages.update({ revision, length: most, busy });
  }

  search(query: string): void {
    this.query = query;
    this.renew();
  }

  /** Another list is meant: shows it. */
  renew(): void {
    this.forget();
    this.onChange();
  }

  /** Another list is meant. */
  forget(): void {
    this.total = null;
    this.#asked++;
    this.#pages.clear();
  }

  /** The item at that place, or null while it is on its way. Called while the list is shown. */
  item(at: number): T | null {
    return this.#pages.item(at);
  }

  async #list(from: number, to: number): Promise<readonly T[]> {
    const asked = this.#asked;
    const { total, items } = await this.fetchPart(from, to, this.query);
    if (asked === this.#asked) this.total = total;
    return items;
  }
}
