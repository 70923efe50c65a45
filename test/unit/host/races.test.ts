import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test from "node:test";
import { Race } from "./race";

const interleavings = Number(process.env.RACES ?? 300);
const first = Number(process.env.RACE_SEED ?? 1);

test(`${interleavings} interleavings of users, editor and model: every value in its own cell or copy, decisions kept`, async () => {
  let writes = 0;
  for (let seed = first; seed < first + interleavings; seed++) {
    const race = new Race(seed, seed % 4 === 0);
    try {
      await race.run(120);
    } catch (error) {
      (error as Error).message += ` (RACE_SEED=${seed} RACES=1)\n${race.trace.join("\n")}`;
      throw error;
    }
    writes += race.writes;
  }
  assert.ok(writes > interleavings, `only ${writes} cells were written: nothing was tested`);
});
