import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { densitySteps } from "../../../src/imputation/density";
import { packSuggestions, textOf, unpackSuggestions } from "../../../src/imputation/packed";

const text = fc.constantFrom("1.5", "2", "red", "a longer text", "é");
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const value = fc.double({ noNaN: true, noDefaultInfinity: true });
const suggestion = fc.record(
  {
    row: fc.nat(),
    column: fc.nat({ max: 40 }),
    value: text,
    certainty: probability,
    interval: fc.option(fc.tuple(text, text)),
    alternatives: fc.array(fc.record({ value: text, probability }), { maxLength: 5 }),
    estimate: fc.record({ value, low: value, high: value, sd: value }),
    density: fc.record({ from: value, to: value, heights: fc.uint8Array({ minLength: densitySteps, maxLength: densitySteps }) }),
  },
  { requiredKeys: ["row", "column", "value", "certainty", "interval", "alternatives"] },
);

test("what is packed comes out again as it was, every text held once", () => {
  fc.assert(
    fc.property(fc.array(suggestion, { maxLength: 30 }), (suggestions) => {
      const packed = packSuggestions(suggestions);
      assert.deepEqual(structuredClone([...unpackSuggestions(packed)]), structuredClone(suggestions));
      const texts = Array.from({ length: packed.textStart.length - 1 }, (_, number) => textOf(packed, number));
      assert.equal(new Set(texts).size, texts.length);
    }),
  );
});
