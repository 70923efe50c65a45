import type { StatedReading } from "../table/reading";
import type { DecidedCell, ReviewSession } from "./session";
import type { CellPlace, Choice } from "./table";

/** A step of the review that the document's own undo knows nothing of. */
export type Step =
  | { readonly kind: "rejected"; readonly places: readonly CellPlace[] }
  | { readonly kind: "restored"; readonly places: readonly CellPlace[] }
  /** Values chosen for a copy; `choices` are those that take them back. */
  | { readonly kind: "chosen"; readonly choices: readonly Choice[] }
  | Restated;

/** The file was read otherwise; `stated` and the decisions are those of before. */
export interface Restated {
  readonly kind: "restated";
  readonly stated: StatedReading;
  /** Those whose cells are gone come back with the reading in which they were made. */
  readonly decided: readonly DecidedCell[];
}

/** What steps are reversed on. */
export interface Reversing {
  readonly session: ReviewSession;
  /** Has the file read as before. @returns the step that reverses that again */
  restate(step: Restated): Promise<Restated>;
}

interface Entry {
  readonly step: Step;
  /** The rows that the step names are those of the file read so. */
  readonly rowsOf: string;
  /** The document's text when the step was done, as a fingerprint. */
  readonly text: string;
}

/**
 * Undo and redo of rejections, of other readings of the file, and of values chosen for a copy, in between the document's own steps: a step is the next
 * one to undo while the document's text is the one it was done on. With another text there are steps of the document's
 * to undo first.
 */
export class ReviewHistory {
  #entries: Record<"done" | "undone", readonly Entry[]> = { done: [], undone: [] };

  /** @param now what is stated of the file now that the step is done */
  did(step: Step, text: string, now: StatedReading): void {
    this.#entries = { done: [...this.#entries.done, { step, text, rowsOf: rowsOf(step, now) }], undone: [] };
  }

  /** Something new was done to the document: what was undone before is gone. */
  forgetUndone(): void {
    this.#entries.undone = [];
  }

  /** Takes the last step back. @returns false where a step of the document's comes first */
  undo(on: Reversing, text: () => string): Promise<boolean> {
    return this.#move("done", "undone", on, text);
  }

  /** Does the step undone last again. @returns false where a step of the document's comes first */
  redo(on: Reversing, text: () => string): Promise<boolean> {
    return this.#move("undone", "done", on, text);
  }

  /** Follows rows that moved in the file as it is stated now; steps on rows that are gone do nothing. */
  moved(rowMap: Int32Array, now: StatedReading): void {
    const here = rowsIn(now);
    // Of rows that another reading had, nobody knows where they have gone.
    this.#change((entry) => ({ ...entry, step: entry.rowsOf === here ? movedStep(entry.step, rowMap) : withoutCells(entry.step) }));
  }

  /** The cells are others: only readings can still be undone. */
  forgetCells(): void {
    this.#change(({ step, ...entry }) => (step.kind === "restated" ? { ...entry, step: withoutCells(step) } : null));
  }

  #change(follow: (entry: Entry) => Entry | null): void {
    const all = (entries: readonly Entry[]): Entry[] => entries.map(follow).filter((entry) => entry !== null);
    this.#entries = { done: all(this.#entries.done), undone: all(this.#entries.undone) };
  }

  async #move(from: "done" | "undone", to: "done" | "undone", on: Reversing, text: () => string): Promise<boolean> {
    const last = this.#entries[from].at(-1);
    // A fingerprint of a large text takes a while: none is taken where there is no step.
    if (last === undefined || last.text !== text()) return false;
    const step = last.step.kind === "restated" ? await on.restate(last.step) : reverse(last.step, on.session);
    const reversed = { ...last, step, rowsOf: step.kind === "restated" ? rowsIn(step.stated) : last.rowsOf };
    this.#entries = { ...this.#entries, [from]: this.#entries[from].slice(0, -1), [to]: [...this.#entries[to], reversed] };
    return true;
  }
}

/** Which rows there are depends on the dialect. */
function rowsIn({ dialect }: StatedReading): string {
  return JSON.stringify(dialect ?? {});
}

function rowsOf(step: Step, now: StatedReading): string {
  return rowsIn(step.kind === "restated" ? step.stated : now);
}

/** Reverses a step. @returns the step that reverses that again */
function reverse(step: Exclude<Step, Restated>, session: ReviewSession): Step {
  switch (step.kind) {
    case "rejected":
      session.restore(step.places);
      return { kind: "restored", places: step.places };
    case "restored":
      session.reject(step.places);
      return { kind: "rejected", places: step.places };
    case "chosen":
      return { kind: "chosen", choices: session.choose(step.choices) };
  }
}

function movedStep(step: Step, rowMap: Int32Array): Step {
  const follow = <T extends CellPlace>(places: readonly T[]): T[] =>
    places.map((place) => ({ ...place, row: rowMap[place.row] ?? -1 })).filter(({ row }) => row >= 0);
  switch (step.kind) {
    case "chosen":
      return { ...step, choices: follow(step.choices) };
    case "restated":
      return { ...step, decided: follow(step.decided) };
    default:
      return { ...step, places: follow(step.places) };
  }
}

function withoutCells(step: Step): Step {
  return movedStep(step, new Int32Array(0));
}
