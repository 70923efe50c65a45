import assert from "node:assert/strict";
import test from "node:test";
import { chooseColumns } from "../../../src/npt/chooseColumns";
import { encodeTable } from "../../../src/npt/encode";
import { permutation, seededRandom } from "../../../src/npt/random";
import { manifest, numberColumn } from "./network";

const limit = 64;
const rows = 60;

/** Random numbers; column `k + shift` follows column `k` wherever `pairs` has it. */
function encoded(width: number, pairs: ReadonlyMap<number, number> = new Map()) {
  const random = seededRandom(width);
  const cells = Array.from({ length: width }, () => Array.from({ length: rows }, () => random()));
  for (const [from, to] of pairs) cells[to] = cells[from]!.map((value) => 3 * value + 0.01 * random());
  return encodeTable({ rows, columns: cells.map((column, j) => numberColumn(j, column)) }, cells.map((column, j) => numberColumn(j, column)), manifest);
}

const order = permutation(rows, seededRandom(1));
const upTo = (width: number): number[] => Array.from({ length: width }, (_, j) => j);

test("every target is predicted once, in a block no wider than the limit that holds it", () => {
  for (const [width, targets] of [[40, 40], [200, 3], [200, 200], [900, 700]] as const) {
    const blocks = chooseColumns(encoded(width), upTo(width).slice(-targets), upTo(width), limit, order);
    assert.deepEqual(blocks.flatMap((block) => block.targets), upTo(width).slice(-targets));
    for (const block of blocks) {
      assert.ok(block.columns.length <= limit);
      assert.equal(new Set(block.columns).size, block.columns.length);
      assert.deepEqual(block.targets.filter((j) => !block.columns.includes(j)), []);
    }
  }
});

test("the column that tells a target is read beside it, wherever it stands", () => {
  const pairs = new Map([[3, 390], [150, 20], [399, 0]]);
  const table = encoded(400, pairs);
  for (const [from, to] of pairs) {
    const [block] = chooseColumns(table, [to], upTo(400), limit, order);
    assert.ok(block?.columns.includes(from), `column ${from} for ${to}`);
  }
});

test("in a table too wide to compare all its columns, a target's neighbours are compared", () => {
  const table = encoded(3000, new Map([[1002, 1001]]));
  const [block] = chooseColumns(table, [1001], upTo(3000), limit, order);
  assert.ok(block?.columns.includes(1002));
});

test("20,000 columns with missing cells take seconds to plan, and hundreds of passes, not thousands", () => {
  const table = encoded(20_000);
  const start = process.cpuUsage();
  const blocks = chooseColumns(table, upTo(20_000), upTo(20_000), limit, order);
  const seconds = process.cpuUsage(start).user / 1e6;
  assert.ok(seconds < 15, `${seconds.toFixed(1)} s`);
  assert.ok(blocks.length < 500, `${blocks.length} passes`);
  assert.equal(blocks.reduce((sum, { targets }) => sum + targets.length, 0), 20_000);
});
