import { l10n, ProgressLocation, type Uri, window } from "vscode";
import { type Excerpt, editsOfFile, ExcerptWriter } from "../../csv/excerpt";
import type { Fill } from "../../csv/edits";
import { defaultPartBytes } from "../../csv/parts";
import { styleOf } from "../../csv/fileIndex";
import { readRows } from "../../csv/rowReader";
import { ChangeList, splicedPieces } from "../../csv/splice";
import { writeAtomically } from "../../files/atomicWrite";
import { FileChanged } from "../../files/fileSource";
import { why } from "../../files/reasonOf";
import { planFills } from "../../imputation/fillTable";
import type { Table } from "../../table/column";
import { freeCopy, nameOf, writeWhole } from "../files";
import type { ReviewSession } from "../review/session";
import { signalOf } from "../signalOf";
import type { LargeTable } from "./openLarge";

/** Bytes of rows that are planned together. */
const maxBytes = 16 * 2 ** 20;

/** Saves a large file's bytes with the values that were accepted, under a name the user picks. */
export async function saveLargeCopy(uri: Uri, large: LargeTable, session: ReviewSession, life: AbortSignal): Promise<void> {
  const fills = [...session.choices()].sort((a, b) => a.row - b.row || a.column - b.column);
  if (fills.length === 0) {
    void window.showInformationMessage(l10n.t("No value has been accepted yet."));
    return;
  }
  const target = await window.showSaveDialog({ defaultUri: await freeCopy(uri, "imputed"), title: l10n.t("Save as a Copy") });
  if (!target) return;
  if (target.toString() === uri.toString()) {
    void window.showErrorMessage(l10n.t("The copy must be another file than {0}.", nameOf(uri)));
    return;
  }
  const title = l10n.t("Writing {0}", nameOf(target));
  await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (_progress, token) => {
    const signal = AbortSignal.any([life, signalOf(token)]);
    try {
      const { changes, written, because } = await planChanges(large, fills, signal);
      await writeLarge(target, large, changes, signal);
      const done = l10n.t("{0} of {1} values written to {2}.", written, fills.length, nameOf(target));
      void window.showInformationMessage(written === fills.length ? done : `${done} ${because}`);
    } catch (error) {
      if (signal.aborted) return;
      void window.showErrorMessage(unsaved(uri, target, error));
    }
  });
}

/** ExplanationView a copy was not written, in a sentence. */
export function unsaved(uri: Uri, target: Uri, error: unknown): string {
  return error instanceof FileChanged
    ? l10n.t("{0} changed on disk, so no copy was written. Read it again first.", nameOf(uri))
    : l10n.t("{0} was not written: {1}.", nameOf(target), why(error));
}

interface Planned {
  readonly changes: ChangeList;
  readonly written: number;
  /** ExplanationView the first value that is not written is not; "" where all are. */
  readonly because: string;
}

/** The changes that write `fills`, which are sorted by row and column. */
export async function planChanges(large: LargeTable, fills: readonly Fill[], signal: AbortSignal): Promise<Planned> {
  const changes = new ChangeList();
  let written = 0;
  let because = "";
  const rows = Int32Array.from(new Set(fills.map(({ row }) => row)));
  let next = 0;
  for (let from = 0; from < rows.length; ) {
    const writer = new ExcerptWriter(large.index);
    const add = (...args: Parameters<ExcerptWriter["add"]>): boolean => {
      writer.add(...args);
      return writer.length < maxBytes;
    };
    from += await readRows(large.source, large.index, rows.subarray(from), add, { partBytes: defaultPartBytes, signal });
    const excerpt = writer.finish();
    const mine: Fill[] = [];
    for (let row = 0; row < excerpt.rows; row++) {
      while (fills[next]?.row === excerpt.chosen.rows[row]) mine.push({ ...fills[next++]!, row });
    }
    const planned = planFills(excerpt, tableOf(large.table, excerpt), mine, styleOf(large.index), 0);
    for (const change of editsOfFile(excerpt, planned.edits, (text) => excerpt.codec.encode(text)!)) changes.add(change);
    written += planned.written.length;
    if (because === "") because = [...planned.refused.values()][0] ?? "";
  }
  return { changes, written, because };
}

/** The missing cells of an excerpt's rows. */
function tableOf(table: Table, { chosen }: Excerpt): Table {
  const columns = table.columns.map((column) => ({ ...column, missing: Uint8Array.from(chosen.rows, (row) => column.missing[row]!) }));
  return { ...table, rows: chosen.rows.length, columns };
}

/** Writes the file's bytes with the changes made; the copy is there whole or not at all. */
export async function writeLarge(target: Uri, { source }: Pick<LargeTable, "source">, changes: ChangeList, signal: AbortSignal): Promise<void> {
  const ready = (): Promise<void> => source.checkUnchanged();
  if (target.scheme === "file") {
    return writeAtomically([{ path: target.fsPath, pieces: splicedPieces(source, changes) }], signal, { ready });
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of splicedPieces(source, changes)) pieces.push(piece);
  signal.throwIfAborted();
  await ready();
  await writeWhole(target, Buffer.concat(pieces), true);
}
