import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Graph } from "../../../src/npt/manifest";
import type { RunRequest, Tensor } from "../../../src/runtime/runtime";

export const root = resolve(__dirname, "../../..");
export const fixtures = join(root, "test/fixtures");

/** The model of `test/fixtures/make_tiny_model.py`. */
export function tinyModel(): { readonly directory: string; readonly graphs: Readonly<Record<string, Graph>> } {
  const { graphs } = JSON.parse(readFileSync(join(fixtures, "tiny-model.json"), "utf8"));
  return { directory: fixtures, graphs };
}

export function floats(dims: readonly number[], value: (index: number) => number): Tensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  return { type: "float32", dims, data: Float32Array.from({ length: size }, (_, index) => value(index)) };
}

export const rows = floats([5, 4], (index) => Math.sin(index));
const kv = floats([5, 4], (index) => Math.cos(index));
const x = floats([3, 4], (index) => index / 10);

export const contextRun: RunRequest = { graph: "context", feeds: { rows }, fetch: ["kv", "mean"], keep: [] };

/** The query graph; each turn of its loop costs about a millisecond, so that `turns` sets how long the run takes. */
export function queryRun(turns: number, feeds: RunRequest["feeds"] = {}): RunRequest {
  const spin: Tensor = { type: "int64", dims: [], data: BigInt64Array.of(BigInt(turns)) };
  return { graph: "query", feeds: { kv, x, turns: spin, ...feeds }, fetch: ["y", "spun"], keep: [] };
}

/** What the query graph's `y` is, computed here. */
export function expectedY(): number[] {
  const result: number[] = [];
  for (let m = 0; m < 3; m++) {
    const scores = Array.from({ length: 5 }, (_, n) => {
      let sum = 0;
      for (let e = 0; e < 4; e++) sum += Number(x.data[m * 4 + e]) * Number(kv.data[n * 4 + e]);
      return Math.exp(sum);
    });
    const total = scores.reduce((sum, score) => sum + score, 0);
    for (let e = 0; e < 4; e++) {
      result.push(scores.reduce((sum, score, n) => sum + (score / total) * Number(kv.data[n * 4 + e]), 0));
    }
  }
  return result;
}

export function furthest(left: ArrayLike<number | bigint>, right: ArrayLike<number | bigint>): number {
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let index = 0; index < left.length; index++) {
    largest = Math.max(largest, Math.abs(Number(left[index]) - Number(right[index])));
  }
  return largest;
}

export const never = new AbortController().signal;
