/** Rows of a large file are known again by what they hold beside their missing cells. */
import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test from "node:test";
import { openBytes } from "../../../src/csv/csvFile";
import { type SavedLarge, saveLarge, RowPrints } from "../../../src/host/large/savedLarge";
import { RowFinder } from "../../../src/host/large/rowFinder";
import { ReviewSession } from "../../../src/host/review/session";
import { buildTable } from "../../../src/table/buildTable";

/** Looks through `lines`; where `earlier` is given, for the rows that are kept of it. */
function look(lines: readonly string[], earlier: SavedLarge | null = null, stamp = "now"): RowFinder {
  const { codec, scan } = openBytes(Buffer.from(lines.join("\n")), { delimiter: ",", header: false });
  const finder = new RowFinder(earlier, stamp);
  for (const [row, line] of lines.entries()) {
    const holes = line.split(",").flatMap((cell, column) => (cell === "" ? [column] : []));
    if (holes.length > 0) finder.see({ offset: 0, bytes: Buffer.of(), codec, scan }, row, row, holes);
  }
  return finder;
}

/** What a review of `lines` keeps that has decided about the missing cells of `rows`. */
function kept(lines: readonly string[], rows: readonly number[], stamp = "then"): SavedLarge {
  const { prints } = look(lines);
  const keptRow = (row: number) => {
    const holes = lines[row]!.split(",").flatMap((cell, column) => (cell === "" ? [column] : []));
    return { row, print: prints.of(row), holes, cells: [] };
  };
  return { format: 1, stamp, columns: [], rows: rows.map(keptRow) };
}

const found = (lines: readonly string[], earlier: SavedLarge, stamp?: string): [number, number][] =>
  [...look(lines, earlier, stamp).found()].map(([at, { row }]): [number, number] => [row, at]).sort(([a], [b]) => a - b);

const lines = ["a,,1,", "b,2,,x", "c,,,y", "d,4,5,z", "e,,6,w"];

test("rows at their place, with other missing cells filled or new beside them, are the same rows", () => {
  const earlier = kept(lines, [0, 1, 2, 4]);
  assert.deepEqual(found(lines, earlier), [[0, 0], [1, 1], [2, 2], [4, 4]]);
  assert.deepEqual(found(["a,7,1,", "b,2,,x", "c,3,,y", "d,4,5,z", "e,,6,w"], earlier), [[0, 0], [1, 1], [2, 2], [4, 4]]);
});

test("a row whose observed cells changed is another one; a cell's text does not pass into its neighbour", () => {
  const earlier = kept(lines, [0, 1, 4]);
  assert.deepEqual(found(["a,,2,", "b,2,,X", "c,,,y", "d,4,5,z", "e,,6,w"], earlier), [[4, 4]]);
  assert.deepEqual(found(["ab,,c"], kept(["a,,bc"], [0])), []);
  assert.deepEqual(found(["a,b,,"], kept(["a,,b,"], [0])), []);
});

test("rows that moved are found, each once, equal ones in their order", () => {
  const equal = ["x,,1", "x,,1", "y,,2", "x,,1"];
  assert.deepEqual(found(["new,,0", ...equal], kept(equal, [0, 2, 3])), [[0, 1], [2, 3], [3, 2]]);
  assert.deepEqual(found([...lines].reverse(), kept(lines, [0, 4])), [[0, 4], [4, 0]]);
  assert.equal(found(["x,,1"], kept(equal, [0, 1, 3])).length, 1);
});

test("a row without any observed cell is known by its place, and only while the file has not changed", () => {
  const blank = [",,", "a,,b"];
  assert.deepEqual(found(blank, kept(blank, [0]), "later"), []);
  assert.deepEqual(found(blank, kept(blank, [0]), "then"), [[0, 0]]);
});

test("what is kept has a bound, and it is said where there is more", () => {
  const file = openBytes(Buffer.from(`key,note\n${"a,\n".repeat(500)}`));
  const session = new ReviewSession(file, buildTable(file));
  const value = "x".repeat(100_000);
  const choose = (row: number): unknown => session.choose([{ row, column: 1, value }]);
  for (let row = 0; row < 300; row++) choose(row);
  assert.equal(saveLarge(session, new RowPrints(), "now").whole, true);
  for (let row = 300; row < 500; row++) choose(row);
  const { kept: some, whole } = saveLarge(session, new RowPrints(), "now");
  assert.equal(whole, false);
  assert.ok(some !== null && some.rows.length >= 300 && some.rows.length < 500, `${some?.rows.length} rows`);
});
