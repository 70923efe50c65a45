import assert from "node:assert/strict";
import test from "node:test";
import { densityOf, heightAt } from "../../../src/imputation/density";
import type { NumericDistribution } from "../../../src/npt/decode";

function distribution(probability: readonly number[], value: readonly number[], borders: readonly number[]): NumericDistribution {
  return {
    kind: "numeric",
  existing: null, exact: null,
    probability: Float64Array.from(probability),
    value: Float64Array.from(value),
    borders: Float64Array.from(borders),
    best: 0,
    sd: 1,
  };
}

test("even mass is a level density, and its highest is one", () => {
  const density = densityOf(distribution([0.25, 0.25, 0.25, 0.25], [0, 3, 5, 8], [2, 4, 6]), 0, 8);
  assert.ok(density);
  assert.equal(heightAt(density, 3.5), heightAt(density, 4.5));
  assert.equal(Math.max(...density.heights), 255);
  assert.equal(heightAt(density, -1), 0);
  assert.equal(heightAt(density, 9), 0);
});

test("where the mass is, the density is", () => {
  const density = densityOf(distribution([0.05, 0.9, 0.05], [10, 50, 90], [40, 60]), 0, 100);
  assert.ok(density);
  assert.ok(heightAt(density, 50) > 0.95);
  assert.ok(heightAt(density, 75) < 0.2);
  const heaviest = density.heights.indexOf(255) / density.heights.length;
  assert.ok(heaviest >= 0.38 && heaviest <= 0.62, `${heaviest}`);
});

test("a value all are agreed on is one peak, and mass beyond the range stays at its ends", () => {
  const sure = densityOf(distribution([0, 1, 0], [0, 30, 60], [30, 30]), 0, 60);
  assert.ok(sure);
  assert.ok(heightAt(sure, 30) > 0.9);
  assert.equal(heightAt(sure, 10), 0);
  const beyond = densityOf(distribution([0.5, 0.5], [-500, 30], [-100]), 0, 60);
  assert.ok(beyond && heightAt(beyond, 0) > 0.5);
});

test("a column of one value has no density", () => {
  assert.equal(densityOf(distribution([1], [3], []), 3, 3), null);
});
