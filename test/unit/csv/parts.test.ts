/** Reading a file in parts gives the table that reading it whole gives, however large the parts are. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import iconv from "iconv-lite";
import { openBytes } from "../../../src/csv/csvFile";
import { applyToBytes, quotedColumns } from "../../../src/csv/edits";
import { editsFor, refusal } from "../../planning";
import { type Excerpt, editsOfFile, ExcerptWriter } from "../../../src/csv/excerpt";
import { type FileIndex, indexFile, styleOf } from "../../../src/csv/fileIndex";
import { cellState } from "../../../src/csv/missing";
import type { ByteSource } from "../../../src/csv/parts";
import { RowCache } from "../../../src/csv/rowCache";
import { readRows } from "../../../src/csv/rowReader";
import { seed, utf8 } from "./helpers";

function sourceOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (start, end) => bytes.slice(start, end) };
}

async function excerptOf(bytes: Uint8Array, index: FileIndex, rows: readonly number[], partBytes: number): Promise<Excerpt> {
  const writer = new ExcerptWriter(index);
  await readRows(sourceOf(bytes), index, rows, (part, record, row) => {
    writer.add(part, record, row);
    return true;
  }, { partBytes });
  return writer.finish();
}

/** Text in which everything a scanner trips over is frequent. */
const awkward = fc
  .array(fc.constantFrom(",", ",", ",", ";", '"', '""', '","', "\n", "\n", "\r\n", "\r\n", "\r", " ", "\t", "a", "b1", "12.5", "é", "日本", "#", "x y"), {
    maxLength: 160,
  })
  .map((pieces) => pieces.join(""));
const encodings = fc.constantFrom("utf8", "utf8", "utf-8-bom", "utf16le", "utf16be", "windows1252", "shift_jis");

function encode(text: string, encoding: string): Uint8Array {
  if (encoding === "utf8") return utf8(text);
  if (encoding === "utf-8-bom") return utf8(`\ufeff${text}`);
  if (encoding.startsWith("utf16")) return new Uint8Array(iconv.encode(text, encoding, { addBOM: true }));
  return new Uint8Array(iconv.encode(text, encoding));
}

test("a row that is read while the index grows is the row of the grown index", async () => {
  const bytes = utf8(`a,b\n${Array.from({ length: 300 }, (_, row) => `${row},x${row}`).join("\n")}\n`);
  const whole = await indexFile(sourceOf(bytes), {});
  const cutRow = 40;
  const short = await indexFile(sourceOf(utf8(`a,b\n${Array.from({ length: cutRow }, (_, row) => `${row},x${row}`).join("\n")}\n`)), {});
  const cache = new RowCache(sourceOf(bytes), short);
  const loading = cache.load([3]);
  cache.grow(whole);
  await loading;
  assert.equal(cache.cell(cutRow + 1, 1), `x${cutRow + 1}`);
  // The same bytes read otherwise.
  cache.grow({ ...whole, dialect: { ...whole.dialect, delimiter: ";" } });
  assert.throws(() => cache.cell(3, 0), RangeError);
  await cache.load([3]);
  assert.equal(cache.cell(3, 0), "3,x3");
});

test("index, rows and cells are those of the file read whole", async () => {
  await fc.assert(
    fc.asyncProperty(awkward, encodings, fc.integer({ min: 2, max: 60 }), fc.boolean(), async (text, encoding, partBytes, named) => {
      const bytes = encode(named ? `name,b,c\n${text}` : text, encoding);
      const whole = openBytes(bytes);
      const index = await indexFile(sourceOf(bytes), {}, { partBytes });
      const { dialect, encoding: found, rows, columns, header, warnings } = index;
      assert.deepEqual(
        { dialect, encoding: found, rows, columns, header },
        { dialect: whole.dialect, encoding: whole.encoding, rows: whole.rows, columns: whole.columns, header: whole.header },
      );
      assert.deepEqual(warnings.toSorted(byRow), whole.warnings.toSorted(byRow));
      const quoted = quotedColumns(whole);
      for (let column = 0; column < columns; column++) assert.equal(index.quotedColumns[column] === 1, quoted(column));
      const excerpt = await excerptOf(bytes, index, [...Array(rows).keys()], partBytes);
      assert.equal(excerpt.rows, rows);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          assert.equal(excerpt.cell(row, column), whole.cell(row, column));
          assert.equal(cellState(excerpt, row, column), cellState(whole, row, column));
        }
      }
    }),
    { seed, numRuns: 600 },
  );
});

test("a cell filled by way of an excerpt changes the bytes that it changes by way of the whole file", async () => {
  await fc.assert(
    fc.asyncProperty(
      awkward,
      encodings,
      fc.integer({ min: 2, max: 60 }),
      fc.array(fc.tuple(fc.nat(30), fc.nat(4), fc.constantFrom("7", "a b", 'say "x"', "p,q", "é")), { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (text, encoding, partBytes, wanted, step) => {
        const bytes = encode(text, encoding);
        const whole = openBytes(bytes);
        const style = { quoted: quotedColumns(whole) };
        const seen = new Set<string>();
        const fills = wanted
          .map(([row, column, value]) => ({ row: row * step, column, value }))
          .filter(({ row, column }) => !seen.has(`${row},${column}`) && seen.add(`${row},${column}`))
          .filter((fill) => whole.codec.encode(fill.value) !== null);
        const options = { shortRows: true };
        const possible = fills.filter((fill) => refusal(whole, fill, style, options) === null);
        const index = await indexFile(sourceOf(bytes), {}, { partBytes });
        const rows = [...new Set(fills.filter(({ row }) => row < whole.rows).map(({ row }) => row))].sort((a, b) => a - b);
        const excerpt = await excerptOf(bytes, index, rows, partBytes);
        const moved = fills.flatMap((fill) => (rows.includes(fill.row) ? [{ ...fill, row: rows.indexOf(fill.row) }] : []));
        const kept = moved.filter((fill) => refusal(excerpt, fill, styleOf(index), options) === null);
        assert.deepEqual(
          kept.map((fill) => ({ ...fill, row: rows[fill.row] })),
          possible,
        );
        const edits = editsFor(excerpt, kept, styleOf(index), options);
        const placed = [...editsOfFile(excerpt, edits, (value) => excerpt.codec.encode(value)!)];
        assert.deepEqual(splice(bytes, placed), Buffer.from(applyToBytes(whole, bytes, editsFor(whole, possible, style, options))));
      },
    ),
    { seed, numRuns: 600 },
  );
});

function byRow(a: { row: number; message: string }, b: { row: number; message: string }): number {
  return a.row - b.row || (a.message < b.message ? -1 : 1);
}

function splice(bytes: Uint8Array, edits: readonly { start: number; end: number; bytes: Uint8Array }[]): Buffer {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const edit of edits) {
    pieces.push(bytes.subarray(at, edit.start), edit.bytes);
    at = edit.end;
  }
  return Buffer.concat([...pieces, bytes.subarray(at)]);
}

test("rows under the header that are no data are left out in parts as they are at once", async () => {
  const rows = Array.from({ length: 3_000 }, (_, row) => `2020-01-${String((row % 28) + 1).padStart(2, "0")},${row % 9 === 4 ? "" : row / 2},"${row % 2 === 0 ? "north" : "south"}"`);
  const bytes = utf8(`"LOG1","17","CR3000"\r\n"TIME","volts","site"\r\n"TS","V",""\r\n"","Avg",""\r\n${rows.join("\r\n")}\r\n`);
  const whole = openBytes(bytes);
  assert.deepEqual([whole.dialect.preamble, whole.dialect.unitRows, whole.rows, whole.header], [1, 2, 3_000, ["TIME", "volts", "site"]]);
  for (const partBytes of [64, 1 << 10, 1 << 16]) {
    const index = await indexFile(sourceOf(bytes), {}, { partBytes });
    assert.deepEqual([index.rows, index.header, index.dialect], [whole.rows, whole.header, whole.dialect]);
    const chosen = await excerptOf(bytes, index, [0, 1, 2_999], partBytes);
    for (const [k, row] of [0, 1, 2_999].entries()) {
      assert.deepEqual([0, 1, 2].map((column) => chosen.cell(k, column)), [0, 1, 2].map((column) => whole.cell(row, column)));
    }
  }
});
