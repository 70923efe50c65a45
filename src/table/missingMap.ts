import type { CsvFile } from "../csv/csvFile";
import type { TableOptions } from "./buildTable";
import { type ColumnSchema, Missing, type TableOutline } from "./column";
import { MissingFinder } from "./missingFinder";
import { isNoWord } from "./sentinel";

/** The missing cells of a file, one by one; which of the tokens among them mean missing is settled with their columns. */
export class MissingMap {
  /** `Missing` per row of the file, for columns that have any. */
  readonly #missing = new Map<number, Uint8Array>();
  /** Cells with a token that means missing among numbers only, as row and column. */
  readonly #words: { readonly row: number; readonly column: number }[] = [];
  readonly #none: Uint8Array;

  constructor(readonly rows: number) {
    this.#none = new Uint8Array(rows);
  }

  readonly add = (row: number, column: number, missing: Missing, token: string): void => {
    this.set(row, column, missing);
    if (missing === Missing.Sentinel && !isNoWord(token)) this.#words.push({ row, column });
  };

  /** Notes a cell about which nothing is left to settle. */
  set(row: number, column: number, missing: Missing): void {
    let cells = this.#missing.get(column);
    if (cells === undefined) {
      if (missing === Missing.None) return;
      cells = new Uint8Array(this.rows);
      this.#missing.set(column, cells);
    }
    cells[row] = missing;
  }

  /** The columns with their missing cells, one entry for every row of the file. */
  outline<C extends ColumnSchema>(columns: readonly C[], fillShortRows: boolean): TableOutline & { readonly columns: readonly (C & { readonly missing: Uint8Array })[] } {
    for (const { row, column } of this.#words) {
      this.#missing.get(column)![row] = columns[column]!.wordsMeanMissing ? Missing.Sentinel : Missing.None;
    }
    return {
      rows: this.rows,
      columns: columns.map((column) => ({ ...column, missing: this.#missing.get(column.index) ?? this.#none })),
      fillShortRows,
    };
  }

  /** The cells with a token that is a word and does not mean missing in a column of these. */
  *values(columns: readonly ColumnSchema[]): Generator<{ readonly row: number; readonly column: number }> {
    for (const cell of this.#words) if (!columns[cell.column]!.wordsMeanMissing) yield cell;
  }
}

/** Rows looked at between two pauses: some 10 ms of work for a table of 20 columns. */
const cellsPerTurn = 100_000;

/** The missing cells of a file that is held whole. @param pause lets other work of the thread run */
export async function missingInTurns(file: CsvFile, options: Partial<TableOptions>, pause: () => Promise<void>): Promise<MissingMap> {
  const map = new MissingMap(file.rows);
  const finder = new MissingFinder(options);
  const rowsPerTurn = Math.max(1, Math.ceil(cellsPerTurn / Math.max(1, file.columns)));
  for (let row = 0; row < file.rows; row++) {
    finder.find(file, row, (column, missing, token) => map.add(row, column, missing, token));
    if ((row + 1) % rowsPerTurn === 0) await pause();
  }
  return map;
}
