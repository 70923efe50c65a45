import * as l10n from "@vscode/l10n";
import { reasonOf } from "../files/reasonOf";
import type { RowFilter, SortOrder } from "../shared/protocol";
import type { ReviewContext } from "./context";
import { isAbort } from "./run";
import type { RowOrder } from "./rowView";
import { sortRows, type Unsortable } from "./sortRows";

/** Filters the rows at once, and sorts them as soon as the column has been read for that. */
export class Ordering {
  /** Why the rows are not in the order that was asked for; null where they are, or will be. */
  unsorted: { readonly column: string; readonly because: Unsortable } | null = null;
  #sorted: { readonly sort: SortOrder; readonly rows: RowOrder } | null = null;
  #sorting: AbortController | null = null;
  /** What is being sorted by. */
  #pending: SortOrder | null = null;

  constructor(private readonly review: ReviewContext) {}

  arrange(filter: RowFilter, sort: SortOrder | null): void {
    this.#sorting?.abort();
    this.#pending = null;
    this.unsorted = null;
    if (sort === null || !isSame(sort, this.#sorted?.sort)) this.#sorted = null;
    this.#apply(filter);
    // Shown before the rows are in order: who asks again meanwhile goes on from there.
    this.review.view.sort = sort;
    this.review.rearranged();
    if (sort !== null && this.#sorted === null) void this.#sort(sort);
  }

  /** The rows are others: an order made of the old ones is of no use the next time, and one in the making none at all. */
  rowsChanged(): void {
    this.#sorted = null;
    if (this.#pending === null) return;
    this.#sorting?.abort();
    void this.#sort(this.#pending);
  }

  dispose(): void {
    this.#sorting?.abort();
  }

  async #sort(sort: SortOrder): Promise<void> {
    const { source, session, view } = this.review;
    const column = session.table.columns[sort.column];
    if (!column) return;
    const sorting = new AbortController();
    this.#sorting = sorting;
    this.#pending = sort;
    try {
      const rows = await this.review.services.progress(l10n.t("Sorting {0} by {1}", source.name, column.name), (said) =>
        sortRows(source, session.rows, column, sort.descending, said, sorting.signal),
      );
      if (sorting.signal.aborted) return;
      this.#pending = null;
      if (typeof rows === "string") {
        this.unsorted = { column: column.name, because: rows };
        view.sort = null;
      } else {
        this.#sorted = { sort, rows };
        this.#apply(view.filter);
      }
      this.review.rearranged();
    } catch (error) {
      if (isAbort(error) || sorting.signal.aborted) return;
      this.#pending = null;
      view.sort = null;
      this.review.rearranged();
      this.review.services.failed(l10n.t("{0} was not sorted: {1}.", source.name, reasonOf(error).replace(/\.$/, "")));
    }
  }

  #apply(filter: RowFilter): void {
    const { session, view, percent } = this.review;
    view.arrange(session, filter, percent, this.#sorted?.rows ?? null);
  }
}

function isSame(a: SortOrder, b: SortOrder | undefined): boolean {
  return b !== undefined && a.column === b.column && a.descending === b.descending;
}
