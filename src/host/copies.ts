import { l10n, ProgressLocation, type TextDocument, type Uri, window, workspace } from "vscode";
import { type CsvFile, openBytes } from "../csv/csvFile";
import type { Fill } from "../csv/edits";
import { type ChangeList, splicedPieces } from "../csv/splice";
import { writeAtomically } from "../files/atomicWrite";
import { FileChanged, type FileSource } from "../files/fileSource";
import { reasonOf } from "../files/reasonOf";
import { fillTable } from "../imputation/fillTable";
import { planCopy } from "../review/fileCopy";
import type { FileReviewSource } from "../review/fileSource";
import { mapRows } from "../review/rowMap";
import { countText } from "../review/words";
import { columnNames } from "../table/buildTable";
import { unknownColumn } from "../table/column";
import { missingInTurns } from "../table/missingMap";
import { type DocumentReading, pause } from "./csvDocuments";
import { freeCopy, nameOf, writeWhole } from "./files";
import { signalOf } from "./signalOf";

/** Saves a large file's bytes with the values that were accepted, under a name the user picks. */
export async function saveFileCopy(uri: Uri, source: FileReviewSource, fills: readonly Fill[], life: AbortSignal): Promise<void> {
  const target = await pickCopy(uri, fills.length);
  if (target === null) return;
  const title = l10n.t("Writing {0}", nameOf(target));
  await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (_progress, token) => {
    const signal = AbortSignal.any([life, signalOf(token)]);
    try {
      const { changes, written, because } = await planCopy(source, fills, signal);
      await writeSpliced(target, source.layout.bytes, changes, signal);
      void window.showInformationMessage(writtenSentence(written, fills.length, target, because));
    } catch (error) {
      if (!signal.aborted) void window.showErrorMessage(unwrittenSentence(uri, target, error));
    }
  });
}

/**
 * Saves the file's own bytes with the values that were accepted in a review whose document cannot keep them.
 * @param reading the document as the review knows it
 */
export async function saveDocumentCopy(
  document: TextDocument,
  { file, options }: Pick<DocumentReading, "file" | "options">,
  fills: readonly Fill[],
  wasMissing: (row: number, column: number) => boolean,
): Promise<void> {
  const { uri } = document;
  const target = await pickCopy(uri, fills.length);
  if (target === null) return;
  try {
    const bytes = await workspace.fs.readFile(uri);
    const onDisk = openBytes(bytes, file.dialect);
    const asShown = onDisk.rows === file.rows && (await shows(document, bytes));
    const placed = asShown ? fills : placeInFile(file, onDisk, fills, wasMissing);
    const missing = await missingInTurns(onDisk, options, pause);
    const columns = columnNames(onDisk).map((name, index) => ({ ...anyToken, index, name }));
    const outline = missing.outline(columns, options.fillShortRows === true);
    const { bytes: filled, written, refused } = fillTable(onDisk, bytes, outline, placed);
    await writeWhole(target, filled, true);
    const elsewhere = placed.length < fills.length ? l10n.t("The file on disk has other rows than the editor; save it first.") : "";
    void window.showInformationMessage(writtenSentence(written.length, fills.length, target, elsewhere || ([...refused.values()][0] ?? "")));
  } catch (error) {
    void window.showErrorMessage(unwrittenSentence(uri, target, error));
  }
}

/** A column whose tokens all mean missing: a person has decided about each cell that is written. */
const anyToken = { ...unknownColumn, wordsMeanMissing: true };

/** Where the copy goes; null where there is nothing to write or the user called it off. */
async function pickCopy(uri: Uri, count: number): Promise<Uri | null> {
  if (count === 0) {
    void window.showInformationMessage(l10n.t("No value has been accepted yet."));
    return null;
  }
  const target = await window.showSaveDialog({ defaultUri: await freeCopy(uri, "imputed"), title: l10n.t("Save as a Copy") });
  if (target?.toString() === uri.toString()) {
    void window.showErrorMessage(l10n.t("The copy must be another file than {0}.", nameOf(uri)));
    return null;
  }
  return target ?? null;
}

function writtenSentence(written: number, all: number, target: Uri, because: string): string {
  const done = l10n.t("{0} of {1} values written to {2}.", countText(written), countText(all), nameOf(target));
  return written === all ? done : `${done} ${because}`;
}

/** Why a copy was not written, in a sentence. */
function unwrittenSentence(uri: Uri, target: Uri, error: unknown): string {
  return error instanceof FileChanged
    ? l10n.t("{0} changed on disk, so no copy was written. Read it again first.", nameOf(uri))
    : l10n.t("{0} was not written: {1}.", nameOf(target), reasonOf(error));
}

/**
 * Writes the bytes with the changes made; the copy is there whole or not at all.
 * @param overwrite whether a file of that name may be replaced
 */
export async function writeSpliced(target: Uri, source: FileSource, changes: ChangeList, signal: AbortSignal, overwrite = true): Promise<void> {
  const ready = (): Promise<void> => source.checkUnchanged();
  if (target.scheme === "file" && overwrite) {
    return writeAtomically([{ path: target.fsPath, pieces: splicedPieces(source, changes) }], signal, { ready });
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of splicedPieces(source, changes)) pieces.push(piece);
  signal.throwIfAborted();
  await ready();
  await writeWhole(target, Buffer.concat(pieces), overwrite);
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
  wasMissing: (row: number, column: number) => boolean,
): readonly Fill[] {
  if (file.columns !== document.columns) return [];
  const rows = mapRows(comparable(document), comparable(file), wasMissing);
  return fills.map(({ row, column, value }) => ({ row: rows[row] ?? -1, column, value })).filter(({ row }) => row >= 0);
}
