import assert from "node:assert/strict";
import test from "node:test";
import { meanAndSd } from "../../../src/table/meanAndSd";

test("mean and standard deviation of numbers, of equal ones and of none", () => {
  assert.deepEqual(meanAndSd([1, 2, 3, 6]), { mean: 3, sd: Math.sqrt(3.5) });
  assert.deepEqual(meanAndSd([7, 7]), { mean: 7, sd: 0 });
  assert.deepEqual(meanAndSd([]), { mean: 0, sd: 0 });
});

test("numbers whose squares no number holds", () => {
  const { mean, sd } = meanAndSd([1e300, 2e300, 3e300, 6e300]);
  assert.ok(Math.abs(mean / 3e300 - 1) < 1e-12);
  assert.ok(Math.abs(sd / (Math.sqrt(3.5) * 1e300) - 1) < 1e-12);
});

test("moments far from zero keep their spread", () => {
  assert.equal(meanAndSd([1.7e9, 1.7e9 + 1, 1.7e9 + 2]).sd, Math.sqrt(2 / 3));
});
