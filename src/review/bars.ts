import { parseValue } from "../table/parseValue";
import type { NumberSummary } from "../table/profile";
import type { ReviewedColumn } from "./table";

/** Which bar of a column's header a suggestion belongs to: the bin of a number or date, the text of a category. */
export type BarKey = number | string;

/**
 * The bar of a suggested value; null for columns without bars.
 * @param number the suggested number before rounding; NaN where only the text is known
 */
export function barOf(column: ReviewedColumn, number: number, text: string): BarKey | null {
  if (column.summary === null) return null;
  const { numbers } = column.summary.profile;
  if (numbers === null) return hasLevels(column) ? text : null;
  // Of a suggestion that was saved, only the text is left.
  const value = Number.isNaN(number) ? parseValue(column, text) : number;
  return Number.isNaN(value) ? null : binOf(numbers, value);
}

/** Whether the column's bars are its most frequent values. */
export function hasLevels({ kind }: ReviewedColumn): boolean {
  return kind !== "id" && kind !== "text" && kind !== "empty";
}

function binOf({ min, max, bins }: NumberSummary, value: number): number {
  if (max === min) return 0;
  return Math.max(0, Math.min(bins.length - 1, Math.floor(((value - min) / (max - min)) * bins.length)));
}
