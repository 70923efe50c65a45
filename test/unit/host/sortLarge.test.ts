/** The rows of a large file are sorted as those of a small one, in turns and with bounded memory. */
import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test from "node:test";
import { openBytes } from "../../../src/csv/csvFile";
import { memorySource } from "../../../src/files/fileSource";
import { arrange } from "../../../src/host/review/arrange";
import { ReviewSession } from "../../../src/host/review/session";
import { openLarge } from "../../../src/host/large/openLarge";
import { sortInTurns } from "../../../src/host/large/sortInTurns";
import { sortLarge } from "../../../src/host/large/sortLarge";
import { seededRandom } from "../../../src/npt/random";
import { buildTable } from "../../../src/table/buildTable";

const signal = new AbortController().signal;
const never = async (): Promise<void> => {};

/** Numbers, dates, categories and names, with missing cells in each; 40 kB, several parts. */
function table(rows: number): Buffer {
  const random = seededRandom(rows);
  const cell = (text: string): string => (random() < 0.1 ? "" : text);
  const lines = Array.from({ length: rows }, (_, row) =>
    [`r${row}`, cell((100 * random() - 50).toFixed(1)), cell(`2020-${1 + Math.floor(9 * random())}-1${row % 10}`), cell(["a10", "a9", "B", "é"][row % 4]!), cell(`name ${Math.floor(50 * random())}`)].join(),
  );
  return Buffer.from(`id,n,d,c,s\n${lines.join("\n")}\n`);
}

test("every column sorts as in the review of a small file, both ways, rows without a value last", async () => {
  const bytes = table(1500);
  const large = await openLarge(memorySource(bytes), {}, 0, () => {}, signal);
  const file = openBytes(bytes);
  const session = new ReviewSession(file, buildTable(file));
  for (const column of [1, 2, 3, 4]) {
    for (const descending of [false, true]) {
      const sorted = await sortLarge(large, large.table.columns[column]!, descending, () => {}, signal);
      assert.deepEqual(sorted, arrange(session, "all", { column, descending }, 80), `column ${column}, descending: ${descending}`);
    }
  }
});

test("a column of too many different texts is not sorted, its numbers are", async () => {
  const lines = Array.from({ length: 210_000 }, (_, row) => `x${row} y,${row % 977}`);
  const large = await openLarge(memorySource(Buffer.from(`s,n\n${lines.join("\n")}\n`)), {}, 0, () => {}, signal);
  const [texts, numbers] = large.table.columns;
  assert.equal(await sortLarge(large, texts!, false, () => {}, signal), "texts");
  const sorted = await sortLarge(large, numbers!, false, () => {}, signal);
  assert.ok(typeof sorted !== "string");
  for (let k = 1; k < sorted.length; k++) {
    const [before, row] = [sorted[k - 1]!, sorted[k]!];
    const by = (before % 977) - (row % 977) || before - row;
    assert.ok(by < 0, `row ${row} comes behind row ${before}`);
  }
});

test("sorting goes in turns and can be called off", async () => {
  const length = 300_000;
  const random = seededRandom(3);
  const keys = Float64Array.from({ length }, () => Math.floor(1000 * random()));
  let turns = 0;
  const order = await sortInTurns(length, (a, b) => keys[a]! - keys[b]! || a - b, async () => void turns++);
  assert.deepEqual(order, Uint32Array.from({ length }, (_, k) => k).sort((a, b) => keys[a]! - keys[b]! || a - b));
  assert.ok(turns >= 10, `${turns} turns`);
  await assert.rejects(sortInTurns(length, (a, b) => a - b, () => Promise.reject(new Error("called off"))), /called off/);
  assert.deepEqual(await sortInTurns(3, (a, b) => b - a, never), Uint32Array.of(2, 1, 0));
});
