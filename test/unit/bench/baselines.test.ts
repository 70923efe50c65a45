import assert from "node:assert/strict";
import test from "node:test";
import { seededRandom } from "../../../src/npt/random";
import { forestChain } from "../../bench/baselines/forest";
import { type Frame, type FrameColumn, type Imputer, meanMode } from "../../bench/baselines/frame";
import { invert } from "../../bench/baselines/invert";
import { nearestRows } from "../../bench/baselines/knn";
import { lookupRule } from "../../bench/baselines/lookup";
import { ridgeChain } from "../../bench/baselines/ridge";
import { type Hidden, hideCells, patterns } from "../../bench/mask";
import { scoreTable } from "../../bench/score";

function numbers(index: number, values: readonly number[]): FrameColumn {
  return { name: `n${index}`, index, numeric: true, values: Float64Array.from(values), levels: 0 };
}

function levels(index: number, codes: readonly number[]): FrameColumn {
  return { name: `c${index}`, index, numeric: false, values: Float64Array.from(codes), levels: Math.max(...codes) + 1 };
}

function withMissing({ rows, columns }: Frame, hidden: Hidden): Frame {
  const empty = (row: number, j: number): boolean => hidden[row * columns.length + j] === 1;
  return { rows, columns: columns.map((c, j) => ({ ...c, values: c.values.map((v, row) => (empty(row, j) ? Number.NaN : v)) })) };
}

/** Hides every fifth cell of one column and says how well it comes back. */
function skill(impute: Imputer, frame: Frame, column: number): number {
  const hidden = new Uint8Array(frame.rows * frame.columns.length);
  for (let row = 0; row < frame.rows; row += 5) hidden[row * frame.columns.length + column] = 1;
  const masked = withMissing(frame, hidden);
  return scoreTable(frame, masked, hidden, impute(masked)).skill;
}

const random = seededRandom(5);
const rows = 400;
const many = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => make(row));
const a = many(() => random() * 4 - 2);
const b = many(() => random() * 4 - 2);
const sum: Frame = { rows, columns: [numbers(0, a), numbers(1, b), numbers(2, many((row) => 3 * a[row]! - 2 * b[row]! + 1))] };
/** Whether the signs differ: no column tells anything alone. */
const either: Frame = { rows, columns: [numbers(0, a), numbers(1, b), levels(2, many((row) => Number(a[row]! > 0 !== b[row]! > 0)))] };
const keys = many(() => Math.floor(random() * 30));
const keyed: Frame = { rows, columns: [levels(0, keys), levels(1, keys.map((key) => (key * 7) % 5)), numbers(2, a)] };

test("the mean and the most common value have no skill", () => {
  for (const frame of [sum, either, keyed]) assert.equal(skill(meanMode, frame, 1), 0);
});

test("ridge finds a linear relation, and nothing in an exclusive or", () => {
  assert.ok(skill(ridgeChain, sum, 2) > 0.99);
  assert.ok(skill(ridgeChain, either, 2) < 0.3);
});

test("the forest finds an exclusive or, and most of a linear relation", () => {
  assert.ok(skill(forestChain(), either, 2) > 0.85);
  assert.ok(skill(forestChain(), sum, 2) > 0.6);
});

test("the lookup rule fills what a key determines", () => {
  assert.equal(skill(lookupRule, keyed, 1), 1);
  assert.ok(skill(lookupRule, either, 2) < 0.3);
});

test("the nearest rows know their neighbourhood", () => {
  assert.ok(skill(nearestRows, either, 2) > 0.8);
});

test("a matrix times its inverse is the identity", () => {
  const inverse = invert(Float64Array.of(4, 1, 1, 3), 2);
  const product = [4 * inverse[0]! + inverse[2]!, 4 * inverse[1]! + inverse[3]!, inverse[0]! + 3 * inverse[2]!, inverse[1]! + 3 * inverse[3]!];
  for (const [k, value] of [1, 0, 0, 1].entries()) assert.ok(Math.abs(product[k]! - value) < 1e-12);
  assert.throws(() => invert(Float64Array.of(1, 2, 2, 1), 2), RangeError);
});

test("each pattern hides its share, the same cells for the same seed, and never more than half a column", () => {
  const expected: Record<string, [low: number, high: number]> = {
    MCAR10: [0.07, 0.13],
    MCAR30: [0.26, 0.34],
    MAR20: [0.1, 0.2], // a third of the columns stays whole
    MNAR20: [0.16, 0.24],
    BLOCK: [0.08, 0.2], // rows that lost all three cells get one back
    LABEL: [0.06, 0.07], // a fifth of one column in three
  };
  for (const pattern of patterns) {
    const hidden = hideCells(keyed, pattern, "c1", 3);
    const [low, high] = expected[pattern]!;
    const share = hidden.reduce((total, cell) => total + cell, 0) / hidden.length;
    assert.ok(share >= low && share <= high, `${pattern} hides ${share}`);
    assert.deepEqual(hideCells(keyed, pattern, "c1", 3), hidden);
    assert.notDeepEqual(hideCells(keyed, pattern, "c1", 4), hidden);
    for (let j = 0; j < 3; j++) assert.ok(hidden.filter((cell, k) => k % 3 === j && cell === 1).length <= rows / 2);
  }
});

test("numbers that hide themselves are the large ones", () => {
  const hidden = hideCells(sum, "MNAR20", "", 1);
  const gone = a.filter((_, row) => hidden[row * 3] === 1);
  assert.ok(gone.reduce((total, value) => total + value, 0) / gone.length > 0.5);
});

test("scores are those worked out by hand", () => {
  const truth: Frame = { rows: 4, columns: [numbers(0, [1, 3, 5, 7]), levels(1, [0, 0, 1, 0])] };
  const hidden = Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 0);
  const masked = withMissing(truth, hidden);
  const completed = [Float64Array.of(1, 3, 5, 5), Float64Array.of(0, 0, 1, 0)];
  const { columns, nrmse, accuracy, skill: overall } = scoreTable(truth, masked, hidden, completed);
  // left are 1, 3, 5: mean 3, variance 8/3; the error is 2, the mean's 4
  assert.ok(Math.abs(nrmse! - 2 / Math.sqrt(8 / 3)) < 1e-12);
  assert.equal(columns[0]!.skill, 0.5);
  assert.equal(accuracy, 1);
  assert.equal(overall, 0.75);
});
