import assert from "node:assert/strict";
import test from "node:test";
import { probit } from "../../../src/npt/probit";

test("known quantiles of the normal distribution", () => {
  const known: readonly [number, number][] = [
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.0001, -3.719016485455709],
    [1e-6, -4.753424308822899],
    [0.2, -0.8416212335729142],
  ];
  for (const [p, quantile] of known) assert.ok(Math.abs(probit(p) - quantile) < 1e-8, `${p}: ${probit(p)}`);
});

test("odd about one half", () => {
  for (let p = 0.0005; p < 0.5; p += 0.0101) assert.ok(Math.abs(probit(p) + probit(1 - p)) < 1e-9);
});
