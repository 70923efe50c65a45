import assert from "node:assert/strict";
import test from "node:test";
import { cpuMs } from "../../busy";
import { accuracyView } from "../../../src/review/accuracyView";
import { openText } from "../../../src/csv/csvFile";
import { Expectation } from "../../../src/review/expectation";
import { buildTable } from "../../../src/table/buildTable";
import type { CheckedCell, ColumnAccuracy } from "../../../src/imputation/checkAccuracy";

function checked(column: number, cells: readonly Omit<CheckedCell, "row">[], middleRange = 0): ColumnAccuracy {
  return {
    column,
    hidden: cells.length,
    measure: middleRange > 0 ? "nrmse" : "accuracy",
    score: 0.5,
    baseline: 1,
    better: true,
    cells: cells.map((cell, row) => ({ row, ...cell })),
    meanOff: 20,
    middleRange,
  };
}

/** `count` cells with a certainty, `hits` of them right. */
function cells(count: number, certainty: number, hits: number, off: (i: number) => number = () => 0): Omit<CheckedCell, "row">[] {
  return Array.from({ length: count }, (_, i) => ({ certainty, right: i < hits, off: off(i) }));
}

/** Suggestions of a column: so many at each of the percents given. */
function suggested(column: number, numeric: boolean, counts: Readonly<Record<number, number>>) {
  return { column, numeric, certainty: Array.from({ length: 101 }, (_, percent) => counts[percent] ?? 0) };
}

test("the share right is that of hidden cells at least as certain", () => {
  const expectation = new Expectation([checked(0, [...cells(40, 0.9, 36), ...cells(40, 0.5, 10)])]);
  const { right, off } = expectation.of([suggested(0, false, { 95: 1, 60: 5 })]);
  assert.equal(right[90], 36 / 40);
  assert.equal(right[60], 36 / 40, "no hidden cell lies between");
  assert.equal(right[50], 46 / 80);
  assert.equal(right[96], null, "there is nothing to accept");
  assert.ok(off.every((share) => share === null), "and there are no numbers");
});

test("a column counts by what it has to accept: easy columns without missing cells promise nothing", () => {
  const expectation = new Expectation([checked(0, cells(400, 0.9, 400)), checked(1, cells(40, 0.9, 10)), checked(2, cells(40, 0.9, 30))]);
  assert.equal(expectation.of([suggested(1, false, { 90: 7 })]).right[80], 0.25);
  assert.equal(expectation.of([suggested(1, false, { 90: 30 }), suggested(2, false, { 90: 10 })]).right[80], (30 * 0.25 + 10 * 0.75) / 40);
});

test("numbers: half are off by no more than a share of their usual range, and so many lie in their interval", () => {
  const offs = (i: number): number => i + 1;
  const expectation = new Expectation([checked(0, cells(40, 0.8, 36, offs), 100), checked(1, cells(40, 0.8, 30, (i) => offs(i) * 1000), 200_000)]);
  const one = expectation.of([suggested(0, true, { 80: 3 })]);
  assert.ok(Math.abs((one.off[80] ?? 0) - 0.2) < 1e-12);
  assert.equal(one.within[80], 0.9);
  assert.ok(one.right.every((share) => share === null));
  const both = expectation.of([suggested(0, true, { 80: 1 }), suggested(1, true, { 80: 1 })]);
  assert.ok(Math.abs((both.off[80] ?? 0) - (0.2 + 0.1) / 2) < 1e-12, "whatever the columns' units");
});

test("too few hidden cells: a column leans on the others, a table says nothing", () => {
  const expectation = new Expectation([checked(0, cells(50, 0.9, 40)), checked(1, cells(5, 0.9, 0))]);
  assert.equal(expectation.of([suggested(1, false, { 90: 1 })]).right[90], 40 / 55);
  assert.equal(expectation.of([suggested(7, false, { 90: 1 })]).right[90], 40 / 55, "a column that was not checked at all, too");
  assert.equal(new Expectation([checked(0, cells(19, 0.9, 19))]).of([suggested(0, false, { 90: 1 })]).right[90], null);
  assert.equal(expectation.of([suggested(0, false, { 90: 1 }), suggested(2, true, { 90: 1 })]).off[90], null, "no number was checked");
});

test("a huge check is judged in a moment, and as well", () => {
  const columns = Array.from({ length: 200 }, (_, column) => checked(column, cells(400, (column % 100) / 100, 300, (i) => i), 400));
  const start = cpuMs();
  const { within } = new Expectation(columns).of([suggested(999, true, { 0: 1 })]);
  assert.ok(Math.abs((within[0] ?? 0) - 0.75) < 0.03, String(within[0]));
  assert.ok(cpuMs() - start < 2000);
});

test("a column's accuracy in its own units: numbers as numbers, dates as spans of time", () => {
  const plain = buildTable(openText("a\n1.5\n2.5\n")).columns[0]!;
  const german = buildTable(openText("a;b\n1,5;1\n2,5;2\n")).columns[0]!;
  const numbers = checked(0, cells(40, 0.8, 36, (i) => i * 0.1234), 100);
  assert.deepEqual(accuracyView(numbers, plain), { text: "Explains 75% of the variation in 40 hidden cells. Half of them were off by 2.3 or less; always writing the mean, by 20.", short: "± 2.3", better: true });
  assert.equal(accuracyView(numbers, german).short, "± 2,3", "with the column's decimal mark");
  const dates = checked(0, cells(40, 0.8, 36, () => 2.54 * 86_400), 100);
  assert.match(accuracyView({ ...dates, meanOff: 5400 }, { kind: "date", numberFormat: null }).text, /off by 2\.5 days or less; always writing the mean, by 1\.5 hours/);
  const levels = { ...checked(0, cells(40, 0.8, 36)), score: 0.9996, baseline: 0.5 };
  assert.deepEqual(accuracyView(levels, { kind: "category", numberFormat: null }), { text: "99% of 40 hidden cells predicted correctly; always writing the most common value would get 50%.", short: "99%", better: true });
  assert.match(accuracyView({ ...levels, better: false }, { kind: "category", numberFormat: null }).text, /^No better than the most common value, on 40 hidden cells/);
});
