import * as l10n from "@vscode/l10n";
import type { Fill } from "../csv/edits";
import { CellState } from "../shared/cellState";
import type { Decided, Scope } from "../shared/protocol";
import type { ReviewContext } from "./context";
import type { Step } from "./history";
import { cellsOf } from "./scopes";
import type { CellPlace, Choice } from "./table";

/** Values chosen in a turn: some 10 ms of work. */
const cellsPerTurn = 10_000;

/** What the user decides about missing cells: one thing after another, each on what is there then, each one undo step. */
export class Decisions {
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly review: ReviewContext) {}

  /** Writes the suggestions of `scope` into their cells. @param layout the one in which the user saw the cells */
  accept(scope: Scope, layout?: number): Promise<Decided> {
    return this.#decide(scope, layout, () => {
      const { session } = this.review;
      const places = this.#cells(scope, CellState.Suggested);
      // One may change one's mind about a single rejected cell.
      if (scope.kind === "cell") places.push(...this.#cells(scope, CellState.Rejected));
      return this.#write(places.map(({ row, column }) => ({ row, column, value: session.suggestedValue(row, column) ?? "" })), false);
    });
  }

  /** Turns the suggestions of `scope` down. */
  reject(scope: Scope, layout?: number): Promise<Decided> {
    return this.#decide(scope, layout, async () => {
      const places = this.#cells(scope, CellState.Suggested);
      return this.#did(this.review.session.reject(places), { kind: "rejected", places });
    });
  }

  /** Takes the rejections of `scope` back. */
  restore(scope: Scope, layout?: number): Promise<Decided> {
    return this.#decide(scope, layout, async () => {
      const places = this.#cells(scope, CellState.Rejected);
      return this.#did(this.review.session.restore(places), { kind: "restored", places });
    });
  }

  /** Writes a value of the user's own into a cell that is or was missing. */
  write(row: number, column: number, value: string, layout?: number): Promise<Decided> {
    return this.#decide({ kind: "cell", row, column }, layout, () => this.#write([{ row, column, value }], true));
  }

  /** Undoes or redoes the last step: of the review's own, or of the document where that came later. */
  step(which: "undo" | "redo"): Promise<void> {
    return this.inTurn(async () => {
      if (!(await this.review.memory.step(which, this.review))) await this.review.source.step(which);
      await this.#settle();
    });
  }

  #decide(scope: Scope, layout: number | undefined, action: () => Promise<Decided>): Promise<Decided> {
    // Cells that were pointed at are other ones in another layout; "all" and the like are meant as they are.
    const pointed = scope.kind === "cell" || scope.kind === "range";
    const seen = pointed ? (layout ?? this.review.layout) : null;
    return this.inTurn(async () => {
      if (this.review.source.outdated) return refused(l10n.t("The file is being read again, so nothing was done. Wait a moment."));
      if (seen === null || seen === this.review.layout) return action();
      this.review.changed();
      return refused(rowsMoved());
    });
  }

  /** Does something once everything before is done, on what is there then. */
  inTurn<T>(action: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(async () => {
      await this.review.ready;
      await this.review.source.settle();
      return action();
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #cells(scope: Scope, state: CellState): CellPlace[] {
    const { session, view, check } = this.review;
    return [...cellsOf(session, view.order, scope, state, (column, wish) => check.threshold(column, wish))];
  }

  async #write(fills: readonly Fill[], replace: boolean): Promise<Decided> {
    if (fills.length === 0) return refused("");
    const { source, memory } = this.review;
    if (source.destination.kind === "document") {
      const written = await source.write(fills, replace);
      memory.wrote();
      await this.#settle();
      return written;
    }
    return this.#choose(fills);
  }

  /** Chooses values for a copy in short turns; those that are left where the rows move meanwhile are not chosen. */
  async #choose(fills: readonly Fill[]): Promise<Decided> {
    const { source, session, layout } = this.review;
    const { version } = source;
    const moved = (): boolean => session !== this.review.session || layout !== this.review.layout || version !== source.version;
    const { fills: kept, message } = await source.writable(fills.filter(({ row, column }) => session.wasMissing(row, column)));
    const choices: Choice[][] = [];
    let from = 0;
    for (; from < kept.length && !moved(); from += cellsPerTurn) {
      choices.unshift(session.choose(kept.slice(from, from + cellsPerTurn)));
      if (from + cellsPerTurn < kept.length) await source.pause();
    }
    // Another table's cells have no step to undo.
    if (session !== this.review.session || (from === 0 && kept.length > 0)) return refused(rowsMoved());
    const step: Step = { kind: "chosen", choices: choices.flat() };
    const some = l10n.t("The rows moved at that moment, so only some values were accepted. Accept the others again.");
    return { ...this.#did(step.choices.length, step), message: from < kept.length ? some : message };
  }

  /** Notes a step that the document's own undo knows nothing of. */
  #did(cells: number, step: Step): Decided {
    if (cells > 0) this.review.memory.did(step);
    this.review.changed();
    this.review.memory.save();
    return { cells, message: "" };
  }

  async #settle(): Promise<void> {
    await this.review.source.sync();
    this.review.changed();
    this.review.memory.save();
  }
}

function rowsMoved(): string {
  return l10n.t("The rows moved at that moment, so nothing was done. Check the cell and try again.");
}

function refused(message: string): Decided {
  return { cells: 0, message };
}
