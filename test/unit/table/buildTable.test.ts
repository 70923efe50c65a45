import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { openBytes, openText } from "../../../src/csv/csvFile";
import { applyToText, quotedColumns } from "../../../src/csv/edits";
import { editsFor } from "../../planning";
import { buildTable } from "../../../src/table/buildTable";
import { isMissing, isKnown } from "../../../src/table/cell";
import { type ColumnKind, Missing } from "../../../src/table/column";
import { profileColumn } from "../../../src/table/profile";
import { formatLevel } from "../../../src/table/format";
import { columnOf } from "./helpers";

const data = join(__dirname, "../../../node_modules/vega-datasets/data");

/** Kinds by file; the missing cells are counted by hand. */
const real: Readonly<Record<string, { rows: number; missing: number; kinds: readonly ColumnKind[] }>> = {
  "airports.csv": {
    rows: 3376,
    missing: 0,
    kinds: ["id", "category", "category", "category", "category", "number", "number"],
  },
  "birdstrikes.csv": {
    rows: 10000,
    missing: 2836,
    kinds: [
      "category",
      "category",
      "category",
      "date",
      "category",
      "category",
      "category",
      "category",
      "category",
      "category",
      "number",
      "number",
      "number",
      "number",
    ],
  },
  "co2-concentration.csv": { rows: 741, missing: 0, kinds: ["date", "number", "number"] },
  "disasters.csv": { rows: 803, missing: 0, kinds: ["category", "number", "number"] },
  "gapminder-health-income.csv": { rows: 187, missing: 0, kinds: ["id", "number", "number", "number", "category"] },
  "github.csv": { rows: 955, missing: 0, kinds: ["date", "number"] },
  "global-temp.csv": { rows: 144, missing: 0, kinds: ["number", "number"] },
  "iowa-electricity.csv": { rows: 51, missing: 0, kinds: ["date", "category", "number"] },
  "la-riots.csv": {
    rows: 63,
    missing: 1,
    kinds: [
      "text",
      "category",
      "number",
      "category",
      "category",
      "date",
      "category",
      "category",
      "category",
      "number",
      "number",
    ],
  },
  "seattle-weather.csv": {
    rows: 1461,
    missing: 0,
    kinds: ["date", "number", "number", "number", "number", "category"],
  },
  "sp500.csv": { rows: 123, missing: 0, kinds: ["date", "number"] },
  "species.csv": {
    rows: 12360,
    missing: 0,
    kinds: ["category", "category", "category", "category", "category", "number"],
  },
  "stocks.csv": { rows: 560, missing: 0, kinds: ["category", "date", "number"] },
  "unemployment.tsv": { rows: 3218, missing: 0, kinds: ["id", "number"] },
  "windvectors.csv": { rows: 4800, missing: 0, kinds: ["number", "number", "number", "number", "number"] },
  "zipcodes.csv": { rows: 42049, missing: 0, kinds: ["id", "number", "number", "category", "category", "category"] },
};
for (const [name, expected] of Object.entries(real)) {
  test(`a real table: ${name}`, () => {
    const table = buildTable(openBytes(readFileSync(join(data, name))));
    assert.equal(table.rows, expected.rows);
    assert.deepEqual(
      table.columns.map(({ kind }) => kind),
      expected.kinds,
    );
    assert.equal(
      table.columns.map((column) => profileColumn(column)).reduce((sum, { missing }) => sum + missing, 0),
      expected.missing,
    );
  });
}

test("missing cells, short rows and blank lines by their settings", () => {
  const file = openText('a,b,c\n1,"",x\n2\n , ,y\n', { header: true, delimiter: "," });
  const kinds = (options = {}) => buildTable(file, options).columns.map(({ missing }) => [...missing]);
  assert.deepEqual(kinds(), [
    [0, 0, 0],
    [Missing.Empty, Missing.ShortRow, 0],
    [0, Missing.ShortRow, 0],
  ]);
  assert.deepEqual(kinds({ blankIsMissing: true })[1], [Missing.Empty, Missing.ShortRow, Missing.Blank]);
  const table = buildTable(file);
  assert.deepEqual(
    [0, 1].map((row) => isMissing(table, table.columns[1]!, row)),
    [true, false],
  );
  const asked = buildTable(file, { fillShortRows: true });
  assert.equal(isMissing(asked, asked.columns[1]!, 1), true);
  assert.deepEqual(
    [0, 1, 2].map((row) => isKnown(table.columns[2]!, row)),
    [true, false, true],
  );
});

test("names come from the header, else from the position", () => {
  assert.deepEqual(
    buildTable(openText("a,,a\n1,2,3\n4,5,6\n", { header: true })).columns.map(({ name }) => name),
    ["a", "Column 2", "a"],
  );
  assert.deepEqual(
    buildTable(openText("1,2\n3,4\n")).columns.map(({ name }) => name),
    ["Column 1", "Column 2"],
  );
});

test("tables without rows or cells have columns without values", () => {
  const table = buildTable(openText("a,b\n", { header: true }));
  assert.deepEqual(
    table.columns.map(({ kind, missing }) => [kind, missing.length]),
    [
      ["empty", 0],
      ["empty", 0],
    ],
  );
  assert.deepEqual(
    table.columns.map((column) => profileColumn(column)).map(({ observed, distinct }) => [observed, distinct]),
    [
      [0, 0],
      [0, 0],
    ],
  );
  assert.equal(buildTable(openText("")).columns.length, 0);
});

test("a level written into a missing cell reads back as that level", () => {
  const text = 'shop,city\n"A, Inc.",x\n"B ""b""",y\n"A, Inc.",x\n,y\n"B ""b""",\n';
  const file = openText(text);
  const column = buildTable(file).columns[0]!;
  const edits = editsFor(file, [{ row: 3, column: 0, value: formatLevel(column, 1) }], { quoted: quotedColumns(file) });
  const again = buildTable(openText(applyToText(text, edits))).columns[0]!;
  assert.deepEqual(again.levels, column.levels);
  assert.equal(again.codes[3], 1);
});

test("a profile counts exactly", () => {
  const numbers = profileColumn(
    columnOf("x", ["1", "2", "2", "3", "", "4", "oops", ...Array.from({ length: 200 }, () => "2.5")]),
  );
  assert.equal(numbers.missing, 1);
  assert.equal(numbers.unread, 1);
  assert.equal(numbers.observed, 206);
  assert.equal(numbers.distinct, 5);
  assert.equal(
    numbers.numbers?.bins.reduce((a, b) => a + b, 0),
    205,
  );
  assert.deepEqual([numbers.numbers?.min, numbers.numbers?.max], [1, 4]);
  const plain = profileColumn(columnOf("x", ["1", "2", "3", "4"])).numbers;
  assert.equal(plain?.mean, 2.5);
  assert.ok(Math.abs((plain?.sd ?? 0) - Math.sqrt(5 / 3)) < 1e-12);
  assert.equal(plain?.quantiles[2], 2.5);
  const levels = profileColumn(columnOf("c", ["a", "b", "b", "c", "c", ""]), 2);
  assert.deepEqual(levels.topLevels, [
    { level: 1, text: "b", count: 2 },
    { level: 2, text: "c", count: 2 },
  ]);
  assert.deepEqual([levels.distinct, levels.missing], [3, 1]);
});

test("a profile of one value, and of a million, has no surprises", () => {
  const one = profileColumn(columnOf("x", ["7", "8.5"]));
  assert.deepEqual(one.numbers?.quantiles.length, 5);
  const column = columnOf("x", ["1", "2"]);
  const many = {
    ...column,
    missing: new Uint8Array(1_000_000),
    values: Float64Array.from({ length: 1_000_000 }, (_, i) => i % 97),
  };
  assert.equal(profileColumn(many).numbers?.max, 96);
});
