import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test from "node:test";
import { growth, heapBound } from "../../soak/bounds";
import { soak } from "../../soak/soak";
import { buildBackends } from "../engine/backends";

test("50 cycles of review, accept, save, undo and save: every byte right, memory flat, the model killed at random", async () => {
  const samples = await soak({ cycles: 50, seed: 3, every: 10, kill: true, backends: buildBackends("unit-soak") });
  assert.ok(samples.at(-1)!.kills > 2);
  const { heap } = growth(samples);
  assert.ok(heap < heapBound, `the heap grew by ${heap} MB: ${samples.map((sample) => sample.heap.toFixed(1))}`);
});
