import assert from "node:assert/strict";
import test from "node:test";
import { Slots } from "../../../src/webview/grid/slots";

function shown(slots: Slots, first: number, last: number): number[] {
  slots.show(first, last);
  return Array.from({ length: last - first + 1 }, (_, i) => slots.of(first + i));
}

test("what stays in view stays in its element, what comes in takes one that became free", () => {
  const slots = new Slots();
  const before = shown(slots, 10, 14);
  const after = shown(slots, 12, 16);
  assert.deepEqual(after.slice(0, 3), before.slice(2));
  assert.deepEqual(new Set(after), new Set(before));
});

test("after a jump every element stays where it is in the page", () => {
  const slots = new Slots();
  shown(slots, 10, 14);
  const before = shown(slots, 13, 17);
  assert.deepEqual(shown(slots, 900_000, 900_004), before);
  assert.deepEqual(shown(slots, 3, 7), before);
  assert.deepEqual(shown(slots, 900_000, 900_002), before.slice(0, 3), "with fewer in view, too");
});

test("no two that are shown at once share an element", () => {
  const slots = new Slots();
  for (const [first, last] of [[0, 4], [2, 9], [9, 20], [100, 103], [90, 101], [0, 30]] as const) {
    const used = shown(slots, first, last);
    assert.equal(new Set(used).size, used.length, `${first}..${last}`);
  }
});
