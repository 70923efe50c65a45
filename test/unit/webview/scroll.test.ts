import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  canvasHeight,
  maxCanvas,
  positionAfterScroll,
  positionAt,
  positionRevealing,
  type ScrollGeometry,
} from "../../../src/webview/grid/scroll";

const rowHeight = 26;
const geometries = fc.record({
  content: fc.integer({ min: 1, max: 5_000_000 }).map((rows) => rows * rowHeight),
  viewport: fc.integer({ min: 100, max: 3000 }),
});

const million: ScrollGeometry = { content: 1_000_000 * rowHeight, viewport: 700 };

test("the canvas never exceeds what a browser can lay out", () => {
  fc.assert(fc.property(geometries, (geometry) => canvasHeight(geometry) <= maxCanvas));
});

test("every row can be reached, and each end exactly", () => {
  fc.assert(
    fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), (geometry, share) => {
      const most = Math.max(0, geometry.content - geometry.viewport);
      const position = positionAt(geometry, share * most);
      assert.ok(Math.abs(position.top - share * most) < 1e-6);
      assert.ok(position.scrollTop >= 0 && position.scrollTop <= canvasHeight(geometry));
      assert.equal(positionAt(geometry, Number.MAX_SAFE_INTEGER).top, most);
      assert.equal(positionAt(geometry, -5).top, 0);
    }),
  );
});

test("below the cap the browser's position is the table's", () => {
  const geometry = { content: 26_000, viewport: 500 };
  assert.deepEqual(positionAfterScroll(geometry, { top: 0, scrollTop: 0 }, 1234), { top: 1234, scrollTop: 1234 });
});

test("a small movement goes as many pixels as the wheel, also in a million rows", () => {
  const before = positionAt(million, 12_345_678);
  const after = positionAfterScroll(million, before, before.scrollTop + 60);
  assert.equal(after.top, before.top + 60);
});

test("a large movement goes to the same share of the table", () => {
  const before = positionAt(million, 0);
  const half = (maxCanvas - million.viewport) / 2;
  const after = positionAfterScroll(million, before, half);
  assert.ok(Math.abs(after.top / (million.content - million.viewport) - 0.5) < 1e-9);
});

test("scrolling step by step to either end arrives at the first and the last row", () => {
  let position = positionAt(million, million.content - million.viewport - 3000);
  for (let i = 0; i < 200; i++) {
    const most = maxCanvas - million.viewport;
    position = positionAfterScroll(million, position, Math.min(most, position.scrollTop + 100));
  }
  assert.equal(position.top, million.content - million.viewport);
  for (let i = 0; i < 200_000 && position.scrollTop > 0; i++) {
    position = positionAfterScroll(million, position, Math.max(0, position.scrollTop - 690));
  }
  assert.equal(position.top, 0);
});

test("revealing moves as little as possible", () => {
  const before = positionAt(million, 10_000);
  assert.equal(positionRevealing(million, before, 10_100, rowHeight), before);
  assert.equal(positionRevealing(million, before, 9_000, rowHeight).top, 9_000);
  assert.equal(positionRevealing(million, before, 20_000, rowHeight).top, 20_000 + rowHeight - 700);
});
