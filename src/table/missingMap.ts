import { Missing, type Table } from "./column";
import { isNoWord, takesStrangers } from "./sentinel";

/** The missing cells of a large file, one by one; which of the tokens among them mean missing is settled with their columns. */
export class MissingMap {
  /** `Missing` per row of the file, for columns that have any. */
  readonly #missing = new Map<number, Uint8Array>();
  /** Cells with a token that means missing among numbers only, as row and column. */
  readonly #words: { readonly row: number; readonly column: number }[] = [];

  constructor(private readonly rows: number) {}

  readonly add = (row: number, column: number, missing: Missing, token: string): void => {
    let cells = this.#missing.get(column);
    if (cells === undefined) {
      cells = new Uint8Array(this.rows);
      this.#missing.set(column, cells);
    }
    cells[row] = missing;
    if (missing === Missing.Sentinel && !isNoWord(token)) this.#words.push({ row, column });
  };

  /**
   * The learning table with the missing cells of all rows of the file: its columns' values are those of the sample, `missing`
   * has one entry for every row.
   */
  over(table: Table): Table {
    for (const { row, column } of this.#words) {
      if (!takesStrangers(table.columns[column]!.kind)) this.#missing.get(column)![row] = Missing.None;
    }
    const none = new Uint8Array(this.rows);
    const columns = table.columns.map((column) => ({ ...column, missing: this.#missing.get(column.index) ?? none }));
    return { ...table, rows: this.rows, columns };
  }
}
