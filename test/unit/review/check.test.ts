import assert from "node:assert/strict";
import test from "node:test";
import type { ColumnAccuracy } from "../../../src/imputation/checkAccuracy";
import { ReviewCheck, type RunCheck } from "../../../src/review/check";
import { review, packed, suggest } from "./tables";

const { session } = review("city,size\nOslo,10\n,20\nBergen,30\n");

/** An engine whose check is ended, and moved on, by the test. */
function checking() {
  const calls: { events: Parameters<RunCheck>[0]; signal: AbortSignal; end(found: readonly ColumnAccuracy[]): void }[] = [];
  const run: RunCheck = (events, signal) =>
    new Promise((resolve) => calls.push({ events, signal, end: (found) => resolve({ found, columns: session.table.columns as never }) }));
  const told: string[] = [];
  const check = new ReviewCheck(
    () => told.push("changed"),
    () => told.push("progress"),
  );
  return { check, calls, told, run };
}

const found: readonly ColumnAccuracy[] = [
  {
    column: 0,
    hidden: 30,
    measure: "accuracy",
    score: 0.9,
    baseline: 0.5,
    verdict: "better",
    right: 0.9,
    plainRight: 0.5,
    inside: null,
    tolerance: null,
    cells: Array.from({ length: 30 }, (_, row) => ({ row, certainty: 0.9, right: row < 27, inside: null, off: 0 })),
    meanOff: 0,
  },
];

test("a check says how far it is, and then what it lets expect of the undecided suggestions", async () => {
  const { check, calls, told, run } = checking();
  assert.equal(check.expected(session), null, "nothing is promised before");
  const done = check.start(run);
  assert.deepEqual([check.state.phase, check.state.total], ["preparing", 0]);
  calls[0]?.events.onProgress?.(3, 10);
  assert.deepEqual([check.state.phase, check.state.done, check.state.total], ["running", 3, 10]);
  assert.match(check.state.message, /Testing on known cells/);
  assert.equal(told.at(-1), "progress");
  calls[0]?.end(found);
  await done;
  assert.equal(check.state.phase, "idle");
  assert.equal(check.ofColumn(0)?.short, "90% right");
  assert.equal(check.expected(session)?.right[80], null, "there is nothing to accept");
  session.addSuggestions(packed(suggest(1, 0, "Oslo", 0.9)), null);
  assert.equal(check.expected(session)?.right[80], 0.9);
});

test("a check that was called off answers at once, and its late words are ignored", async () => {
  const { check, calls, run } = checking();
  const done = check.start(run);
  calls[0]?.events.onProgress?.(3, 10);
  check.cancel();
  assert.equal(check.running, false);
  assert.ok(calls[0]?.signal.aborted);
  calls[0]?.events.onProgress?.(9, 10);
  assert.equal(check.state.phase, "idle");
  calls[0]?.end(found);
  await done;
  assert.equal(check.ofColumn(0), null);
});
