import {
  alignNames,
  columnCount,
  countWidths,
  headRecords,
  type CsvWarning,
  longRowWarning,
  maxWarnings,
  quoteWarnings,
  maxColumns,
  recordTexts,
  sampleOf,
  widthWarnings,
} from "./csvFile";
import { detectDialect } from "./detectDialect";
import type { DialectOverrides } from "./dialect";
import type { CellStyle } from "./edits";
import { codecFor, EncodingVotes, evidentEncoding } from "./encoding";
import { FieldFlag } from "./fields";
import { type ByteSource, readParts, type RecordLayout, type RecordPart, defaultPartBytes } from "./parts";
import { fieldEnd, scan } from "./scan";

/** What one reading of a large file tells; a few bytes for every hundred rows. */
export interface FileIndex extends RecordLayout {
  /** Names as in `CsvFile`. */
  readonly header: readonly string[] | null;
  readonly rows: number;
  readonly columns: number;
  readonly warnings: readonly CsvWarning[];
  /** Per column: 1 where its observed cells are quoted, as `quotedColumns` of `edits.ts` has it. */
  readonly quotedColumns: Uint8Array;
  /** First data row with a quote that never closes, -1 for the header; null where there is none. */
  readonly unterminatedRow: number | null;
  /** Places where reading may begin: data rows, rising, and the byte offset of each. */
  readonly anchorRow: Float64Array;
  readonly anchorOffset: Float64Array;
  /** Byte offset behind the last row. */
  readonly end: number;
}

/** How the cells of a large file's columns are quoted. */
export function styleOf({ quotedColumns }: FileIndex): CellStyle {
  return { quoted: (column) => quotedColumns[column] === 1 };
}

export interface IndexOptions {
  readonly partBytes?: number;
  readonly signal?: AbortSignal;
  /** Bytes read so far. `known` makes an index of the rows found so far, of which `header` and `columns` may still change. */
  onProgress?(done: number, known: () => FileIndex): void;
}

/** Looked at for the encoding's marks and the dialect; `detectDialect` wants less. */
const headBytes = 1 << 20;
/** Rows and bytes between two anchors. */
const anchorEvery = 128;
const anchorBytes = 1 << 18;

/** Reads a file once, in parts. Gives the same table as `openBytes`. */
export async function indexFile(source: ByteSource, overrides: DialectOverrides, options: IndexOptions = {}): Promise<FileIndex> {
  const head = await source.read(0, Math.min(source.size, headBytes));
  const evident = evidentEncoding(head, source.size);
  const votes = evident === null ? new EncodingVotes() : null;
  let layout = layoutOf(head, evident ?? "utf8", overrides);
  let found = await readIndex(source, layout, options, votes);
  if (votes !== null && votes.result !== layout.encoding) {
    layout = layoutOf(head, votes.result, overrides);
    found = await readIndex(source, layout, options, null);
  }
  // A file that begins with lines of one cell may have more columns further down.
  if (layout.blankLines && found.widest > 1) {
    layout = { ...layout, blankLines: false };
    found = await readIndex(source, layout, options, null);
  }
  return finish(layout, found);
}

function layoutOf(head: Uint8Array, encoding: RecordLayout["encoding"], overrides: DialectOverrides): RecordLayout {
  const whole = encoding.startsWith("utf16") ? head.subarray(0, head.length & ~1) : head;
  const codec = codecFor(encoding, whole);
  const dialect = detectDialect(sampleOf(codec), overrides);
  const found = scan(codec.units, dialect, { first: true, last: true, blankLines: true });
  let widest = 0;
  for (let r = 0; r < found.records; r++) widest = Math.max(widest, found.first[r + 1]! - found.first[r]!);
  return { encoding, dialect, blankLines: widest <= 1 };
}

interface Found {
  records: number;
  names: string[] | null;
  /** Fields of the header. */
  named: number;
  readonly widths: Map<number, number>;
  widest: number;
  quoted: Int32Array;
  /** Of the first thousand records: those with a cell behind the last name, and those where it holds something. */
  looked: number;
  lastFilled: number;
  unterminated: number | null;
  readonly quoteWarnings: CsvWarning[];
  /** The first rows of each width: which are too long is known at the end only. */
  readonly rowsOfWidth: Map<number, number[]>;
  readonly anchorRow: number[];
  readonly anchorOffset: number[];
  end: number;
}

async function readIndex(source: ByteSource, layout: RecordLayout, options: IndexOptions, votes: EncodingVotes | null): Promise<Found> {
  const found: Found = {
    records: 0,
    names: null,
    named: 0,
    widths: new Map(),
    widest: 0,
    quoted: new Int32Array(64),
    looked: 0,
    lastFilled: 0,
    unterminated: null,
    quoteWarnings: [],
    rowsOfWidth: new Map(),
    anchorRow: [],
    anchorOffset: [],
    end: 0,
  };
  const { partBytes = defaultPartBytes, signal } = options;
  for await (const part of readParts(source, layout, { partBytes, ...(signal ? { signal } : {}) })) {
    const read = part.scan.end * part.codec.unitBytes;
    votes?.add(part.bytes.subarray(0, read));
    take(found, part, layout);
    found.end = part.offset + read;
    options.onProgress?.(found.end, () => finish(layout, found));
  }
  return found;
}

function take(found: Found, part: RecordPart, { dialect }: RecordLayout): void {
  const { scan: records, codec, offset } = part;
  const head = headRecords(dialect);
  const skipped = Math.min(records.records, Math.max(0, head - found.records));
  if (dialect.header && found.records === 0 && records.records > 0) {
    found.names = recordTexts(codec.units, codec.decode, dialect, records, 0);
    found.named = records.first[1]!;
  }
  const firstRow = found.records - head;
  countWidths(records, skipped, found.widths);
  for (let r = 0; r < records.records; r++) {
    const width = records.first[r + 1]! - records.first[r]!;
    if (width > found.widest) found.widest = width;
    if (r < skipped) continue;
    const at = offset + records.start[records.first[r]!]! * codec.unitBytes;
    takeAnchor(found, firstRow + r, at);
    takeQuotes(found, part, r, width);
    if (found.records + r < 1000) takeLast(found, part, r);
    takeWidth(found.rowsOfWidth, firstRow + r, width);
  }
  for (const f of records.troubled) {
    if (found.unterminated === null && (records.flags[f]! & FieldFlag.Unterminated) !== 0) {
      let r = 0;
      while (records.first[r + 1]! <= f) r++;
      found.unterminated = firstRow + r;
    }
  }
  if (found.quoteWarnings.length < maxWarnings) found.quoteWarnings.push(...quoteWarnings(records, firstRow));
  found.records += records.records;
}

function takeWidth(rowsOfWidth: Found["rowsOfWidth"], row: number, width: number): void {
  const rows = rowsOfWidth.get(width);
  if (rows === undefined) rowsOfWidth.set(width, [row]);
  else if (rows.length < maxWarnings) rows.push(row);
}

function takeAnchor({ anchorRow, anchorOffset }: Found, row: number, offset: number): void {
  const last = anchorRow.length - 1;
  if (last >= 0 && row - anchorRow[last]! < anchorEvery && offset - anchorOffset[last]! < anchorBytes) return;
  anchorRow.push(row);
  anchorOffset.push(offset);
}

function takeQuotes(found: Found, { scan: records }: RecordPart, r: number, width: number): void {
  if (width > found.quoted.length) {
    const wider = new Int32Array(width * 2);
    wider.set(found.quoted);
    found.quoted = wider;
  }
  const from = records.first[r]!;
  for (let f = from; f < from + width; f++) {
    if (fieldEnd(records, r, f) === records.start[f]) continue;
    found.quoted[f - from]! += (records.flags[f]! & FieldFlag.Quoted) !== 0 ? 1 : -1;
  }
}

/** Notes whether the cell right behind the last name holds something (see `alignNames`). */
function takeLast(found: Found, { scan: records }: RecordPart, r: number): void {
  found.looked++;
  const f = records.first[r]! + found.named;
  if (f < records.first[r + 1]! && fieldEnd(records, r, f) > records.start[f]!) found.lastFilled++;
}

function finish(layout: RecordLayout, found: Found): FileIndex {
  const { names, quoted } = found;
  const rows = Math.max(0, found.records - headRecords(layout.dialect));
  const width = columnCount(found.widths, rows, found.named);
  const columns = Math.min(width, maxColumns);
  const long = [...found.rowsOfWidth]
    .filter(([cells]) => cells > width)
    .flatMap(([cells, wide]) => wide.map((row) => longRowWarning(row, cells, width)))
    .sort((a, b) => a.row - b.row);
  const warnings = [...widthWarnings(width), ...found.quoteWarnings.slice(0, maxWarnings), ...long.slice(0, maxWarnings)];
  return {
    ...layout,
    header: names === null ? null : alignNames(names, width, () => found.lastFilled > found.looked / 2).slice(0, columns),
    rows,
    columns,
    warnings,
    quotedColumns: Uint8Array.from({ length: columns }, (_, column) => ((quoted[column] ?? 0) > 0 ? 1 : 0)),
    unterminatedRow: found.unterminated,
    anchorRow: Float64Array.from(found.anchorRow),
    anchorOffset: Float64Array.from(found.anchorOffset),
    end: found.end,
  };
}
