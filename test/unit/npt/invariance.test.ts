import assert from "node:assert/strict";
import test from "node:test";
import { type EncodedTable, encodeTable } from "../../../src/npt/encode";
import { MemoryRows } from "../../../src/npt/memoryRows";
import { Predictor, type Predictions } from "../../../src/npt/predictor";
import { permutation, seededRandom } from "../../../src/npt/random";
import type { Column, Table } from "../../../src/table/column";
import { DirectRuntime, levelColumn, manifest, numberColumn, tableOf } from "./network";

const runtime = new DirectRuntime();
const signal = new AbortController().signal;

function sample(rows: number, seed: number): (number | null)[][] {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => {
    const key = Math.floor(random() * 5);
    const a = random() * 4 - 2;
    const cells = [a, a * 2 + random(), key, (key * 2) % 5, Math.exp(a) + random() * 0.3];
    return cells.map((cell) => (random() < 0.2 ? null : cell));
  });
}

function toTable(cells: readonly (readonly (number | null)[])[]): Table {
  return tableOf([0, 1, 2, 3, 4].map((j): Column => (j === 2 || j === 3 ? levelColumn : numberColumn)(j, cells.map((row) => row[j]!))));
}

async function predict(encoded: EncodedTable, context: Uint32Array, rows: Uint32Array, columns = [0, 1, 2, 3, 4]): Promise<Predictions> {
  const memory = new MemoryRows(encoded, new Uint8Array(encoded.rows).fill(1));
  return new Predictor(encoded, { columns, targets: columns }, context, context.length, memory, manifest, runtime).predict(rows, signal);
}

function cell(p: Predictions, t: number, q: number): number[] {
  const at = (t * p.rows.length + q) * manifest.slots;
  return [...p.probability.subarray(at, at + manifest.slots)];
}

function assertNear(a: readonly number[], b: readonly number[], message: string): void {
  const worst = a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), 0);
  assert.ok(worst < 1e-4, `${message}: ${worst}`);
}

const rows = 48;
const upTo = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, k) => k);

test("context rows permuted: the same predictions", async () => {
  const encoded = encodeTable(toTable(sample(rows, 3)), toTable(sample(rows, 3)).columns, manifest);
  const query = Uint32Array.of(0, 7, 21, 40);
  const straight = await predict(encoded, upTo(rows), query);
  const shuffled = await predict(encoded, permutation(rows, seededRandom(5)), query);
  for (let t = 0; t < 5; t++) for (let q = 0; q < 4; q++) assertNear(cell(straight, t, q), cell(shuffled, t, q), `target ${t}, row ${q}`);
});

test("query rows permuted: predictions permuted", async () => {
  const table = toTable(sample(rows, 4));
  const encoded = encodeTable(table, table.columns, manifest);
  const one = await predict(encoded, upTo(rows), Uint32Array.of(1, 2, 3));
  const other = await predict(encoded, upTo(rows), Uint32Array.of(3, 1, 2));
  for (let t = 0; t < 5; t++) {
    assertNear(cell(one, t, 0), cell(other, t, 1), `target ${t}`);
    assertNear(cell(one, t, 2), cell(other, t, 0), `target ${t}`);
  }
});

test("columns permuted together with their codes: predictions permuted", async () => {
  const table = toTable(sample(rows, 6));
  const encoded = encodeTable(table, table.columns, manifest);
  const query = Uint32Array.of(2, 9);
  const straight = await predict(encoded, upTo(rows), query);
  const order = [3, 0, 4, 2, 1];
  // a block lists columns in any order; codes belong to the column
  const moved = await predict(encoded, upTo(rows), query, order);
  order.forEach((j, t) => {
    for (let q = 0; q < 2; q++) assertNear(cell(straight, j, q), cell(moved, t, q), `column ${j}`);
  });
});

test("what stands in a missing cell cannot influence any output", async () => {
  const table = toTable(sample(rows, 8));
  const clean = encodeTable(table, table.columns, manifest);
  const dirty: EncodedTable = { ...clean, x: clean.x.slice(), g: clean.g.slice(), level: clean.level.slice(), slot: clean.slot.slice() };
  let holes = 0;
  for (let k = 0; k < clean.seen.length; k++) {
    if (clean.seen[k] === 1) continue;
    holes++;
    dirty.x[k] = 3.25;
    dirty.g[k] = -1.5;
    dirty.level[k] = 2;
    dirty.slot[k] = 11;
  }
  assert.ok(holes > 20);
  const a = await predict(clean, upTo(rows), upTo(rows));
  const b = await predict(dirty, upTo(rows), upTo(rows));
  assertNear([...a.probability], [...b.probability], "probabilities");
  assertNear([...a.value], [...b.value], "values");
});

test("the same input gives the same bytes", async () => {
  const table = toTable(sample(rows, 9));
  const encoded = encodeTable(table, table.columns, manifest);
  const a = await predict(encoded, upTo(rows), upTo(rows));
  const b = await predict(encoded, upTo(rows), upTo(rows));
  assert.deepEqual(a.probability, b.probability);
  assert.deepEqual(a.topRow, b.topRow);
});
