import assert from "node:assert/strict";
import test from "node:test";
import { cpuMs } from "../../busy";
import { toleranceText } from "../../../src/review/distance";
import { accuracyView } from "../../../src/review/accuracyView";
import { openText } from "../../../src/csv/csvFile";
import { Expectation } from "../../../src/review/expectation";
import { buildTable } from "../../../src/table/buildTable";
import type { CheckedCell, ColumnAccuracy } from "../../../src/imputation/checkAccuracy";
import type { Tolerance } from "../../../src/imputation/tolerance";

function checked(column: number, cells: readonly Omit<CheckedCell, "row">[], tolerance: Tolerance | null = null): ColumnAccuracy {
  const right = cells.filter((cell) => cell.right).length / cells.length;
  return {
    column,
    hidden: cells.length,
    measure: tolerance ? "nrmse" : "accuracy",
    score: tolerance ? 0.5 : right,
    baseline: tolerance ? 1 : 0.5,
    verdict: "better",
    right,
    plainRight: 0.5,
    inside: tolerance ? 0.9 : null,
    tolerance,
    cells: cells.map((cell, row) => ({ row, ...cell })),
    meanOff: 20,
  };
}

const two: Tolerance = { value: 2, step: 0.5 };

/** `count` cells with a certainty, `hits` of them right. */
function cells(count: number, certainty: number, hits: number, off: (i: number) => number = () => 0): Omit<CheckedCell, "row">[] {
  return Array.from({ length: count }, (_, i) => ({ certainty, right: i < hits, inside: null, off: off(i) }));
}

/** Suggestions of a column: so many at each of the percents given. */
function suggested(column: number, numeric: boolean, counts: Readonly<Record<number, number>>) {
  return { column, numeric, certainty: Array.from({ length: 101 }, (_, percent) => counts[percent] ?? 0) };
}

test("the share right is that of hidden cells at least as certain", () => {
  const expectation = new Expectation([checked(0, [...cells(40, 0.9, 36), ...cells(40, 0.5, 10)])]);
  const { right, numbers } = expectation.of([suggested(0, false, { 95: 1, 60: 5 })]);
  assert.equal(right[90], 36 / 40);
  assert.equal(right[60], 36 / 40, "no hidden cell lies between");
  assert.equal(right[50], 46 / 80);
  assert.equal(right[96], null, "there is nothing to accept");
  assert.equal(numbers, false);
});

test("a column counts by what it has to accept: easy columns without missing cells promise nothing", () => {
  const expectation = new Expectation([checked(0, cells(400, 0.9, 400)), checked(1, cells(40, 0.9, 10)), checked(2, cells(40, 0.9, 30))]);
  assert.equal(expectation.of([suggested(1, false, { 90: 7 })]).right[80], 0.25);
  assert.equal(expectation.of([suggested(1, false, { 90: 30 }), suggested(2, false, { 90: 10 })]).right[80], (30 * 0.25 + 10 * 0.75) / 40);
});

test("numbers and categories are one figure: what is right, or within the tolerance", () => {
  const expectation = new Expectation([checked(0, cells(40, 0.8, 36), two), checked(1, cells(40, 0.8, 20))]);
  const one = expectation.of([suggested(0, true, { 80: 3 })]);
  assert.deepEqual([one.right[80], one.numbers], [0.9, true]);
  const both = expectation.of([suggested(0, true, { 80: 3 }), suggested(1, false, { 80: 1 })]);
  assert.ok(Math.abs(both.right[80]! - (3 * 0.9 + 0.5) / 4) < 1e-12);
  assert.equal(both.numbers, true);
});

test("too few hidden cells: a column leans on the others, a table says nothing", () => {
  const expectation = new Expectation([checked(0, cells(50, 0.9, 40)), checked(1, cells(5, 0.9, 0))]);
  assert.equal(expectation.of([suggested(1, false, { 90: 1 })]).right[90], 40 / 55);
  assert.equal(expectation.of([suggested(7, false, { 90: 1 })]).right[90], 40 / 55, "a column that was not checked at all, too");
  assert.equal(new Expectation([checked(0, cells(19, 0.9, 19))]).of([suggested(0, false, { 90: 1 })]).right[90], null);
  assert.equal(expectation.of([suggested(0, false, { 90: 1 }), suggested(2, true, { 90: 1 })]).right[90], null, "no number was checked");
});

test("a huge check is judged in a moment, and as well", () => {
  const columns = Array.from({ length: 200 }, (_, column) => checked(column, cells(400, (column % 100) / 100, 300, (i) => i), two));
  const start = cpuMs();
  const { right } = new Expectation(columns).of([suggested(999, true, { 0: 1 })]);
  assert.ok(Math.abs((right[0] ?? 0) - 0.75) < 0.03, String(right[0]));
  assert.ok(cpuMs() - start < 2000);
});

const plain = buildTable(openText("a\n1.5\n2.5\n")).columns[0]!;

test("a column's accuracy in its own units: numbers as numbers, dates as spans of time", () => {
  const german = buildTable(openText("a;b\n1,5;1\n2,5;2\n")).columns[0]!;
  const numbers = checked(0, cells(40, 0.8, 36, (i) => i * 0.1234), two);
  assert.deepEqual(accuracyView(numbers, plain), {
    text: "90% of 40 hidden cells within ± 2; always writing the mean, 50%. Half are off by 2.3 or less; always writing the mean, by 20.",
    short: "half within 2.3 (guessing the mean: 20)",
    verdict: "better",
  });
  assert.equal(accuracyView(numbers, german).short, "half within 2,3 (guessing the mean: 20)", "with the column's decimal mark");
  const dates = checked(0, cells(40, 0.8, 36, () => 2.54 * 86_400), { value: 86_400, step: 86_400 });
  assert.match(accuracyView({ ...dates, meanOff: 5400 }, { kind: "date", numberFormat: null }).text, /^90% of 40 hidden cells within ± 1 day; .* off by 2\.5 days or less; always writing the mean, by 1\.5 hours\.$/);
  assert.equal(toleranceText(german, { value: 0.125, step: 0.001 }), "± 0,125", "a tolerance as it was stated");
  assert.match(accuracyView({ ...numbers, tolerance: { value: 0.5, step: 1 } }, plain).text, /^90% of 40 hidden cells right; always/, "where only the very value counts");
});

test("a verdict says what is so: it praises and scolds by more than chance only", () => {
  const category = { kind: "category", numberFormat: null } as const;
  const levels = { ...checked(0, cells(400, 0.8, 392)), plainRight: 0.98 };
  assert.deepEqual(accuracyView({ ...levels, plainRight: 0.5 }, category), {
    text: "98% of 400 hidden cells right; always writing the most common value gets 50% right.",
    short: "98% right",
    verdict: "better",
  });
  assert.equal(accuracyView({ ...levels, verdict: "alike" }, category).text, "98% of 400 hidden cells right, as is always writing the most common value.");
  assert.match(accuracyView({ ...levels, verdict: "alike", plainRight: 0.97 }, category).text, /about as with always writing the most common value \(97%\)\.$/);
  assert.match(accuracyView({ ...levels, verdict: "worse" }, category).text, /Do not rely on this column\.$/);
  const numbers = checked(0, cells(40, 0.8, 36), two);
  assert.doesNotMatch(accuracyView({ ...numbers, verdict: "alike" }, plain).text, /rely/);
  assert.match(accuracyView({ ...numbers, verdict: "worse" }, plain).text, /Do not rely on this column\.$/);
});

test("a handful of cells is counted: a percentage would claim more than they tell", () => {
  const few = accuracyView(checked(0, cells(10, 0.8, 9)), { kind: "category", numberFormat: null });
  assert.equal(few.short, "9 of 10 right");
  assert.equal(few.text, "9 of 10 hidden cells right; always writing the most common value gets 5 of 10 right.");
});
