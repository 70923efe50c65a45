import assert from "node:assert/strict";
import test from "node:test";
import { moveCursor } from "../../../src/webview/state/cursor";
import { layOut, visiblePlaces, widthFor } from "../../../src/webview/state/columnLayout";

const size = { viewRows: 100, places: 5, page: 20 };
const at = (viewRow: number, place: number) => ({ viewRow, place });

test("keys move as the grid pattern says", () => {
  const from = at(50, 2);
  const expected: readonly (readonly [string, boolean, ReturnType<typeof at>])[] = [
    ["ArrowUp", false, at(49, 2)],
    ["ArrowDown", false, at(51, 2)],
    ["ArrowLeft", false, at(50, 1)],
    ["ArrowRight", false, at(50, 3)],
    ["Home", false, at(50, 0)],
    ["End", false, at(50, 4)],
    ["Home", true, at(0, 0)],
    ["End", true, at(99, 4)],
    ["PageUp", false, at(30, 2)],
    ["PageDown", false, at(70, 2)],
    ["ArrowUp", true, at(0, 2)],
    ["ArrowDown", true, at(99, 2)],
  ];
  for (const [key, control, to] of expected) assert.deepEqual(moveCursor(from, key, control, size), to, key);
});

test("the cursor stays in the grid; above the first row is the header", () => {
  assert.deepEqual(moveCursor(at(0, 0), "ArrowUp", false, size), at(-1, 0));
  assert.deepEqual(moveCursor(at(-1, 0), "ArrowUp", false, size), at(-1, 0));
  assert.deepEqual(moveCursor(at(99, 4), "ArrowDown", false, size), at(99, 4));
  assert.deepEqual(moveCursor(at(99, 4), "ArrowRight", false, size), at(99, 4));
  assert.deepEqual(moveCursor(at(5, 0), "PageUp", false, size), at(0, 0));
});

test("other keys are none of the grid's business", () => {
  assert.equal(moveCursor(at(1, 1), "a", false, size), null);
  assert.equal(moveCursor(at(1, 1), "Tab", false, size), null);
});

test("columns lie side by side, hidden ones leave no gap", () => {
  const layout = layOut([100, 50, 70, 80], new Set([1]));
  assert.deepEqual(layout.shown, [0, 2, 3]);
  assert.deepEqual([...layout.left], [0, 100, 170, 250]);
  assert.deepEqual([...layout.place], [0, -1, 1, 2]);
});

test("the visible columns are those that touch the view", () => {
  const layout = layOut(new Array<number>(20_000).fill(100), new Set());
  assert.deepEqual(visiblePlaces(layout, 0, 350), { first: 0, last: 3 });
  assert.deepEqual(visiblePlaces(layout, 1_000_050, 1_000_350), { first: 10_000, last: 10_003 });
  assert.deepEqual(visiblePlaces(layout, 1_999_950, 2_000_500), { first: 19_999, last: 19_999 });
  assert.deepEqual(visiblePlaces(layOut([], new Set()), 0, 100), { first: 0, last: -1 });
});

test("a column is wide enough for what is in it, within bounds", () => {
  assert.ok(widthFor(10) < widthFor(20));
  assert.equal(widthFor(1), widthFor(2));
  assert.equal(widthFor(500), widthFor(50));
});
