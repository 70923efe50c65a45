import type { StatedReading } from "../table/reading";
import type { ReviewCheck } from "./check";
import type { Restated } from "./history";
import type { ReviewMemory, SavedReviews } from "./memory";
import type { RowView } from "./rowView";
import type { ReviewSession } from "./session";
import type { ReviewSource } from "./source";

/** What a review needs of where it is shown. */
export interface ReviewServices {
  readonly saved: SavedReviews;
  /** Tells the user once that the model failed, and offers what can be done. */
  modelFailed(error: Error, again: () => void): void;
  /** Tells the user in a sentence that something else failed. */
  failed(sentence: string): void;
  /** Notes what went wrong where nobody waits for it. */
  log(error: Error): void;
  /** Puts a text into the clipboard. */
  copy(text: string): Promise<void>;
  /** Shows how far a long piece of work is. */
  progress<T>(title: string, work: (said: (share: number) => void) => Promise<T>): Promise<T>;
}

/** Work on one review, one after the other. */
export interface Queue {
  /** Resolves or rejects as `action` does, once all work before has ended. */
  inTurn<T>(action: () => Promise<T>): Promise<T>;
}

/** What the parts of a review share. */
export interface ReviewContext {
  readonly source: ReviewSource;
  readonly services: ReviewServices;
  readonly session: ReviewSession;
  readonly view: RowView;
  readonly memory: ReviewMemory;
  readonly decisions: Queue;
  readonly check: Pick<ReviewCheck, "threshold">;
  /** Grows when rows or columns moved: row numbers of an earlier layout mean other rows now. */
  readonly layout: number;
  /** The certainty slider's position, whole percent. */
  readonly percent: number;
  /** View rows that the grid used last shows; null before it tells. */
  readonly rowsInView: { readonly from: number; readonly to: number } | null;
  /** Resolves when what was decided before VS Code was started is taken up. */
  readonly ready: Promise<void>;
  /** Undoes or redoes another reading of the file. @returns the step that reverses that */
  restate(step: Restated): Promise<Restated>;
  /** Has the file read with what is stated; `decided`: what was decided when it was read so before. */
  reread(stated: StatedReading, decided: Restated["decided"]): Promise<void>;
  /** A run has made suggestions for so many missing cells. */
  suggested(cells: number, ms: number): void;
  /** Cells have changed; the state alone has. Grids hear of it within `patienceMs`. */
  changed(patienceMs?: number): void;
  tell(patienceMs?: number): void;
  /** The rows are in another order, or other ones. */
  rearranged(): void;
  /** Has screen readers say it. */
  announce(text: string): void;
}
