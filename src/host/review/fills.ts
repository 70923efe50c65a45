import type { CsvFile } from "../../csv/csvFile";
import type { CellStyle, Fill, PlanOptions } from "../../csv/edits";
import { refusal } from "../../csv/edits";

/** Fills that can be written, and the sentence about the first that cannot. */
export interface Sorted {
  readonly fills: readonly Fill[];
  readonly refused: number;
  /** ExplanationView the first refused fill was refused; "" where none was. */
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
