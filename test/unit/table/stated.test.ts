import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { buildTable } from "../../../src/table/buildTable";

test("a column of texts is none of numbers or dates, whatever its cells look like", () => {
  const file = openText(`a,b\n${["10,2024-01-01", "20,2024-01-02", "10,2024-01-01", "30,2024-01-03", "20,2024-01-02", "10,2024-01-04"].join("\n")}\n`);
  const kinds = (texts: boolean) => buildTable(file, { columns: texts ? [{ column: "a", texts: true }, { column: 1, texts: true }] : [] }).columns.map(({ kind }) => kind);
  assert.deepEqual(kinds(false), ["number", "date"]);
  assert.deepEqual(kinds(true), ["category", "category"]);
});

test("a stated format of two digits reads one, where most cells have one", () => {
  const format = (pattern: string, ...cells: string[]) => buildTable(openText(`a\n${cells.join("\n")}\n`), { columns: [{ column: 0, type: "date", dateFormat: pattern }] }).columns[0]!.dateFormat;
  assert.equal(format("DD/MM/YYYY", "5/3/2024", "16/3/2024", "7/11/2024"), "D/M/YYYY");
  assert.equal(format("DD/MM/YYYY", "05/03/2024", "16/03/2024", "7/11/2024"), "DD/MM/YYYY");
  assert.equal(format("DD MMM YYYY HH:mm", "5 Mar 2024 7:05", "6 Mar 2024 8:15"), "D MMM YYYY H:mm");
  assert.equal(format("DD MMMM YYYY", "5 March 2024", "6 April 2024"), "D MMMM YYYY");
  assert.equal(format("YYYYMMDD", "20240305", "20240306"), "YYYYMMDD");
});
