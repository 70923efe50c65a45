import { type Dialect, type DialectOverrides, detectDialect } from "./dialect";
import { type Codec, codecOf, type Encoding } from "./encoding";
import { FieldFlag } from "./fields";
import { fieldEnd, recordOf, type Scan, scan } from "./scan";
import { textUnits, type Units } from "./units";

/** Something about a file that a user should know before trusting the table. */
export interface CsvWarning {
  readonly kind: "unterminated-quote" | "stray-quote" | "long-row";
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

/** Opens a file's bytes: offsets are byte offsets, or offsets of 16-bit units where the encoding is UTF-16. */
export function openBytes(bytes: Uint8Array, overrides: DialectOverrides = {}): ByteFile {
  const codec = codecOf(bytes);
  return { ...open(codec.units, codec.decode, overrides), encoding: codec.name, codec };
}

type Decode = (start: number, end: number) => string;

function open(units: Units, decode: Decode, overrides: DialectOverrides): CsvFile {
  const dialect = detectDialect(units, overrides);
  const found = scan(units, dialect);
  const skipped = dialect.header && found.records > 0 ? 1 : 0;
  const rows = found.records - skipped;

  const fieldText = (record: number, field: number): string => {
    const raw = decode(found.start[field]!, fieldEnd(found, record, field));
    return unquote(raw, found.flags[field]!, dialect.quote);
  };
  const names = skipped === 1 ? Array.from({ length: found.first[1]! }, (_, f) => fieldText(0, f)) : null;
  const columns = columnCount(found, skipped, names?.length ?? 0);
  const field = (row: number, column: number): number => {
    if (row < 0 || row >= rows || column < 0) return -1;
    const f = found.first[row + skipped]! + column;
    return f < found.first[row + skipped + 1]! ? f : -1;
  };
  return {
    dialect,
    scan: found,
    units,
    header: names === null ? null : alignNames(names, columns, found),
    rows,
    columns,
    warnings: warningsOf(found, skipped, columns),
    field,
    record: (row) => row + skipped,
    cell(row, column) {
      const f = field(row, column);
      return f < 0 ? null : fieldText(row + skipped, f);
    },
    range(row, column) {
      const f = field(row, column);
      return f < 0 ? null : { start: found.start[f]!, end: fieldEnd(found, row + skipped, f) };
    },
  };
}

/** The text a field stands for. A field with junk behind its closing quote is shown as it is written. */
function unquote(raw: string, flags: number, quote: string): string {
  if ((flags & FieldFlag.Quoted) === 0 || (flags & FieldFlag.Junk) !== 0) return raw;
  const inner = raw.slice(raw.indexOf(quote) + 1, raw.lastIndexOf(quote));
  return (flags & FieldFlag.Escaped) === 0 ? inner : inner.replaceAll(quote + quote, quote);
}

/** As many columns as there are names; more only where most rows are wider. Without names, as wide as rows usually are. */
function columnCount(found: Scan, skipped: number, names: number): number {
  const counts = new Map<number, number>();
  for (let r = skipped; r < found.records; r++) {
    const width = found.first[r + 1]! - found.first[r]!;
    counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  let usual = 0;
  for (const [width, count] of counts) {
    const most = counts.get(usual) ?? 0;
    if (count > most || (count === most && width > usual)) usual = width;
  }
  const rows = found.records - skipped;
  return names === 0 || (usual > names && counts.get(usual)! > rows / 2) ? usual : names;
}

/** One name less than columns: either rows end with a delimiter, or they begin with a row name (R's `write.table`). */
function alignNames(names: readonly string[], columns: number, found: Scan): string[] {
  const padded = [...names];
  if (names.length === columns - 1 && lastIsFilled(found, columns)) padded.unshift("");
  while (padded.length < columns) padded.push("");
  return padded;
}

function lastIsFilled(found: Scan, columns: number): boolean {
  let filled = 0;
  const looked = Math.min(found.records, 1000);
  for (let r = 1; r < looked; r++) {
    const f = found.first[r]! + columns - 1;
    if (f < found.first[r + 1]! && fieldEnd(found, r, f) > found.start[f]!) filled++;
  }
  return filled > (looked - 1) / 2;
}

function warningsOf(found: Scan, skipped: number, columns: number): CsvWarning[] {
  const warnings: CsvWarning[] = [];
  for (const f of found.troubled.slice(0, 100)) {
    const row = recordOf(found, f) - skipped;
    const place = row < 0 ? "The header" : `Data row ${row + 1}`;
    if ((found.flags[f]! & FieldFlag.Unterminated) !== 0) {
      const message = `${place} has a quote that is never closed; it is read as plain text. Close or remove it.`;
      warnings.push({ kind: "unterminated-quote", row, message });
    } else {
      const message = `${place} has a quote inside a quoted cell; double it if it belongs to the text.`;
      warnings.push({ kind: "stray-quote", row, message });
    }
  }
  let long = 0;
  for (let r = skipped; r < found.records && long < 100; r++) {
    const width = found.first[r + 1]! - found.first[r]!;
    if (width <= columns) continue;
    long++;
    const message = `Data row ${r - skipped + 1} has ${width} cells, the table ${columns} columns; the rest is left as it is.`;
    warnings.push({ kind: "long-row", row: r - skipped, message });
  }
  return warnings;
}
