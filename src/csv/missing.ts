import type { CsvFile } from "./csvFile";
import { FieldFlag } from "./fields";
import { fieldEnd } from "./scan";
import { SPACE } from "./units";

/**
 * What a cell holds before anybody reads it as a value:
 * - `value`: some text;
 * - `empty`: nothing between the delimiters, bare or quoted: a missing cell;
 * - `blank`: white space only: a missing cell where the settings say so;
 * - `line`: an empty line of a file with one column, which may be an empty cell or just a line: filled only on request;
 * - `short`: the row ends before the column: filled only on request.
 */
export type CellState = "value" | "empty" | "blank" | "line" | "short";

/** Looks at the units only: no text is made. */
export function cellState(file: CsvFile, row: number, column: number): CellState {
  const field = file.field(row, column);
  if (field < 0) return "short";
  const { scan, units } = file;
  let start = scan.start[field]!;
  let end = fieldEnd(scan, file.record(row), field);
  if (start === end) return file.columns === 1 ? "line" : "empty";
  const quoted = (scan.flags[field]! & FieldFlag.Quoted) !== 0;
  if (quoted) {
    while (units[start] === SPACE) start++;
    while (units[end - 1] === SPACE) end--;
    start++;
    end--;
    if (start >= end) return "empty";
  }
  for (let i = start; i < end; i++) {
    const unit = units[i]!;
    if (unit !== SPACE && unit !== 9 && unit !== 10 && unit !== 13 && unit !== 0xa0) return "value";
  }
  return "blank";
}

/** Exact number of empty cells of the table, by column. Fast enough to run after every keystroke. */
export function countEmpty(file: CsvFile): Uint32Array {
  const counts = new Uint32Array(file.columns);
  for (let row = 0; row < file.rows; row++) {
    for (let column = 0; column < file.columns; column++) {
      if (cellState(file, row, column) === "empty") counts[column]!++;
    }
  }
  return counts;
}
