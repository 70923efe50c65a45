import { type Reversing, ReviewHistory, type Step } from "./history";
import { isUnsaved, type ReadingState } from "./readingState";
import type { SavedView } from "../shared/protocol";
import { recallDecisions, saveDecisions } from "./savedReview";
import { readSavedReview, type SavedReview } from "./savedFormat";
import type { ReviewSession } from "./session";
import type { ReviewSource } from "./source";
import type { Turns } from "./turns";

/** Where reviews wait for the next start. */
export interface SavedReviews {
  /** What is saved under a key; null where there is nothing that can be read. */
  load(key: string): Promise<unknown>;
  /** Saves what `make` returns a moment later; null forgets what was saved. */
  saveSoon(key: string, make: () => Turns<SavedReview | null>): void;
}

/** What is saved under `key`; null where there is nothing. */
export async function loadReview(saved: SavedReviews, key: string | null): Promise<SavedReview | null> {
  return key === null ? null : readSavedReview(await saved.load(key));
}

/** What a review remembers beside its source: steps to undo, its decisions, and how it was shown. */
export class ReviewMemory {
  /** Whether there were more decisions than are saved. */
  cut = false;
  readonly #history = new ReviewHistory();
  #view: SavedView | null = null;
  readonly #loaded: Promise<SavedReview | null>;
  #recalled = false;

  /** @param loaded what was saved, where that has been read already */
  constructor(
    private readonly source: ReviewSource,
    private readonly saved: SavedReviews,
    private readonly session: () => ReviewSession,
    private readonly reading: () => ReadingState,
    loaded?: Promise<SavedReview | null>,
  ) {
    this.#loaded = loaded ?? loadReview(saved, source.savedAs);
  }

  /** Takes up what was decided before. @returns whether there was anything */
  async recall(): Promise<boolean> {
    const review = await this.#loaded;
    await this.source.complete;
    await this.source.sync();
    const found = review?.decisions ? await recallDecisions(this.session, this.source, review.decisions) : 0;
    this.#recalled = true;
    return found > 0;
  }

  /** How the table was shown last. */
  async view(): Promise<SavedView | null> {
    this.#view ??= (await this.#loaded)?.view ?? null;
    return this.#view;
  }

  saveView(view: SavedView): void {
    this.#view = view;
    this.save();
  }

  /** Saves the decisions for the next start, unless those of the last one are still on their way. */
  save(): void {
    if (!this.#recalled || this.source.savedAs === null) return;
    this.saved.saveSoon(this.source.savedAs, () => this.#worthSaving());
  }

  /** What is to be saved. */
  *gather(): Turns<SavedReview> {
    for (;;) {
      const session = this.session();
      const { decisions, whole } = yield* saveDecisions(session, this.source);
      // Another table may have come meanwhile.
      if (session !== this.session()) continue;
      this.cut = !whole;
      const reading = this.reading();
      const stated = isUnsaved(reading) || reading.seen !== null || reading.putAway.length > 0;
      return { decisions, view: this.#view, reading: stated ? reading : null };
    }
  }

  *#worthSaving(): Turns<SavedReview | null> {
    const review = yield* this.gather();
    return review.decisions === null && review.view === null && review.reading === null ? null : review;
  }

  /** Takes decisions over into the session that came in place of theirs. */
  async regain({ decisions }: SavedReview): Promise<void> {
    if (decisions && (await recallDecisions(this.session, this.source, decisions)) > 0) this.save();
  }

  /** Notes a step that the document's own undo knows nothing of. */
  did(step: Step): void {
    this.#history.did(step, this.source.textPrint(), this.reading().stated);
  }

  /** Something new was written into the document: what was undone before is gone. */
  wrote(): void {
    this.#history.forgetUndone();
  }

  /** @returns false where a step of the document's is the next */
  step(which: "undo" | "redo", on: Reversing): Promise<boolean> {
    return this.#history[which](on, () => this.source.textPrint());
  }

  /** The table is another one: its cells have no steps to undo. */
  forget(): void {
    this.#history.forgetCells();
  }

  /** Follows rows that moved. */
  moved(rowMap: Int32Array): void {
    this.#history.moved(rowMap, this.reading().stated);
  }
}
