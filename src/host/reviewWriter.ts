import { l10n, type TextDocument, workspace } from "vscode";
import { type Fill, planEdits } from "../csv/edits";
import type { ParsedCsv } from "./csvDocuments";
import { applyEdits } from "./documentEdits";
import { planOptions } from "../imputation/fillTable";
import { writable } from "./review/fills";
import type { Choice, ReviewSession } from "./review/session";

/** Cells written, and a sentence where some were not. */
export interface Written {
  readonly cells: number;
  readonly message: string;
}

/** Puts decided values where they belong: into the document, or aside for a copy. */
export class ReviewWriter {
  constructor(private readonly document: TextDocument) {}

  /**
   * Writes values into the document as one undo step. `parsed` must be the document's present version.
   * @param replace lets former missing cells get another value than they have
   */
  async write(session: ReviewSession, parsed: ParsedCsv, fills: readonly Fill[], replace: boolean): Promise<Written> {
    const { file, table } = parsed;
    const wanted = fills.filter(({ row, column }) =>
      replace ? session.wasMissing(row, column) : session.isMissing(row, column),
    );
    const options = replace ? { overwrite: true } : planOptions(file, table, wanted);
    const style = { quoted: parsed.quoted };
    const { fills: kept, refused, because } = writable(file, wanted, style, options);
    if (kept.length > 0 && !(await applyEdits(this.document, parsed.version, planEdits(file, kept, style, options)))) {
      return { cells: 0, message: this.#refusal() };
    }
    return { cells: kept.length, message: refusedMessage(refused, because) };
  }

  /** Sets values aside for a copy. @returns also the choices that take them back */
  choose(session: ReviewSession, parsed: ParsedCsv, fills: readonly Fill[]): Written & { readonly back: readonly Choice[] } {
    const options = planOptions(parsed.file, parsed.table, fills);
    const { fills: kept, refused, because } = writable(parsed.file, fills, { quoted: parsed.quoted }, options);
    return { back: session.choose(kept), cells: kept.length, message: refusedMessage(refused, because) };
  }

  #refusal(): string {
    if (workspace.fs.isWritableFileSystem(this.document.uri.scheme) === false) {
      return l10n.t("This file cannot be written where it is. Use “Impute to a Copy…” instead.");
    }
    return l10n.t("The file changed at that moment, so nothing was written. Try again.");
  }
}

function refusedMessage(refused: number, because: string): string {
  if (refused === 0) return "";
  return refused === 1 ? because : l10n.t("{0} cells were left as they are. {1}", refused, because);
}
