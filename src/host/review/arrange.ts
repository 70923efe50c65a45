import { CellState } from "../../shared/cellState";
import { percentOf, type Place, type RowFilter, type SortOrder } from "../../shared/protocol";
import type { Column } from "../../table/column";
import type { ReviewSession } from "./session";

/** The rows of the grid, in its order: a data row per view row. */
export type RowOrder = Uint32Array;

/** Orders and filters the rows. Null means file order, all rows. */
export function arrange(
  session: ReviewSession,
  filter: RowFilter,
  sort: SortOrder | null,
  minPercent: number,
): RowOrder | null {
  if (filter === "all" && sort === null) return null;
  const rows = filter === "all" ? everyRow(session.rows) : filteredRows(session, filter, minPercent);
  const column = sort ? session.table.columns[sort.column] : undefined;
  if (sort && column) sortRows(rows, column, sort.descending);
  return rows;
}

function everyRow(count: number): RowOrder {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

function filteredRows(session: ReviewSession, filter: Exclude<RowFilter, "all">, minPercent: number): RowOrder {
  const wanted = new Uint8Array(session.rows);
  for (const state of statesOf(filter)) {
    for (const { row, column } of session.cellsIn(state)) {
      if (filter === "lowCertainty") {
        const suggestion = session.suggestion(row, column);
        if (!suggestion || percentOf(suggestion.certainty) >= minPercent) continue;
      }
      wanted[row] = 1;
    }
  }
  const rows: number[] = [];
  for (let row = 0; row < wanted.length; row++) if (wanted[row]) rows.push(row);
  return Uint32Array.from(rows);
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

/** Sorts in place; rows without a value come last either way. */
function sortRows(rows: RowOrder, column: Column, descending: boolean): void {
  const keys = sortKeys(column);
  const sign = descending ? -1 : 1;
  rows.sort((a, b) => {
    const x = keys[a] ?? Number.NaN;
    const y = keys[b] ?? Number.NaN;
    const xGone = Number.isNaN(x);
    const yGone = Number.isNaN(y);
    if (xGone || yGone) return xGone && yGone ? a - b : xGone ? 1 : -1;
    return x === y ? a - b : sign * (x - y);
  });
}

function sortKeys(column: Column): Float64Array {
  if (column.kind === "number" || column.kind === "date") return column.values;
  const collator = new Intl.Collator(undefined, { numeric: true });
  const byText = column.levels.map((_, level) => level);
  byText.sort((a, b) => collator.compare(column.levels[a] ?? "", column.levels[b] ?? ""));
  const rank = new Float64Array(column.levels.length);
  for (const [place, level] of byText.entries()) rank[level] = place;
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : (rank[code] ?? Number.NaN)));
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

/** The next missing cell after `from` that still waits for a decision, in the grid's reading order, going round at the end. */
export function findUndecided(
  session: ReviewSession,
  order: RowOrder | null,
  from: Place,
  backwards: boolean,
): Place | null {
  const viewRows = order?.length ?? session.rows;
  const columns = session.columnsWithMissing.filter((column) => {
    const counts = session.columnCounts(column);
    return (counts[CellState.Suggested] ?? 0) + (counts[CellState.Missing] ?? 0) > 0;
  });
  if (viewRows === 0 || columns.length === 0) return null;
  const walk = backwards ? [...columns].reverse() : columns;
  const step = backwards ? -1 : 1;
  for (let k = 0; k <= viewRows; k++) {
    const viewRow = (((from.viewRow + k * step) % viewRows) + viewRows) % viewRows;
    const row = order === null ? viewRow : (order[viewRow] ?? 0);
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
