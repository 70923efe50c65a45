/** Hostile texts through the scanner, the table and the edit planner, also those that no file of bytes can hold. */
import assert from "node:assert/strict";
import test from "node:test";
import { openBytes, openText } from "../../../src/csv/csvFile";
import { applyToText, quotedColumns } from "../../../src/csv/edits";
import { editsFor, refusal } from "../../planning";
import { buildTable } from "../../../src/table/buildTable";
import { profileColumn } from "../../../src/table/profile";
import { hostileTexts } from "../../hostile";

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

test("every hostile text is read back as it is, as a cell, a name and a level", () => {
  const rows = [...hostileTexts, ...hostileTexts].map((text) => `${quoted(text)},1`);
  const file = openText(`name,size\n${rows.join("\n")}\n`, { delimiter: ",", header: true });
  assert.deepEqual(Array.from({ length: file.rows }, (_, row) => file.cell(row, 0)), [...hostileTexts, ...hostileTexts]);
  const [column] = buildTable(file).columns;
  assert.deepEqual(new Set(column!.levels), new Set(hostileTexts));
  const named = openText(`${hostileTexts.map(quoted).join()}\n${hostileTexts.map(() => "1").join()}\n`, { delimiter: ",", header: true });
  assert.deepEqual(named.header, hostileTexts);
  const table = buildTable(named);
  assert.deepEqual(table.columns.map(({ name }) => name), hostileTexts.map((text) => text.trim()));
  assert.equal(table.columns.map((column) => profileColumn(column)).length, hostileTexts.length);
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
});

test("what may be written of them lands in its own cell; formulas are refused", () => {
  for (const value of hostileTexts) {
    const text = "a,b,c\n1,,2\n3,4,5\n";
    const file = openText(text, { delimiter: ",", header: true });
    const style = { quoted: quotedColumns(file) };
    const fill = { row: 0, column: 1, value };
    if (refusal(file, fill, style) !== null) {
      assert.match(value, /^[=@]/);
      continue;
    }
    const changed = openText(applyToText(text, editsFor(file, [fill], style)), file.dialect);
    assert.deepEqual([0, 1, 2].map((column) => changed.cell(0, column)), ["1", value, "2"]);
    assert.equal(changed.rows, 2);
  }
});

test("messages about hostile cells are short, whatever the cell holds", () => {
  const long = "x".repeat(1_000_000);
  const file = openText(`"${long}",b\n1,\n`, { delimiter: ",", header: true });
  const error = refusal(file, { row: 0, column: 0, value: "2" }, { quoted: () => false });
  assert.ok(error !== null && error.message.length < 500, `${error?.message.length} characters`);
  const formula = refusal(file, { row: 0, column: 1, value: `=${long}` }, { quoted: () => false });
  assert.ok(formula !== null && formula.message.length < 500);
});

test("bytes that are no text in any encoding are read, and come back", () => {
  for (let lead = 0; lead < 256; lead++) {
    const bytes = Uint8Array.of(97, 44, 98, 10, lead, 0xff, lead, 44, 10, lead, 44, 49, 10);
    const file = openBytes(bytes, { delimiter: ",", quote: '"', comment: "", preamble: 0, header: true, unitRows: 0, initialSpace: false });
    const cell = file.cell(0, 0);
    if (cell !== null && lead !== 10 && lead !== 13 && lead !== 34 && lead !== 44) assert.deepEqual(file.codec.encode(cell), bytes.slice(4, 7));
  }
});
