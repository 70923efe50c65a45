import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { isExact, keptTolerance, reachOf, toleranceIn, toleranceOf } from "../../../src/imputation/tolerance";
import { buildTable } from "../../../src/table/buildTable";
import type { Column } from "../../../src/table/column";
import type { StatedColumn } from "../../../src/table/reading";

const day = 86_400;

function column(texts: readonly string[], stated: Omit<StatedColumn, "column"> = {}): Column {
  return buildTable(openText(`a\n${texts.join("\n")}\n`, { header: true, delimiter: ";" }), { columns: [{ column: 0, ...stated }] }).columns[0]!;
}

/** 0 to 1000 in steps of `step`, as texts. */
function ramp(step: number, decimals: number): string[] {
  return Array.from({ length: Math.round(1000 / step) + 1 }, (_, k) => (k * step).toFixed(decimals));
}

test("by default a tenth of the range of the middle 90 %, in two digits, as the column writes it", () => {
  assert.deepEqual(toleranceOf(column(ramp(0.5, 1), { type: "number" })), { value: 90, step: 0.1 });
  const outliers = [...ramp(0.5, 1), "1000000.0", "-1000000.0"];
  assert.equal(toleranceOf(column(outliers, { type: "number" })).value, 90, "a few far values change nothing");
  const narrow = Array.from({ length: 101 }, (_, k) => (10 + k * 0.0457).toFixed(2));
  assert.equal(toleranceOf(column(narrow)).value, 0.41);
  const whole = Array.from({ length: 400 }, (_, k) => String((k * 7) % 53));
  assert.equal(toleranceOf(column(whole, { type: "integer" })).value, 4, "4.7 is the same as 4 where all values are whole");
});

test("never less than half a step: a column of few whole numbers is right with the very value only", () => {
  const stars = toleranceOf(column(Array.from({ length: 100 }, (_, k) => String(1 + (k % 4)))));
  assert.deepEqual(stars, { value: 0.5, step: 1 });
  assert.ok(isExact(stars));
  assert.equal(reachOf(stars), 0.5);
  const tight = toleranceOf(column(ramp(0.5, 1), { type: "number", tolerance: 0.001 }));
  assert.equal(tight.value, 0.05, "nor where less is stated");
  const constant = column(["5.0", "5.0", "5.1", ...Array.from({ length: 97 }, () => "5.0")], { type: "number" });
  assert.equal(toleranceOf(constant).value, 0.05, "nor where nearly all values are one");
});

test("what is stated counts, in the column's units, of dates in days", () => {
  assert.equal(toleranceOf(column(ramp(0.5, 1), { type: "number", tolerance: 12.5 })).value, 12.5);
  const dates = Array.from({ length: 200 }, (_, k) => new Date(Date.UTC(2020, 0, 1 + k)).toISOString().slice(0, 10));
  assert.deepEqual(toleranceOf(column(dates)), { value: 18 * day, step: day });
  assert.equal(toleranceOf(column(dates, { tolerance: 2 })).value, 2 * day);
  assert.equal(reachOf(toleranceOf(column(dates, { tolerance: 2 }))), 2.5 * day);
  assert.deepEqual(keptTolerance(column(dates, { tolerance: 2 })), { tolerance: 2 });
  const years = toleranceOf(column(Array.from({ length: 30 }, (_, k) => `${1990 + k}-01-01`)));
  assert.ok(years.step > 365 * day && years.value >= 2 * years.step && years.value < 3 * years.step, "dates that name years only");
});

test("a tolerance holds whole steps, and half a step by which either value may be rounded", () => {
  assert.equal(reachOf({ value: 4.7, step: 1 }), 4.5);
  assert.equal(reachOf({ value: 4, step: 1 }), 4.5);
  assert.ok(Math.abs(reachOf({ value: 0.3, step: 0.1 }) - 0.35) < 1e-12, "0.3 / 0.1 is a little less than 3");
  assert.ok(!isExact({ value: 0.1, step: 0.1 }));
});

test("numbers with an exponent have the step of one in the middle; other columns have no tolerance", () => {
  const tiny = toleranceOf(column(Array.from({ length: 60 }, (_, k) => (1e-7 * (1 + k / 60)).toExponential(2))));
  assert.ok(Math.abs(tiny.step / 1e-9 - 1) < 1e-9 && tiny.value > 5e-9 && tiny.value < 1e-8, `${tiny.value}`);
  assert.equal(toleranceIn(column(["Oslo", "Bergen", "Oslo", "Bergen"])), null);
  assert.equal(toleranceIn(column([" ", " "])), null);
  assert.deepEqual(keptTolerance(column(["Oslo", "Bergen", "Oslo", "Bergen"])), {});
});
