import { openBytes } from "../../src/csv/csvFile";
import { permutation, seededRandom } from "../../src/npt/random";

/** A table whose rows stand in another order, and how they come back. */
export interface Shuffled {
  readonly bytes: Uint8Array;
  /** The rows of a completed copy in the order they had. */
  restore(completed: Uint8Array): Uint8Array;
}

/** Shuffles the rows under the header; the cells stay what they are, not how they are quoted. */
export function shuffled(bytes: Uint8Array, seed: number): Shuffled {
  const { header, rows } = cellsOf(bytes);
  const order = permutation(rows.length, seededRandom(seed));
  return {
    bytes: written([header, ...Array.from(order, (row) => rows[row]!)]),
    restore(completed) {
      const found = cellsOf(completed);
      const back: (readonly string[])[] = Array(rows.length);
      for (const [at, row] of order.entries()) back[row] = found.rows[at]!;
      return written([found.header, ...back]);
    },
  };
}

function cellsOf(bytes: Uint8Array): { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const file = openBytes(bytes);
  const rows = Array.from({ length: file.rows }, (_, row) => Array.from({ length: file.columns }, (_, column) => file.cell(row, column) ?? ""));
  return { header: file.header ?? [], rows };
}

function written(lines: readonly (readonly string[])[]): Uint8Array {
  const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return Buffer.from(lines.map((cells) => `${cells.map(quoted).join(",")}\n`).join(""));
}
