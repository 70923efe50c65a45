import { detectDialect, sampleLength } from "./detectDialect";
import type { Dialect, DialectOverrides } from "./dialect";
import { type Codec, codecOf, type Encoding } from "./encoding";
import { FieldFlag, type Scan } from "./fields";
import { fieldEnd, recordOf, scan } from "./scan";
import { scanInTurns } from "./scanInTurns";
import { textUnits, type Units } from "./units";

/** Columns of a table; what lies behind them is left as it is. A line of commas must not become a table of millions. */
export const maxColumns = 1 << 15;

/** Warnings of one kind that are kept. */
export const maxWarnings = 100;

/** Something about a file that a user should know before trusting the table. */
export interface CsvWarning {
  readonly kind: "unterminated-quote" | "stray-quote" | "long-row" | "many-columns";
  /** 0-based data row, -1 in the header. */
  readonly row: number;
  readonly message: string;
}

/** An opened file: cells by data row and column, and the ranges they take. */
export interface CsvFile {
  readonly dialect: Dialect;
  readonly scan: Scan;
  readonly units: Units;
  /** Names as written, padded with "" to `columns`; null where the file has no header. */
  readonly header: readonly string[] | null;
  /** Data records: header, preamble, comments left out. */
  readonly rows: number;
  readonly columns: number;
  /** What to tell the user; the first hundred of each kind. */
  readonly warnings: readonly CsvWarning[];
  /** Text without quotes; null where the row ends before `column`. */
  cell(row: number, column: number): string | null;
  /** The cell's range in units, quotes included; null where the row ends before `column`. */
  range(row: number, column: number): { start: number; end: number } | null;
  /** Index of the cell's field in `scan`, -1 where the row ends before `column`. */
  field(row: number, column: number): number;
  /** Index of the row's record in `scan`. */
  record(row: number): number;
  /** Row in the file per row, where this holds only some rows of it, and the rows of the file; absent where it holds all. */
  readonly chosen?: { readonly rows: Int32Array; readonly of: number };
}

/** A file opened from its bytes. */
export interface ByteFile extends CsvFile {
  readonly encoding: Encoding;
  readonly codec: Codec;
}

/** Opens a document's text: offsets are UTF-16 offsets into `text`, a byte order mark in it counts. */
export function openText(text: string, overrides: DialectOverrides = {}): CsvFile {
  return open(textUnits(text), (start, end) => text.slice(start, end), overrides);
}

/** `openText` in turns, for a thread that has other things to do. @param pause lets other work run */
export async function openTextInTurns(text: string, overrides: DialectOverrides, pause: () => Promise<void>): Promise<CsvFile> {
  const units = textUnits(text);
  const dialect = detectDialect(units, overrides);
  return over(units, (start, end) => text.slice(start, end), dialect, await scanInTurns(units, dialect, pause));
}

/** Opens a file's bytes: offsets are byte offsets, or offsets of 16-bit units where the encoding is UTF-16. */
export function openBytes(bytes: Uint8Array, overrides: DialectOverrides = {}): ByteFile {
  const codec = codecOf(bytes);
  return { ...open(codec.units, codec.decode, overrides, sampleOf(codec)), encoding: codec.name, codec };
}

/** What the dialect is guessed from: the characters that a document's text has, so that both are read alike. */
export function sampleOf({ name, units, decode }: Codec): Units {
  const utf8 = name === "utf8" || name === "utf8bom";
  return utf8 ? textUnits(decode(0, Math.min(units.length, 4 * sampleLength))) : units;
}

export type Decode = (start: number, end: number) => string;

function open(units: Units, decode: Decode, overrides: DialectOverrides, sample = units): CsvFile {
  const dialect = detectDialect(sample, overrides);
  return over(units, decode, dialect, scan(units, dialect));
}

/** The table that a file's records make up. */
function over(units: Units, decode: Decode, dialect: Dialect, found: Scan): CsvFile {
  const skipped = Math.min(headRecords(dialect), found.records);
  const named = dialect.header && found.records > 0;
  const names = named ? recordTexts(units, decode, dialect, found, 0) : null;
  const widths = new Map<number, number>();
  countWidths(found, skipped, widths);
  const width = columnCount(widths, found.records - skipped, named ? found.first[1]! : 0);
  const columns = Math.min(width, maxColumns);
  const header = names === null ? null : alignNames(names, width, () => lastIsFilled(found, skipped, width)).slice(0, columns);
  const warnings = [...widthWarnings(width), ...quoteWarnings(found, -skipped), ...longRowWarnings(found, skipped, width)];
  return tableOver({ units, decode, dialect, scan: found, skipped, header, columns, warnings });
}

/** Records before the first data row: the header, and those under it that are no data. */
export function headRecords({ header, unitRows }: Dialect): number {
  return (header ? 1 : 0) + unitRows;
}

/** What the cells of a table are read from. */
export interface TableParts extends Pick<CsvFile, "units" | "dialect" | "scan" | "header" | "columns" | "warnings"> {
  readonly decode: Decode;
  /** Records before the first data row. */
  readonly skipped: number;
}

/** The cells of a table whose records have been found. */
export function tableOver({ units, decode, dialect, scan: found, skipped, header, columns, warnings }: TableParts): CsvFile {
  const rows = found.records - skipped;
  const field = (row: number, column: number): number => {
    if (row < 0 || row >= rows || column < 0) return -1;
    const f = found.first[row + skipped]! + column;
    return f < found.first[row + skipped + 1]! ? f : -1;
  };
  return {
    dialect,
    scan: found,
    units,
    header,
    rows,
    columns,
    warnings,
    field,
    record: (row) => row + skipped,
    cell(row, column) {
      const f = field(row, column);
      if (f < 0) return null;
      return unquote(decode(found.start[f]!, fieldEnd(found, row + skipped, f)), found.flags[f]!, dialect.quote);
    },
    range(row, column) {
      const f = field(row, column);
      return f < 0 ? null : { start: found.start[f]!, end: fieldEnd(found, row + skipped, f) };
    },
  };
}

/** The texts of a record's fields, of no more than a table can have. */
export function recordTexts(units: Units, decode: Decode, dialect: Dialect, found: Scan, record: number): string[] {
  const parts = { units, decode, dialect, scan: found, skipped: 0, header: null, columns: 0, warnings: [] };
  const file = tableOver(parts);
  const width = Math.min(maxColumns, found.first[record + 1]! - found.first[record]!);
  return Array.from({ length: width }, (_, field) => file.cell(record, field) ?? "");
}

/** The text a field stands for. A field with junk behind its closing quote is shown as it is written. */
function unquote(raw: string, flags: number, quote: string): string {
  if ((flags & FieldFlag.Quoted) === 0 || (flags & FieldFlag.Junk) !== 0) return raw;
  const inner = raw.slice(raw.indexOf(quote) + 1, raw.lastIndexOf(quote));
  return (flags & FieldFlag.Escaped) === 0 ? inner : inner.replaceAll(quote + quote, quote);
}

/** Counts the records from `from` on by their fields. */
export function countWidths(found: Scan, from: number, counts: Map<number, number>): void {
  for (let r = from; r < found.records; r++) {
    const width = found.first[r + 1]! - found.first[r]!;
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
}

/** As many columns as there are names; more only where most rows are wider. Without names, as wide as rows usually are. */
export function columnCount(counts: ReadonlyMap<number, number>, rows: number, names: number): number {
  let usual = 0;
  for (const [width, count] of counts) {
    const most = counts.get(usual) ?? 0;
    if (count > most || (count === most && width > usual)) usual = width;
  }
  return names === 0 || (usual > names && counts.get(usual)! > rows / 2) ? usual : names;
}

/** One name less than columns: either rows end with a delimiter, or they begin with a row name (R's `write.table`). */
export function alignNames(names: readonly string[], columns: number, lastFilled: () => boolean): string[] {
  const padded = [...names];
  if (names.length === columns - 1 && lastFilled()) padded.unshift("");
  while (padded.length < Math.min(columns, maxColumns)) padded.push("");
  return padded;
}

function lastIsFilled(found: Scan, skipped: number, columns: number): boolean {
  let filled = 0;
  const looked = Math.min(found.records, 1000);
  for (let r = skipped; r < looked; r++) {
    const f = found.first[r]! + columns - 1;
    if (f < found.first[r + 1]! && fieldEnd(found, r, f) > found.start[f]!) filled++;
  }
  return filled > (looked - skipped) / 2;
}

/** Whether a table is wider than is read. */
export function widthWarnings(width: number): CsvWarning[] {
  if (width <= maxColumns) return [];
  const shown = [width, maxColumns].map((count) => count.toLocaleString("en"));
  const message = `The table has ${shown[0]} columns; the first ${shown[1]} are read, the others are left as they are.`;
  return [{ kind: "many-columns", row: -1, message }];
}

/** Warnings about quotes; record `r` of the scan is data row `r + firstRow`. */
export function quoteWarnings(found: Scan, firstRow: number): CsvWarning[] {
  const warnings: CsvWarning[] = [];
  for (const f of found.troubled.slice(0, maxWarnings)) {
    const row = recordOf(found, f) + firstRow;
    const place = row < 0 ? "The header" : `Data row ${row + 1}`;
    if ((found.flags[f]! & FieldFlag.Unterminated) !== 0) {
      const message = `${place} has a quote that is never closed; it is read as plain text. Close or remove it.`;
      warnings.push({ kind: "unterminated-quote", row, message });
    } else {
      const message = `${place} has a quote inside a quoted cell; double it if it belongs to the text.`;
      warnings.push({ kind: "stray-quote", row, message });
    }
  }
  return warnings;
}

function longRowWarnings(found: Scan, skipped: number, columns: number): CsvWarning[] {
  const warnings: CsvWarning[] = [];
  for (let r = skipped; r < found.records && warnings.length < maxWarnings; r++) {
    const width = found.first[r + 1]! - found.first[r]!;
    if (width > columns) warnings.push(longRowWarning(r - skipped, width, columns));
  }
  return warnings;
}

/** What to say of a row that is wider than the table. */
export function longRowWarning(row: number, width: number, columns: number): CsvWarning {
  const message = `Data row ${row + 1} has ${width} cells, the table ${columns} columns; the rest is left as it is.`;
  return { kind: "long-row", row, message };
}
