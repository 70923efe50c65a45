import assert from "node:assert/strict";
import test from "node:test";
import { CellState } from "../../../src/shared/cellState";
import { type ReviewState, type Tile, tileColumns, tileRows } from "../../../src/shared/protocol";
import { TileCache } from "../../../src/webview/state/tiles";

function state(revision: number, layout = 1, columns = 100): ReviewState {
  return { revision, layout, columns } as ReviewState;
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
