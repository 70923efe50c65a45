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

/**
 * Where every field of a file is. Fields of a record are adjacent, one delimiter apart, so an end is known from
 * the next start: see `fieldEnd` of `scan.ts`. Offsets count units.
 */
export interface Scan {
  readonly records: number;
  readonly fields: number;
  /** Per field: where its range begins, quotes included. */
  readonly start: Uint32Array;
  /** Per field: `FieldFlag` bits. */
  readonly flags: Uint8Array;
  /** Per record, and one more: its first field. */
  readonly first: Uint32Array;
  /** Per record: where its last field ends, before the line end. */
  readonly recordEnd: Uint32Array;
  /** Fields with a quote where none belongs (`Stray`, `Junk`, `Unterminated`), in order: the first `maxTroubled` (of `scan.ts`) and the first `Unterminated`. */
  readonly troubled: readonly number[];
  /** Where the records end that were read: the units' length, or, in a part of a file, where the next part begins. */
  readonly end: number;
}
