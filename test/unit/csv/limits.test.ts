/** Tables beyond what anybody means: read as far as is useful, with a sentence about the rest. */
import assert from "node:assert/strict";
import test from "node:test";
import { maxColumns, openBytes, openText } from "../../../src/csv/csvFile";
import { quotedColumns } from "../../../src/csv/edits";
import { refusal } from "../../planning";
import { indexFile } from "../../../src/csv/fileIndex";
import type { ByteSource } from "../../../src/csv/parts";
import { longestQuoted } from "../../../src/csv/quotedField";
import { utf8 } from "./helpers";

function sourceOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (start, end) => bytes.slice(start, end) };
}

test("twenty thousand columns are read; of a line of commas only so many, and the message says so", async () => {
  const wide = openText(`${Array.from({ length: 20_000 }, (_, c) => `c${c}`).join()}\n${"1,".repeat(19_999)}\n`);
  assert.deepEqual([wide.columns, wide.rows, wide.warnings.length], [20_000, 1, 0]);
  assert.equal(wide.header?.[19_999], "c19999");
  const bytes = utf8(`${",".repeat(200_000)}\n1,2\n${",".repeat(200_000)}`);
  for (const file of [openBytes(bytes), await indexFile(sourceOf(bytes), {}, { partBytes: 4096 })]) {
    assert.equal(file.columns, maxColumns);
    assert.ok((file.header?.length ?? maxColumns) === maxColumns);
    assert.deepEqual(
      file.warnings.map(({ kind, message }) => [kind, message]),
      [["many-columns", "The table has 200,001 columns; the first 32,768 are read, the others are left as they are."]],
    );
  }
});

test("a fill behind the columns that are read is refused", () => {
  const file = openText(`${"a,".repeat(40_000)}\n${"1,".repeat(40_000)}\n`, { header: true, delimiter: "," });
  const fill = { row: 0, column: 40_000, value: "2" };
  assert.equal(refusal(file, fill, { quoted: quotedColumns(file) })?.kind, "out-of-range");
});

test("a quoted cell of ten megabytes is one cell; a quote that does not close within 32 MiB is plain text", async () => {
  const long = "x\n".repeat(5 << 20);
  const file = openText(`a,b\n"${long}",1\n2,\n`);
  assert.deepEqual([file.rows, file.cell(0, 0)?.length, file.cell(1, 0)], [2, long.length, "2"]);
  const bytes = new Uint8Array(longestQuoted + 64).fill("y".charCodeAt(0));
  bytes.set(utf8('a,b\n"1,2\n3,\n'), 0);
  bytes.set(utf8('",4\n5,6\n'), bytes.length - 8);
  const overrides = { header: true, delimiter: ",", quote: '"' } as const;
  const whole = openBytes(bytes, overrides);
  assert.deepEqual([whole.cell(0, 0), whole.cell(0, 1), whole.cell(1, 0)], ['"1', "2", "3"]);
  const index = await indexFile(sourceOf(bytes), overrides, { partBytes: 1 << 16 });
  assert.deepEqual([index.rows, index.columns, index.unterminatedRow], [whole.rows, whole.columns, 0]);
});

test("blank lines of a table cost nothing, however many, before and behind its rows", () => {
  const file = openText(`${"\n".repeat(1000)}a,b\n${" \n".repeat(200_000)}1,\n${"\n".repeat(200_000)}2,3\n`);
  assert.deepEqual([file.rows, file.columns, file.cell(1, 1)], [2, 2, "3"]);
  assert.ok(file.scan.start.buffer.byteLength < 2_000_000);
});
