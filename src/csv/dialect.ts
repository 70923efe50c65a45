/** How a table is written in a file. */
export interface Dialect {
  /** One ASCII character; detection chooses among comma, semicolon, tab and pipe. */
  readonly delimiter: string;
  /** "" where quotes are plain text. */
  readonly quote: '"' | "'" | "";
  /** Lines that begin with this hold no record; "" for none. */
  readonly comment: string;
  /** Physical lines before the header (titles, `sep=;`). */
  readonly preamble: number;
  /** Whether the first record names the columns. */
  readonly header: boolean;
  /** Records under the header that are no data: units, a second line of names. */
  readonly unitRows: number;
  /** The line end most records have. */
  readonly newline: "\n" | "\r\n" | "\r";
  /** Whether spaces between a delimiter and an opening quote are skipped. */
  readonly initialSpace: boolean;
}

/** What a user may say instead of the detection. A whole `Dialect` serves too: a file that changed keeps the one it had. */
export type DialectOverrides = Partial<Omit<Dialect, "newline">>;
