import type { Dialect } from "./dialect";
import { FieldFlag, type Scan } from "./fields";
import { FieldWriter } from "./fieldWriter";
import { QuoteReader } from "./quotedField";
import { afterLineEnd, CR, LF, lineEnd, markLength, SPACE, type Units } from "./units";

/** Which part of a file the units are; parts begin where a record begins. */
export interface FilePart {
  readonly first: boolean;
  /** Otherwise the last record that may go on behind the units is left to the next part. */
  readonly last: boolean;
  /** Whether blank lines are records: those of a file of one column. "auto" judges by these units. */
  readonly blankLines: boolean | "auto";
}

/** The start of a file, from which its dialect is guessed. */
export interface Sample {
  readonly units: Units;
  /** Whether the file goes on behind it. */
  readonly cut: boolean;
}

const wholeFile: FilePart = { first: true, last: true, blankLines: "auto" };

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

/** So many are listed: enough for the warnings. */
export const maxTroubled = 1000;

export const troubleBits = FieldFlag.Stray | FieldFlag.Junk | FieldFlag.Unterminated;

/**
 * Finds the fields of a file in one pass. Preamble and comment lines hold none; CR, LF and CR LF all end a record;
 * a blank line is a record only in a file of one column. Never fails: misplaced quotes are flagged.
 */
export function scan(units: Units, dialect: Dialect, part: FilePart = wholeFile): Scan {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const quote = dialect.quote === "" ? -1 : dialect.quote.charCodeAt(0);
  // Most characters of a cell lie above its end marks: one comparison passes them.
  const highest = Math.max(delimiter, CR);
  const skipsSpaces = dialect.initialSpace && delimiter !== SPACE;
  const n = units.length;
  const out = new FieldWriter(units, part.blankLines);
  const quotes = new QuoteReader(units, delimiter, quote);
  const troubled: number[] = [];
  let unterminated = false;

  let i = part.first ? afterPreamble(units, dialect) : 0;
  if (!part.last && i >= n) return { ...out.finish([]), end: 0 };
  let end = i;
  while (i < n) {
    end = i;
    const { fields } = out;
    quotes.pastEnd = false;
    if (dialect.comment !== "" && startsWith(units, i, dialect.comment)) {
      i = afterLineEnd(units, lineEnd(units, i));
      if (i >= n && !part.last) return partOf(out, fields, troubled, end);
      continue;
    }
    out.beginRecord();
    for (;;) {
      out.beginField(i);
      let flags = 0;
      let open = i;
      if (skipsSpaces) while (units[open] === SPACE) open++;
      if (open < n && units[open] === quote) {
        flags = quotes.read(open);
        i = quotes.end;
        if ((flags & troubleBits) !== 0) {
          const first: boolean = !unterminated && (flags & FieldFlag.Unterminated) !== 0;
          if (first || troubled.length < maxTroubled) troubled.push(out.fields);
          unterminated ||= first;
        }
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
    // A line end that is the last unit may be half of a CR LF.
    if (!part.last && (quotes.pastEnd || i + 1 >= n)) return partOf(out, fields, troubled, end);
    out.endRecord(i);
    i = afterLineEnd(units, i);
  }
  return { ...out.finish(troubled), end: i };
}

/** The records at the start of a file: of a sample that was cut, those that do not depend on what follows. */
export function scanSample({ units, cut }: Sample, dialect: Dialect): Scan {
  if (cut) {
    const found = scan(units, dialect, { first: true, last: false, blankLines: "auto" });
    if (found.records > 0) return found;
  }
  return scan(units, dialect);
}

/** What was read before the record that begins at `end` and has its first field at `fields`. */
function partOf(out: FieldWriter, fields: number, troubled: readonly number[], end: number): Scan {
  out.fields = fields;
  return { ...out.finish(troubled.filter((field) => field < fields)), end };
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
