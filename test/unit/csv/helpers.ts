import type { CsvFile } from "../../../src/csv/csvFile";

/** Property tests use one seed, so that a failure today is a failure tomorrow; fast-check prints it. */
export const seed = Number(process.env.FC_SEED ?? 20261123);

/** All data cells as texts, short rows as they are. */
export function cellsOf(file: CsvFile): string[][] {
  return Array.from({ length: file.rows }, (_, row) => {
    const cells: string[] = [];
    for (let column = 0; ; column++) {
      const text = file.cell(row, column);
      if (text === null) return cells;
      cells.push(text);
    }
  });
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
