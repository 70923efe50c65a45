import type { Dialect } from "./dialect";
import { FieldFlag } from "./fields";
import { FieldWriter } from "./fieldWriter";
import { QuoteReader } from "./quotedField";
import { afterLineEnd, CR, LF, lineEnd, markLength, SPACE, type Units } from "./units";

/**
 * Where every field of a file is. Fields of a record are adjacent, one delimiter apart, so an end is known from
 * the next start: see `fieldEnd`. Offsets count units.
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
  /** Fields with a quote where none belongs (`Stray`, `Junk`, `Unterminated`), in order; the first thousand. */
  readonly troubled: readonly number[];
}

/** End of field `field` (an index into `scan.start`), which belongs to record `record`. */
export function fieldEnd(scan: Scan, record: number, field: number): number {
  return field + 1 < scan.first[record + 1]! ? scan.start[field + 1]! - 1 : scan.recordEnd[record]!;
}

/** The record that holds `field`. */
export function recordOf(scan: Scan, field: number): number {
  let low = 0;
  let high = scan.records - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (scan.first[middle]! <= field) low = middle;
    else high = middle - 1;
  }
  return low;
}

const troubleBits = FieldFlag.Stray | FieldFlag.Junk | FieldFlag.Unterminated;

/**
 * Finds the fields of a file in one pass. Preamble and comment lines hold none; CR, LF and CR LF all end a record;
 * a blank line is a record only in a file of one column. Never fails: misplaced quotes are flagged.
 */
export function scan(units: Units, dialect: Dialect): Scan {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const quote = dialect.quote === "" ? -1 : dialect.quote.charCodeAt(0);
  // Most characters of a cell lie above its end marks: one comparison passes them.
  const highest = Math.max(delimiter, CR);
  const n = units.length;
  const out = new FieldWriter(units);
  const quotes = new QuoteReader(units, delimiter, quote);
  const troubled: number[] = [];

  let i = afterPreamble(units, dialect);
  while (i < n) {
    if (dialect.comment !== "" && startsWith(units, i, dialect.comment)) {
      i = afterLineEnd(units, lineEnd(units, i));
      continue;
    }
    out.beginRecord();
    for (;;) {
      out.beginField(i);
      let flags = 0;
      let open = i;
      if (dialect.initialSpace) while (units[open] === SPACE) open++;
      if (open < n && units[open] === quote) {
        flags = quotes.read(open);
        i = quotes.end;
        if ((flags & troubleBits) !== 0 && troubled.length < 1000) troubled.push(out.fields);
      }
      if ((flags & FieldFlag.Quoted) === 0) {
        while (i < n) {
          const unit = units[i]!;
          if (unit <= highest && (unit === delimiter || unit === LF || unit === CR)) break;
          i++;
        }
      }
      out.endField(flags);
      if (i < n && units[i] === delimiter) i++;
      else break;
    }
    out.endRecord(i);
    i = afterLineEnd(units, i);
  }
  return out.finish(troubled);
}

function afterPreamble(units: Units, dialect: Dialect): number {
  let i = markLength(units);
  for (let line = 0; line < dialect.preamble; line++) i = afterLineEnd(units, lineEnd(units, i));
  return i;
}

function startsWith(units: Units, at: number, text: string): boolean {
  for (let k = 0; k < text.length; k++) if (units[at + k] !== text.charCodeAt(k)) return false;
  return true;
}
