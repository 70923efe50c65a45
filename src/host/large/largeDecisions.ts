import { CellState } from "../../shared/cellState";
import type { Decided, Scope } from "../../shared/protocol";
import type { RowView } from "../review/rowView";
import { ReviewHistory, type Step } from "../review/history";
import { cellsOf } from "../review/scopes";
import type { CellPlace, ReviewSession } from "../review/session";
import { unwritable } from "./largeNotices";
import type { LargeTable } from "./openLarge";

/** What a user decides in the review of a large file: each decision is one step to undo, and none touches the file. */
export class LargeDecisions {
  readonly #history = new ReviewHistory();

  /** @param onChange told after every step */
  constructor(
    private readonly large: LargeTable,
    private readonly session: ReviewSession,
    private readonly view: RowView,
    private readonly onChange: () => void,
  ) {}

  accept(scope: Scope): Decided {
    const places = [...this.#places(scope, CellState.Suggested)];
    // One may change one's mind about a single rejected cell.
    if (scope.kind === "cell") places.push(...this.#places(scope, CellState.Rejected));
    return this.#choose(places.map((place) => ({ ...place, value: this.session.suggestion(place.row, place.column)?.value ?? "" })));
  }

  reject(scope: Scope): Decided {
    const places = [...this.#places(scope, CellState.Suggested)];
    return this.#did(this.session.reject(places), { kind: "rejected", places });
  }

  restore(scope: Scope): Decided {
    const places = [...this.#places(scope, CellState.Rejected)];
    return this.#did(this.session.restore(places), { kind: "restored", places });
  }

  write(row: number, column: number, value: string): Decided {
    return this.#choose(this.session.wasMissing(row, column) ? [{ row, column, value }] : []);
  }

  undo(): void {
    this.#history.undo(this.session, "");
    this.onChange();
  }

  redo(): void {
    this.#history.redo(this.session, "");
    this.onChange();
  }

  #choose(fills: readonly { row: number; column: number; value: string }[]): Decided {
    let message = "";
    const kept = fills.filter(({ value }) => {
      const why = unwritable(this.large, value);
      if (message === "" && why !== null) message = why;
      return why === null;
    });
    const step: Step = { kind: "chosen", choices: this.session.choose(kept) };
    return { ...this.#did(kept.length, step), message };
  }

  #did(cells: number, step: Step): Decided {
    if (cells > 0) this.#history.did(step, "");
    this.onChange();
    return { cells, message: "" };
  }

  #places(scope: Scope, state: CellState): Generator<CellPlace> {
    return cellsOf(this.session, this.view.order, scope, state);
  }
}
