/** What made an edit impossible. */
export type CsvErrorKind =
  | "dialect"
  | "other-format"
  | "not-missing"
  | "out-of-range"
  | "short-row"
  | "blank-line"
  | "empty-value"
  | "duplicate"
  | "formula"
  | "unquotable"
  | "stray-quote"
  | "encoding"
  | "stale-edits"
  | "too-long";

/** Input that cannot be used, with one sentence that says what, where and what to do. */
export class CsvError extends Error {
  override readonly name = "CsvError";
  constructor(
    readonly kind: CsvErrorKind,
    message: string,
  ) {
    super(message);
  }
}
