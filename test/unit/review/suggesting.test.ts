import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { ReviewContext } from "../../../src/review/context";
import { Suggesting } from "../../../src/review/suggesting";
import { review } from "./tables";

const text = "city,size\nOslo,10\n,20\nBergen,\n,40\nOslo,50\nBergen,60\n";

/** Runs that go on until they are cancelled, or fail with what `failures` holds. */
function stage(t: TestContext, failures: Error[] = []) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { session } = review(text);
  let runs = 0;
  const table = {
    suggest: () => {
      runs++;
      const failure = failures.shift();
      return failure ? Promise.reject(failure) : new Promise(() => undefined);
    },
  };
  const context = {
    session,
    source: { version: 0, reading: null, sync: async () => undefined, engineTable: async () => table, imputeOptions: () => ({ seed: 0, contextRows: 0 }) },
    services: { modelFailed: () => undefined },
    rowsInView: null,
    tell: () => undefined,
    changed: () => undefined,
    announce: () => undefined,
  } as unknown as ReviewContext;
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const later = async (): Promise<void> => {
    await settled();
    t.mock.timers.tick(5000);
    await settled();
  };
  return { suggesting: new Suggesting(context), settled, later, runs: () => runs };
}

test("a run that the user cancelled does not begin again by itself, whatever was edited or learned meanwhile", async (t) => {
  const { suggesting, settled, later, runs } = stage(t);
  suggesting.begin();
  await settled();
  // More is known of the table while the model runs.
  suggesting.afterEdit();
  suggesting.cancel();
  await later();
  assert.equal(runs(), 1);
  suggesting.afterEdit();
  await later();
  assert.equal(runs(), 1);
  void suggesting.suggest(false);
  await settled();
  assert.equal(runs(), 2, "it does where it is asked for");
  suggesting.dispose();
});

test("a run that failed is repeated only where the user asks for it", async (t) => {
  const { suggesting, settled, later, runs } = stage(t, [new Error("The model's process ended.")]);
  suggesting.begin();
  suggesting.afterEdit();
  await later();
  assert.equal(suggesting.failure, "The model's process ended.");
  await later();
  assert.equal(runs(), 1);
  void suggesting.suggest(false);
  await settled();
  assert.equal(suggesting.failure, "");
  assert.equal(runs(), 2);
  suggesting.dispose();
});
