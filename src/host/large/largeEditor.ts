import {
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  type Disposable,
  EventEmitter,
  l10n,
  type LogOutputChannel,
  ProgressLocation,
  RelativePattern,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import { stampOf } from "../../files/stamp";
import { why } from "../../files/reasonOf";
import { isAbort } from "../engine";
import { nameOf } from "../files";
import { reviewHandlers } from "../reviewHandlers";
import { sentenceHtml } from "../reviewHtml";
import { showReview } from "../reviewPanel";
import type { ReviewTarget } from "../reviewTarget";
import type { Services } from "../services";
import { readSetting, tableOptions } from "../settings";
import { LargeReview } from "./largeReview";
import { loadLarge } from "./largeMemory";
import { openReviewed } from "./openLarge";
import { sourceOf } from "./sourceOf";

/** The reviews of files that are too large for documents, and the editor that shows them. */
export class LargeEditors implements CustomReadonlyEditorProvider<LargeDocument>, Disposable {
  readonly #documents = new Set<LargeDocument>();

  constructor(
    private readonly extensionUri: Uri,
    private readonly services: Services,
    private readonly log: LogOutputChannel,
    /** Told which review is in front. */
    private readonly front: { activate(review: ReviewTarget): void; forget(review: ReviewTarget): void },
  ) {}

  openCustomDocument(uri: Uri): LargeDocument {
    const document = new LargeDocument(uri, this.services, this.log, () => {
      this.#documents.delete(document);
      if (document.review) this.front.forget(document.review);
    });
    this.#documents.add(document);
    return document;
  }

  async resolveCustomEditor(document: LargeDocument, panel: WebviewPanel): Promise<void> {
    let stop = (): void => {};
    const show = (review: LargeReview): void => {
      stop();
      const shown = showReview(panel, this.extensionUri, reviewHandlers(review), this.log);
      const deaf = review.onEvent((event) => shown.tell(event));
      stop = () => {
        deaf();
        shown.dispose();
      };
    };
    const noteActive = (): void => {
      if (panel.active && document.review) this.front.activate(document.review);
    };
    const subscriptions = [panel.onDidChangeViewState(noteActive), document.onRead((review) => show(review))];
    panel.onDidDispose(() => {
      stop();
      for (const subscription of subscriptions) subscription.dispose();
    });
    panel.webview.html = sentenceHtml(l10n.t("Reading {0}…", nameOf(document.uri)));
    const review = await document.opened;
    if (review === null) panel.webview.html = sentenceHtml(document.failure);
    else if (document.review === review) show(review);
    noteActive();
  }

  /** The review of the file at `uri`, once its file has been read; null where no editor shows it. */
  async opened(uri: Uri): Promise<LargeReview | null> {
    for (let tries = 0; tries < 100; tries++) {
      for (const document of this.#documents) if (document.uri.toString() === uri.toString()) return document.opened;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return null;
  }

  dispose(): void {
    for (const document of [...this.#documents]) document.dispose();
  }
}

/** A large file in an editor: reads it at first, and again where it changed on disk. */
class LargeDocument implements CustomDocument {
  review: LargeReview | null = null;
  /** ExplanationView the file could not be read; "" where it could. */
  failure = "";
  /** Null where the file could not be read. */
  readonly opened: Promise<LargeReview | null>;
  readonly #read = new EventEmitter<LargeReview>();
  /** The file has been read once more: the review is another one. */
  readonly onRead = this.#read.event;
  readonly #watcher: Disposable;
  readonly #life = new AbortController();
  #stamp = "";
  #timer: NodeJS.Timeout | null = null;
  #asking = false;

  constructor(
    readonly uri: Uri,
    private readonly services: Services,
    private readonly log: LogOutputChannel,
    private readonly onClose: () => void,
  ) {
    this.opened = this.#open();
    this.#watcher = this.#watch();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#life.abort();
    this.#watcher.dispose();
    this.#read.dispose();
    this.onClose();
    this.review?.dispose();
  }

  async #open(): Promise<LargeReview | null> {
    const name = nameOf(this.uri);
    const { signal } = this.#life;
    try {
      return await window.withProgress({ location: ProgressLocation.Window, title: l10n.t("Reading {0}", name) }, async (progress) => {
        const started = performance.now();
        const said = (share: number): void => progress.report({ message: `${Math.floor(share * 100)} %` });
        const earlier = this.review?.gather() ?? (await loadLarge(this.services.decisions, this.uri));
        const stamp = await this.#stampNow();
        this.#stamp = stamp;
        const source = await sourceOf(this.uri);
        const seed = readSetting("seed", this.uri);
        const large = await openReviewed(earlier?.large ?? null, stamp, source, tableOptions(this.uri), seed, said, signal);
        const review = new LargeReview({ uri: this.uri }, large, this.services, earlier?.view ?? null);
        if (signal.aborted) {
          review.dispose();
          return null;
        }
        this.review?.dispose();
        this.review = review;
        this.failure = "";
        this.log.info(`${name}: ${large.index.rows} rows read in ${Math.round(performance.now() - started)} ms.`);
        return review;
      });
    } catch (error) {
      if (isAbort(error)) return null;
      this.log.error(`Reading ${this.uri.toString()} failed.`, error as Error);
      this.failure = l10n.t("{0} cannot be read: {1}.", name, why(error).replace(/\.$/, ""));
      void window.showErrorMessage(this.failure);
      return null;
    }
  }

  async #readAgain(): Promise<void> {
    const before = this.review;
    if (before) before.readingAgain = true;
    const review = await this.#open();
    if (review) this.#read.fire(review);
    else if (before) before.readingAgain = false;
  }

  #watch(): Disposable {
    // Characters that a pattern gives a meaning stand for any character.
    const pattern = nameOf(this.uri).replace(/[[\]{}*?]/g, "?");
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(this.uri, ".."), pattern));
    const changed = (): void => {
      // A file is written to many times before it is whole.
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#changedOnDisk(), 500);
    };
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    return watcher;
  }

  async #changedOnDisk(): Promise<void> {
    const stamp = await this.#stampNow();
    if (stamp === this.#stamp || this.#asking) return;
    this.#stamp = stamp;
    const name = nameOf(this.uri);
    if (stamp === "") {
      void window.showWarningMessage(l10n.t("{0} was deleted. Its review goes on with what was read, until it is closed.", name));
      return;
    }
    this.review?.cancel();
    const decided = this.review?.decided ?? 0;
    if (decided === 0) {
      void window.showInformationMessage(l10n.t("{0} changed on disk and was read again.", name));
      await this.#readAgain();
      return;
    }
    this.#asking = true;
    const again = l10n.t("Read Again");
    const text = l10n.t("{0} changed on disk. When it is read again, the {1} decided cells stay so where their rows are as they were.", name, decided.toLocaleString());
    const answer = await window.showWarningMessage(text, again);
    this.#asking = false;
    if (answer === again) await this.#readAgain();
  }

  /** What tells one state of the file from another; "" where it is gone. */
  async #stampNow(): Promise<string> {
    if (this.uri.scheme === "file") return stampOf(this.uri.fsPath);
    try {
      const { mtime, size } = await workspace.fs.stat(this.uri);
      return `${mtime},${size}`;
    } catch {
      return "";
    }
  }
}
