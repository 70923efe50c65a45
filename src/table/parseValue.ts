import type { ColumnSchema } from "./column";
import { dateFormat } from "./dateFormat";

/** The number (or seconds since 1970 UTC) that a text in the column's spelling stands for; NaN where it is none. */
export function parseValue(column: Pick<ColumnSchema, "numberFormat" | "dateFormat">, text: string): number {
  if (column.dateFormat !== null) return dateFormat(column.dateFormat).parse(text);
  const format = column.numberFormat;
  if (format === null) return Number.NaN;
  let digits = text.trim();
  const negative = digits.startsWith("-");
  if (negative) digits = digits.slice(1);
  if (format.prefix !== "" && digits.startsWith(format.prefix)) digits = digits.slice(format.prefix.length);
  if (format.suffix !== "" && digits.endsWith(format.suffix)) digits = digits.slice(0, -format.suffix.length);
  if (format.grouping !== "") digits = digits.replaceAll(format.grouping, "");
  if (format.decimalMark === ",") digits = digits.replace(",", ".");
  if (digits.trim() === "") return Number.NaN;
  return negative ? -Number(digits) : Number(digits);
}
