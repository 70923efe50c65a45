import * as l10n from "@vscode/l10n";
import type { CopyArguments } from "../shared/protocol";
import type { ReviewContext } from "./context";
import { isMissingState } from "./missingOverview";

/** More than a spreadsheet takes. */
const maxCells = 2_000_000;
const rowsPerTurn = 500;

/**
 * The cells of a selection as spreadsheets exchange them: a line per row, tabs between cells, quotes where a cell holds
 * one of these. An empty text where a missing cell has no value; suggestions are none before they are accepted.
 */
export async function selectionText({ fromViewRow, toViewRow, columns, headers }: CopyArguments, review: Pick<ReviewContext, "session" | "source" | "view">): Promise<{ readonly text: string; readonly cells: number }> {
  const { session, source, view } = review;
  const last = Math.min(toViewRow, view.count(session) - 1);
  const rows = Math.max(0, last - fromViewRow + 1);
  if (rows * columns.length > maxCells) throw new Error(l10n.t("More cells are selected than can be copied."));
  const lines: string[] = [];
  if (headers) lines.push(columns.map((column) => quoted(session.table.columns[column]?.name ?? "")).join("\t"));
  for (let viewRow = fromViewRow; viewRow <= last; viewRow += rowsPerTurn) {
    const dataRows = Array.from({ length: Math.min(rowsPerTurn, last - viewRow + 1) }, (_, k) => view.dataRow(session, viewRow + k));
    await source.load(dataRows);
    for (const row of dataRows) lines.push(columns.map((column) => quoted(valueAt(row, column))).join("\t"));
    await source.pause();
  }
  return { text: lines.join("\n"), cells: rows * columns.length };

  function valueAt(row: number, column: number): string {
    return isMissingState(session.state(row, column)) ? "" : session.text(row, column);
  }
}

function quoted(text: string): string {
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
