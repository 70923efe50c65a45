import type { Dialect } from "./dialect";

/** Where a value goes. */
export type CellContext =
  /** Nothing, or spaces, between two delimiters. */
  | "bare"
  /** Between two quotes that are already there. */
  | "inside-quotes";

/**
 * A value as it is written into a missing cell.
 * @param quotedColumn whether the observed cells of the column are quoted
 */
export function encodeCell(value: string, context: CellContext, dialect: Dialect, quotedColumn: boolean): string {
  const { quote } = dialect;
  if (context === "inside-quotes") return doubleQuotes(value, quote);
  // The line that decides how an empty cell is quoted:
  const quoted = quote !== "" && (quotedColumn || needsQuotes(value, dialect));
  return quoted ? quote + doubleQuotes(value, quote) + quote : value;
}

/** Whether a bare `value` would be read back as something else. */
export function needsQuotes(value: string, { delimiter, quote, comment }: Dialect): boolean {
  return (
    value.includes(delimiter) ||
    (quote !== "" && value.includes(quote)) ||
    /[\r\n]/.test(value) ||
    (comment !== "" && value.startsWith(comment)) ||
    value.startsWith("\ufeff")
  );
}

function doubleQuotes(value: string, quote: string): string {
  return value.replaceAll(quote, quote + quote);
}
