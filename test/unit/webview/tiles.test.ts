import assert from "node:assert/strict";
import test from "node:test";
import { CellState } from "../../../src/shared/cellState";
import { type ReviewState, type Tile, tileColumns, tileRows } from "../../../src/shared/protocol";
import { TileCache } from "../../../src/webview/state/tiles";

function state(revision: number, layout = 1, columns = 100, viewRows = 1_000_000): ReviewState {
  return { revision, layout, columns, viewRows } as ReviewState;
}

function setUp() {
  let now = 1;
  const asked: string[] = [];
  let arrivals = 0;
  const cache = new TileCache(
    async (rowPage, columnPage) => {
      asked.push(`${rowPage}:${columnPage}@${now}`);
      return tile(rowPage, columnPage, now);
    },
    () => arrivals++,
    assert.fail,
  );
  return {
    cache,
    asked,
    arrivals: () => arrivals,
    at: (revision: number) => {
      now = revision;
      cache.update(state(revision));
    },
  };
}

function tile(rowPage: number, columnPage: number, revision: number): Tile {
  const cells = tileRows * tileColumns;
  return {
    revision,
    layout: 1,
    rowPage,
    columnPage,
    rows: Array.from({ length: tileRows }, (_, i) => rowPage * tileRows + i),
    columns: tileColumns,
    texts: Array.from({ length: cells }, (_, i) => `${rowPage}:${columnPage}:${i}@${revision}`),
    states: new Array<CellState>(cells).fill(CellState.Observed),
    certainties: new Array<number>(cells).fill(-1),
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

test("only the tiles in view are asked for, each once", async () => {
  const { cache, asked, at } = setUp();
  at(1);
  cache.want(60, 70, [0, 1, 40]);
  cache.want(60, 70, [0, 1, 40]);
  assert.deepEqual(asked, ["0:0@1", "0:1@1", "1:0@1", "1:1@1"]);
  await settle();
  cache.want(60, 70, [0]);
  assert.equal(asked.length, 4);
  assert.equal(cache.cell(65, 33)?.text, `1:1:${1 * tileColumns + 1}@1`);
  assert.equal(cache.dataRow(65, 0), 65);
});

test("an out-of-date tile is shown until the new one comes", async () => {
  const { cache, asked, at, arrivals } = setUp();
  at(1);
  cache.want(0, 10, [0]);
  await settle();
  at(2);
  assert.equal(cache.cell(0, 0)?.text, "0:0:0@1");
  cache.want(0, 10, [0]);
  assert.equal(cache.cell(0, 0)?.text, "0:0:0@1");
  await settle();
  assert.equal(cache.cell(0, 0)?.text, "0:0:0@2");
  assert.equal(asked.length, 2);
  assert.equal(arrivals(), 2);
});

test("a table with other columns starts from nothing", async () => {
  const { cache, at } = setUp();
  at(1);
  cache.want(0, 10, [0]);
  await settle();
  cache.update(state(2, 2, 7));
  assert.equal(cache.cell(0, 0), null);
  assert.equal(cache.dataRow(0, 0), -1);
});

/** A cache whose host answers when the test says so, `rows` rows in all. */
function slowly(text = "x") {
  const waiting: (() => void)[] = [];
  const asked: number[] = [];
  let rows = Number.POSITIVE_INFINITY;
  const cache = new TileCache(
    (rowPage, columnPage) => {
      asked.push(rowPage);
      return new Promise((resolve) => {
        waiting.push(() => {
          const whole = tile(rowPage, columnPage, 1);
          const there = Math.max(0, Math.min(tileRows, rows - rowPage * tileRows));
          resolve({ ...whole, rows: whole.rows.slice(0, there), texts: whole.texts.slice(0, there * tileColumns).map(() => text) });
        });
      });
    },
    () => undefined,
    assert.fail,
  );
  const answer = async (): Promise<void> => {
    for (const one of waiting.splice(0)) one();
    await settle();
  };
  return {
    cache,
    asked,
    answer,
    know: (known: number) => {
      rows = known;
      cache.update(state(1, 1, 100, known));
    },
  };
}

test("what is scrolled past before its turn comes is never asked for", async () => {
  const { cache, asked, answer, know } = slowly();
  know(1_000_000);
  for (let page = 0; page < 500; page++) cache.want(page * tileRows, page * tileRows, [0]);
  assert.ok(asked.length < 10, `${asked.length} requests under way`);
  await answer();
  assert.equal(asked.at(-1), 499, "then comes what is in view now");
  await answer();
  assert.equal(cache.cell(499 * tileRows, 0)?.text, "x");
  assert.equal(asked.filter((page) => page > 10 && page < 499).length, 0);
});

test("a long scroll holds a bounded number of tiles and characters, and what is in view stays", async () => {
  for (const [text, most] of [["x", 100], ["x".repeat(200), 20]] as const) {
    const { cache, answer, know } = slowly(text);
    know(1_000_000);
    for (let page = 0; page < 300; page++) {
      cache.want(page * tileRows, page * tileRows, [0], { viewRow: 5, column: 0 });
      await answer();
    }
    const held = Array.from({ length: 300 }, (_, page) => cache.cell(page * tileRows, 0)).filter((cell) => cell !== null).length;
    assert.ok(held > 2 && held <= most, `${held} tiles held`);
    assert.equal(cache.dataRow(5, 0), 5, "the cursor's row is known wherever one scrolls");
    assert.equal(cache.dataRow(299 * tileRows, 0), 299 * tileRows);
  }
});

test("beyond the view, tiles of an earlier revision are not held", async () => {
  const { cache, at } = setUp();
  at(1);
  cache.want(0, 10, [0]);
  await settle();
  cache.want(1000, 1010, [0]);
  await settle();
  at(2);
  assert.equal(cache.cell(0, 0), null);
  assert.notEqual(cache.cell(1000, 0), null, "in view it is shown until the new one comes");
});

test("a tile at the end is fetched again when rows are added, without a new revision, and only then", async () => {
  const { cache, asked, answer, know } = slowly();
  know(100);
  cache.want(64, 99, [0]);
  await answer();
  cache.want(64, 99, [0]);
  assert.equal(asked.length, 1);
  know(120);
  cache.want(64, 119, [0]);
  await answer();
  assert.equal(cache.dataRow(119, 0), 119);
  know(1000);
  cache.want(64, 127, [0]);
  await answer();
  cache.want(64, 127, [0]);
  assert.equal(asked.length, 3);
  know(2000);
  cache.want(64, 127, [0]);
  assert.equal(asked.length, 3, "the tile is whole");
});

test("what the host cannot give is told once, and asked for again after a change", async () => {
  let asked = 0;
  const errors: string[] = [];
  const cache = new TileCache(
    async () => {
      asked++;
      throw new Error("no such rows");
    },
    () => undefined,
    (error) => errors.push(error.message),
  );
  cache.update(state(1));
  for (let i = 0; i < 5; i++) {
    cache.want(0, 1, [0]);
    await settle();
  }
  assert.deepEqual([asked, errors], [1, ["no such rows"]]);
  cache.update(state(2));
  cache.want(0, 1, [0]);
  assert.equal(asked, 2);
});
