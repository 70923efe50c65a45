import type { ReviewSession } from "./session";
import type { CellPlace, Choice } from "./table";

/** A step of the review that the document's own undo knows nothing of. */
export type Step =
  | { readonly kind: "rejected"; readonly places: readonly CellPlace[] }
  | { readonly kind: "restored"; readonly places: readonly CellPlace[] }
  /** Values chosen for a copy; `choices` are those that take them back. */
  | { readonly kind: "chosen"; readonly choices: readonly Choice[] };

interface Entry {
  readonly step: Step;
  /** The document's text when the step was done, as a fingerprint. */
  readonly text: string;
}

/**
 * Undo and redo of rejections and of values chosen for a copy, in between the document's own steps: a step is the next
 * one to undo while the document's text is the one it was done on. With another text there are steps of the document's
 * to undo first.
 */
export class ReviewHistory {
  #done: Entry[] = [];
  #undone: Entry[] = [];

  did(step: Step, text: string): void {
    this.#done.push({ step, text });
    this.#undone = [];
  }

  /** Something new was done to the document: what was undone before is gone. */
  forgetUndone(): void {
    this.#undone = [];
  }

  /** Takes the last step back. @returns false where a step of the document's comes first */
  undo(session: ReviewSession, text: () => string): boolean {
    return move(this.#done, this.#undone, session, text);
  }

  /** Does the step undone last again. @returns false where a step of the document's comes first */
  redo(session: ReviewSession, text: () => string): boolean {
    return move(this.#undone, this.#done, session, text);
  }

  /** Follows rows that moved; steps on rows that are gone do nothing. */
  moved(rowMap: Int32Array): void {
    this.#done = this.#done.map((entry) => ({ ...entry, step: movedStep(entry.step, rowMap) }));
    this.#undone = this.#undone.map((entry) => ({ ...entry, step: movedStep(entry.step, rowMap) }));
  }
}

function move(from: Entry[], to: Entry[], session: ReviewSession, text: () => string): boolean {
  const last = from.at(-1);
  // A fingerprint of a large text takes a while: none is taken where there is no step.
  if (last === undefined || last.text !== text()) return false;
  from.pop();
  to.push({ step: reverse(last.step, session), text: last.text });
  return true;
}

/** Reverses a step. @returns the step that reverses that again */
function reverse(step: Step, session: ReviewSession): Step {
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
  return step.kind === "chosen" ? { ...step, choices: follow(step.choices) } : { ...step, places: follow(step.places) };
}
