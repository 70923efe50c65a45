import type { CsvFile } from "../csv/csvFile";
import type { TableOptions } from "./tableOptions";
import { type ColumnSchema, Missing, type TableOutline } from "./column";
import { MissingFinder } from "./missingFinder";
import { TokenCells } from "./tokenCells";

/** The missing cells of a file, one by one; which of the tokens among them mean missing is settled with their columns. */
export class MissingMap {
  /** `Missing` per row of the file, for columns that have any. */
  readonly #missing = new Map<number, Uint8Array>();
  readonly #tokens = new TokenCells();
  readonly #none: Uint8Array;

  constructor(readonly rows: number) {
    this.#none = new Uint8Array(rows);
  }

  readonly add = (row: number, column: number, missing: Missing, token: string): void => {
    this.set(row, column, missing);
    if (missing === Missing.Sentinel) this.#tokens.add(row, column, token);
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
    for (const { column, missing, rows } of this.#tokens.settled(columns)) {
      const cells = this.#missing.get(column)!;
      const kind = missing ? Missing.Sentinel : Missing.None;
      if (cells[rows[0]!] !== kind) for (const row of rows) cells[row] = kind;
    }
    return {
      rows: this.rows,
      columns: columns.map((column) => ({ ...column, missing: this.#missing.get(column.index) ?? this.#none })),
      fillShortRows,
    };
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
