import type { CsvFile } from "../../csv/csvFile";
import type { CellStyle, Fill, PlanOptions } from "../../csv/edits";
import { refusal } from "../../csv/edits";
import { Missing, type Table } from "../../table/column";

/** Fills that can be written, and the sentence about the first that cannot. */
export interface Sorted {
  readonly fills: readonly Fill[];
  readonly refused: number;
  /** Why the first refused fill was refused; "" where none was. */
  readonly because: string;
}

/** Keeps the fills that `planEdits` would write, so that one bad value does not hold up the others. */
export function writable(file: CsvFile, fills: readonly Fill[], style: CellStyle, options: PlanOptions): Sorted {
  const kept: Fill[] = [];
  let because = "";
  for (const fill of fills) {
    const error = refusal(file, fill, style, options);
    if (error === null) kept.push(fill);
    else if (because === "") because = error.message;
  }
  return { fills: kept, refused: fills.length - kept.length, because };
}

/** The planner's options for holes of `table`: sentinel tokens that count as missing may be replaced. */
export function planOptions(file: CsvFile, table: Table, fills: readonly Fill[]): PlanOptions {
  const tokens = new Set<string>();
  for (const { row, column } of fills) {
    if (table.columns[column]?.missing[row] !== Missing.Sentinel) continue;
    const text = file.cell(row, column);
    if (text !== null) tokens.add(text.trim());
  }
  return { overwrite: [...tokens], shortRows: table.fillShortRows === true };
}
