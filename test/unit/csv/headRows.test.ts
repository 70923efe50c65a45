import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import type { DialectOverrides } from "../../../src/csv/dialect";

const numbers = (n: number): string => Array.from({ length: n }, (_, i) => `2020-08-14 22:${10 + i},${20 + i / 2},${i % 2 === 0 ? "north" : "south"}`).join("\n");

function head(text: string, overrides: DialectOverrides = {}) {
  const file = openText(text, overrides);
  return { header: file.header?.[0], preamble: file.dialect.preamble, units: file.dialect.unitRows, rows: file.rows, first: file.cell(0, 0) };
}

test("units under the header are no data, in brackets or as short words", () => {
  for (const units of [",[°C],", "date,°C,", "[UTC],(K),name", ",degC,"]) {
    assert.deepEqual(head(`time,temp,site\n${units}\n${numbers(7)}\n`), { header: "time", preamble: 0, units: 1, rows: 7, first: "2020-08-14 22:10" }, units);
  }
});

test("a second and a third line of names are no data", () => {
  const text = `Q1,Q2,Q3\nWhen were you born?,How tall are you?,How heavy are you?\nimport 1,import 2,import 3\n${Array.from({ length: 8 }, (_, i) => `${1960 + i},${170 + i},${60 + 2 * i}`).join("\n")}\n`;
  assert.deepEqual(head(text), { header: "Q1", preamble: 0, units: 2, rows: 8, first: "1960" });
});

test("a logger's title line as wide as the table is above the header", () => {
  const rows = Array.from({ length: 5 }, (_, i) => `"2012-06-07 13:00:0${i}",${i + 1},0.6${i}`).join("\n");
  const text = `"TOA5","6843","CR3000"\n"TIMESTAMP","RECORD","Ux"\n"TS","RN","m/s"\n"","","Smp"\n${rows}\n`;
  assert.deepEqual(head(text), { header: "TIMESTAMP", preamble: 1, units: 2, rows: 5, first: "2012-06-07 13:00:00" });
});

test("rows that lack their values, and texts among numbers, are data", () => {
  for (const [first, columns] of [
    ["Bo,,north", "name,temp,site"],
    ["Bo,NA,north", "name,temp,site"],
    ["1,see note,north", "x,y,site"],
    ["Bo,high,north", "name,temp,site"],
    [",high,", "name,temp,site"],
  ] as const) {
    const body = Array.from({ length: 9 }, (_, i) => `${/^\d/.test(first) ? i + 2 : `N${i}`},${20 + i},${i % 2 === 0 ? "north" : "south"}`).join("\n");
    const found = head(`${columns}\n${first}\n${body}\n`);
    assert.deepEqual([found.units, found.rows], [0, 10], first);
  }
});

test("what is stated goes before what would be found", () => {
  const text = `time,temp,site\n,[°C],\n${numbers(7)}\n`;
  assert.deepEqual([head(text, { unitRows: 0 }).units, head(text, { unitRows: 0 }).rows], [0, 8]);
  assert.equal(head(text, { unitRows: 2 }).rows, 6);
  assert.equal(head(text, { header: false }).units, 0);
});
