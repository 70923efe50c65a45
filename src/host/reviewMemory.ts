import type { TextDocument } from "vscode";
import { ReviewHistory, type Step } from "./review/history";
import type { SavedView } from "../shared/protocol";
import { fingerprint } from "../csv/fingerprint";
import { type SavedDecisions, saveDecisions, recallDecisions } from "./review/savedDecisions";
import type { ReviewSession } from "./review/session";
import type { Services } from "./services";

/** A review as it waits for VS Code's next start. */
export interface SavedReview {
  readonly decisions: SavedDecisions | null;
  /** How the table was shown: the webview's own. */
  readonly view: SavedView | null;
}

/** What a review remembers beside the document: steps to undo, and its decisions for VS Code's next start. */
export class ReviewMemory {
  #history = new ReviewHistory();
  /** The document's text as a fingerprint, of one version. */
  #text: { readonly version: number; readonly print: string } | null = null;
  #recalled = false;
  #view: SavedView | null = null;

  constructor(
    private readonly document: TextDocument,
    private readonly decisions: Services["decisions"],
    private readonly session: () => ReviewSession,
  ) {}

  /** Takes up what was decided before VS Code was started. @returns whether there was anything */
  async recall(sync: () => void): Promise<boolean> {
    const kept = await this.decisions.load(this.document.uri.toString());
    sync();
    this.#recalled = true;
    this.#view ??= kept?.view ?? null;
    return kept !== null && kept.decisions !== null && recallDecisions(this.session(), kept.decisions) > 0;
  }

  /** How the table was shown last. */
  get view(): SavedView | null {
    return this.#view;
  }

  saveView(view: SavedView): void {
    this.#view = view;
    this.keep();
  }

  /** Keeps the decisions for the next start, unless those of the last one are still on their way. */
  keep(): void {
    // What has no file is gone with the window.
    if (!this.#recalled || this.document.uri.scheme === "untitled") return;
    this.decisions.saveSoon(this.document.uri.toString(), () => {
      const decisions = saveDecisions(this.session());
      return decisions === null && this.#view === null ? null : { decisions, view: this.#view };
    });
  }

  /** Notes a step that the document's own undo knows nothing of. */
  did(step: Step): void {
    this.#history.did(step, this.#textPrint());
  }

  /** Something new was written into the document: what was undone before is gone. */
  wrote(): void {
    this.#history.forgetUndone();
  }

  /** @returns false where a step of the document's is the next to undo */
  undo(): boolean {
    return this.#history.undo(this.session(), this.#textPrint());
  }

  /** @returns false where a step of the document's is the next to do again */
  redo(): boolean {
    return this.#history.redo(this.session(), this.#textPrint());
  }

  /** The table is another one: its cells have no steps to undo. */
  forget(): void {
    this.#history = new ReviewHistory();
  }

  /** Follows rows that moved. */
  moved(rowMap: Int32Array): void {
    this.#history.moved(rowMap);
  }

  #textPrint(): string {
    const { version } = this.document;
    if (this.#text?.version !== version) this.#text = { version, print: fingerprint(this.document.getText()) };
    return this.#text.print;
  }
}
