import {
  type CustomTextEditorProvider,
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  type TextDocument,
  type Uri,
  type WebviewPanel,
  workspace,
} from "vscode";
import { ReviewController } from "./reviewController";
import { reviewHandlers } from "./reviewHandlers";
import { showReview } from "./reviewPanel";
import type { ReviewTarget } from "./reviewTarget";
import type { Services } from "./services";

/** The reviews of all open documents, and the custom editor that shows them. */
export class ReviewEditors implements CustomTextEditorProvider, Disposable {
  readonly #controllers = new Map<TextDocument, ReviewController>();
  readonly #closing: Disposable;
  readonly #changed = new EventEmitter<void>();
  /** Suggestions or decisions of some review have changed. */
  readonly onDidChange = this.#changed.event;
  #active: ReviewTarget | null = null;

  constructor(
    private readonly extensionUri: Uri,
    private readonly services: Services,
    private readonly log: LogOutputChannel,
  ) {
    this.#closing = workspace.onDidCloseTextDocument((document) => {
      const controller = this.#controllers.get(document);
      this.#controllers.delete(document);
      if (controller) this.forget(controller);
      controller?.dispose();
    });
  }

  /** The review in front, or the one that was last. */
  get active(): ReviewTarget | null {
    return this.#active;
  }

  /** Notes that a review is in front now. */
  activate(review: ReviewTarget): void {
    this.#active = review;
  }

  /** Notes that a review is gone. */
  forget(review: ReviewTarget): void {
    if (this.#active === review) this.#active = null;
  }

  /** The review of a document, if it has been opened. */
  of(document: TextDocument): ReviewController | null {
    return this.#controllers.get(document) ?? null;
  }

  /** The review of the document at `uri`, if it has been opened. */
  at(uri: Uri): ReviewController | null {
    for (const [document, controller] of this.#controllers) {
      if (document.uri.toString() === uri.toString()) return controller;
    }
    return null;
  }

  /** Waits for the review at `uri` to be there, for as long as an editor takes to open. */
  async opened(uri: Uri): Promise<ReviewController | null> {
    for (let tries = 0; tries < 100; tries++) {
      const found = this.at(uri);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return null;
  }

  resolveCustomTextEditor(document: TextDocument, panel: WebviewPanel): void {
    const controller = this.#controllerOf(document);
    const shown = showReview(panel, this.extensionUri, reviewHandlers(controller), this.log);
    const stop = controller.onEvent((event) => shown.tell(event));
    const noteActive = (): void => {
      if (panel.active) this.#active = controller;
    };
    noteActive();
    const state = panel.onDidChangeViewState(noteActive);
    panel.onDidDispose(() => {
      stop();
      shown.dispose();
      state.dispose();
    });
  }

  dispose(): void {
    this.#closing.dispose();
    this.#changed.dispose();
    for (const controller of this.#controllers.values()) controller.dispose();
    this.#controllers.clear();
  }

  #controllerOf(document: TextDocument): ReviewController {
    let controller = this.#controllers.get(document);
    if (!controller) {
      controller = new ReviewController(document, this.services);
      controller.onEvent(() => this.#changed.fire());
      this.#controllers.set(document, controller);
    }
    return controller;
  }
}
