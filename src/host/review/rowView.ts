import type { Place, RowFilter, SortOrder } from "../../shared/protocol";
import { arrange, findUndecided, type RowOrder, rebaseOrder } from "./arrange";
import type { ReviewSession } from "./session";

/** Which rows the grid shows, and in which order. */
export class RowView {
  filter: RowFilter = "all";
  sort: SortOrder | null = null;
  /** Data row per row of the grid; null for all rows in file order. */
  order: RowOrder | null = null;

  /** Rows of the grid. */
  count(session: ReviewSession): number {
    return this.order?.length ?? session.rows;
  }

  /** Filters and orders anew. `minPercent` is where a low certainty ends. */
  arrange(session: ReviewSession, filter: RowFilter, sort: SortOrder | null, minPercent: number): void {
    this.filter = filter;
    this.sort = sort;
    this.order = arrange(session, filter, sort, minPercent);
  }

  /** Follows rows that moved: what was in view stays in view. */
  moved(rowMap: Int32Array, rowsNow: number): void {
    this.order = rebaseOrder(this.order, rowMap, rowsNow);
  }

  /** Where a data row is in the grid; null where the filter hides it. */
  viewRowOf(session: ReviewSession, row: number): number | null {
    if (this.order === null) return row < session.rows ? row : null;
    const at = this.order.indexOf(row);
    return at < 0 ? null : at;
  }

  find(session: ReviewSession, from: Place, backwards: boolean): Place | null {
    return findUndecided(session, this.order, from, backwards);
  }
}
