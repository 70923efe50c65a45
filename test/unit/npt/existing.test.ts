import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { bestExisting, existingQuantile, existingValues, overExisting } from "../../../src/npt/existing";

const repeated = (values: readonly number[], times: number): Float64Array => Float64Array.from(values.flatMap((value) => Array<number>(times).fill(value))).sort();

test("columns of values that come again have existing values, others do not", () => {
  assert.deepEqual([...existingValues(repeated([1952, 1957, 1962], 5))!.values], [1952, 1957, 1962]);
  assert.deepEqual([...existingValues(repeated([1952, 1957, 1962], 5))!.counts], [5, 5, 5]);
  assert.equal(existingValues(repeated([1, 2, 3], 4)), null, "too few cells each");
  assert.equal(existingValues(repeated([7], 50)), null, "one value");
  assert.equal(existingValues(Float64Array.from({ length: 600 }, (_, i) => i)), null);
  assert.equal(existingValues(repeated(Array.from({ length: 61 }, (_, i) => i), 10)), null);
  assert.equal(existingValues(repeated(Array.from({ length: 100 }, (_, i) => i), 50))!.values.length, 100);
});

test("the mass of the bins is divided among the values, and none is lost", () => {
  const bins = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }).filter((all) => all.some((one) => one > 0.01));
  const values = fc.uniqueArray(fc.integer({ min: -5, max: 15 }), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(bins, values, (weights, levels) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const existing = existingValues(repeated(levels, 6))!;
      const probability = overExisting(existing, Float64Array.from(weights, (weight) => weight / total), Float64Array.of(-2, 2, 6, 12), Float64Array.of(0, 4, 8));
      assert.ok(Math.abs(probability.reduce((sum, one) => sum + one, 0) - 1) < 1e-9);
      const best = bestExisting(existing, probability, 3.3, 2);
      assert.ok(levels.includes(best));
      for (const p of [0, 0.05, 0.5, 0.95, 1]) assert.ok(levels.includes(existingQuantile(existing.values, probability, p)));
      assert.ok(existingQuantile(existing.values, probability, 0.05) <= existingQuantile(existing.values, probability, 0.95));
    }),
  );
});

test("the value written is near the mean, and the likelier one of two that are as near", () => {
  const existing = existingValues(repeated([1, 2, 3, 4], 10))!;
  assert.equal(bestExisting(existing, Float64Array.of(0.4, 0.1, 0.1, 0.4), 2.4, 1), 2);
  assert.equal(bestExisting(existing, Float64Array.of(0.1, 0.4, 0.5, 0), 2.5, 1), 3);
  assert.equal(bestExisting(existing, Float64Array.of(0.1, 0.45, 0.05, 0.4), 2.52, 1), 2, "a likely one before a slightly nearer one");
  assert.equal(bestExisting(existing, Float64Array.of(0.6, 0, 0, 0.4), 2.2, 1), 1, "what is more likely than everything else together");
});
