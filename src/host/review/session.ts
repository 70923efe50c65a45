import type { ColumnOutcome } from "../../imputation/impute";
import type { Suggestion } from "../../imputation/suggestion";
import { CellState, cellStateCount } from "../../shared/cellState";
import { percentOf } from "../../shared/protocol";
import { isMissing as isMissingNow } from "../../table/cell";
import type { Table } from "../../table/column";
import { StateCounts } from "./stateCounts";

/** The texts of a table's cells: the part of `CsvFile` that the session reads. */
export interface Cells {
  readonly rows: number;
  readonly columns: number;
  /** Unquoted text; null where the row is short. */
  cell(row: number, column: number): string | null;
}

/** One cell by its place. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** A value chosen for a missing cell outside the document; null takes the choice back. */
export interface Choice extends CellPlace {
  readonly value: string | null;
}

/** A missing cell somebody has decided about, with all that has to be known to see it so again. */
export interface DecidedCell extends CellPlace {
  /** What the document holds there. */
  readonly text: string;
  readonly rejected: boolean;
  /** The value chosen outside the document; null where none is. */
  readonly chosen: string | null;
  readonly suggestion: Suggestion | null;
}

const enum Flag {
  Missing = 1,
  Rejected = 2,
  /** The model was asked and had no value for it. */
  Unfilled = 4,
}

interface TrackedColumn {
  /** `Flag`s per row. A missing cell keeps its flag when it is filled. */
  readonly flags: Uint8Array;
  /** `CellState` per row. */
  readonly states: Uint8Array;
  readonly counts: StateCounts;
  readonly suggestions: Map<number, Suggestion>;
  /** Values chosen outside the document, by row. */
  readonly chosen: Map<number, string>;
  skipReason: string | null;
}

/**
 * What a review knows of every cell that is or was a missing cell.
 *
 * Whether a missing cell is filled is read from the document, never remembered: undo, redo, revert and edits in another
 * editor need no bookkeeping. Remembered are only suggestions, rejections and, where the document cannot keep the
 * file's bytes, the values chosen for a copy.
 */
export class ReviewSession {
  #cells: Cells;
  #table: Table;
  #columns = new Map<number, TrackedColumn>();
  readonly #counts = new StateCounts();

  constructor(cells: Cells, table: Table) {
    this.#cells = cells;
    this.#table = table;
    this.#flagMissing();
    this.#recompute();
  }

  get table(): Table {
    return this.#table;
  }

  get rows(): number {
    return this.#table.rows;
  }

  /** Cells per `CellState`; the entry of `Observed` stays 0. */
  get counts(): readonly number[] {
    return Array.from(this.#counts.states);
  }

  /** Undecided suggestions per whole percent of certainty, 101 entries. */
  get certaintyCounts(): readonly number[] {
    return Array.from(this.#counts.certainty);
  }

  /** Columns with missing cells or former missing cells, in file order. */
  get columnsWithMissing(): readonly number[] {
    return [...this.#columns.keys()].sort((a, b) => a - b);
  }

  columnCounts(column: number): readonly number[] {
    const tracked = this.#columns.get(column);
    return tracked ? Array.from(tracked.counts.states) : new Array<number>(cellStateCount).fill(0);
  }

  /** Undecided suggestions of a column per whole percent of certainty; none for a column without missing cells. */
  columnCertainty(column: number): ArrayLike<number> {
    return this.#columns.get(column)?.counts.certainty ?? [];
  }

  state(row: number, column: number): CellState {
    return this.#columns.get(column)?.states[row] ?? CellState.Observed;
  }

  suggestion(row: number, column: number): Suggestion | null {
    return this.#columns.get(column)?.suggestions.get(row) ?? null;
  }

  /** Suggestions of one column, decided or not. */
  suggestionsOf(column: number): Iterable<Suggestion> {
    return this.#columns.get(column)?.suggestions.values() ?? [];
  }

  /** The cell's value: the one chosen for the copy, or the document's text; "" where the row is short. */
  text(row: number, column: number): string {
    return this.#columns.get(column)?.chosen.get(row) ?? this.#cells.cell(row, column) ?? "";
  }

  /** Whether the document has a missing cell there now. */
  isMissing(row: number, column: number): boolean {
    const at = this.#table.columns[column];
    return at !== undefined && isMissingNow(this.#table, at, row);
  }

  /** Whether the cell is or was a missing cell. */
  wasMissing(row: number, column: number): boolean {
    return ((this.#columns.get(column)?.flags[row] ?? 0) & Flag.Missing) !== 0;
  }

  /** ExplanationView a column's missing cells stay empty, or null. */
  skipReason(column: number): string | null {
    return this.#columns.get(column)?.skipReason ?? this.#table.columns[column]?.skipReason ?? null;
  }

  /** Missing cells that could have a suggestion and have none. */
  lacking(): { readonly cells: number; readonly columns: readonly number[] } {
    let cells = 0;
    const columns: number[] = [];
    for (const [column, tracked] of this.#columns) {
      const count = tracked.counts.states[CellState.Missing] ?? 0;
      if (count === 0) continue;
      cells += count;
      columns.push(column);
    }
    return { cells, columns: columns.sort((a, b) => a - b) };
  }

  /**
   * Takes suggestions in. `rowMap[row]` is today's row of a row that the model saw, -1 where it is gone or was
   * changed; null where nothing moved. A suggestion whose cell is no missing cell any more is dropped.
   * @param keep leaves suggestions that are already there as they are
   * @returns the number taken
   */
  addSuggestions(batch: readonly Suggestion[], rowMap: Int32Array | null, keep = false): number {
    let taken = 0;
    for (const suggestion of batch) {
      const row = rowMap === null ? suggestion.row : (rowMap[suggestion.row] ?? -1);
      const tracked = this.#columns.get(suggestion.column);
      if (!tracked || row < 0 || ((tracked.flags[row] ?? 0) & Flag.Missing) === 0) continue;
      if (keep && tracked.suggestions.has(row)) continue;
      this.#forget(tracked, row);
      tracked.suggestions.set(row, row === suggestion.row ? suggestion : { ...suggestion, row });
      this.#refresh(suggestion.column, tracked, row);
      taken++;
    }
    return taken;
  }

  /** Notes which missing cells the model had no value for, and why, after a run. Missing cells that come later are new to it. */
  setOutcomes(outcomes: readonly ColumnOutcome[]): void {
    for (const { index, skipReason } of outcomes) {
      const tracked = this.#columns.get(index);
      if (!tracked || skipReason === null) continue;
      tracked.skipReason = skipReason;
      for (let row = 0; row < tracked.flags.length; row++) {
        if (tracked.states[row] === CellState.Missing) tracked.flags[row] = (tracked.flags[row] ?? 0) | Flag.Unfilled;
      }
    }
    this.#recompute();
  }

  /** Turns suggestions down. @returns the cells it changed */
  reject(places: Iterable<CellPlace>): number {
    return this.#setRejected(places, CellState.Suggested, true);
  }

  /** Takes rejections back. @returns the cells it changed */
  restore(places: Iterable<CellPlace>): number {
    return this.#setRejected(places, CellState.Rejected, false);
  }

  /** Chooses values outside the document. @returns the choices that undo these */
  choose(choices: readonly Choice[]): Choice[] {
    const inverse: Choice[] = [];
    for (const { row, column, value } of choices) {
      const tracked = this.#columns.get(column);
      if (!tracked || ((tracked.flags[row] ?? 0) & Flag.Missing) === 0) continue;
      inverse.push({ row, column, value: tracked.chosen.get(row) ?? null });
      this.#forget(tracked, row);
      if (value === null) tracked.chosen.delete(row);
      else tracked.chosen.set(row, value);
      this.#refresh(column, tracked, row);
    }
    return inverse.reverse();
  }

  /** Everything chosen outside the document. */
  *choices(): Generator<{ readonly row: number; readonly column: number; readonly value: string }> {
    for (const [column, tracked] of this.#columns) {
      for (const [row, value] of tracked.chosen) yield { row, column, value };
    }
  }

  /** Every missing cell somebody has decided about. */
  *decided(): Generator<DecidedCell> {
    for (const state of [CellState.Accepted, CellState.Edited, CellState.Rejected]) {
      for (const { row, column } of this.cellsIn(state)) {
        const chosen = this.#columns.get(column)?.chosen.get(row) ?? null;
        const text = this.#cells.cell(row, column) ?? "";
        yield { row, column, text, rejected: state === CellState.Rejected, chosen, suggestion: this.suggestion(row, column) };
      }
    }
  }

  /** Makes a cell a decided one again. @returns false where it no longer is what it was */
  recall({ row, column, text, rejected, chosen, suggestion }: DecidedCell): boolean {
    const missing = this.isMissing(row, column);
    const open = rejected || chosen !== null;
    if (open ? !missing : missing || this.#cells.cell(row, column) !== text) return false;
    const tracked = this.#track(column);
    this.#forget(tracked, row);
    tracked.flags[row] = rejected ? Flag.Missing | Flag.Rejected : Flag.Missing;
    if (suggestion !== null) tracked.suggestions.set(row, { ...suggestion, row });
    if (chosen !== null) tracked.chosen.set(row, chosen);
    this.#refresh(column, tracked, row);
    return true;
  }

  /** Cells in `state`, column by column, rows ascending; all columns or one. */
  *cellsIn(state: CellState, column?: number): Generator<CellPlace> {
    for (const index of column === undefined ? this.columnsWithMissing : [column]) {
      const tracked = this.#columns.get(index);
      if (!tracked || tracked.counts.states[state] === 0) continue;
      for (let row = tracked.states.indexOf(state); row >= 0; row = tracked.states.indexOf(state, row + 1)) {
        yield { row, column: index };
      }
    }
  }

  /** Undecided suggestions of at least `percent` whole percent of certainty. */
  *cellsAbove(percent: number, column?: number): Generator<CellPlace> {
    for (const place of this.cellsIn(CellState.Suggested, column)) {
      const suggestion = this.suggestion(place.row, place.column);
      if (suggestion && percentOf(suggestion.certainty) >= percent) yield place;
    }
  }

  /**
   * Moves the review onto the document's new content.
   * @param rowMap new row per old row, -1 where the row is gone or no longer the same; null where no row moved
   */
  rebase(cells: Cells, table: Table, rowMap: Int32Array | null): void {
    const before = this.#columns;
    this.#cells = cells;
    this.#table = table;
    this.#columns = new Map();
    for (const [column, old] of before) {
      if (column >= table.columns.length) continue;
      const tracked = this.#track(column);
      tracked.skipReason = old.skipReason;
      for (let row = 0; row < old.flags.length; row++) {
        const flags = old.flags[row];
        if (!flags) continue;
        const now = rowMap === null ? row : (rowMap[row] ?? -1);
        if (now < 0 || now >= table.rows) continue;
        tracked.flags[now] = flags;
        const suggestion = old.suggestions.get(row);
        if (suggestion) tracked.suggestions.set(now, now === row ? suggestion : { ...suggestion, row: now });
        const chosen = old.chosen.get(row);
        if (chosen !== undefined) tracked.chosen.set(now, chosen);
      }
    }
    this.#flagMissing();
    this.#recompute();
  }

  #setRejected(places: Iterable<CellPlace>, from: CellState, rejected: boolean): number {
    let changed = 0;
    for (const { row, column } of [...places]) {
      const tracked = this.#columns.get(column);
      if (tracked?.states[row] !== from) continue;
      this.#forget(tracked, row);
      tracked.flags[row] = rejected ? Flag.Missing | Flag.Rejected : Flag.Missing;
      this.#refresh(column, tracked, row);
      changed++;
    }
    return changed;
  }

  #track(column: number): TrackedColumn {
    const found = this.#columns.get(column);
    if (found) return found;
    const tracked: TrackedColumn = {
      flags: new Uint8Array(this.#table.rows),
      states: new Uint8Array(this.#table.rows),
      counts: new StateCounts(),
      suggestions: new Map(),
      chosen: new Map(),
      skipReason: this.#table.columns[column]?.skipReason ?? null,
    };
    this.#columns.set(column, tracked);
    return tracked;
  }

  #flagMissing(): void {
    for (const column of this.#table.columns) {
      for (let row = 0; row < this.#table.rows; row++) {
        if (!isMissingNow(this.#table, column, row)) continue;
        const tracked = this.#track(column.index);
        tracked.flags[row] = (tracked.flags[row] ?? 0) | Flag.Missing;
      }
    }
  }

  #recompute(): void {
    this.#counts.clear();
    for (const [column, tracked] of this.#columns) {
      tracked.counts.clear();
      tracked.states.fill(CellState.Observed);
      for (let row = 0; row < tracked.flags.length; row++) if (tracked.flags[row]) this.#refresh(column, tracked, row);
    }
  }

  /** Takes a missing cell out of the counts; `#refresh` puts it back in. */
  #forget(tracked: TrackedColumn, row: number): void {
    this.#count(tracked, row, -1);
  }

  #refresh(column: number, tracked: TrackedColumn, row: number): void {
    tracked.states[row] = this.#stateOf(column, tracked, row);
    this.#count(tracked, row, 1);
  }

  #count(tracked: TrackedColumn, row: number, by: 1 | -1): void {
    const state = tracked.states[row] ?? CellState.Observed;
    const percent = percentOf(tracked.suggestions.get(row)?.certainty ?? 0);
    tracked.counts.count(state, percent, by);
    this.#counts.count(state, percent, by);
  }

  #stateOf(column: number, tracked: TrackedColumn, row: number): CellState {
    const suggestion = tracked.suggestions.get(row);
    const chosen = tracked.chosen.get(row);
    if (chosen !== undefined) return chosen === suggestion?.value ? CellState.Accepted : CellState.Edited;
    if (!this.isMissing(row, column)) {
      const accepted = suggestion !== undefined && this.#cells.cell(row, column) === suggestion.value;
      return accepted ? CellState.Accepted : CellState.Edited;
    }
    if ((tracked.flags[row] ?? 0) & Flag.Rejected) return CellState.Rejected;
    if (suggestion) return CellState.Suggested;
    const skipped = (this.#table.columns[column]?.skipReason ?? null) !== null || (tracked.flags[row] ?? 0) & Flag.Unfilled;
    return skipped ? CellState.Skipped : CellState.Missing;
  }
}
