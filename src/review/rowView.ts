import { CellState } from "../shared/cellState";
import type { Condition, Place, RowFilter, SortOrder } from "../shared/protocol";
import type { ReviewSession } from "./session";

/** The rows of the grid, in its order: a data row per view row. */
export type RowOrder = Uint32Array;

/** Which rows the grid shows, and in which order. */
export class RowView {
  filter: RowFilter = "all";
  /** What the rows have to hold besides; they may not be filtered by it yet. */
  conditions: readonly Condition[] = [];
  /** The order asked for; the rows may not be in it yet. */
  sort: SortOrder | null = null;
  /** Data row per row of the grid; null for all rows in file order. */
  order: RowOrder | null = null;
  #mask: { readonly of: RowOrder; readonly shown: Uint8Array } | null = null;

  /** Rows of the grid. */
  count(session: ReviewSession): number {
    return this.order?.length ?? session.rows;
  }

  /**
   * Filters anew.
   * @param sorted all rows in the order asked for; null where they are not in it (yet)
   * @param kept 1 for each row that meets the conditions; null where there are none
   */
  arrange(session: ReviewSession, filter: RowFilter, minPercent: number, sorted: RowOrder | null, kept: Uint8Array | null = null): void {
    this.filter = filter;
    const shown = filter === "all" ? kept : both(rowsWith(session, filter, minPercent), kept);
    if (shown === null) this.order = sorted;
    else if (sorted !== null) this.order = sorted.filter((row) => shown[row] === 1);
    else this.order = marked(shown);
  }

  /** Follows rows that moved: what was in view stays in view. */
  moved(rowMap: Int32Array, rowsNow: number): void {
    this.order = rebaseOrder(this.order, rowMap, rowsNow);
  }

  /** 1 for each data row that is in the grid; null for all of them. */
  mask(session: ReviewSession): Uint8Array | null {
    const { order } = this;
    if (order === null || order.length >= session.rows) return null;
    if (this.#mask?.of !== order) this.#mask = { of: order, shown: maskOf(order, session.rows) };
    return this.#mask.shown;
  }

  /** Where a data row is in the grid; null where the filter hides it. */
  viewRowOf(session: ReviewSession, row: number): number | null {
    if (this.order === null) return row < session.rows ? row : null;
    const at = this.order.indexOf(row);
    return at < 0 ? null : at;
  }

  /** The data row of a view row; -1 where there is none. */
  dataRow(session: ReviewSession, viewRow: number): number {
    if (this.order !== null) return this.order[viewRow] ?? -1;
    return viewRow >= 0 && viewRow < session.rows ? viewRow : -1;
  }

  /**
   * The next missing cell after `from` that still waits for a decision, in the grid's reading order, going round at the end.
   * @param within the only column to look in; null for all
   */
  findUndecided(session: ReviewSession, from: Place, backwards: boolean, within: number | null = null): Place | null {
    const viewRows = this.count(session);
    const columns = session.columnsWithMissing.filter((column) => {
      if (within !== null && column !== within) return false;
      const counts = session.columnCounts(column);
      return (counts[CellState.Suggested] ?? 0) + (counts[CellState.Missing] ?? 0) > 0;
    });
    if (viewRows === 0 || columns.length === 0) return null;
    const walk = backwards ? [...columns].reverse() : columns;
    const step = backwards ? -1 : 1;
    for (let k = 0; k <= viewRows; k++) {
      const viewRow = (((from.viewRow + k * step) % viewRows) + viewRows) % viewRows;
      const row = this.dataRow(session, viewRow);
      for (const column of walk) {
        // The row one starts in is looked at twice: beyond the starting cell at first, up to it at the end.
        const beyond = backwards ? column < from.column : column > from.column;
        if ((k === 0 && !beyond) || (k === viewRows && beyond)) continue;
        const state = session.state(row, column);
        if (state === CellState.Suggested || state === CellState.Missing) return { viewRow, column };
      }
    }
    return null;
  }
}

/** 1 for each row with a cell that the filter wants. */
function rowsWith(session: ReviewSession, filter: Exclude<RowFilter, "all">, minPercent: number): Uint8Array {
  const wanted = new Uint8Array(session.rows);
  for (const state of statesOf(filter)) {
    for (const { row, column } of session.cellsIn(state)) {
      if (filter === "lowCertainty" && session.percent(row, column) >= minPercent) continue;
      wanted[row] = 1;
    }
  }
  return wanted;
}

function both(a: Uint8Array, b: Uint8Array | null): Uint8Array {
  return b === null ? a : a.map((one, row) => one & (b[row] ?? 0));
}

/** 1 for each data row that `order` has. */
export function maskOf(order: RowOrder, rows: number): Uint8Array {
  const mask = new Uint8Array(rows);
  for (const row of order) mask[row] = 1;
  return mask;
}

function marked(rows: Uint8Array): RowOrder {
  let count = 0;
  for (const row of rows) count += row;
  const order = new Uint32Array(count);
  let next = 0;
  for (let row = 0; row < rows.length; row++) if (rows[row] === 1) order[next++] = row;
  return order;
}

function statesOf(filter: Exclude<RowFilter, "all">): readonly CellState[] {
  switch (filter) {
    case "missing":
      return [CellState.Missing, CellState.Suggested, CellState.Rejected, CellState.Skipped];
    case "suggested":
    case "lowCertainty":
      return [CellState.Suggested];
    case "accepted":
      return [CellState.Accepted, CellState.Edited];
    case "rejected":
      return [CellState.Rejected];
  }
}

/** Follows rows that moved; rows that are gone leave the order, new ones come in at the end of it. */
export function rebaseOrder(order: RowOrder | null, rowMap: Int32Array | null, rowsNow: number): RowOrder | null {
  if (order === null || rowMap === null) return order;
  const seen = new Uint8Array(rowsNow);
  for (const row of rowMap) if (row >= 0) seen[row] = 1;
  const kept: number[] = [];
  for (const row of order) {
    const now = rowMap[row] ?? -1;
    if (now >= 0) kept.push(now);
  }
  for (let row = 0; row < rowsNow; row++) if (!seen[row]) kept.push(row);
  return Uint32Array.from(kept);
}
