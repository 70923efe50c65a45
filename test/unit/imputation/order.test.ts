/** The order of rows through the whole network: series, panels and shuffled files, whole and in blocks, with reasons. */
import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { createModel, imputeKept } from "../../../src/engine/model";
import { defaultOptions, type RowOrder } from "../../../src/imputation/impute";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { permutation, seededRandom } from "../../../src/npt/random";
import { buildTable } from "../../../src/table/buildTable";
import type { Table } from "../../../src/table/column";
import { DirectRuntime, manifest } from "../npt/network";

const { signal } = new AbortController();
const pause = async (): Promise<void> => {};
const model = createModel(manifest, "", new DirectRuntime());

interface Logged {
  readonly lines: readonly string[];
  /** By row: the level that was logged. */
  readonly truth: readonly number[];
  readonly hidden: (row: number) => boolean;
}

/** A logger's file: a level that drifts, a second column that says nothing of it, every sixth reading and one stretch lost. */
function logger(rows: number): Logged {
  const random = seededRandom(12);
  let level = 20;
  const truth = Array.from({ length: rows }, () => (level += (random() - 0.5) * 0.8));
  const hidden = (row: number): boolean => row % 6 === 3 || (row >= 100 && row < 108);
  const lines = truth.map((value, row) => `${hidden(row) ? "" : value.toFixed(2)},${Math.floor(random() * 100)},${random() < 0.5 ? "on" : "off"}`);
  return { lines, truth, hidden };
}

const table = (lines: readonly string[]): Table => buildTable(openText(`level,noise,state\n${lines.join("\n")}\n`));

async function errorOf(lines: readonly string[], truth: readonly number[], rowOrder: RowOrder): Promise<number> {
  const { suggestions } = await imputeKept(model)(table(lines), { ...defaultOptions, columns: [0], rowOrder }, {}, signal);
  return Math.sqrt(suggestions.reduce((sum, { row, value }) => sum + (Number(value) - truth[row]!) ** 2, 0) / suggestions.length);
}

test("a logger's gaps are closed by the readings around them; the shuffled file is filled as without its order", async () => {
  const { lines, truth } = logger(360);
  const [without, with_] = [await errorOf(lines, truth, "none"), await errorOf(lines, truth, "auto")];
  assert.ok(with_ < 0.4 * without, `${with_} beside ${without}`);
  const order = Array.from(permutation(lines.length, seededRandom(3)));
  const mixed = order.map((row) => lines[row]!);
  const mixedTruth = order.map((row) => truth[row]!);
  const [plain, ordered] = [await errorOf(mixed, mixedTruth, "none"), await errorOf(mixed, mixedTruth, "auto")];
  assert.ok(Math.abs(ordered - plain) < 0.02 * plain, `${ordered} beside ${plain}`);
});

test("a reason names the rows above and below; without the order there is none", async () => {
  const { lines } = logger(240);
  const read = table(lines);
  const why = await model.explain(read, 99, 0, defaultOptions, signal, pause);
  assert.deepEqual(why?.order.map(({ above, below, key }) => ({ above, below, key })), [{ above: 98, below: 108, key: null }]);
  assert.ok(why.order[0]!.weight > 0.2);
  assert.deepEqual((await model.explain(read, 99, 0, { ...defaultOptions, rowOrder: "none" }, signal, pause))?.order, []);
});

test("in a panel the reasons are the rows of the same station, and drawn copies stay near them", async () => {
  const level = [5, 300, -80, 40];
  const lines = Array.from({ length: 400 }, (_, i) => `${i % 13 === 5 ? "" : level[i % 4]! + Math.floor(i / 40)},${(i * 7919) % 101},s${i % 4}`);
  const read = table(lines);
  const why = await model.explain(read, 44, 0, defaultOptions, signal, pause);
  const byKey = why?.order.find(({ key }) => key === 2);
  assert.deepEqual([byKey?.above, byKey?.below], [40, 48]);
  const draws = await model.draw(read, { ...defaultOptions, columns: [0] }, 0, signal, pause);
  const off = draws.map(({ row, value }) => Math.abs(Number(value) - (level[row % 4]! + Math.floor(row / 40)))).sort((a, b) => a - b);
  assert.ok(off[Math.floor(0.8 * off.length)]! <= 3, `${off}`);
});

test("the order is judged once for a table, however many ask at once, also where the first of them gives up", async () => {
  const { lines } = logger(200);
  const read = table(lines);
  const first = new AbortController();
  const given = model.judge(read, defaultOptions, first.signal, async () => first.abort());
  const waiting = model.judge(read, defaultOptions, signal, pause);
  await assert.rejects(given, { name: "AbortError" });
  const judgement = await waiting;
  assert.deepEqual([...judgement.keys()], [0]);
  assert.equal(await model.judge(read, defaultOptions, signal, pause), judgement);
  assert.equal((await model.judge(read, { ...defaultOptions, rowOrder: "none" }, signal, pause)).size, 0);
});

test("the same file gives the same suggestions again", async () => {
  const { lines } = logger(200);
  const run = async (): Promise<readonly Suggestion[]> => (await imputeKept(createModel(manifest, "", new DirectRuntime()))(table(lines), { ...defaultOptions, columns: [0] }, {}, signal)).suggestions;
  assert.deepEqual(await run(), await run());
});
