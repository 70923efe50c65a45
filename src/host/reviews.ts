import { type Disposable, EventEmitter, type LogOutputChannel, type TextDocument, type Uri, type WebviewPanel, workspace } from "vscode";
import { beginReview } from "../review/beginReview";
import type { ReviewServices } from "../review/context";
import type { Review } from "../review/review";
import type { ReviewSource } from "../review/source";
import type { StatedReading } from "../table/reading";
import type { OpenReview } from "./openReview";
import { showReview } from "./reviewPanel";
import { findSchema, SchemaBeside } from "./schemaBeside";
import { schemaFormat } from "../review/schemaFormat";
import { minPercent } from "./settings";

/** What a review is opened on. */
export interface Opening {
  readonly uri: Uri;
  /** null where it is a file on disk. */
  readonly document: TextDocument | null;
  /** Under which it is saved; null where it ends with the window. */
  readonly savedAs: string | null;
  /** Rejects with a sentence for the user. */
  source(stated: StatedReading): Promise<ReviewSource>;
}

/** All open reviews, whatever they are about. */
export class Reviews implements Disposable {
  readonly #open = new Map<string, OpenReview>();
  /** Who waits for a review to be opened, by its URI. */
  readonly #awaited = new Map<string, ((review: OpenReview) => void)[]>();
  readonly #changed = new EventEmitter<void>();
  /** Suggestions or decisions of some review have changed. */
  readonly onDidChange = this.#changed.event;
  #active: OpenReview | null = null;
  readonly #closing: Disposable;

  constructor(
    private readonly extensionUri: Uri,
    private readonly services: ReviewServices,
    private readonly log: LogOutputChannel,
  ) {
    this.#closing = workspace.onDidCloseTextDocument((document) => {
      const open = this.at(document.uri);
      if (open?.document === document) this.close(open);
    });
  }

  /** The review in front, or the one that was last. */
  get active(): OpenReview | null {
    return this.#active;
  }

  /** The open review at `uri`. */
  at(uri: Uri): OpenReview | null {
    return this.#open.get(uri.toString()) ?? null;
  }

  /** The review of a document, as far as it is there. */
  of(document: TextDocument): Review | null {
    const open = this.at(document.uri);
    return open?.document === document ? open.review : null;
  }

  /** What is stated of the file at `uri`: in its review, or by the schema beside it. Rejects where that cannot be read. */
  async statedOf(uri: Uri): Promise<StatedReading> {
    const review = this.at(uri)?.review;
    if (review) return review.reading.stated;
    const found = uri.scheme === "untitled" ? null : await findSchema(uri, schemaFormat);
    if (found !== null && "problem" in found) throw new Error(found.problem);
    return found?.stated ?? {};
  }

  /** Resolves with the review at `uri` once its editor has opened and its rows are there; null where they cannot be read. */
  async opened(uri: Uri): Promise<Review | null> {
    const key = uri.toString();
    const open = this.#open.get(key) ?? (await new Promise<OpenReview>((resolve) => this.#awaited.set(key, [...(this.#awaited.get(key) ?? []), resolve])));
    return open.opened;
  }

  /** The review of a document or file, begun where it is not open yet. */
  open({ uri, document, savedAs, source }: Opening): OpenReview {
    const key = uri.toString();
    const known = this.#open.get(key);
    if (known) return known;
    const schema = savedAs === null ? null : new SchemaBeside(uri, schemaFormat);
    const findSchema = async () => (schema === null ? null : schema.find());
    const open: OpenReview = {
      uri,
      document,
      schema,
      review: null,
      opened: beginReview({ savedAs, source, schema, findSchema }, this.services, minPercent(uri)).then(
        (review) => {
          if (this.#open.get(key) !== open) {
            review.dispose();
            return null;
          }
          schema?.onChange((found) => void review.reading.found(found));
          review.onEvent(() => this.#changed.fire());
          open.review = review;
          return review;
        },
        (error) => {
          schema?.dispose();
          this.log.error(`Opening the review of ${key} failed.`, error as Error);
          if (this.#open.get(key) === open) this.#open.delete(key);
          throw error;
        },
      ),
    };
    // Who shows it tells of the failure.
    open.opened.catch(() => undefined);
    this.#open.set(key, open);
    for (const resolve of this.#awaited.get(key) ?? []) resolve(open);
    this.#awaited.delete(key);
    return open;
  }

  /** Ends a review. */
  close(open: OpenReview): void {
    if (this.#open.get(open.uri.toString()) === open) this.#open.delete(open.uri.toString());
    if (this.#active === open) this.#active = null;
    open.schema?.dispose();
    open.review?.dispose();
  }

  /** Shows a review in a panel, and notes when that is in front. */
  show(open: OpenReview, panel: WebviewPanel): void {
    const shown = showReview(panel, this.extensionUri, open, this.log);
    const noteActive = (): void => {
      if (panel.active) this.#active = open;
    };
    noteActive();
    const state = panel.onDidChangeViewState(noteActive);
    panel.onDidDispose(() => {
      shown.dispose();
      state.dispose();
    });
  }

  dispose(): void {
    this.#closing.dispose();
    this.#changed.dispose();
    for (const open of [...this.#open.values()]) this.close(open);
  }
}
