/** What the scanner noticed about a field; bits. */
export const FieldFlag = {
  /** Wrapped in quotes (spaces around them do not count). */
  Quoted: 1,
  /** Holds doubled quotes. */
  Escaped: 2,
  /** Quoted, with a quote inside that is not doubled. */
  Stray: 4,
  /** Text follows the closing quote. */
  Junk: 8,
  /** Starts with a quote that never closes; read as plain text. */
  Unterminated: 16,
} as const;
