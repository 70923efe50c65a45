import type { ColumnSchema } from "./column";
import { parseValue } from "./parseValue";
import type { Constraints } from "./reading";

/** A bound as a number, or seconds since 1970 UTC; NaN where it is none. */
export function parseBound(column: Pick<ColumnSchema, "numberFormat" | "dateFormat">, text: string): number {
  if (column.dateFormat !== null) {
    const own = parseValue(column, text);
    return Number.isNaN(own) ? Date.parse(/^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(text) ? `${text}Z` : text) / 1000 : own;
  }
  const plain = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(plain) ? parseValue(column, text) : plain;
}

/**
 * Whether a text may stand in a column: its value within the bounds, the text among those of `enum`, and of the
 * pattern. Whether it comes twice is another question.
 */
export function admits(column: Pick<ColumnSchema, "numberFormat" | "dateFormat">, constraints: Constraints): (text: string) => boolean {
  const { minimum, maximum, enum: allowed, pattern } = constraints;
  if (minimum === undefined && maximum === undefined && allowed === undefined && pattern === undefined) return () => true;
  const low = minimum === undefined ? Number.NaN : parseBound(column, minimum);
  const high = maximum === undefined ? Number.NaN : parseBound(column, maximum);
  const expression = pattern === undefined ? null : new RegExp(`^(?:${pattern})$`, "u");
  const isNumeric = column.numberFormat !== null || column.dateFormat !== null;
  const values = isNumeric ? new Set(allowed?.map((text) => parseBound(column, text)).filter((value) => !Number.isNaN(value))) : null;
  return (text) => {
    const trimmed = text.trim();
    if (expression !== null && !expression.test(trimmed)) return false;
    const value = isNumeric ? parseValue(column, text) : Number.NaN;
    if (value < low || value > high) return false;
    if (allowed === undefined || allowed.includes(trimmed)) return true;
    return values?.has(value) === true;
  };
}
