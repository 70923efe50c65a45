import assert from "node:assert/strict";
import test from "node:test";
import { unicodePattern } from "../../../src/schema/unicodePattern";

test("patterns of other languages mean the same in Unicode mode", () => {
  const cases: readonly (readonly [pattern: string, fits: string, not: string])[] = [
    ["[a-z]+", "abc", "ABC"],
    ["\\d{4}\\-\\d{2}", "2024-05", "202405"],
    ["[\\w\\-\\.]+\\@x", "a-b.c@x", "a b@x"],
    ["[\\w-.]+", "a-b.c", "a b"],
    ["[a\\-z]", "-", "b"],
    ["(?P<land>[A-Z]{2})", "DE", "de"],
    ["\\A\\d+\\Z", "12", "a"],
    ["\\p{L}+", "größe", "12"],
    ["a\\/b", "a/b", "ab"],
    ["\\\\-", "\\-", "-"],
  ];
  for (const [pattern, fits, not] of cases) {
    const expression = new RegExp(`^(?:${unicodePattern(pattern)})$`, "u");
    assert.deepEqual([expression.test(fits), expression.test(not)], [true, false], pattern);
  }
  for (const pattern of ["[a", "(?i)a", "a{2,1}", "(?<=x", "*"]) assert.equal(unicodePattern(pattern), null, pattern);
  assert.equal(unicodePattern("[a-z]+"), "[a-z]+", "what is one already stays");
});
