import { l10n, ProgressLocation, window } from "vscode";
import { why } from "../../files/reasonOf";
import type { RowFilter, SortOrder } from "../../shared/protocol";
import { isAbort } from "../engine";
import type { RowView } from "../review/rowView";
import type { ReviewSession } from "../review/session";
import type { LargeTable } from "./openLarge";
import { sortLarge, type Unsortable } from "./sortLarge";

/** Filters the rows of a large file at once, and sorts them as soon as it has been read for that. */
export class LargeOrder {
  /** ExplanationView the rows are not in the order that was asked for; null where they are, or will be. */
  unsorted: { readonly column: string; readonly because: Unsortable } | null = null;
  #sorted: { readonly sort: SortOrder; readonly rows: Uint32Array } | null = null;
  #sorting: AbortController | null = null;

  constructor(
    private readonly name: string,
    private readonly large: LargeTable,
    private readonly session: ReviewSession,
    private readonly view: RowView,
    /** The rows are in another order. */
    private readonly onChange: () => void,
  ) {}

  arrange(filter: RowFilter, sort: SortOrder | null, percent: number): void {
    this.#sorting?.abort();
    this.unsorted = null;
    this.view.arrange(this.session, filter, null, percent);
    // Shown before the rows are in order: who asks again meanwhile goes on from there.
    this.view.sort = sort;
    if (sort !== null && isSame(sort, this.#sorted?.sort)) this.#apply();
    else this.#sorted = null;
    this.onChange();
    if (sort !== null && this.#sorted === null) void this.#sort(sort);
  }

  dispose(): void {
    this.#sorting?.abort();
  }

  async #sort(sort: SortOrder): Promise<void> {
    const column = this.session.table.columns[sort.column];
    if (!column) return;
    const sorting = new AbortController();
    this.#sorting = sorting;
    const title = l10n.t("Sorting {0} by {1}", this.name, column.name);
    try {
      const rows = await window.withProgress({ location: ProgressLocation.Window, title }, (progress) => {
        const said = (share: number): void => progress.report({ message: `${Math.floor(share * 100)} %` });
        return sortLarge(this.large, column, sort.descending, said, sorting.signal);
      });
      if (sorting.signal.aborted) return;
      if (typeof rows === "string") {
        this.unsorted = { column: column.name, because: rows };
        this.view.sort = null;
      } else {
        this.#sorted = { sort, rows };
        this.#apply();
      }
      this.onChange();
    } catch (error) {
      if (isAbort(error) || sorting.signal.aborted) return;
      this.view.sort = null;
      this.onChange();
      void window.showErrorMessage(l10n.t("{0} was not sorted: {1}.", this.name, why(error).replace(/\.$/, "")));
    }
  }

  /** The rows that the filter leaves, in the order of the sorted ones. */
  #apply(): void {
    if (this.#sorted === null) return;
    const { rows } = this.#sorted;
    const { order } = this.view;
    if (order === null) {
      this.view.order = rows;
      return;
    }
    const wanted = new Uint8Array(rows.length);
    for (const row of order) wanted[row] = 1;
    this.view.order = rows.filter((row) => wanted[row] === 1);
  }
}

function isSame(a: SortOrder, b: SortOrder | undefined): boolean {
  return b !== undefined && a.column === b.column && a.descending === b.descending;
}
