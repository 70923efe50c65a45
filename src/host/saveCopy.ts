import { l10n, type TextDocument, type Uri, window, workspace } from "vscode";
import { type CsvFile, openBytes } from "../csv/csvFile";
import type { Fill } from "../csv/edits";
import { fillBytes } from "./completeFile";
import { freeCopy, nameOf, writeWhole } from "./files";
import { unsaved } from "./large/saveLargeCopy";
import { mapRows } from "./review/rowMap";
import type { ReviewController } from "./reviewController";
import { tableOptions } from "./settings";

/** Saves the file's own bytes with the values that were accepted in a review whose document cannot keep them. */
export async function saveReviewedCopy(controller: ReviewController): Promise<void> {
  const { uri } = controller.document;
  const fills = [...controller.session.choices()];
  if (fills.length === 0) {
    void window.showInformationMessage(l10n.t("No value has been accepted yet."));
    return;
  }
  const target = await window.showSaveDialog({
    defaultUri: await freeCopy(uri, "imputed"),
    title: l10n.t("Save as a Copy"),
  });
  if (!target) return;
  if (target.toString() === uri.toString()) {
    void window.showErrorMessage(l10n.t("The copy must be another file than {0}.", nameOf(uri)));
    return;
  }
  try {
    void window.showInformationMessage(await writeCopy(controller, fills, target));
  } catch (error) {
    void window.showErrorMessage(unsaved(uri, target, error));
  }
}

/** @returns what was written, in a sentence */
async function writeCopy(controller: ReviewController, fills: readonly Fill[], target: Uri): Promise<string> {
  const { uri } = controller.document;
  const bytes = await workspace.fs.readFile(uri);
  const { file } = controller.parsed;
  const onDisk = openBytes(bytes, file.dialect);
  const asShown = onDisk.rows === file.rows && (await shows(controller.document, bytes));
  const placed = asShown ? fills : placeInFile(file, onDisk, fills, (row, column) => controller.session.wasMissing(row, column));
  const { bytes: filled, filled: cells, because } = fillBytes(bytes, placed, tableOptions(uri), file.dialect);
  await writeWhole(target, filled, true);
  const done = l10n.t("{0} of {1} values written to {2}.", cells, fills.length, nameOf(target));
  const elsewhere = placed.length < fills.length ? l10n.t("The file on disk has other rows than the editor; save it first.") : "";
  return cells === fills.length ? done : `${done} ${elsewhere || because}`;
}

/** Whether the document shows these bytes: its text may have other line ends, and marks where bytes are invalid. */
async function shows(document: TextDocument, bytes: Uint8Array): Promise<boolean> {
  const { encoding } = document;
  return withPlainEnds(await workspace.decode(bytes, { encoding })) === withPlainEnds(document.getText());
}

/** VS Code evens line ends out. */
function withPlainEnds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** A file whose cells compare with those of another that has other line ends. */
function comparable(file: CsvFile): CsvFile {
  return {
    ...file,
    cell(row, column) {
      const text = file.cell(row, column);
      return text === null ? null : withPlainEnds(text);
    },
  };
}

/** The fills at the rows that the file on disk has: it may differ from the document. Rows that it does not have are left out. */
function placeInFile(
  document: CsvFile,
  file: CsvFile,
  fills: readonly Fill[],
  isMissing: (row: number, column: number) => boolean,
): readonly Fill[] {
  if (file.columns !== document.columns) return [];
  const rows = mapRows(comparable(document), comparable(file), isMissing);
  return fills.map((fill) => ({ ...fill, row: rows[fill.row] ?? -1 })).filter(({ row }) => row >= 0);
}
