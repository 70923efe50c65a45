import { l10n, type TextDocument, workspace } from "vscode";
import { type Fill, planEdits } from "../csv/edits";
import type { ParsedCsv } from "./csvDocuments";
import { applyEdits } from "./documentEdits";
import { planOptions, writable } from "./review/fills";
import type { Choice, ReviewSession } from "./review/session";

/** Cells written, and a sentence where some were not. */
export interface Written {
  readonly cells: number;
  readonly message: string;
}

/** Puts decided values where they belong: into the document, or aside for a copy, with an undo of their own there. */
export class ReviewWriter {
  readonly #done: Choice[][] = [];
  readonly #undone: Choice[][] = [];

  constructor(private readonly document: TextDocument) {}

  /**
   * Writes values into the document as one undo step. `parsed` must be the document's present version.
   * @param replace lets former holes get another value than they have
   */
  async write(session: ReviewSession, parsed: ParsedCsv, fills: readonly Fill[], replace: boolean): Promise<Written> {
    const { file, table } = parsed;
    const wanted = fills.filter(({ row, column }) =>
      replace ? session.isHole(row, column) : session.isMissing(row, column),
    );
    const options = replace ? { overwrite: true } : planOptions(file, table, wanted);
    const style = { quoted: parsed.quoted };
    const { fills: kept, refused, because } = writable(file, wanted, style, options);
    if (kept.length > 0 && !(await applyEdits(this.document, parsed.version, planEdits(file, kept, style, options)))) {
      return { cells: 0, message: this.#whyNot() };
    }
    return { cells: kept.length, message: refusedMessage(refused, because) };
  }

  /** Sets values aside for a copy, as one step of the review's own undo. */
  choose(session: ReviewSession, parsed: ParsedCsv, fills: readonly Fill[]): Written {
    const options = planOptions(parsed.file, parsed.table, fills);
    const { fills: kept, refused, because } = writable(parsed.file, fills, { quoted: parsed.quoted }, options);
    this.#done.push(session.choose(kept));
    this.#undone.length = 0;
    return { cells: kept.length, message: refusedMessage(refused, because) };
  }

  /** Takes the last step back. @returns false where there is none: then the document's own undo is meant */
  undo(session: ReviewSession): boolean {
    const step = this.#done.pop();
    if (step) this.#undone.push(session.choose(step));
    return step !== undefined;
  }

  redo(session: ReviewSession): boolean {
    const step = this.#undone.pop();
    if (step) this.#done.push(session.choose(step));
    return step !== undefined;
  }

  #whyNot(): string {
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
