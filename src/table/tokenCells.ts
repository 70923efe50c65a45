import type { ColumnSchema } from "./column";
import { meansMissing } from "./sentinel";

/** Cells that hold a token which may mean missing: whether it does is settled with what their columns are. */
export class TokenCells {
  /** Rows by column and token. */
  readonly #rows = new Map<number, Map<string, number[]>>();

  add(row: number, column: number, token: string): void {
    let tokens = this.#rows.get(column);
    if (tokens === undefined) {
      tokens = new Map();
      this.#rows.set(column, tokens);
    }
    const rows = tokens.get(token);
    if (rows === undefined) tokens.set(token, [row]);
    else rows.push(row);
  }

  /** Every token of every column, whether it means missing there, and the rows that hold it. */
  *settled(columns: readonly Pick<ColumnSchema, "wordsMeanMissing" | "valueTokens">[]): Generator<{ readonly column: number; readonly missing: boolean; readonly rows: readonly number[] }> {
    for (const [column, tokens] of this.#rows) {
      for (const [token, rows] of tokens) yield { column, missing: meansMissing(columns[column]!, token), rows };
    }
  }
}
