import type { Suggestion } from "../../imputation/suggestion";
import { CellState } from "../../shared/cellState";
import type { ReviewSession } from "../review/session";

/** A decision on a missing cell: a value chosen for the copy, or null where the suggestion was turned down. */
interface SavedCell {
  readonly column: number;
  readonly chosen: string | null;
  readonly suggestion: Pick<Suggestion, "value" | "certainty" | "interval"> | null;
}

export interface SavedLargeRow {
  /** 0-based data row. */
  readonly row: number;
  /** Fingerprint of the row's cells that cannot be missing cells; 0 where there are none. */
  readonly print: number;
  /** Columns that are missing cells in the row: the fingerprint leaves them out. Empty where there are too many to look through. */
  readonly holes: readonly number[];
  readonly cells: readonly SavedCell[];
}

/** The decisions of a large file's review as plain data, to be found again after VS Code's restart. */
export interface SavedLarge {
  readonly format: 1;
  /** The state of the file (`stampOf`) that the rows are those of. */
  readonly stamp: string;
  /** Names of the columns: with others it is another table. */
  readonly columns: readonly string[];
  readonly rows: readonly SavedLargeRow[];
}

/** Characters of values and rows that are kept, about 30 bytes of each cell included. */
const maxCharacters = 32_000_000;
const maxMissingColumns = 256;

/** Everything decided in a review; null where nothing is. `whole`: false where it is more than is kept. */
export function saveLarge(session: ReviewSession, prints: RowPrints, stamp: string): { readonly kept: SavedLarge | null; readonly whole: boolean } {
  const byRow = new Map<number, SavedCell[]>();
  let characters = 0;
  const add = (row: number, column: number, chosen: string | null): boolean => {
    const suggestion = session.suggestion(row, column);
    characters += 100 + (chosen?.length ?? 0) + (suggestion?.value.length ?? 0);
    if (characters > maxCharacters) return false;
    const cells = byRow.get(row) ?? [];
    cells.push({ column, chosen, suggestion: suggestion && savedSuggestion(suggestion) });
    byRow.set(row, cells);
    return true;
  };
  let whole = true;
  for (const { row, column, value } of session.choices()) whole = whole && add(row, column, value);
  for (const { row, column } of session.cellsIn(CellState.Rejected)) whole = whole && add(row, column, null);
  if (byRow.size === 0) return { kept: null, whole };
  const columns = session.columnsWithMissing;
  const few = columns.length <= maxMissingColumns;
  const rows = [...byRow].map(([row, cells]): SavedLargeRow => {
    const holes = few ? columns.filter((column) => session.wasMissing(row, column)) : [];
    return { row, print: prints.of(row), holes, cells };
  });
  return { kept: { format: 1, stamp, columns: session.table.columns.map(({ name }) => name), rows }, whole };
}

function savedSuggestion({ value, certainty, interval }: Suggestion): SavedCell["suggestion"] {
  return { value, certainty, interval };
}

/** Makes the cells of a kept row decided ones again, where they still are missing cells; the row is `at` by now. @returns their number */
export function recallRow(session: ReviewSession, at: number, { cells }: SavedLargeRow): number {
  let count = 0;
  for (const { column, chosen, suggestion } of cells) {
    const whole = suggestion && { row: at, column, ...suggestion, alternatives: [] };
    if (session.recall({ row: at, column, text: "", rejected: chosen === null, chosen, suggestion: whole })) count++;
  }
  return count;
}

/** Fingerprints of the rows that have missing cells, 12 bytes each. */
export class RowPrints {
  #rows = new Uint32Array(1 << 10);
  #prints = new Float64Array(1 << 10);
  #length = 0;

  /** Rows come in rising order. */
  add(row: number, print: number): void {
    if (this.#length === this.#rows.length) {
      const [rows, prints] = [this.#rows, this.#prints];
      this.#rows = new Uint32Array(2 * rows.length);
      this.#prints = new Float64Array(2 * rows.length);
      this.#rows.set(rows);
      this.#prints.set(prints);
    }
    this.#rows[this.#length] = row;
    this.#prints[this.#length++] = print;
  }

  /** 0 for a row that was not added. */
  of(row: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rows[middle]! < row) low = middle + 1;
      else high = middle;
    }
    return low < this.#length && this.#rows[low] === row ? this.#prints[low]! : 0;
  }
}

