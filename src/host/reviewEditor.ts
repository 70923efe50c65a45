import {
  type CustomTextEditorProvider,
  type Disposable,
  env,
  EventEmitter,
  l10n,
  type LogOutputChannel,
  type TextDocument,
  Uri,
  type WebviewPanel,
  workspace,
} from "vscode";
import { englishStrings, type StringKey, type Strings } from "../shared/strings";
import { ReviewChannel } from "./reviewChannel";
import { ReviewController } from "./reviewController";
import { reviewHandlers } from "./reviewHandlers";
import { reviewHtml } from "./reviewHtml";
import type { Services } from "./services";

/** The reviews of all open documents, and the custom editor that shows them. */
export class ReviewEditors implements CustomTextEditorProvider, Disposable {
  readonly #controllers = new Map<TextDocument, ReviewController>();
  readonly #closing: Disposable;
  readonly #changed = new EventEmitter<void>();
  /** Suggestions or decisions of some review have changed. */
  readonly onDidChange = this.#changed.event;
  #active: ReviewController | null = null;

  constructor(
    private readonly extensionUri: Uri,
    private readonly services: Services,
    private readonly log: LogOutputChannel,
  ) {
    this.#closing = workspace.onDidCloseTextDocument((document) => {
      const controller = this.#controllers.get(document);
      this.#controllers.delete(document);
      if (this.#active === controller) this.#active = null;
      controller?.dispose();
    });
  }

  /** The review in front, or the one that was last. */
  get active(): ReviewController | null {
    return this.#active;
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
    const { webview } = panel;
    const media = Uri.joinPath(this.extensionUri, "media");
    const dist = Uri.joinPath(this.extensionUri, "dist");
    webview.options = { enableScripts: true, localResourceRoots: [media, dist] };
    const channel = new ReviewChannel(webview, reviewHandlers(controller), (method, error) =>
      this.log.error(`The review's request ${method} failed.`, error),
    );
    const stop = controller.onEvent((event) => channel.tell(event));
    const noteActive = (): void => {
      if (panel.active) this.#active = controller;
    };
    noteActive();
    const state = panel.onDidChangeViewState(noteActive);
    panel.onDidDispose(() => {
      stop();
      channel.dispose();
      state.dispose();
    });
    webview.html = reviewHtml({
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(Uri.joinPath(dist, "webview.js")).toString(),
      style: webview.asWebviewUri(Uri.joinPath(media, "review.css")).toString(),
      title: l10n.t("Review Missing Values"),
      boot: { strings: translated(), language: env.language },
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

function translated(): Strings {
  const entries = Object.entries(englishStrings).map(([key, text]) => [key as StringKey, l10n.t(text)] as const);
  return Object.fromEntries(entries) as Record<StringKey, string>;
}
