import type { ColumnList, ColumnOrder } from "../shared/protocol";
import type { ReviewSession } from "./session";
import { shareText } from "./words";

/** Columns `from` to `to` (not included) among those whose names contain `query`. */
export function columnList(session: ReviewSession, asked: { readonly from: number; readonly to: number; readonly query: string; readonly order: ColumnOrder }): ColumnList {
  const wanted = asked.query.trim().toLowerCase();
  const { rows, table } = session;
  const found = table.columns.filter(({ name }) => wanted === "" || name.toLowerCase().includes(wanted)).map(({ index }) => ({ index, missing: session.missingIn(index) }));
  if (asked.order === "missing") found.sort((a, b) => b.missing - a.missing || a.index - b.index);
  const columns = found.slice(asked.from, asked.to).map(({ index, missing }) => {
    const { name, kind, summary } = table.columns[index]!;
    return { column: index, name, kind: summary === null ? "" : kind, missing, missingShare: shareText(missing, rows), missingPart: rows === 0 ? 0 : missing / rows };
  });
  return { total: found.length, columns };
}
