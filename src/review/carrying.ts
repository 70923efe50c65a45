import type { ReviewMemory } from "./memory";
import type { SavedReview } from "./savedFormat";
import type { DecidedCell, ReviewSession } from "./session";
import { atOnce } from "./turns";

/** Decisions on their way from a table to the one that takes its place. */
export class Carrying {
  /** Of another text: to be found again by their rows. */
  #saved: SavedReview | null = null;
  /** Of the same text: by their places. */
  #cells: readonly DecidedCell[] = [];
  /** What was decided when the file was read before as it is about to be read again. */
  regained: readonly DecidedCell[] = [];

  /** Whether decisions of another text still look for their rows. */
  get searching(): boolean {
    return this.#saved !== null;
  }

  /** Takes up what is decided, before the table is another one. */
  take(sameText: boolean, session: ReviewSession, memory: ReviewMemory): void {
    if (sameText) {
      this.#cells = [...session.decided()];
      return;
    }
    this.#saved ??= atOnce(memory.gather());
    // Their places are those of another text.
    this.regained = [];
  }

  /** Puts the decisions of the same text down where their cell is the same. @param shift see `SourceEvents.replaced` */
  putDown(session: ReviewSession, shift: number | null): void {
    if (shift !== null) for (const cell of this.#cells) session.recall({ ...cell, row: cell.row + shift });
    for (const cell of this.regained) if (!session.isDecided(cell.row, cell.column)) session.recall(cell);
    this.#cells = [];
    this.regained = [];
  }

  /** Finds the rows of decisions of another text. */
  async search(memory: ReviewMemory): Promise<void> {
    if (this.#saved !== null) await memory.regain(this.#saved);
    this.#saved = null;
  }
}
