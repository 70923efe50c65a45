import assert from "node:assert/strict";
import { CsvError } from "../../src/csv/csvError";
import { type ByteFile, recordTexts } from "../../src/csv/csvFile";
import type { Fill } from "../../src/csv/edits";
import { editsFor, refusal } from "../planning";
import { type ByteEdit, editsOfFile, type Excerpt, ExcerptWriter } from "../../src/csv/excerpt";
import { type FileIndex, indexFile, styleOf } from "../../src/csv/fileIndex";
import type { ByteSource } from "../../src/csv/parts";
import { readAllRows, readRows } from "../../src/csv/rowReader";
import { ChangeList, splicedPieces } from "../../src/csv/splice";
import { cellsOf } from "../unit/csv/helpers";
import type { FuzzInput } from "./input";

/** A value for a missing cell, and why the whole file's planner does not take it; null where it does. */
export interface Tried extends Fill {
  readonly refused: string | null;
}

/**
 * A file read in parts, as large files are, must be the table that it is when read at once, take and refuse the same
 * values, and become the same bytes.
 * @param tried what was to be written into the whole file; `filled` what it then is
 */
export async function checkParts(
  input: FuzzInput,
  bytes: Uint8Array,
  whole: ByteFile,
  tried: readonly Tried[],
  filled: Uint8Array,
): Promise<void> {
  const source = { size: bytes.length, read: async (start: number, end: number) => bytes.slice(start, end) };
  const partBytes = 16 + (bytes.length % 240);
  try {
    const index = await indexFile(source, input.overrides, { partBytes });
    assert.equal(index.encoding, whole.encoding, "in parts the encoding is another");
    assert.deepEqual(index.dialect, whole.dialect, "in parts the dialect is another");
    assert.deepEqual([index.rows, index.columns], [whole.rows, whole.columns], "in parts rows or columns are others");
    assert.deepEqual(index.header, whole.header, "in parts the header is another");
    const cells: (readonly string[])[] = [];
    const take: Parameters<typeof readAllRows>[2] = ({ codec, scan }, record) =>
      cells.push(recordTexts(codec.units, codec.decode, index.dialect, scan, record));
    await readAllRows(source, index, take, { partBytes });
    assert.deepEqual(cells, cellsOf(whole), "in parts cells are others");
    const changes = new ChangeList();
    const rows = [...new Set(tried.map(({ row }) => row))];
    for (let at = 0; at < rows.length; at += 3) {
      const excerpt = await excerptOf(source, index, rows.slice(at, at + 3), partBytes);
      for (const change of changesOf(excerpt, index, tried, input)) changes.add(change);
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of splicedPieces(source, changes, partBytes)) pieces.push(piece.slice());
    assert.deepEqual(new Uint8Array(Buffer.concat(pieces)), new Uint8Array(filled), "in parts other bytes are written");
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    assert.fail(`in parts the file is refused: ${error.message}`);
  }
}

async function excerptOf(source: ByteSource, index: FileIndex, rows: readonly number[], partBytes: number): Promise<Excerpt> {
  const writer = new ExcerptWriter(index);
  await readRows(
    source,
    index,
    rows,
    (part, record, row) => {
      writer.add(part, record, row);
      return true;
    },
    { partBytes },
  );
  return writer.finish();
}

function changesOf(excerpt: Excerpt, index: FileIndex, tried: readonly Tried[], input: FuzzInput): Iterable<ByteEdit> {
  const style = styleOf(index);
  const own = tried.flatMap((fill) => {
    const row = excerpt.chosen.rows.indexOf(fill.row);
    return row < 0 ? [] : [{ ...fill, row }];
  });
  for (const fill of own) {
    const message = refusal(excerpt, fill, style, input)?.message ?? null;
    assert.equal(message, fill.refused, "in parts another value is taken or refused");
  }
  const edits = editsFor(excerpt, own.filter(({ refused }) => refused === null), style, input);
  return editsOfFile(excerpt, edits, (text) => excerpt.codec.encode(text) ?? assert.fail("in parts a value cannot be written"));
}
