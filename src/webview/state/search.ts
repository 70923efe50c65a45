import type { Found, Place } from "../../shared/protocol";
import type { HostClient } from "./hostClient";

/** How long nothing is typed before the text is searched for, ms. */
const typingPause = 200;

/** What the search needs of the page. */
interface Page {
  readonly client: HostClient;
  /** The cell that the search goes on from. */
  from(): Place;
  /** Columns that are not shown. */
  hidden(): readonly number[];
  /** Moves the cursor there, and leaves the focus where it is; resolves when it is there. */
  show(place: Place): Promise<void>;
  changed(): void;
  failed(error: Error): void;
}

/** The search for cells that contain a text. */
export class Search {
  open = false;
  query = "";
  /** What was found last; null before that, and while it is on its way. */
  found: Found | null = null;
  searching = false;
  #asked = 0;
  #timer = 0;
  /** Settles when the cursor is where the last step led. */
  #stepped: Promise<void> = Promise.resolve();

  constructor(private readonly page: Page) {}

  /** The text to mark in the grid, in lower case; "" for none. */
  get marked(): string {
    return this.open ? this.query.toLowerCase() : "";
  }

  show(): void {
    this.open = true;
    this.page.changed();
  }

  close(): void {
    this.open = false;
    this.#asked++;
    this.searching = false;
    window.clearTimeout(this.#timer);
    this.page.changed();
  }

  /** Searches for a text, from the present cell on, which may be the first. */
  type(query: string): void {
    this.query = query;
    this.found = null;
    window.clearTimeout(this.#timer);
    this.#asked++;
    this.searching = query !== "";
    if (query !== "") {
      this.#timer = window.setTimeout(() => {
        const { viewRow, column } = this.page.from();
        void this.#ask({ viewRow, column: column - 1 }, false);
      }, typingPause);
    }
    this.page.changed();
  }

  /** Goes to the next (or previous) cell with the text. */
  next(backwards: boolean): void {
    if (this.query === "") return;
    window.clearTimeout(this.#timer);
    const { query } = this;
    // A key that is pressed before the last one has moved the cursor goes on from where that leads.
    this.#stepped = this.#stepped.then(() => (this.open && query === this.query ? this.#ask(this.page.from(), backwards) : undefined));
  }

  async #ask({ viewRow, column }: Place, backwards: boolean): Promise<void> {
    const asked = ++this.#asked;
    this.searching = true;
    this.page.changed();
    try {
      const found = await this.page.client.ask("search", { query: this.query, viewRow: Math.max(0, viewRow), column, backwards, hidden: this.page.hidden() });
      if (asked !== this.#asked) return;
      this.found = found;
      if (found.place) await this.page.show(found.place);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.page.failed(error as Error);
    }
    this.searching = false;
    this.page.changed();
  }
}
