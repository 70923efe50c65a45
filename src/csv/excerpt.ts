import { type ByteFile, tableOver } from "./csvFile";
import type { Edit } from "./edits";
import { codecFor } from "./encoding";
import type { FileIndex } from "./fileIndex";
import type { RecordPart } from "./parts";
import { FieldFlag } from "./fields";
import { maxTroubled, troubleBits } from "./scan";
import { afterLineEnd, LF } from "./units";

/** Some rows of a large file as a table of their own; row numbers in its messages are those of the file. */
export interface Excerpt extends ByteFile {
  readonly chosen: { readonly rows: Int32Array; readonly of: number };
  /** Byte offset in the file of each row's first cell. */
  readonly origin: Float64Array;
  readonly bytes: Uint8Array;
}

/** A change of a large file: bytes `start` to `end` become `bytes`. */
export interface ByteEdit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** Collects rows of a large file, in rising order. */
export class ExcerptWriter {
  /** Cells and bytes collected so far. */
  fields = 0;
  length = 0;
  rows = 0;
  #bytes = new Uint8Array(1 << 16);
  #start = new Uint32Array(1 << 12);
  #flags = new Uint8Array(1 << 12);
  #first = new Uint32Array(1 << 8);
  #end = new Uint32Array(1 << 8);
  #row = new Int32Array(1 << 8);
  #origin = new Float64Array(1 << 8);

  constructor(private readonly index: FileIndex) {}

  /** Adds rows `from` to `to` of another excerpt of the same file. */
  addFrom({ scan, bytes, codec, chosen, origin }: Excerpt, from: number, to: number): void {
    if (from >= to) return;
    const size = codec.unitBytes;
    const [firstField, endField] = [scan.first[from]!, scan.first[to]!];
    const start = scan.start[firstField]!;
    const end = to < scan.records ? scan.start[endField]! : bytes.length / size;
    const shift = this.length / size - start;
    this.#makeRoom((end - start) * size, endField - firstField, to - from);
    this.#bytes.set(bytes.subarray(start * size, end * size), this.length);
    this.#flags.set(scan.flags.subarray(firstField, endField), this.fields);
    this.#row.set(chosen.rows.subarray(from, to), this.rows);
    this.#origin.set(origin.subarray(from, to), this.rows);
    for (let f = firstField; f < endField; f++) this.#start[this.fields + f - firstField] = scan.start[f]! + shift;
    for (let row = from; row < to; row++) {
      this.#end[this.rows + row - from] = scan.recordEnd[row]! + shift;
      this.#first[this.rows + row - from + 1] = this.fields + scan.first[row + 1]! - firstField;
    }
    this.length += (end - start) * size;
    this.fields += endField - firstField;
    this.rows += to - from;
  }

  /** Adds record `record` of `part`, which is data row `row` of the file. */
  add({ offset, bytes, codec, scan }: RecordPart, record: number, row: number): void {
    const size = codec.unitBytes;
    const first = scan.first[record]!;
    const width = scan.first[record + 1]! - first;
    const from = scan.start[first]!;
    const end = scan.recordEnd[record]!;
    const lineEnd = afterLineEnd(codec.units, end);
    const shift = this.length / size - from;
    const length = (lineEnd - from) * size;
    // The last row may lack a line end; rows of an excerpt never touch.
    this.#makeRoom(length + size, width, 1);
    this.#bytes.set(bytes.subarray(from * size, lineEnd * size), this.length);
    this.length += length;
    if (lineEnd === end) this.#addLineEnd(size);
    for (let f = 0; f < width; f++) {
      this.#start[this.fields + f] = scan.start[first + f]! + shift;
      this.#flags[this.fields + f] = scan.flags[first + f]!;
    }
    this.#end[this.rows] = end + shift;
    this.#row[this.rows] = row;
    this.#origin[this.rows] = offset + from * size;
    this.fields += width;
    this.#first[++this.rows] = this.fields;
  }

  #makeRoom(bytes: number, fields: number, rows: number): void {
    this.#bytes = fitting(this.#bytes, this.length + bytes);
    this.#start = fitting(this.#start, this.fields + fields);
    this.#flags = fitting(this.#flags, this.fields + fields);
    this.#first = fitting(this.#first, this.rows + rows + 1);
    this.#end = fitting(this.#end, this.rows + rows);
    this.#row = fitting(this.#row, this.rows + rows);
    this.#origin = fitting(this.#origin, this.rows + rows);
  }

  #addLineEnd(size: number): void {
    const big = this.index.encoding === "utf16be" ? 1 : 0;
    this.#bytes.fill(0, this.length, this.length + size);
    this.#bytes[this.length + (size === 2 ? big : 0)] = LF;
    this.length += size;
  }

  /** The rows collected; the writer is of no use after it. */
  finish(): Excerpt {
    const { index, rows, fields } = this;
    const bytes = this.#bytes.subarray(0, this.length);
    const codec = codecFor(index.encoding, bytes);
    const chosen = { rows: this.#row.subarray(0, rows), of: index.rows };
    const flags = this.#flags.subarray(0, fields);
    const first = this.#first.subarray(0, rows + 1);
    const scan = {
      records: rows,
      fields,
      start: this.#start.subarray(0, fields),
      flags,
      first,
      recordEnd: this.#end.subarray(0, rows),
      troubled: this.#troubled(flags, first, chosen.rows),
      end: this.length / codec.unitBytes,
    };
    const { dialect, header, columns, warnings } = index;
    const parts = { units: codec.units, decode: codec.decode, dialect, scan, skipped: 0, header, columns, warnings };
    return { ...tableOver(parts), encoding: index.encoding, codec, chosen, origin: this.#origin.subarray(0, rows), bytes };
  }

  /** A quote that never closes concerns every row behind it, whether its own row was collected or not. */
  #troubled(flags: Uint8Array, first: Uint32Array, rows: Int32Array): number[] {
    const { unterminatedRow } = this.index;
    const troubled: number[] = [];
    let behind = -1;
    if (unterminatedRow !== null) behind = rows.findIndex((row) => row >= unterminatedRow);
    for (let f = 0; f < flags.length && troubled.length < maxTroubled; f++) {
      if ((flags[f]! & troubleBits) !== 0) troubled.push(f);
    }
    if (behind >= 0) {
      const at = first[behind]!;
      flags[at]! |= FieldFlag.Unterminated;
      if (!troubled.includes(at)) troubled.push(at);
    }
    return troubled.sort((a, b) => a - b);
  }
}

/** `edits` of an excerpt, in rising order, as edits of the file. Throws `CsvError` "encoding" by way of `encode`. */
export function* editsOfFile(excerpt: Excerpt, edits: readonly Edit[], encode: (text: string) => Uint8Array): Generator<ByteEdit> {
  const { scan, codec, origin } = excerpt;
  let row = 0;
  for (const { start, end, text } of edits) {
    while (row + 1 < scan.records && scan.start[scan.first[row + 1]!]! <= start) row++;
    const shift = origin[row]! - scan.start[scan.first[row]!]! * codec.unitBytes;
    yield { start: start * codec.unitBytes + shift, end: end * codec.unitBytes + shift, bytes: encode(text) };
  }
}

function fitting<A extends Uint8Array | Uint32Array | Int32Array | Float64Array>(array: A, length: number): A {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => A)(Math.ceil(Math.max(length, array.length * 1.6)));
  larger.set(array);
  return larger;
}
