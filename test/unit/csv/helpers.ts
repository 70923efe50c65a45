import type { CsvFile } from "../../../src/csv/csvFile";
import type { Edit, Fill } from "../../../src/csv/edits";

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

/** `units` with the parts that `ranges` name left out. */
export function without(units: ArrayLike<number>, ranges: readonly { start: number; end: number }[]): number[] {
  const kept: number[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    for (let i = at; i < start; i++) kept.push(units[i]!);
    at = end;
  }
  for (let i = at; i < units.length; i++) kept.push(units[i]!);
  return kept;
}

/** Where the new texts of `edits` are in the changed file. */
export function newRanges(edits: readonly Edit[], lengthOf: (text: string) => number): { start: number; end: number }[] {
  let shift = 0;
  return edits.map(({ start, end, text }) => {
    const length = lengthOf(text);
    const range = { start: start + shift, end: start + shift + length };
    shift += length - (end - start);
    return range;
  });
}

/** The texts of all cells once `fills` are written into `file`, which gave `after`. */
export function expectedCells(file: CsvFile, after: CsvFile, fills: readonly Fill[]): string[][] {
  const cells = cellsOf(file);
  for (const { row, column, value: text } of fills) {
    const blank = cells[row]![column] ?? "";
    while (cells[row]!.length < column) cells[row]!.push("");
    // After skipped spaces a quoted value stands alone; else the spaces of a blank cell are part of it.
    const alone = file.dialect.initialSpace && blank !== "" && after.cell(row, column) === text.trim();
    // A value that brings its spaces along takes the place of as many.
    const asWide = text !== text.trim() && text.length === blank.length;
    cells[row]![column] = blank === "" || asWide ? text : alone ? text.trim() : blank + text.trim();
  }
  return cells;
}

/** The edits that undo `edits`, for the changed text. `old` gives the replaced text of the unchanged file. */
export function invertEdits(edits: readonly Edit[], old: (start: number, end: number) => string): Edit[] {
  let shift = 0;
  return edits.map((edit) => {
    const start = edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
    return { start, end: start + edit.text.length, text: old(edit.start, edit.end) };
  });
}
