import type { ColumnOutcome } from "../imputation/impute";
import { type PackedSuggestions, packSuggestions } from "../imputation/packed";
import type { Suggestion } from "../imputation/suggestion";
import { CellState, cellStateCount } from "../shared/cellState";
import { percentOf } from "../shared/protocol";
import { isMissing as isMissingNow } from "../table/cell";
import { Missing } from "../table/column";
import { type BarKey, barOf } from "./bars";
import { FormerTokens } from "./formerTokens";
import { StateCounts } from "./stateCounts";
import { SuggestionStore } from "./suggestionStore";
import type { CellPlace, Cells, Choice, ReviewedTable } from "./table";
import { Flag, TrackedColumn } from "./trackedColumn";

/** A missing cell somebody has decided about, with all that has to be known to see it so again. */
export interface DecidedCell extends CellPlace {
  /** What the document holds there. */
  readonly text: string;
  readonly rejected: boolean;
  /** The value chosen outside the document; null where none is. */
  readonly chosen: string | null;
  readonly suggestion: Suggestion | null;
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
  #table: ReviewedTable;
  readonly #suggestions = new SuggestionStore();
  #columns = new Map<number, TrackedColumn>();
  readonly #counts = new StateCounts();

  /** @param tokens what meant missing by earlier readings of the same cells */
  constructor(
    cells: Cells,
    table: ReviewedTable,
    readonly tokens = new FormerTokens(),
  ) {
    this.#cells = cells;
    this.#table = table;
    this.#flagMissing();
    this.#recompute();
  }

  get table(): ReviewedTable {
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

  get columnsWithSuggestions(): readonly number[] {
    return this.columnsWithMissing.filter((column) => this.columnCounts(column)[CellState.Suggested]! > 0);
  }

  columnCounts(column: number): readonly number[] {
    const tracked = this.#columns.get(column);
    return tracked ? Array.from(tracked.counts.states) : new Array<number>(cellStateCount).fill(0);
  }

  /** Cells of a column that have no value now. */
  missingIn(column: number): number {
    return this.columnCounts(column).reduce((sum, cells, state) => (isFilled(state) ? sum : sum + cells), 0);
  }

  /** Undecided suggestions of a column per whole percent of certainty; none for a column without missing cells. */
  columnCertainty(column: number): ArrayLike<number> {
    return this.#columns.get(column)?.counts.certainty ?? [];
  }

  state(row: number, column: number): CellState {
    return this.#columns.get(column)?.states[row] ?? CellState.Observed;
  }

  /** The `CellState` of each of a column's cells; empty for a column without missing cells. */
  statesOf(column: number): Uint8Array {
    return this.#columns.get(column)?.states ?? new Uint8Array(0);
  }

  suggestion(row: number, column: number): Suggestion | null {
    return this.#suggestions.get(row, column);
  }

  /** The suggested text alone; null where there is no suggestion. */
  suggestedValue(row: number, column: number): string | null {
    return this.#suggestions.value(row, column);
  }

  /** Undecided suggestions of a column per bar of its header (see `barOf`). */
  suggestedBars(column: number): ReadonlyMap<BarKey, number> {
    return this.#columns.get(column)?.bars ?? new Map();
  }

  /** Whole percent of a suggestion's certainty; -1 where there is none. */
  percent(row: number, column: number): number {
    const certainty = this.#suggestions.certainty(row, column);
    return certainty < 0 ? -1 : percentOf(certainty);
  }

  /** Rows of a column that have a suggestion, decided or not, in no particular order. */
  suggestedRows(column: number): Iterable<number> {
    return this.#suggestions.rows(column);
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

  /** Why a column's missing cells stay empty, or null. */
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
  addSuggestions(batch: PackedSuggestions, rowMap: Int32Array | null, keep = false): number {
    const rowOf = (k: number): number => {
      const row = rowMap === null ? batch.rows[k]! : (rowMap[batch.rows[k]!] ?? -1);
      const column = batch.columns[k]!;
      if (row < 0 || !this.wasMissing(row, column)) return -1;
      return keep && this.#suggestions.has(row, column) ? -1 : row;
    };
    const rows = Int32Array.from(batch.columns, (_, k) => rowOf(k));
    for (const [k, row] of rows.entries()) if (row >= 0) this.#forget(this.#track(batch.columns[k]!), row, batch.columns[k]!);
    const taken = this.#suggestions.add(batch, (k) => rows[k]!);
    for (const [k, row] of rows.entries()) if (row >= 0) this.#refresh(batch.columns[k]!, this.#track(batch.columns[k]!), row);
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
      this.#recount(index, tracked);
    }
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
      this.#forget(tracked, row, column);
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
        const rejected = state === CellState.Rejected;
        // What is still missing has no text to be known again by.
        const text = rejected || chosen !== null ? "" : (this.#cells.cell(row, column) ?? "");
        yield { row, column, text, rejected, chosen, suggestion: this.suggestion(row, column) };
      }
    }
  }

  /** Whether somebody has decided about the cell. */
  isDecided(row: number, column: number): boolean {
    const state = this.state(row, column);
    return isFilled(state) || state === CellState.Rejected;
  }

  /** Makes a cell a decided one again. @returns false where it no longer is what it was */
  recall({ row, column, text, rejected, chosen, suggestion }: DecidedCell): boolean {
    if (row < 0 || row >= this.#table.rows) return false;
    const missing = this.isMissing(row, column);
    const open = rejected || chosen !== null;
    if (open ? !missing : missing || this.#cells.cell(row, column) !== text) return false;
    const tracked = this.#track(column);
    this.#forget(tracked, row, column);
    tracked.flags[row] = rejected ? Flag.Missing | Flag.Rejected : Flag.Missing;
    if (suggestion !== null) this.#suggestions.add(packSuggestions([{ ...suggestion, row, column }]), () => row);
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

  /** Undecided suggestions in the rows that `shown` marks with 1. */
  suggestedIn(shown: Uint8Array): number {
    let cells = 0;
    for (const { counts, states } of this.#columns.values()) {
      if (counts.states[CellState.Suggested] === 0) continue;
      for (let row = 0; row < states.length; row++) if (states[row] === CellState.Suggested && shown[row] === 1) cells++;
    }
    return cells;
  }

  /** Undecided suggestions of at least `percent` whole percent of certainty. */
  *cellsAbove(percent: number, column?: number): Generator<CellPlace> {
    for (const place of this.cellsIn(CellState.Suggested, column)) {
      if (this.percent(place.row, place.column) >= percent) yield place;
    }
  }

  /**
   * Moves the review onto the document's new content.
   * @param rowMap new row per old row, -1 where the row is gone or no longer the same; null where no row moved
   */
  rebase(cells: Cells, table: ReviewedTable, rowMap: Int32Array | null): void {
    const before = this.#columns;
    this.#cells = cells;
    this.#setTable(table);
    this.#columns = new Map();
    this.#counts.clear();
    this.#suggestions.moved(rowMap, (column) => column < table.columns.length);
    for (const [column, old] of before) {
      if (column >= table.columns.length) continue;
      const tracked = this.#track(column);
      tracked.skipReason = old.skipReason;
      for (let row = 0; row < old.flags.length; row++) {
        const flags = old.flags[row];
        if (!flags) continue;
        const now = rowMap === null ? row : (rowMap[row] ?? -1);
        if (now < 0 || now >= table.rows) continue;
        if (this.tokens.has(column, cells.cell(now, column)) && !this.isMissing(now, column)) continue;
        tracked.flags[now] = flags;
        const chosen = old.chosen.get(row);
        if (chosen !== undefined) tracked.chosen.set(now, chosen);
      }
    }
    this.#flagMissing();
    this.#recompute();
  }

  /** More rows are known, behind the others; what is missing in them is told later. */
  grow(table: ReviewedTable): void {
    this.#table = table;
  }

  /**
   * Takes in what else is known of the same cells: what the columns hold, and so what is missing. A cell
   * that turns out to be a value is none of the review's.
   */
  learn(table: ReviewedTable): void {
    this.#setTable(table);
    for (const [column, tracked] of this.#columns) {
      const now = table.columns[column];
      if (now !== undefined) tracked.dropValues(now);
    }
    this.#flagMissing();
    this.#recompute();
  }

  /**
   * Takes in what the columns hold, where every missing cell has been told of already. Only columns that are left out
   * now, or no longer, and those with suggestions look different.
   */
  learnColumns(table: ReviewedTable): void {
    const before = this.#table.columns;
    this.#table = table;
    for (const [column, tracked] of this.#columns) {
      const same = table.columns[column]?.skipReason === before[column]?.skipReason;
      if (!same || this.#suggestions.holds(column)) this.#recount(column, tracked);
    }
  }

  /** Takes in what is known since of some cells, as rows and columns: most are missing. The rest of `table` is as it was. */
  learnMissing(table: ReviewedTable, rows: Int32Array, columns: Int32Array): void {
    this.#table = table;
    for (let k = 0; k < rows.length; k++) {
      const [row, column] = [rows[k]!, columns[k]!];
      const tracked = this.#track(column);
      const [was, is] = [tracked.flags[row] !== 0, this.isMissing(row, column)];
      if (was === is || (was && tracked.isDecided(row))) continue;
      this.#forget(tracked, row, column);
      tracked.flags[row] = is ? Flag.Missing : 0;
      if (is) this.#refresh(column, tracked, row);
      else tracked.states[row] = CellState.Observed;
    }
  }

  #setTable(table: ReviewedTable): void {
    if (table.columns !== this.#table.columns) this.tokens.note(this.#table);
    this.#table = table;
  }

  #setRejected(places: Iterable<CellPlace>, from: CellState, rejected: boolean): number {
    let changed = 0;
    for (const { row, column } of [...places]) {
      const tracked = this.#columns.get(column);
      if (tracked?.states[row] !== from) continue;
      this.#forget(tracked, row, column);
      tracked.flags[row] = rejected ? Flag.Missing | Flag.Rejected : Flag.Missing;
      this.#refresh(column, tracked, row);
      changed++;
    }
    return changed;
  }

  #track(column: number): TrackedColumn {
    let tracked = this.#columns.get(column);
    if (tracked === undefined) {
      tracked = new TrackedColumn(this.#table.rows);
      this.#columns.set(column, tracked);
    }
    tracked.grow(this.#table.rows);
    return tracked;
  }

  /** Twenty million cells of a large file pass here: the loop calls nothing. */
  #flagMissing(): void {
    const { rows, fillShortRows } = this.#table;
    for (const { index, missing } of this.#table.columns) {
      let flags: Uint8Array | null = null;
      for (let row = 0; row < rows; row++) {
        const kind = missing[row]!;
        if (kind === Missing.None || (kind === Missing.ShortRow && fillShortRows !== true)) continue;
        flags ??= this.#track(index).flags;
        flags[row]! |= Flag.Missing;
      }
    }
  }

  #recompute(): void {
    for (const [column, tracked] of this.#columns) this.#recount(column, tracked);
  }

  #recount(column: number, tracked: TrackedColumn): void {
    this.#counts.subtract(tracked.counts);
    tracked.counts.clear();
    tracked.bars.clear();
    tracked.states.fill(CellState.Observed);
    for (let row = 0; row < tracked.flags.length; row++) if (tracked.flags[row]) this.#refresh(column, tracked, row);
  }

  /** Takes a missing cell out of the counts; `#refresh` puts it back in. */
  #forget(tracked: TrackedColumn, row: number, column: number): void {
    this.#count(tracked, row, column, -1);
  }

  #refresh(column: number, tracked: TrackedColumn, row: number): void {
    tracked.states[row] = this.#stateOf(column, tracked, row);
    this.#count(tracked, row, column, 1);
  }

  #count(tracked: TrackedColumn, row: number, column: number, by: 1 | -1): void {
    const state = tracked.states[row] ?? CellState.Observed;
    const suggested = state === CellState.Suggested;
    const percent = suggested ? this.percent(row, column) : 0;
    tracked.counts.count(state, percent, by);
    this.#counts.count(state, percent, by);
    const at = suggested ? this.#table.columns[column] : undefined;
    if (at === undefined) return;
    const bar = barOf(at, this.#suggestions.estimate(row, column), this.#suggestions.value(row, column) ?? "");
    if (bar !== null) tracked.countBar(bar, by);
  }

  #stateOf(column: number, tracked: TrackedColumn, row: number): CellState {
    const chosen = tracked.chosen.get(row);
    if (chosen !== undefined) return chosen === this.#suggestions.value(row, column) ? CellState.Accepted : CellState.Edited;
    if (!this.isMissing(row, column)) {
      const suggested = this.#suggestions.value(row, column);
      const accepted = suggested !== null && this.#cells.cell(row, column) === suggested;
      return accepted ? CellState.Accepted : CellState.Edited;
    }
    if ((tracked.flags[row] ?? 0) & Flag.Rejected) return CellState.Rejected;
    if (this.#suggestions.has(row, column)) return CellState.Suggested;
    const skipped = (this.#table.columns[column]?.skipReason ?? null) !== null || (tracked.flags[row] ?? 0) & Flag.Unfilled;
    return skipped ? CellState.Skipped : CellState.Missing;
  }
}

function isFilled(state: CellState): boolean {
  return state === CellState.Accepted || state === CellState.Edited;
}
