/** The pool of experts, and the cells hidden to judge it. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { openText } from "../../../src/csv/csvFile";
import { type Combined, combineWith, logsOf } from "../../../src/imputation/combine";
import { hideLikeHoles, withHidden } from "../../../src/imputation/hiding";
import { type Exponent, fitPool, pooled, type PoolTrial } from "../../../src/imputation/pool";
import { seededRandom } from "../../../src/npt/random";
import type { OrderOpinion } from "../../../src/order/orderExpert";
import { buildTable } from "../../../src/table/buildTable";
import { isKnown, isMissing } from "../../../src/table/cell";

const size = 4;
const base = new Float64Array(size).fill(1 / size);
const free: readonly Exponent[] = [
  { start: 1, ridge: 5, least: 0, most: 3 },
  { start: 0.5, ridge: 5, least: 0, most: 3 },
  { start: 0, ridge: 5, least: 0, most: 3 },
];

/** Trials in which one expert points at the truth with `sure`, and the other at anything. */
function trialsOf(sureFirst: number, sureSecond: number): PoolTrial[] {
  const random = seededRandom(8);
  return Array.from({ length: 300 }, () => {
    const truth = Math.floor(random() * size);
    const point = (sure: number): Float64Array => {
      const at = random() < sure ? truth : Math.floor(random() * size);
      return Float64Array.from({ length: size }, (_, s) => (s === at ? 0.7 : 0.1));
    };
    return { logs: logsOf(point(sureFirst), point(sureSecond), base), truth, weight: 1 };
  });
}

test("who tells the truth is believed, who tells nothing is not, and both more than one where both know", () => {
  const [first, second] = fitPool(trialsOf(0.9, 0), free);
  assert.ok(first! > 1 && second! < 0.15, `${first} ${second}`);
  const [none, order] = fitPool(trialsOf(0, 0.9), free);
  assert.ok(none! < 0.15 && order! > 1, `${none} ${order}`);
  const both = fitPool(trialsOf(0.6, 0.6), free);
  assert.ok(both[0]! > 0.5 && both[1]! > 0.5, `${both}`);
});

test("no other exponents nearby have less loss, few trials hardly move them, and trials of no weight do not at all", () => {
  const trials = trialsOf(0.7, 0.4);
  const w = fitPool(trials, free);
  const loss = (at: readonly number[]): number =>
    at.reduce((sum, x, e) => sum + (free[e]!.ridge / 2) * (x - free[e]!.start) ** 2, 0) - trials.reduce((sum, { logs, truth }) => sum + Math.log(pooled(logs, at)[truth]!), 0);
  for (const [e, step] of [[0, 0.05], [0, -0.05], [1, 0.05], [1, -0.05]] as const) {
    assert.ok(loss(w) <= loss(w.map((x, k) => (k === e ? x + step : x))) + 1e-6);
  }
  const few = fitPool(trials.slice(0, 3), free);
  for (const [e, { start }] of free.entries()) assert.ok(Math.abs(few[e]! - start) < 0.45, `${few}`);
  assert.deepEqual(fitPool(trials.map((trial) => ({ ...trial, weight: 0 })), free), [1, 0.5, 0]);
});

test("an order that says what the column says anyway changes nothing, at any exponent", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: size, maxLength: size }), fc.double({ min: 0, max: 2, noNaN: true }), (weights, told) => {
      const sum = weights.reduce((a, b) => a + b, 0);
      const network = Float64Array.from(weights, (w) => w / sum);
      const plain = pooled(logsOf(network, base, base), [1, 0, 0]);
      const with_ = pooled(logsOf(network, base, base), [1, told, 0]);
      for (let s = 0; s < size; s++) assert.ok(Math.abs(plain[s]! - with_[s]!) < 1e-9);
    }),
  );
});

const column = (existing: Combined["column"]["existing"]): Combined["column"] => ({ existing, mean: 2, sd: 1, spread: 1, sorted: Float64Array.of(0, 4) }) as unknown as Combined["column"];
const opinion: OrderOpinion = { exact: [{ value: 2.5, chance: 0.9 }], around: null, base: 0.1 };

test("a number's combination: mass 1, mean within its bins, the neighbours' value where nearly all agree on it", () => {
  const borders = Float64Array.of(1, 2, 3);
  const network = { kind: "numeric", probability: Float64Array.of(0.25, 0.25, 0.25, 0.25), value: Float64Array.of(0.5, 1.5, 2.7, 3.5), borders, existing: null, exact: null, best: 2, sd: 1 } as const;
  const space = { outcomes: { kind: "bins", size, borders } as const, base };
  const found = combineWith(network, { column: column(null), space, exponents: [1, 1, 0], share: 1 }, opinion);
  assert.ok(found.kind === "numeric");
  assert.ok(Math.abs(found.probability.reduce((a, b) => a + b, 0) - 1) < 1e-9);
  assert.ok(found.probability[2]! > 0.8 && found.value[2]! > 2.5 && found.value[2]! < 2.6);
  assert.equal(found.best, 2.5);
  const unmoved = combineWith(network, { column: column(null), space, exponents: [1, 1, 0], share: 0 }, opinion);
  assert.ok(unmoved.kind === "numeric" && Math.abs(unmoved.best - 2.05) < 1e-9 && unmoved.exact === null);
});

test("a column of existing values keeps to them, in its bins as well", () => {
  const values = Float64Array.of(1, 2.5, 4);
  const existing = { values, counts: Int32Array.of(5, 5, 5) };
  const borders = Float64Array.of(1.5, 3);
  const third = Float64Array.of(1 / 3, 1 / 3, 1 / 3);
  const network = { kind: "numeric", probability: third, value: values, borders, existing: { values, probability: third }, exact: null, best: 2.5, sd: 1 } as const;
  const space = { outcomes: { kind: "values", size: 3, values, borders: Float64Array.of(1.75, 3.25) } as const, base: third };
  const found = combineWith(network, { column: column(existing), space, exponents: [1, 1, 0], share: 1 }, { ...opinion, exact: [{ value: 4, chance: 0.95 }], base: 0.05 });
  assert.ok(found.kind === "numeric" && found.best === 4 && found.existing !== null);
  assert.ok(found.existing.probability[2]! > 0.9 && Math.abs(found.probability[2]! - found.existing.probability[2]!) < 1e-12);
});

test("known cells are hidden as the table's own are missing: together, in runs, and never more than their share", () => {
  const hole = (row: number): boolean => (row >= 40 && row < 60) || (row >= 140 && row < 152);
  const lines = Array.from({ length: 300 }, (_, i) => `${hole(i) ? "," : `${i % 17},x${i % 4}`},${i % 9 === 4 ? "" : i},${i}.5`);
  const table = buildTable(openText(`a,b,c,d\n${lines.join("\n")}\n`));
  const columns = table.columns.slice(0, 3);
  const hidden = hideLikeHoles(table, columns, { share: 0.15, cells: 1000 }, seededRandom(5));
  assert.deepEqual(hidden, hideLikeHoles(table, columns, { share: 0.15, cells: 1000 }, seededRandom(5)));
  const masked = withHidden(table, hidden);
  for (const { row, column: index, like } of hidden) {
    assert.ok(isKnown(table.columns[index]!, row) && isMissing(table, table.columns[index]!, like) && isMissing(masked, masked.columns[index]!, row));
  }
  const of = (index: number): typeof hidden => hidden.filter((cell) => cell.column === index);
  for (const index of [0, 1, 2]) assert.ok(of(index).length > 0 && of(index).length <= 0.23 * 270, `${of(index).length}`);
  assert.equal(of(3).length, 0);
  // The two columns that are missing together are hidden together, in runs of the same length.
  const key = ({ row, run }: (typeof hidden)[number]): string => `${row} ${run}`;
  assert.deepEqual(of(0).map(key), of(1).map(key));
  const lengths = new Map<number, number>();
  for (const { run } of of(0)) lengths.set(run, (lengths.get(run) ?? 0) + 1);
  assert.ok([...lengths.values()].every((length) => length <= 20) && Math.max(...lengths.values()) >= 10, `${[...lengths.values()]}`);
});
