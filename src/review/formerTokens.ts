import type { TableOutline } from "../table/column";

/**
 * Texts that meant missing by an earlier reading of the same cells. Where one of them stands again in a cell that was
 * filled, because the document was undone, it is the value that it is by now, not an edit of somebody's.
 */
export class FormerTokens {
  readonly #byColumn = new Map<number, Set<string>>();

  /** Notes what means missing in a table that is about to be read otherwise. */
  note({ columns }: Pick<TableOutline, "columns">): void {
    for (const { index, reading } of columns) {
      for (const { token } of reading.missingTokens) {
        const known = this.#byColumn.get(index);
        if (known === undefined) this.#byColumn.set(index, new Set([token]));
        else known.add(token);
      }
    }
  }

  has(column: number, text: string | null): boolean {
    return text !== null && this.#byColumn.get(column)?.has(text.trim()) === true;
  }
}
