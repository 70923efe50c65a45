import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { buildTable } from "../../../src/table/buildTable";
import type { TableOptions } from "../../../src/table/tableOptions";
import { tableDoubts, unsettled } from "../../../src/table/doubts";
import { sentenceText } from "../../../src/table/reading";

function doubtsOf(text: string, options: Partial<TableOptions> = {}) {
  const file = openText(text);
  return tableDoubts(file.dialect, buildTable(file, options).columns);
}

const numbers = (row: (i: number) => string): string => Array.from({ length: 12 }, (_, i) => `${row(i)}\n`).join("");

test("what is the same in several columns is said once, with all its cells", () => {
  const text = `a,b,c\n${numbers((i) => `${i === 3 ? "NA" : i},${i === 4 || i === 5 ? "NA" : i * 3},${i === 7 ? "?" : i / 2}`)}`;
  const found = doubtsOf(text);
  assert.deepEqual(
    found.map(({ message }) => sentenceText(message)),
    [
      "“NA” looks like a missing value (3 cells in 2 columns). It doesn't count as missing and isn't filled.",
      "“?” looks like a missing value (1 cell in c). It doesn't count as missing and isn't filled.",
    ],
  );
  assert.deepEqual(found[0]!.settlings.map(({ flag }) => flag), ["--missing NA"]);
  assert.deepEqual(doubtsOf(text, { missingTokens: ["NA", "?"] }), []);
});

test("tokens and names are quoted as the command line reads them", () => {
  const text = `"age, years",b\n${numbers((i) => `${i === 3 ? "-999" : 30 + i},${i}`)}`;
  assert.deepEqual(doubtsOf(text)[0]!.settlings.map(({ flag }) => flag), ["--missing 'age, years:-999'", "--missing 'age, years:'"]);
});

test("what has been stated is not asked again", () => {
  const units = doubtsOf(`t,v\n(s),(V)\n${numbers((i) => `${i},${i * i}`)}`);
  assert.deepEqual(units.map(({ kind }) => kind), ["unit-rows"]);
  for (const { stated } of units[0]!.settlings) assert.deepEqual(unsettled(units, stated), []);
  const blanks = doubtsOf(`t,v,w\n${numbers((i) => `${i},${i === 3 ? "  " : i * i},${i === 5 ? " " : i}`)}`);
  assert.match(sentenceText(blanks[0]!.message), /^2 cells in 2 columns hold only spaces/);
  assert.deepEqual(unsettled(blanks, { dialect: { unitRows: 0 } }), blanks);
  assert.deepEqual(unsettled(blanks, { blankIsMissing: false }), []);
  const lines = doubtsOf("v\n3\n\n5\n4\n");
  assert.deepEqual(lines.map(({ kind }) => kind), ["empty-lines"]);
  assert.deepEqual(unsettled(lines, { fillShortRows: true }), []);
});
