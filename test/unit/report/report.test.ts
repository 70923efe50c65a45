import assert from "node:assert/strict";
import test from "node:test";
import { cellPieces, type Report, reportPieces, toNumber } from "../../../src/report/report";
import { openBytes } from "../../../src/csv/csvFile";
import { filledColumns, fillTable } from "../../../src/imputation/fillTable";
import { toleranceIn } from "../../../src/imputation/tolerance";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { buildTable } from "../../../src/table/buildTable";

const text = [
  "name;price;when;note",
  "ann;1.200,50;2020-01-31;x",
  "bob;;2020-02-29;y",
  "ann;900,00;;x",
  ";850,25;2020-04-30;NA",
  "bob;700,00;2020-05-31;y",
  "ann;650,75;2020-06-30;x",
  "",
].join("\r\n");

function suggestion(row: number, column: number, value: string, rest: Partial<Suggestion> = {}): Suggestion {
  return { row, column, value, certainty: 0.9, interval: null, alternatives: [], ...rest };
}

const suggestions = [
  suggestion(3, 0, "ann", { certainty: 0.6000004, alternatives: [{ value: "bob", probability: 1 / 3 }] }),
  suggestion(1, 1, "870,10", { interval: ["650,75", "1.200,50"], estimate: { value: 870.1, low: 650.75, high: 1200.5, sd: 120.5 } }),
  suggestion(2, 2, "2020-03-31", { interval: ["2020-03-01", "2020-04-02"], estimate: { value: 0, low: 0, high: 0, sd: 864_000 } }),
];
const outcomes = [0, 1, 2, 3].map((index) => ({
  index,
  missing: index < 3 ? 1 : 0,
  filled: index < 3 ? 1 : 0,
  skipReason: null,
}));

function fill(options: { minCertainty?: number; missing?: string[] } = {}, given = suggestions) {
  const bytes = Buffer.from(text);
  const file = openBytes(bytes);
  const table = buildTable(file, { missingTokens: options.missing ?? [] });
  const { minCertainty = 0 } = options;
  const filled = fillTable(file, bytes, table, given, minCertainty);
  return { table, bytes, filled: { ...filled, columns: filledColumns(outcomes, filled, minCertainty) } };
}

test("only the missing cells change in the completed copy", () => {
  const { filled } = fill();
  const expected = text
    .replace("bob;;", "bob;870,10;")
    .replace("900,00;;", "900,00;2020-03-31;")
    .replace("\r\n;850", "\r\nann;850");
  assert.equal(Buffer.from(filled.bytes).toString(), expected);
  assert.deepEqual(
    filled.columns.map((column) => column.filled),
    [1, 1, 1, 0],
  );
});

test("suggestions below the least certainty stay out, and the column says so", () => {
  const { filled } = fill({ minCertainty: 0.8 });
  assert.ok(Buffer.from(filled.bytes).toString().includes("\r\n;850,25"));
  assert.equal(filled.written.length, 2);
  assert.equal(filled.columns[0]?.filled, 0);
  assert.equal(filled.columns[0]?.skipReason, "1 suggestion is less certain than 0.8.");
});

test("an observed cell, a formula and a sentinel nobody asked for are not overwritten", () => {
  const more = [suggestion(0, 0, "bob"), suggestion(3, 3, "x"), suggestion(1, 1, "=1+1")];
  const { filled, bytes } = fill({}, more);
  assert.equal(filled.bytes, bytes, "nothing to write: the very same bytes");
  assert.match(filled.columns[1]?.skipReason ?? "", /formula/);
});

test("a sentinel that was asked for is overwritten", () => {
  const { filled } = fill({ missing: ["NA"] }, [suggestion(3, 3, "x")]);
  assert.equal(Buffer.from(filled.bytes).toString(), text.replace(";NA\r\n", ";x\r\n"));
});

test("the report is JSON of the documented shape", async () => {
  const { filled, table } = fill();
  const report: Report = {
    model: { name: "npt", version: "1", sha256: "00" },
    rows: table.rows,
    columns: table.columns.map((column) => ({ ...column, tolerance: toleranceIn(column) })),
    outcomes: filled.columns,
    timing: { readMs: 1.23456, encodeMs: 0, inferenceMs: 2, writeMs: 3, totalMs: 7 },
    check: null,
  };
  assert.deepEqual(JSON.parse(await joined(report, cellPieces(filled.written.toSorted((a, b) => a.row - b.row), table.columns, true))), {
    model: { name: "npt", version: "1", sha256: "00" },
    certainty: {
      version: 2,
      meaning:
        "The probability that the value is right; of numbers and dates, that the true value lies within the column's tolerance of it. Tolerances and standard deviations are in the column's units, those of dates in days.",
    },
    table: {
      rows: 6,
      columns: [
        { name: "name", kind: table.columns[0]?.kind, missing: 1, filled: 1, left: null, tolerance: null },
        { name: "price", kind: "number", missing: 1, filled: 1, left: null, tolerance: 48 },
        { name: "when", kind: "date", missing: 1, filled: 1, left: null, tolerance: 14 },
        { name: "note", kind: table.columns[3]?.kind, missing: 0, filled: 0, left: null, tolerance: null },
      ],
    },
    cells: [
      { row: 1, column: "price", value: "870,10", certainty: 0.9, interval: [650.75, 1200.5], sd: 120.5, alternatives: [] },
      {
        row: 2,
        column: "when",
        value: "2020-03-31",
        certainty: 0.9,
        interval: ["2020-03-01", "2020-04-02"],
        sd: 10,
        alternatives: [],
      },
      {
        row: 3,
        column: "name",
        value: "ann",
        certainty: 0.6,
        interval: null,
        alternatives: [{ value: "bob", probability: 0.333333 }],
      },
    ],
    timing: { readMs: 1.2, encodeMs: 0, inferenceMs: 2, writeMs: 3, totalMs: 7 },
  });
  const empty = JSON.parse(await joined({ ...report, check: [{ column: "a" }] }, []));
  assert.deepEqual([empty.cells, empty.check], [[], [{ column: "a" }]]);
});

async function joined(report: Report, cells: Iterable<string>): Promise<string> {
  let text = "";
  for await (const piece of reportPieces(report, cells)) text += piece;
  return text;
}

test("numbers of intervals are read in their column's spelling", () => {
  const format = { decimals: 2, fixed: true, decimalMark: ".", grouping: ",", prefix: "$", suffix: " %", negative: "-", plus: false, exponent: null } as const;
  assert.equal(toNumber("-$1,234.50 %", format), -1234.5);
  assert.equal(toNumber("1.234,5", { ...format, decimalMark: ",", grouping: ".", prefix: "", suffix: "" }), 1234.5);
  assert.equal(toNumber("unknown", format), "unknown");
});
