import assert from "node:assert/strict";
import test from "node:test";
import { ArrangedColumns, asSaved, resized, savedArrangement, withAllShown, withHidden, withPinToggled } from "../../../src/webview/state/arrangement";
import { layOut, maxWidth, minWidth, stickyPlaces, visiblePlaces } from "../../../src/webview/state/columnLayout";
import { actionOf } from "../../../src/webview/grid/keys";
import type { ReviewState } from "../../../src/shared/protocol";

const plain = savedArrangement(null);

test("pinned columns come first, in the file's order, hidden ones not at all", () => {
  const layout = layOut([100, 50, 70, 80], new Set([0]), new Set([3, 1]));
  assert.deepEqual(layout.shown, [1, 3, 2]);
  assert.deepEqual([...layout.left], [0, 50, 130, 200]);
  assert.deepEqual([...layout.place], [-1, 0, 2, 1]);
  assert.equal(layout.pinned, 2);
});

test("pinned columns stay while they leave room for others", () => {
  const layout = layOut([100, 100, 100, 100], new Set(), new Set([0, 1]));
  assert.equal(stickyPlaces(layout, 400), 2);
  assert.equal(stickyPlaces(layout, 300), 0);
  assert.equal(stickyPlaces(layOut([100], new Set()), 10), 0);
});

test("what pinned columns cover is not counted as in view", () => {
  const layout = layOut(new Array<number>(10).fill(100), new Set(), new Set([0, 1]));
  assert.deepEqual(visiblePlaces(layout, 0, 500, 2), { first: 2, last: 4 });
  assert.deepEqual(visiblePlaces(layout, 250, 750, 2), { first: 4, last: 7 });
  const all = layOut([100, 100], new Set(), new Set([0, 1]));
  assert.deepEqual(visiblePlaces(all, 0, 500, 2), { first: 2, last: 1 }, "none but the pinned ones");
});

test("an arrangement is saved as plain data and comes back the same", () => {
  let arrangement = withPinToggled(withHidden(resized(plain, 2, 333), 1), 3, []);
  assert.deepEqual(savedArrangement({ ...JSON.parse(JSON.stringify(asSaved(arrangement))), inspector: true, percent: null, cursor: { viewRow: 0, place: 0 } }), arrangement);
  arrangement = withPinToggled(withAllShown(arrangement), 3, [3]);
  assert.deepEqual([arrangement.hidden.size, arrangement.pinned?.size], [0, 0]);
  assert.equal(resized(plain, 0, 1).widths.get(0), minWidth);
  assert.equal(resized(plain, 0, 1e6).widths.get(0), maxWidth);
});

test("the layout is made anew only when something about it has changed", () => {
  const columns = new ArrangedColumns();
  const review = { layout: 1, columnChars: [10, 20] } as unknown as ReviewState;
  const first = columns.of(review, plain);
  assert.equal(columns.of({ ...review }, plain), first);
  assert.notEqual(columns.of(review, resized(plain, 0, 200)), first);
  assert.equal(columns.of({ ...review, columnChars: [1, 2, 3] } as unknown as ReviewState, plain).shown.length, 3);
});

test("keys do what the menu says they do, and letters do it in the header only", () => {
  const action = (key: string, header: boolean, more: Partial<KeyboardEvent> = {}) =>
    actionOf({ key, shiftKey: false, altKey: false, ...more } as KeyboardEvent, more.ctrlKey === true, header);
  assert.equal(action("p", true), "pin");
  assert.equal(action("p", false), null);
  assert.equal(action("h", true), "hide");
  assert.equal(action("ArrowRight", true, { shiftKey: true }), "wider");
  assert.equal(action("ArrowRight", false, { shiftKey: true }), null, "there it selects");
  assert.equal(action("ArrowLeft", false, { altKey: true, ctrlKey: true }), "narrower");
  assert.equal(action("ArrowDown", false, { altKey: true }), "menu");
  assert.equal(action("F10", false, { shiftKey: true }), "menu");
  assert.equal(action(" ", true), "sort");
  assert.equal(action("Enter", true), "enter", "where the cursor comes to rest");
  assert.equal(action("Enter", false), "enter");
  assert.equal(action("z", false, { ctrlKey: true }), "undo");
  assert.equal(action("Z", false, { ctrlKey: true, shiftKey: true }), "redo");
});
