import type { ReviewState } from "../../shared/protocol";
import { charactersOf } from "./columnView";
import type { RowView } from "./rowView";
import type { ReviewSession } from "./session";

type TableState = Pick<
  ReviewState,
  "rows" | "viewRows" | "columns" | "counts" | "certaintyCounts" | "filter" | "sort"
>;

/** The part of the review's state that its session and rows make up. */
export function tableState(session: ReviewSession, view: RowView): TableState {
  return {
    rows: session.rows,
    viewRows: view.count(session),
    columns: session.table.columns.length,
    counts: session.counts,
    certaintyCounts: session.certaintyCounts,
    filter: view.filter,
    sort: view.sort,
  };
}

/** Characters to reserve per column. */
export function columnCharacters(session: ReviewSession): number[] {
  const { columns, rows } = session.table;
  return columns.map((column) => charactersOf(column, (row) => session.text(row, column.index), rows));
}
