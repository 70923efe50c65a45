import assert from "node:assert/strict";
import test from "node:test";
import type { Suggested, SuggestEvents } from "../../../src/engine/contract";
import { ReviewRun } from "../../../src/review/run";
import { packed, suggest } from "./tables";

const empty: Suggested = { columns: [], timing: { encodeMs: 0, inferenceMs: 0 } };

/** A model that does what it is told, step by step. */
function model() {
  let end: (suggested: Suggested) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let events: SuggestEvents = {};
  const work = (given: SuggestEvents): Promise<Suggested> => {
    events = given;
    return new Promise((resolve, reject) => {
      end = resolve;
      fail = reject;
    });
  };
  return { work, events: () => events, end: (suggested = empty) => end(suggested), fail: (error: Error) => fail(error) };
}

function start() {
  const network = model();
  const phases: string[] = [];
  const maps: (Int32Array | null)[] = [];
  const run: ReviewRun = new ReviewRun({
    onSuggestions: (batch, rowMap) => {
      if (batch.length > 0) maps.push(rowMap);
    },
    onState: () => phases.push(run.state.phase),
  });
  return { network, phases, maps, run, ended: run.start(network.work, 1) };
}

test("a run says how far it is and ends with what was found", async () => {
  const { network, phases, run, ended } = start();
  network.events().onProgress?.(1, 2);
  assert.deepEqual([run.state.done, run.state.total], [1, 2]);
  network.end();
  assert.equal((await ended).kind, "done");
  assert.deepEqual(phases, ["preparing", "running", "done"]);
  assert.ok(run.lastMs !== null);
});

test("cancel answers at once, although the model goes on, and late suggestions are ignored", async () => {
  const { network, maps, run, ended } = start();
  run.cancel();
  assert.equal(run.state.phase, "cancelled");
  assert.equal((await ended).kind, "cancelled");
  network.events().onSuggestions?.(packed(suggest(0, 1, "4")));
  network.end();
  assert.deepEqual(maps, []);
  assert.ok(!run.running);
});

test("a failure is reported as one, and the next run works", async () => {
  const { network, run, ended } = start();
  network.fail(new Error("The model's process ended."));
  const end = await ended;
  assert.equal(end.kind, "failed");
  assert.equal(run.state.phase, "failed");
  const again = run.start(network.work, 1);
  network.end();
  assert.equal((await again).kind, "done");
});

test("rows that move while the model runs are followed", async () => {
  const { network, maps, run, ended } = start();
  run.moved(null);
  network.events().onSuggestions?.(packed(suggest(0, 1, "4")));
  run.moved(Int32Array.of(1, 2));
  run.moved(Int32Array.of(-1, 0, 3));
  network.events().onSuggestions?.(packed(suggest(0, 1, "4")));
  network.end();
  await ended;
  assert.deepEqual(maps, [null, Int32Array.of(0, 3)]);
});

test("a new run calls off the one before", async () => {
  const { network, run, ended } = start();
  const second = run.start(network.work, 1);
  network.end();
  assert.equal((await ended).kind, "cancelled");
  assert.equal((await second).kind, "done");
});
