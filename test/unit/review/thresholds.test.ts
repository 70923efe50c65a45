import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { CheckedCell, ColumnAccuracy } from "../../../src/imputation/checkAccuracy";
import { Thresholds } from "../../../src/review/thresholds";

/** A checked column of cells, each with a certainty and whether it was right. */
function checked(column: number, cells: readonly (readonly [certainty: number, right: boolean])[]): ColumnAccuracy {
  const all = cells.map(([certainty, right], row): CheckedCell => ({ row, certainty, right, inside: null, off: 0 }));
  const right = all.filter((cell) => cell.right).length / all.length;
  return { column, hidden: all.length, measure: "accuracy", score: right, baseline: 0.5, verdict: "alike", right, plainRight: 0.5, inside: null, tolerance: null, cells: all, meanOff: 0 };
}

/** `count` cells of a certainty, `hits` of them right. */
function cells(count: number, certainty: number, hits: number): (readonly [number, boolean])[] {
  return Array.from({ length: count }, (_, i) => [certainty, i < hits] as const);
}

/** Undecided suggestions of a column: so many at each of the percents given. */
function suggested(column: number, name: string, counts: Readonly<Record<number, number>>) {
  return { column, name, certainty: Array.from({ length: 101 }, (_, percent) => counts[percent] ?? 0) };
}

/** 100 cells at each ten percent of certainty, right as often as their certainty says. */
const calibrated = [5, 15, 25, 35, 45, 55, 65, 75, 85, 95].flatMap((percent) => cells(100, percent / 100, percent));

test("a calibrated column has the threshold above which the wished share is right", () => {
  const thresholds = new Thresholds([checked(0, calibrated)]);
  // From 0.85 on 180 of 200 are right, from 0.75 on 255 of 300.
  assert.equal(thresholds.of(0, 90), 76);
  assert.equal(thresholds.of(0, 85), 66);
  assert.equal(thresholds.of(0, 95), 86);
  assert.equal(thresholds.of(0, 99), null);
});

test("a useless column has none, however certain its suggestions are", () => {
  const thresholds = new Thresholds([checked(0, [...cells(200, 0.99, 100), ...cells(200, 0.6, 100)])]);
  assert.equal(thresholds.of(0, 90), null);
  const { cells: taken, doubtful, columns } = thresholds.sure([suggested(0, "noise", { 99: 50 })]);
  assert.deepEqual([taken[90], doubtful[90], columns], [0, 1, [{ name: "noise", reach: 50 }]]);
});

test("a handful of cells that happened to be right is no support", () => {
  assert.equal(new Thresholds([checked(0, cells(19, 0.99, 19))]).of(0, 90), null);
  assert.equal(new Thresholds([checked(0, cells(20, 0.99, 18))]).of(0, 90), null, "as like as not luck");
  assert.equal(new Thresholds([checked(0, cells(20, 0.99, 20))]).of(0, 90), 0);
});

test("what a share takes is counted over the columns, and the doubtful are named, the worst first", () => {
  const thresholds = new Thresholds([checked(0, calibrated), checked(1, cells(100, 0.9, 70)), checked(2, cells(100, 0.9, 98))]);
  const sure = thresholds.sure([
    suggested(0, "calibrated", { 50: 7, 80: 10, 90: 5 }),
    suggested(1, "poor", { 95: 30 }),
    suggested(2, "easy", { 10: 20 }),
    suggested(3, "unchecked", { 99: 4 }),
    suggested(4, "decided", {}),
  ]);
  assert.equal(sure.cells[90], 10 + 5 + 20);
  assert.equal(sure.doubtful[90], 2);
  assert.deepEqual(sure.columns.map(({ name, reach }) => [name, reach]).slice(0, 2), [["unchecked", -1], ["poor", 70]]);
  assert.ok(Math.abs((sure.right[90] ?? 0) - (15 * 0.9 + 20 * 0.98) / 35) < 1e-12);
  assert.equal(sure.right[100], null);
});

test("whatever was checked: what is taken was right as often as wished, and more is wished of less", () => {
  const column = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { maxLength: 200 });
  fc.assert(
    fc.property(column, (found) => {
      const thresholds = new Thresholds([checked(0, found)]);
      let before = 0;
      for (let wish = 0; wish <= 100; wish++) {
        const from = thresholds.of(0, wish);
        if (from === null) {
          before = 101;
          continue;
        }
        assert.ok(from >= before, "a higher share takes no more");
        before = from;
        const kept = found.filter(([certainty]) => certainty * 100 + 1e-9 >= from);
        assert.ok(kept.length >= 20);
        assert.ok(kept.filter(([, right]) => right).length / kept.length >= wish / 100 - 1e-9);
      }
    }),
  );
});
