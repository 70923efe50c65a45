import assert from "node:assert/strict";
import test from "node:test";
import type { ColumnHeader, ReviewState } from "../../../src/shared/protocol";
import { HeaderCache } from "../../../src/webview/state/headers";

const state = (revision: number, columns: number): ReviewState => ({ revision, columns, reading: null, run: { phase: "done" } }) as unknown as ReviewState;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function setUp() {
  const asked: number[] = [];
  let kind = (column: number): string => (column % 2 === 0 ? "number" : "text");
  const cache = new HeaderCache(
    async (from, to) => {
      asked.push(from);
      return Array.from({ length: to - from }, (_, i) => ({ column: from + i, name: `c${from + i}`, kind: kind(from + i), tolerance: kind(from + i) === "number" ? "± 2" : "" }) as ColumnHeader);
    },
    () => undefined,
    assert.fail,
  );
  return {
    cache,
    asked,
    kinds: (of: (column: number) => string) => {
      kind = of;
    },
  };
}

test("headers come page by page, and a wide table's are held up to a bound", async () => {
  const { cache, asked } = setUp();
  cache.update(state(1, 10_000));
  assert.equal(cache.header(3), null);
  assert.equal(cache.header(4), null);
  await settle();
  assert.equal(cache.header(3)?.name, "c3");
  assert.deepEqual(asked, [0]);
  for (let column = 0; column < 10_000; column += 32) {
    cache.header(3);
    cache.header(column);
    await settle();
  }
  assert.equal(cache.header(3)?.name, "c3", "what is used stays");
  const before = asked.length;
  cache.header(1000);
  assert.equal(asked.length, before + 1, "what was scrolled past long ago comes again");
});

test("columns of numbers are told apart, in another set only when another column is one", async () => {
  const { cache, kinds } = setUp();
  cache.update(state(1, 4));
  cache.header(0);
  await settle();
  const first = cache.numeric;
  assert.deepEqual([...first], [0, 2]);
  cache.update(state(2, 4));
  cache.header(0);
  await settle();
  assert.equal(cache.numeric, first);
  kinds(() => "number");
  cache.update(state(3, 4));
  cache.header(0);
  await settle();
  assert.deepEqual([...cache.numeric].sort(), [0, 1, 2, 3]);
  cache.update(state(4, 2));
  assert.equal(cache.numeric.size, 0);
});

test("tolerances are known with the headers; another map says that one has changed", async () => {
  const { cache, kinds } = setUp();
  cache.update(state(1, 4));
  cache.header(0);
  await settle();
  const { tolerances } = cache;
  assert.deepEqual([...tolerances], [[0, "± 2"], [2, "± 2"]]);
  cache.update(state(2, 4));
  cache.header(0);
  await settle();
  assert.equal(cache.tolerances, tolerances, "nothing has changed");
  kinds((column) => (column === 1 ? "number" : "text"));
  cache.update(state(3, 4));
  cache.header(0);
  await settle();
  assert.deepEqual([...cache.tolerances], [[1, "± 2"]]);
});
