import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { jsonFault } from "../../../src/csv/jsonText";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("a fault is found where JSON.parse finds one, and nowhere else", () => {
  const alphabet = fc.constantFrom(..."{}[]:,\"'\\ntrue0-1.5eE null\n/".split(""), '"a"', "1", "true", '{"a":', "\\u00e4", "\u0001");
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 14 }).map((parts) => parts.join("")), (text) => {
      assert.equal(jsonFault(text) === null, isJson(text), text);
    }),
    { numRuns: 3000 },
  );
  fc.assert(fc.property(fc.json(), (text) => assert.equal(jsonFault(text), null)));
});

test("every beginning of JSON ends early, and nothing else is wrong with it", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
      const cut = text.slice(0, Math.floor(share * text.length));
      assert.equal(jsonFault(cut)?.endsEarly ?? isJson(cut), true, cut);
    }),
  );
});

test("line, column and what is wrong", () => {
  const places: readonly (readonly [text: string, line: number, column: number, what: RegExp])[] = [
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, /comma or "}" is missing/],
    ['{"a": [1 2]}', 1, 10, /comma or "]" is missing/],
    ['{"a" 1}', 1, 6, /":" is missing/],
    ["{'a': 1}", 1, 2, /double quotes/],
    ['{"a": 1,}', 1, 9, /nothing stands between/],
    ['{"a": }', 1, 7, /nothing stands between/],
    ["{a: 1}", 1, 2, /name in double quotes/],
    ['{"a": NaN}', 1, 7, /"NaN" is no value/],
    ['{"a": +1}', 1, 7, /value is missing/],
    ["{}\r\n{}", 2, 1, /something follows/],
    ["// no\n{}", 1, 1, /no comments/],
    ['["a\nb"]', 1, 2, /closing quote/],
    ['["a\\x"]', 1, 2, /backslash/],
    ["", 1, 1, /ends too early/],
    ['{"a": [1', 1, 9, /ends too early/],
  ];
  for (const [text, line, column, what] of places) {
    const fault = jsonFault(text);
    assert.deepEqual([fault?.line, fault?.column], [line, column], text);
    assert.match(fault?.what ?? "", what);
  }
});

test("deep and long texts cost no stack", () => {
  assert.equal(jsonFault("[".repeat(300_000) + "]".repeat(300_000)), null);
  assert.equal(jsonFault(`"${'\\"é'.repeat(1_000_000)}"`), null);
});
