import {
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  type Disposable,
  l10n,
  type LogOutputChannel,
  RelativePattern,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { Engine, TableInput } from "../engine/contract";
import type { FileSource } from "../files/fileSource";
import { reasonOf } from "../files/reasonOf";
import { FileReviewSource, type ReviewedFile } from "../review/fileSource";
import { withStated } from "../review/statedReading";
import { countText } from "../review/words";
import { CellState } from "../shared/cellState";
import { saveFileCopy } from "./copies";
import { bytesAt, stampAt } from "./fileAccess";
import { nameOf } from "./files";
import type { OpenReview } from "./openReview";
import type { Reviews } from "./reviews";
import { checkSettings, readSetting, runSettings, tableOptions } from "./settings";

/** A file is written to many times before it is whole: how long to wait after a change, ms. */
const settledMs = 500;

/** The review of files that are too large for documents. */
export class FileEditor implements CustomReadonlyEditorProvider<ReviewedDocument> {
  constructor(
    private readonly reviews: Reviews,
    private readonly engine: Engine,
    private readonly log: LogOutputChannel,
  ) {}

  openCustomDocument(uri: Uri): ReviewedDocument {
    return new ReviewedDocument(uri, this.reviews, this.engine, this.log);
  }

  resolveCustomEditor(document: ReviewedDocument, panel: WebviewPanel): void {
    this.reviews.show(document.open, panel);
  }
}

/** A file in an editor: its review, and what happens to it on disk. */
class ReviewedDocument implements CustomDocument {
  readonly open: OpenReview;
  #source: FileReviewSource | null = null;
  readonly #watcher: Disposable;
  readonly #life = new AbortController();
  #stamp = "";
  #timer: NodeJS.Timeout | null = null;
  #asking = false;

  constructor(
    readonly uri: Uri,
    private readonly reviews: Reviews,
    engine: Engine,
    private readonly log: LogOutputChannel,
  ) {
    this.open = reviews.open({
      uri,
      document: null,
      savedAs: savedAs(uri),
      source: async (stated) => {
        this.#source = await FileReviewSource.open(this.#file(), engine, this.#life.signal, stated);
        this.#stamp = this.#source.stamp;
        return this.#source;
      },
    });
    this.#watcher = this.#watch();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#life.abort();
    this.#watcher.dispose();
    this.reviews.close(this.open);
  }

  #file(): ReviewedFile {
    const { uri } = this;
    return {
      name: nameOf(uri),
      savedAs: savedAs(uri),
      copyReason: l10n.t("This file is larger than 50 MB: its rows are read as you look at them, and accepted values go to a copy."),
      stamp: () => stampAt(uri),
      open: () => bytesAt(uri),
      input: (bytes) => inputOf(uri, bytes),
      readingOptions: (stated) => ({ dialect: stated.dialect ?? {}, table: withStated(tableOptions(uri), stated), seed: readSetting("seed", uri), maxWholeBytes: 0 }),
      imputeOptions: () => runSettings(uri),
      checkSettings: () => checkSettings(uri),
      failed: (error) => this.#failed(error),
      saveCopy: (source, fills) => saveFileCopy(uri, source, fills, this.#life.signal),
    };
  }

  #failed(error: Error): void {
    this.log.error(`Reading ${this.uri.toString()} failed.`, error);
    void window.showErrorMessage(l10n.t("{0} cannot be read: {1}.", nameOf(this.uri), reasonOf(error).replace(/\.$/, "")));
  }

  #watch(): Disposable {
    // Characters that a pattern gives a meaning stand for any character.
    const pattern = nameOf(this.uri).replace(/[[\]{}*?]/g, "?");
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(this.uri, ".."), pattern));
    const changed = (): void => {
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#changedOnDisk(), settledMs);
    };
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    return watcher;
  }

  async #changedOnDisk(): Promise<void> {
    const source = this.#source;
    const review = this.open.review;
    const stamp = await stampAt(this.uri);
    if (source === null || review === null || stamp === this.#stamp || this.#asking) return;
    this.#stamp = stamp;
    const name = nameOf(this.uri);
    if (stamp === "") {
      void window.showWarningMessage(l10n.t("{0} was deleted. Its review continues with the rows read so far until you close it.", name));
      return;
    }
    review.cancel();
    const { counts } = review.session;
    const decided = [CellState.Accepted, CellState.Edited, CellState.Rejected].reduce((sum, state) => sum + (counts[state] ?? 0), 0);
    if (decided > 0) {
      this.#asking = true;
      const again = l10n.t("Read Again");
      const text = l10n.t("{0} changed on disk. If you read it again, the {1} decided cells keep their decisions where their rows are unchanged.", name, countText(decided));
      const answer = await window.showWarningMessage(text, again);
      this.#asking = false;
      if (answer !== again) return;
    } else {
      void window.showInformationMessage(l10n.t("{0} changed on disk and was read again.", name));
    }
    await source.reread().catch((error: Error) => {
      if (!this.#life.signal.aborted) this.#failed(error);
    });
  }
}

/** A file may shrink below the size at which it is a document, whose review is another one. */
function savedAs(uri: Uri): string {
  return `large ${uri.toString()}`;
}

/** What the engine reads: the file itself where it can, its bytes elsewhere. */
async function inputOf(uri: Uri, bytes: FileSource): Promise<TableInput> {
  return uri.scheme === "file" ? { kind: "file", path: uri.fsPath, stamp: bytes.stamp } : { kind: "bytes", bytes: await bytes.read(0, bytes.size) };
}
