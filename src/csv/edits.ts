import { CsvError, type CsvErrorKind } from "./csvError";
import type { ByteFile, CsvFile } from "./csvFile";
import { FieldFlag, type Scan } from "./fields";
import { isFormula } from "./formula";
import { type CellState, cellState } from "./missing";
import { needsQuotes, encodeCell } from "./quoting";
import { fieldEnd, maxTroubled, troubleBits } from "./scan";
import { SPACE } from "./units";

/** A value for one missing cell: 0-based data row and column, not yet quoted. */
export interface Fill {
  readonly row: number;
  readonly column: number;
  readonly value: string;
}

/** Units `start` to `end` of the file become `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Column habits the planner follows. */
export interface CellStyle {
  /** Whether the observed cells of the column are quoted (see `quotedColumns`). */
  quoted(column: number): boolean;
}

export interface PlanOptions {
  /** Whether an observed cell may be replaced: all (true), or those it says. Default: none. */
  readonly overwrite?: boolean | ((row: number, column: number) => boolean);
  /** Rows that end early get the delimiters they lack, empty lines of a single column a value. Default: refused. */
  readonly shortRows?: boolean;
}

/** A fill that must not be written, and why. */
export interface Refused<F extends Fill> {
  readonly fill: F;
  readonly reason: CsvError;
}

/** The fills that can be written, and the edits that do. */
export interface Plan<F extends Fill> {
  /** In the order in which they came. */
  readonly written: readonly F[];
  /** The smallest edits that write them, sorted and apart from each other. Spaces and quotes around a missing cell stay. */
  readonly edits: readonly Edit[];
  /** By row and column. */
  readonly refused: readonly Refused<F>[];
}

/**
 * Plans `fills`; one that must not be written does not hold up the others.
 * @throws CsvError "duplicate" where a cell has two values
 */
export function planEdits<F extends Fill>(file: CsvFile, fills: readonly F[], style: CellStyle, options: PlanOptions = {}): Plan<F> {
  const sorted = [...fills].sort((a, b) => a.row - b.row || a.column - b.column);
  const edits: Edit[] = [];
  const refused: Refused<F>[] = [];
  /** Fills of one row that lie behind its end. */
  let appended: F[] = [];
  for (const [i, fill] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before?.row === fill.row && before.column === fill.column) {
      throw new CsvError("duplicate", `${place(file, fill)} is filled twice; give one value for each cell.`);
    }
    const state = stateOf(file, fill);
    const reason = refusalOf(file, fill, state, style, options);
    if (reason !== null) refused.push({ fill, reason });
    else if (state === "short") appended.push(fill);
    else push(edits, fillCell(file, fill, state!, style));
    if (appended.length > 0 && sorted[i + 1]?.row !== fill.row) {
      push(edits, lengthenRow(file, appended, style));
      appended = [];
    }
  }
  const held = new Set<F>(refused.map(({ fill }) => fill));
  return { written: held.size === 0 ? fills : fills.filter((fill) => !held.has(fill)), edits, refused };
}

/** What the cell holds; null outside the table. */
function stateOf(file: CsvFile, { row, column }: Fill): CellState | null {
  return row < 0 || row >= file.rows || column < 0 || column >= file.columns ? null : cellState(file, row, column);
}

/** Why `fill` must not be written, or null where it may. */
function refusalOf(file: CsvFile, fill: Fill, state: CellState | null, style: CellStyle, options: PlanOptions): CsvError | null {
  const refused = (kind: CsvErrorKind, reason: string): CsvError => new CsvError(kind, `${place(file, fill)} ${reason}`);
  if (state === null) return refused("out-of-range", `is outside the table (${file.rows} rows, ${file.columns} columns).`);
  if (state === "value" && !mayOverwrite(fill, options)) return refused("not-missing", "already has a value; observed cells are never changed.");
  if (state === "short" && options.shortRows !== true) return refused("short-row", "lies behind the end of its row; fill short rows only on request.");
  if (state === "line" && options.shortRows !== true) return refused("blank-line", "is an empty line; fill it only on request.");
  if (fill.value.trim() === "") return refused("empty-value", "got a value without a visible character; give a text to write.");
  if (isFormula(fill.value)) return refused("formula", `would hold ${fill.value.slice(0, 40)}, which a spreadsheet runs as a formula; type it by hand.`);
  const { dialect, scan } = file;
  if (dialect.quote === "" && needsQuotes(fill.value, dialect)) return refused("unquotable", "needs quotes for its value, and this file has none.");
  const quotes = isQuoted(file, fill, state) || encodeCell(fill.value, "bare", dialect, style.quoted(fill.column)) !== fill.value;
  // A new pair of quotes behind a misplaced one would change how the cells between are read.
  if (quotes && isTroubled(scan, file.record(fill.row))) return refused("stray-quote", "needs quotes, but a misplaced quote comes before it; correct that first.");
  return null;
}

function mayOverwrite({ row, column }: Fill, { overwrite = false }: PlanOptions): boolean {
  return typeof overwrite === "boolean" ? overwrite : overwrite(row, column);
}

/** Whether a misplaced quote is in the record, or one that never closes before it. */
function isTroubled(scan: Scan, record: number): boolean {
  const [from, to] = [scan.first[record]!, scan.first[record + 1]!];
  for (const field of scan.troubled) {
    if (field >= to) break;
    if (field >= from || (scan.flags[field]! & FieldFlag.Unterminated) !== 0) return true;
  }
  if (scan.troubled.length < maxTroubled) return false;
  for (let field = from; field < to; field++) if ((scan.flags[field]! & troubleBits) !== 0) return true;
  return false;
}

function isQuoted(file: CsvFile, fill: Fill, state: CellState): boolean {
  if (state === "short" || state === "line") return false;
  return (file.scan.flags[file.field(fill.row, fill.column)]! & FieldFlag.Quoted) !== 0;
}

function fillCell(file: CsvFile, fill: Fill, state: CellState, style: CellStyle): Edit {
  const { scan, units, dialect } = file;
  const field = file.field(fill.row, fill.column);
  let start = scan.start[field]!;
  let end = fieldEnd(scan, file.record(fill.row), field);
  const quoted = (scan.flags[field]! & FieldFlag.Quoted) !== 0;
  const inside = quoted && (scan.flags[field]! & FieldFlag.Junk) === 0;
  if (inside) {
    while (units[start] === SPACE) start++;
    while (units[end - 1] === SPACE) end--;
    start++;
    end--;
  }
  if (state !== "blank") {
    return {
      start,
      end,
      text: encodeCell(fill.value, inside ? "inside-quotes" : "bare", dialect, style.quoted(fill.column)),
    };
  }
  // A value that brings its spaces along takes the place of as many.
  if (fill.value.trim() !== fill.value && fill.value.length === file.cell(fill.row, fill.column)?.length) {
    return { start, end, text: encodeCell(fill.value, inside ? "inside-quotes" : "bare", dialect, style.quoted(fill.column)) };
  }
  // The spaces stay; those the value would bring along are there already.
  const value = fill.value.trim();
  if (inside) return { start: end, end, text: encodeCell(value, "inside-quotes", dialect, false) };
  const text = encodeCell(value, "bare", dialect, style.quoted(fill.column));
  const skipped = dialect.initialSpace && units.subarray(start, end).every((unit) => unit === SPACE);
  if (text === value || skipped) return { start: end, end, text };
  // A quote opens a cell only as its first character: the white space goes inside.
  const padded = (file.cell(fill.row, fill.column) ?? "") + value;
  return { start, end, text: encodeCell(padded, "bare", dialect, true) };
}

/** Appends the delimiters a short row lacks, with the values between them; `fills` are of one row, by column. */
function lengthenRow(file: CsvFile, fills: readonly Fill[], style: CellStyle): Edit {
  const record = file.record(fills[0]!.row);
  let text = "";
  let width = file.scan.first[record + 1]! - file.scan.first[record]!;
  for (const { column, value } of fills) {
    text += file.dialect.delimiter.repeat(column - width + 1);
    text += encodeCell(value, "bare", file.dialect, style.quoted(column));
    width = column + 1;
  }
  const at = file.scan.recordEnd[record]!;
  return { start: at, end: at, text };
}

/** Adds an edit; one that starts where the last ends (a filled last cell and the cells behind it) becomes part of it. */
function push(edits: Edit[], edit: Edit): void {
  const last = edits.at(-1);
  if (last !== undefined && last.end === edit.start) {
    edits[edits.length - 1] = { start: last.start, end: edit.end, text: last.text + edit.text };
  } else edits.push(edit);
}

/** Which columns quote their cells: more than half of those that hold something, or that are written as `""`. */
export function quotedColumns(file: CsvFile): (column: number) => boolean {
  const quoted = new Int32Array(file.columns);
  const { scan } = file;
  for (let row = 0; row < file.rows; row++) {
    const record = file.record(row);
    const from = scan.first[record]!;
    const to = Math.min(scan.first[record + 1]!, from + file.columns);
    for (let f = from; f < to; f++) {
      if (fieldEnd(scan, record, f) === scan.start[f]) continue;
      quoted[f - from]! += (scan.flags[f]! & FieldFlag.Quoted) !== 0 ? 1 : -1;
    }
  }
  return (column) => (quoted[column] ?? 0) > 0;
}

/** `text` with `edits` made. */
export function applyToText(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits) {
    checkOrder(edit, at, text.length);
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}

/**
 * The file's bytes with `edits` made, in the file's encoding.
 * @throws CsvError "encoding" where the encoding lacks a character of a value
 */
export function applyToBytes(file: ByteFile, bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const { codec } = file;
  const texts = edits.map((edit) => encoded(file, edit.text));
  let length = bytes.length;
  for (const [i, edit] of edits.entries()) length += texts[i]!.length - (edit.end - edit.start) * codec.unitBytes;
  const result = new Uint8Array(length);
  let from = 0;
  let to = 0;
  for (const [i, edit] of edits.entries()) {
    checkOrder(edit, from / codec.unitBytes, bytes.length / codec.unitBytes);
    const kept = bytes.subarray(from, edit.start * codec.unitBytes);
    result.set(kept, to);
    to += kept.length;
    result.set(texts[i]!, to);
    to += texts[i]!.length;
    from = edit.end * codec.unitBytes;
  }
  result.set(bytes.subarray(from), to);
  return result;
}

function encoded(file: ByteFile, text: string): Uint8Array {
  const bytes = file.codec.encode(text);
  if (bytes !== null) return bytes;
  throw new CsvError(
    "encoding",
    `The value ${text.slice(0, 40)} has characters that ${file.encoding} cannot write; save the file as UTF-8 first.`,
  );
}

function checkOrder(edit: Edit, at: number, length: number): void {
  if (edit.start < at || edit.end < edit.start || edit.end > length) {
    throw new CsvError("stale-edits", "The edits do not fit the file; it has changed since they were planned.");
  }
}

function place(file: CsvFile, { row, column }: Fill): string {
  const name = file.header?.[column]?.slice(0, 60);
  return `Row ${(file.chosen?.rows[row] ?? row) + 1}, column ${name === undefined || name === "" ? column + 1 : name}`;
}
