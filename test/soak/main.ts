/**
 * npm run soak -- [--cycles 1000] [--seed 1]
 * Reviews, accepts, undoes and saves one file again and again, killing the model's process at random, and prints the
 * memory every tenth of the way. Exits with 1 where the memory grows beyond the bounds below.
 */
import "../fakes/useVscode";
import { parseArgs } from "node:util";
import { buildBackends } from "../unit/engine/backends";
import { growth, heapBound, rssBound } from "./bounds";
import { soak } from "./soak";

const { values: flags } = parseArgs({
  options: { cycles: { type: "string", default: "1000" }, seed: { type: "string", default: "1" } },
});
const cycles = Number(flags.cycles);
const every = Math.max(1, Math.floor(cycles / 10));

async function main(): Promise<void> {
  const start = performance.now();
  const samples = await soak({
    cycles,
    seed: Number(flags.seed),
    every,
    kill: true,
    backends: buildBackends("soak"),
    onSample: ({ cycle, heap, rss, kills, failures }) =>
      console.log(`${String(cycle).padStart(6)} cycles  heap ${heap.toFixed(1)} MB  RSS ${rss.toFixed(0)} MB  ${kills} kills, ${failures} failed runs`),
  });
  const { heap, rss } = growth(samples);
  console.log(`heap grew by ${heap.toFixed(1)} MB (bound ${heapBound}), RSS by ${rss.toFixed(0)} MB (bound ${rssBound}), ${Math.round((performance.now() - start) / 1000)} s`);
  process.exitCode = heap > heapBound || rss > rssBound ? 1 : 0;
}

void main();
