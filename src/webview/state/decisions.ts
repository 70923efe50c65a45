import { CellState } from "../../shared/cellState";
import type { Place, Scope } from "../../shared/protocol";
import type { ColumnLayout } from "./columnLayout";
import { isSingle, rangeOf, type Selection } from "./cursor";
import type { ReviewStore } from "./store";

/** Where the user is in the table. */
export interface Whereabouts extends Selection {
  /** Rows of the grid. */
  readonly viewRows: number;
  readonly layout: ColumnLayout;
  /** Column of the file under the cursor. */
  readonly column: number;
  /** Data row under the cursor, -1 in the header or while it is on its way. */
  readonly row: number;
}

/** How long a key waits for the cell under the cursor before it is about what is known, ms. */
const patience = 2000;

/**
 * What the user decides, in the order of the keys: a key that is pressed before the last one has moved the cursor is
 * about the cell where the cursor comes to rest.
 */
export class Decisions {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: ReviewStore,
    private readonly at: () => Whereabouts,
    /** Moves the cursor; resolves when it is there. */
    private readonly reveal: (place: Place) => Promise<void>,
  ) {}

  /** Accepts what is selected; a single cell leads on to the next missing cell. */
  accept(advance: boolean): Promise<void> {
    return this.#inTurn(() => this.#accept(advance));
  }

  /** Accepts and goes on, or sorts where the cursor comes to rest in the header. */
  enter(sort: () => void): Promise<void> {
    return this.#inTurn(async () => {
      if (this.at().cursor.viewRow < 0) sort();
      else await this.#accept(true);
    });
  }

  async #accept(advance: boolean): Promise<void> {
    const scope = selected(this.at());
    if (!scope || !(await this.store.accept(scope, this.#shownLayout()))) return;
    if (advance && scope.kind === "cell") await this.#find(false, true);
  }

  /** Rejects what is selected; once more on a rejected cell takes that back. */
  reject(): Promise<void> {
    return this.#inTurn(async () => {
      const scope = selected(this.at());
      if (!scope) return;
      const { cursor, column } = this.at();
      const rejected = this.store.tiles.cell(cursor.viewRow, column)?.state === CellState.Rejected;
      if (rejected) await this.store.restore(scope, this.#shownLayout());
      else await this.store.reject(scope, this.#shownLayout());
    });
  }

  /** Decides about many suggestions. */
  many(scope: Scope, accept: boolean): Promise<void> {
    return this.#inTurn(async () => {
      await (accept ? this.store.accept(scope) : this.store.reject(scope));
    });
  }

  /** Does something about the cell where the cursor comes to rest. */
  settled(action: () => void | Promise<void>): Promise<void> {
    return this.#inTurn(async () => action());
  }

  /** Writes a value of the user's own under the cursor. */
  write(value: string): Promise<void> {
    return this.#inTurn(async () => {
      const { row, column } = this.at();
      if (row >= 0) await this.store.write(row, column, value, this.#shownLayout());
    });
  }

  /** Takes the last step back, or does it again. */
  step(which: "undo" | "redo"): Promise<void> {
    return this.#inTurn(async () => {
      const { store } = this;
      const before = store.state?.counts ?? [];
      const reading = store.state?.restated;
      await store.client.ask(which, {});
      if (reading !== store.state?.restated) return store.announce(store.words.announceRestated);
      const cells = cellsBetween(before, store.state?.counts ?? []);
      // A step of the text beside the missing cells is none to speak of here.
      if (cells > 0) store.announce(store.words.counted(which === "undo" ? "announceUndone" : "announceRedone", cells));
    });
  }

  /** Moves to the next (or previous) undecided missing cell. */
  find(backwards: boolean): Promise<void> {
    return this.#inTurn(() => this.#find(backwards, false));
  }

  async #find(backwards: boolean, quietly: boolean): Promise<void> {
    const { store } = this;
    const { cursor, column } = this.at();
    const from = cursor.viewRow < 0 ? { viewRow: 0, column: -1 } : { viewRow: cursor.viewRow, column };
    const place = await store.client.ask("find", { ...from, backwards, within: null });
    if (place) await this.reveal(place);
    else if (!quietly) store.announce(store.words.announceNoMore);
  }

  /** The layout that the user looks at, which may be behind the host's. */
  #shownLayout(): number {
    const { cursor, column } = this.at();
    return this.store.tiles.layoutAt(cursor.viewRow, column);
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    const done = this.#last.then(() => this.#arrived()).then(action);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Waits until the cell under the cursor is here as it is now. */
  #arrived(): Promise<void> {
    const here = (): boolean => {
      const { cursor, column } = this.at();
      return cursor.viewRow < 0 || this.store.tiles.isCurrent(cursor.viewRow, column);
    };
    if (here()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        stop();
        clearTimeout(timer);
        resolve();
      };
      const stop = this.store.subscribe(() => {
        if (here()) done();
      });
      const timer = setTimeout(done, patience);
    });
  }
}

/** At least so many cells are in another state, going by the counts of cells per state. */
function cellsBetween(before: readonly number[], after: readonly number[]): number {
  return before.reduce((sum, cells, state) => sum + Math.max(0, cells - (after[state] ?? 0)), 0);
}

/** The cells selected: one or a range; null in the header, and for a cell whose row is not known yet. */
function selected(at: Whereabouts): Scope | null {
  if (at.cursor.viewRow < 0 && at.span === "cells") return null;
  if (isSingle(at)) return at.row < 0 ? null : { kind: "cell", row: at.row, column: at.column };
  return { kind: "range", ...selectedRange(at) };
}

/** View rows and columns that are selected; in the header, its whole column. */
export function selectedRange(at: Whereabouts): { readonly fromViewRow: number; readonly toViewRow: number; readonly columns: readonly number[] } {
  const inHeader = at.cursor.viewRow < 0 && at.span === "cells";
  const { top, bottom, left, right } = rangeOf(inHeader ? { ...at, span: "columns" } : at, { viewRows: at.viewRows, places: at.layout.shown.length });
  // Those shown: what is hidden is neither decided nor copied by the way.
  return { fromViewRow: top, toViewRow: bottom, columns: at.layout.shown.slice(left, right + 1) };
}
