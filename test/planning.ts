import type { CsvError } from "../src/csv/csvError";
import type { CsvFile } from "../src/csv/csvFile";
import { type CellStyle, type Edit, type Fill, planEdits, type PlanOptions } from "../src/csv/edits";

/** The edits that write all of `fills`; throws for the first that must not be written. */
export function editsFor(file: CsvFile, fills: readonly Fill[], style: CellStyle, options?: PlanOptions): readonly Edit[] {
  const { edits, refused } = planEdits(file, fills, style, options);
  if (refused[0]) throw refused[0].reason;
  return edits;
}

/** Why a fill must not be written; null where it may. */
export function refusal(file: CsvFile, fill: Fill, style: CellStyle, options?: PlanOptions): CsvError | null {
  return planEdits(file, [fill], style, options).refused[0]?.reason ?? null;
}
