import { l10n, Range, type TextDocument, ViewColumn, window } from "vscode";
import type { CsvFile } from "../csv/csvFile";

/** The cell's range in the document; null where the row is short. */
function rangeOf(document: TextDocument, file: CsvFile, row: number, column: number): Range | null {
  const range = file.range(row, column);
  return range && new Range(document.positionAt(range.start), document.positionAt(range.end));
}

/** Where the cell is in the document, in words. */
export function placeOf(document: TextDocument, file: CsvFile, row: number, column: number): string {
  const range = rangeOf(document, file, row, column) ?? rangeOf(document, file, row, 0);
  return range ? l10n.t("Line {0}", range.start.line + 1) : "";
}

/** Shows the cell in a text editor beside the review. */
export async function showCell(document: TextDocument, file: CsvFile, row: number, column: number): Promise<void> {
  const selection = rangeOf(document, file, row, column);
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, ...(selection ? { selection } : {}) });
}
