import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test from "node:test";
import { Race, type Reviewed } from "./race";

const interleavings = Number(process.env.RACES ?? 300);
const first = Number(process.env.RACE_SEED ?? 1);

const share: readonly (readonly [Reviewed, number])[] = [
  ["document", 0.5],
  ["copy", 0.2],
  ["file", 0.3],
];

for (const [reviewed, part] of share) {
  const runs = Math.max(1, Math.round(interleavings * part));
  test(`${runs} interleavings of users, editor, disk and model, reviewing a ${reviewed}: every value in its own cell or copy, decisions kept`, () => interleave(reviewed, runs));
}

async function interleave(reviewed: Reviewed, runs: number): Promise<void> {
  let writes = 0;
  for (let seed = first; seed < first + runs; seed++) {
    const race = new Race(seed, reviewed);
    try {
      await race.run(120);
    } catch (error) {
      (error as Error).message += ` (RACE_SEED=${seed} RACES=1)\n${race.trace.join("\n")}`;
      throw error;
    }
    writes += race.writes;
  }
  assert.ok(writes > runs, `only ${writes} cells were written: nothing was tested`);
}
