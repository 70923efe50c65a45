import type { ColumnSchema } from "./column";
import { dateFormat } from "./dateFormat";
import { parseNumber } from "./numberText";

/** The number (or seconds since 1970 UTC) that a text in the column's spelling stands for; NaN where it is none. */
export function parseValue(column: Pick<ColumnSchema, "numberFormat" | "dateFormat">, text: string): number {
  if (column.dateFormat !== null) return dateFormat(column.dateFormat).parse(text.trim());
  return column.numberFormat === null ? Number.NaN : parseNumber(text, column.numberFormat);
}
