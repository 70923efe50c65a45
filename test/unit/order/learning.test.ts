/** What is learned of a column's order: the parts of the mixture, the residuals, and whole columns with and without an order. */
import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { maximise } from "../../../src/order/mixture";
import { OrderedTable } from "../../../src/order/orderedTable";
import { chancesOf, learnOrder, OrderExpert } from "../../../src/order/orderExpert";
import { type Outcomes, outcomeOf, valueOutcomes } from "../../../src/order/outcomes";
import { ridgeFit, solve } from "../../../src/order/leastSquares";
import { Residuals } from "../../../src/order/residuals";
import { permutation, seededRandom } from "../../../src/npt/random";
import { buildTable } from "../../../src/table/buildTable";
import type { Column, Table } from "../../../src/table/column";

test("least squares: a system is solved, weights without noise are found", () => {
  const x = solve(Float64Array.of(4, 0, 2, 3), Float64Array.of(2, 5));
  assert.ok(Math.abs(4 * x[0]! + 2 * x[1]! - 2) < 1e-9 && Math.abs(2 * x[0]! + 3 * x[1]! - 5) < 1e-9);
  const random = seededRandom(1);
  const features = Float64Array.from({ length: 600 }, () => random() - 0.5);
  const truth = Float64Array.from({ length: 200 }, (_, i) => 2 * features[3 * i]! - features[3 * i + 2]!);
  const w = ridgeFit(features, truth, 3, 1e-6);
  for (const [k, wanted] of [2, 0, -1].entries()) assert.ok(Math.abs(w[k]! - wanted) < 1e-3, `${w}`);
});

test("a mixture's shares are found from likelihoods", () => {
  const random = seededRandom(3);
  const likelihood = new Float64Array(4000);
  for (let i = 0; i < 2000; i++) likelihood[2 * i + (random() < 0.8 ? 0 : 1)] = 1;
  const shares = maximise(likelihood, 2, Array(2000).keys(), Float64Array.of(0.5, 0.5));
  assert.ok(Math.abs(shares[0]! - 0.8) < 0.03 && Math.abs(shares[0]! + shares[1]! - 1) < 1e-12);
});

test("residuals: a distribution function, rising from 0 to 1, near the observed shares", () => {
  const random = seededRandom(4);
  const observed = Float64Array.from({ length: 500 }, () => (random() + random() + random() - 1.5) * 3);
  const residuals = new Residuals(observed, 1e-6);
  let last = 0;
  for (let at = -40; at <= 40; at += 0.25) {
    const below = residuals.below(at);
    assert.ok(below >= last - 1e-12 && below <= 1);
    last = below;
    const share = observed.filter((r) => r < at).length / observed.length;
    assert.ok(Math.abs(below - share) < 0.05, `${at}: ${below} beside ${share}`);
  }
  assert.ok(residuals.below(-1e6) < 0.02 && residuals.below(1e6) > 0.98);
  const constant = new Residuals(new Float64Array(30), 1e-6);
  assert.ok(constant.below(0.01) > 0.98 && constant.below(-0.01) < 0.02);
});

/** A table of one column; `known` says which cells are there. */
function series(values: readonly string[], known: (row: number) => boolean): { readonly table: Table; readonly column: Column } {
  const table = buildTable(openText(`v,w\n${values.map((value, row) => `${known(row) ? value : ""},${row % 3}`).join("\n")}\n`));
  return { table, column: table.columns[0]! };
}

function bins(column: Column): { readonly outcomes: Outcomes; readonly base: Float64Array } {
  const known = column.values.filter((value) => !Number.isNaN(value)).sort();
  const borders = Float64Array.from({ length: 19 }, (_, k) => known[Math.floor(((k + 1) * known.length) / 20)]!);
  return { outcomes: { kind: "bins", size: 20, borders }, base: new Float64Array(20).fill(1 / 20) };
}

test("a smooth series is interpolated; the same values shuffled teach nothing", () => {
  const wave = Array.from({ length: 400 }, (_, i) => (10 + 5 * Math.sin(i / 25) + 0.05 * ((i * 7919) % 7)).toFixed(2));
  const { table, column } = series(wave, (row) => row % 5 !== 2);
  const { outcomes, base } = bins(column);
  const near = new OrderedTable(table).neighbours(column, { along: null, key: null });
  const lesson = learnOrder(table, near, outcomes, base, seededRandom(1))!;
  assert.ok(lesson.gain > 1, `${lesson.gain}`);
  const expert = new OrderExpert(near, lesson);
  for (let row = 2; row < 400; row += 5) {
    const said = expert.says(row);
    assert.ok(Math.abs(said.around!.centre - Number(wave[row])) < 0.5);
    const chances = chancesOf(said, outcomes, base);
    assert.ok(Math.abs(chances.reduce((a, b) => a + b, 0) - 1) < 1e-6);
    assert.ok(chances[outcomeOf(outcomes, Number(wave[row]))]! > 0.05);
  }
  const order = permutation(400, seededRandom(2));
  const mixed = series(Array.from(order, (i) => wave[i]!), (row) => row % 5 !== 2);
  const shuffled = learnOrder(mixed.table, new OrderedTable(mixed.table).neighbours(mixed.column, { along: null, key: null }), outcomes, base, seededRandom(1))!;
  assert.ok(shuffled.gain < 0.03, `${shuffled.gain}`);
});

test("a neighbour one row away says nothing of a hole of eighty rows: gaps are those of the column's own holes", () => {
  const random = seededRandom(9);
  let x = 0;
  const walk = Array.from({ length: 600 }, () => {
    x = 0.8 * x + random() - 0.5;
    return x.toFixed(3);
  });
  const gainOf = (known: (row: number) => boolean): number => {
    const { table, column } = series(walk, known);
    const { outcomes, base } = bins(column);
    return learnOrder(table, new OrderedTable(table).neighbours(column, { along: null, key: null }), outcomes, base, seededRandom(1))!.gain;
  };
  assert.ok(gainOf((row) => row % 6 !== 0) > 0.2);
  assert.ok(gainOf((row) => row < 300 || row >= 380) < 0.1);
});

test("levels and existing values: what stands above and below, where it mostly stays", () => {
  const blocks = Array.from({ length: 300 }, (_, i) => `town ${Math.floor(i / 12) % 9}`);
  const { table, column } = series(blocks, (row) => row % 7 !== 3);
  const size = column.levels.length;
  const base = new Float64Array(size).fill(1 / size);
  const near = new OrderedTable(table).neighbours(column, { along: null, key: null });
  const expert = new OrderExpert(near, learnOrder(table, near, { kind: "levels", size }, base, seededRandom(1))!);
  let right = 0;
  let asked = 0;
  for (let row = 3; row < 300; row += 7, asked++) {
    const chances = chancesOf(expert.says(row), { kind: "levels", size }, base);
    if (column.levels[chances.indexOf(Math.max(...chances))] === blocks[row]) right++;
  }
  assert.ok(right >= 0.9 * asked, `${right} of ${asked}`);
  const values = valueOutcomes(Float64Array.of(1, 2, 5, 10));
  assert.deepEqual([0, 1.4, 1.6, 3.4, 3.6, 99].map((value) => outcomeOf(values, value)), [0, 0, 1, 1, 2, 3]);
});

test("in a panel the rows of the same station count, and the way says so", () => {
  const level = [3, 90, -40, 17, 260];
  const lines = Array.from({ length: 500 }, (_, i) => `s${i % 5},${(i * 31) % 11 === 0 ? "" : level[i % 5]! + Math.floor(i / 100)}`);
  const table = buildTable(openText(`station,v\n${lines.join("\n")}\n`));
  const ordered = new OrderedTable(table);
  const way = ordered.wayOf(table.columns[1]!);
  assert.deepEqual(way, { along: null, key: 0 });
  const near = ordered.neighbours(table.columns[1]!, way);
  const { outcomes, base } = bins(table.columns[1]!);
  const expert = new OrderExpert(near, learnOrder(table, near, outcomes, base, seededRandom(1))!);
  for (let row = 0; row < 500; row += 11) assert.ok(Math.abs(expert.says(row).around!.centre - (level[row % 5]! + Math.floor(row / 100))) < 3, `${row}`);
});
