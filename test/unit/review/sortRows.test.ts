/** Rows are sorted in the same way whether they are at hand or read from a file: in turns and with bounded memory. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { openFileSource } from "../../../src/files/openFileSource";
import { seededRandom } from "../../../src/npt/random";
import { FileReviewSource } from "../../../src/review/fileSource";
import { sortInTurns } from "../../../src/review/sortInTurns";
import { sortRows } from "../../../src/review/sortRows";
import type { ReviewSource } from "../../../src/review/source";
import { engineWith, fakeModel } from "../../fakes/engine";
import { reviewedFile } from "../../fakes/reviewedFile";
import { temporaryFolder } from "../cli/temporaryFolder";
import { open } from "./tables";

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

async function fileOf(t: TestContext, bytes: Buffer): Promise<FileReviewSource> {
  const path = join(temporaryFolder(t), "large.csv");
  writeFileSync(path, bytes);
  const engine = engineWith(fakeModel(async () => ({ suggestions: [], columns: [], timing: { encodeMs: 0, inferenceMs: 0 } })));
  const source = await FileReviewSource.open(reviewedFile(path, () => openFileSource(path)), engine, signal);
  t.after(() => source.dispose());
  await source.complete;
  return source;
}

function sorted(source: Pick<ReviewSource, "eachCell" | "pause" | "table">, column: number, descending: boolean) {
  return sortRows(source, source.table.rows, source.table.columns[column]!, descending, () => {}, signal);
}

test("every column sorts as a plain comparison does, both ways, rows without a value last, at hand and from a file", async (t) => {
  const bytes = table(1500);
  const { file, table: whole } = open(bytes.toString());
  const atHand: Parameters<typeof sorted>[0] = {
    table: whole,
    pause: never,
    async eachCell(column, visit) {
      for (let row = 0; row < file.rows; row++) visit(row, file.cell(row, column));
    },
  };
  const fromFile = await fileOf(t, bytes);
  const collator = new Intl.Collator(undefined, { numeric: true });
  for (const column of [1, 2, 3, 4]) {
    for (const descending of [false, true]) {
      const { kind, values } = whole.columns[column]!;
      const text = (row: number): string => file.cell(row, column) ?? "";
      const compare = kind === "number" || kind === "date" ? (a: number, b: number) => values[a]! - values[b]! : (a: number, b: number) => collator.compare(text(a), text(b));
      const expected = Uint32Array.from({ length: 1500 }, (_, row) => row).sort((a, b) => {
        const [aGone, bGone] = [text(a) === "", text(b) === ""];
        if (aGone || bGone) return Number(aGone) - Number(bGone) || a - b;
        return (descending ? -1 : 1) * compare(a, b) || a - b;
      });
      for (const source of [atHand, fromFile]) assert.deepEqual(await sorted(source, column, descending), expected, `column ${column}, descending: ${descending}`);
    }
  }
});

test("a column of too many different texts is not sorted, its numbers are", async (t) => {
  const lines = Array.from({ length: 210_000 }, (_, row) => `x${row} y,${row % 977}`);
  const source = await fileOf(t, Buffer.from(`s,n\n${lines.join("\n")}\n`));
  assert.equal(await sorted(source, 0, false), "texts");
  const order = await sorted(source, 1, false);
  assert.ok(typeof order !== "string");
  for (let k = 1; k < order.length; k++) {
    const [before, row] = [order[k - 1]!, order[k]!];
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
