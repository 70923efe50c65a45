import assert from "node:assert/strict";
import test from "node:test";
import { cpuMs } from "../../busy";
import fc from "fast-check";
import { openText } from "../../../src/csv/csvFile";
import { isFormula } from "../../../src/csv/formula";
import { buildTable } from "../../../src/table/buildTable";
import { isMissing, isKnown } from "../../../src/table/cell";
import { Missing } from "../../../src/table/column";
import { profileColumn } from "../../../src/table/profile";
import { formatLevel, formatValue } from "../../../src/table/format";
import { seed } from "../csv/helpers";
import { columnOf } from "./helpers";

const cell = fc.oneof(
  fc.constantFrom(
    "",
    "",
    "NA",
    "?",
    " ",
    '""',
    "0",
    "1",
    "true",
    "2020-01-01",
    "1/2/2021",
    "12:30",
    "1,5",
    "$3",
    "7 kg",
    "007",
    "#",
    "=1",
  ),
  fc.string({ maxLength: 6 }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

test("any text opens, becomes a table and a profile, and every cell is accounted for", () => {
  const text = fc
    .tuple(
      fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 12 }),
      fc.constantFrom(",", ";", "\t", "|", ", "),
      fc.constantFrom("\n", "\r\n", "\r"),
    )
    .map(([rows, delimiter, newline]) => rows.map((row) => row.join(delimiter)).join(newline));
  const options = fc.record({
    missingTokens: fc.constantFrom([], ["NA", "?"], "auto" as const),
    blankIsMissing: fc.boolean(),
    fillShortRows: fc.boolean(),
  });
  fc.assert(
    fc.property(text, options, (content, settings) => {
      const file = openText(content);
      const table = buildTable(file, settings);
      assert.equal(table.columns.length, file.columns);
      const profiles = table.columns.map((column) => profileColumn(column));
      for (const column of table.columns) {
        let known = 0;
        for (let row = 0; row < table.rows; row++) {
          if (isKnown(column, row)) {
            assert.equal(column.missing[row], Missing.None);
            known++;
          }
          if (isMissing(table, column, row)) assert.ok(!isKnown(column, row));
        }
        const profile = profiles[column.index]!;
        assert.equal(profile.observed + profile.missing, table.rows);
        assert.equal(profile.observed - profile.unread, known);
        for (const code of column.codes) if (code >= 0) assert.notEqual(formatLevel(column, code).trim(), "");
        if (column.kind === "number" || column.kind === "date") {
          const text = formatValue(column, profile.numbers!.mean);
          assert.ok(!isFormula(text), text);
          for (let row = 0; row < table.rows; row++) if (isKnown(column, row)) formatValue(column, column.values[row]!);
        }
      }
    }),
    { seed, numRuns: 1500 },
  );
});

test("a value between two observed ones, as spelled, leaves the kind of the column as it is", () => {
  const cells = fc.oneof(
    fc.array(fc.integer({ min: -50, max: 5000 }).map(String), { minLength: 12, maxLength: 30 }),
    fc.array(
      fc.integer({ min: 1, max: 99_999 }).map((n) => (n / 100).toFixed(2)),
      { minLength: 12, maxLength: 30 },
    ),
    fc.array(
      fc.integer({ min: 0, max: 20_000 }).map((d) => new Date(d * 86_400_000).toISOString().slice(0, 10)),
      { minLength: 12, maxLength: 30 },
    ),
    fc.array(
      fc.integer({ min: 0, max: 1_700_000_000 }).map((s) => new Date(s * 1000).toISOString()),
      { minLength: 12, maxLength: 30 },
    ),
    fc.array(
      fc.integer({ min: 0, max: 86_399 }).map((s) => new Date(s * 1000).toISOString().slice(11, 19)),
      { minLength: 12, maxLength: 30 },
    ),
  );
  fc.assert(
    fc.property(cells, fc.double({ min: 0, max: 1, noNaN: true }), (observed, share) => {
      const column = columnOf("x", observed);
      fc.pre(new Set(observed).size > 3 && (column.kind === "number" || column.kind === "date"));
      const known = column.values.filter((value) => !Number.isNaN(value));
      const low = Math.min(...known);
      const high = Math.max(...known);
      const text = formatValue(column, low + share * (high - low));
      const again = columnOf("x", [...observed, text]);
      assert.equal(again.kind, column.kind);
      assert.equal(again.dateFormat, column.dateFormat);
      assert.deepEqual(again.numberFormat, column.numberFormat);
      const value = again.values.at(-1)!;
      assert.ok(value >= low && value <= high);
    }),
    { seed, numRuns: 1000 },
  );
});

test("wide tables, many short rows and huge cells stay cheap", () => {
  const started = cpuMs();
  const wide = Array.from({ length: 20_000 }, (_, i) => i).join(",");
  assert.equal(buildTable(openText(`${wide}\n${wide}\n${wide}\n`, { header: false })).columns.length, 20_000);
  const short = openText(`a,b,c\n${"1\n".repeat(300_000)}`, { delimiter: ",", header: true });
  assert.equal(buildTable(short).columns[2]!.kind, "empty");
  assert.equal(buildTable(openText(`a,b\n"${"x".repeat(5_000_000)}",1\ny,2\n`)).rows, 2);
  assert.ok(cpuMs() - started < 15_000);
});

test("a cell of a million spaces between digits is no trap", () => {
  const started = cpuMs();
  const long = `1${" ".repeat(1_000_000)}1`;
  assert.equal(columnOf("x", [long, "1", `${long}1`, "2"]).kind, "text");
  assert.ok(cpuMs() - started < 5000);
});
