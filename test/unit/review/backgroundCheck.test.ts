import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { EngineCheckOptions, SuggestEvents } from "../../../src/engine/contract";
import type { ColumnAccuracy } from "../../../src/imputation/checkAccuracy";
import { BackgroundCheck, shareToTest } from "../../../src/review/backgroundCheck";
import { ReviewCheck } from "../../../src/review/check";
import type { ReviewContext } from "../../../src/review/context";
import { packed, review, suggest } from "./tables";

interface Call {
  readonly options: EngineCheckOptions;
  readonly events: Pick<SuggestEvents, "onProgress">;
  readonly signal: AbortSignal;
  end(found: readonly ColumnAccuracy[]): void;
  fail(error: Error): void;
}

/** A review whose suggestions have come, and an engine whose checks end as the test says. */
function stage(t: TestContext, settings = { background: true, wish: 90 }) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { session, table } = review("city,size\nOslo,10\n,20\nBergen,30\n");
  session.addSuggestions(packed(suggest(1, 0, "Oslo", 0.9)), null);
  const calls: Call[] = [];
  const engine = {
    summary: { columns: table.columns },
    check: (options: EngineCheckOptions, events: Call["events"], signal: AbortSignal) =>
      new Promise((end, fail) => {
        calls.push({ options, events, signal, end, fail });
        signal.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
      }),
  };
  const logged: string[] = [];
  let told = 0;
  let suggesting = false;
  const check = new ReviewCheck(
    () => told++,
    () => told++,
  );
  const context = {
    session,
    source: { learnedRows: null, checkSettings: () => settings, engineTable: async () => engine, imputeOptions: () => ({ seed: 0, contextRows: 0 }) },
    services: { log: (error: Error) => logged.push(error.message) },
  } as unknown as ReviewContext;
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const later = async (ms = 10_000): Promise<void> => {
    await settled();
    t.mock.timers.tick(ms);
    await settled();
  };
  const background = new BackgroundCheck(context, check, () => suggesting);
  return { background, check, session, calls, logged, later, told: () => told, setSuggesting: (now: boolean) => (suggesting = now) };
}

const run = { cells: 1, ms: 100 };

test("after the suggestions known cells of their columns are tested, and nobody hears of it before the result", async (t) => {
  const { background, check, session, calls, later, told } = stage(t);
  background.suggested(run);
  await later();
  assert.deepEqual([calls.length, calls[0]?.options.columns, calls[0]?.options.yields], [1, [0], true]);
  calls[0]?.events.onProgress?.(1, 2);
  assert.deepEqual([told(), check.running, check.state.phase], [0, false, "idle"], "no progress bar");
  calls[0]?.end([]);
  await later();
  assert.equal(told(), 1);
  assert.notEqual(check.expected(session), null);
  background.suggested(run);
  await later();
  assert.equal(calls.length, 1, "the result is there");
});

test("a check that made way for other work begins again when that has ended", async (t) => {
  const { background, check, calls, later, logged, setSuggesting } = stage(t);
  background.suggested(run);
  await later();
  calls[0]?.fail(new DOMException("", "AbortError"));
  setSuggesting(true);
  await later();
  assert.equal(calls.length, 1, "not while the model works for the user");
  setSuggesting(false);
  background.suggested(run);
  await later();
  assert.equal(calls.length, 2);
  calls[1]?.fail(new DOMException("", "AbortError"));
  await later();
  assert.equal(calls.length, 3, "nor does it need another run");
  calls[2]?.end([]);
  await later();
  assert.ok(check.known);
  assert.deepEqual(logged, []);
});

test("the user's own check calls it off and takes its place", async (t) => {
  const { background, check, calls, later } = stage(t);
  background.suggested(run);
  await later();
  const own = check.start(async () => ({ found: [], columns: [] }));
  assert.ok(calls[0]?.signal.aborted);
  assert.ok(check.running);
  await own;
  await later();
  assert.equal(calls.length, 1);
});

test("it is not begun where a setting or the user says so, and not again after a failure", async (t) => {
  const off = stage(t, { background: false, wish: 90 });
  off.background.suggested(run);
  await off.later();
  assert.equal(off.calls.length, 0);
  t.mock.timers.reset();
  const stopped = stage(t);
  stopped.background.suggested(run);
  stopped.background.stop();
  await stopped.later();
  assert.equal(stopped.calls.length, 0);
  t.mock.timers.reset();
  const failing = stage(t);
  failing.background.suggested(run);
  await failing.later();
  failing.calls[0]?.fail(new Error("The model's process ended."));
  await failing.later();
  failing.background.suggested(run);
  await failing.later();
  assert.deepEqual([failing.calls.length, failing.logged], [1, ["The model's process ended."]]);
});

test("one that takes much longer than the suggestions did is given up", async (t) => {
  const { background, calls, later } = stage(t);
  background.suggested({ cells: 50, ms: 6000 });
  await later();
  calls[0]?.events.onProgress?.(1, 1000);
  await later(11_900);
  assert.equal(calls[0]?.signal.aborted, false);
  await later(200);
  assert.ok(calls[0]?.signal.aborted);
  await later();
  assert.equal(calls.length, 1);
});

test("as many cells are tested as take about the time of the suggestions", () => {
  assert.equal(shareToTest({ cells: 2000, ms: 30_000 }, 5, 1000), 0.2, "200 cells of each column");
  assert.equal(shareToTest({ cells: 500, ms: 30_000 }, 5, 1000), 0.1, "half of that");
  assert.equal(shareToTest({ cells: 50, ms: 30_000 }, 5, 1000), null, "ten cells tell nothing");
  assert.equal(shareToTest({ cells: 5, ms: 200 }, 5, 200), 0.2, "what takes a moment may take another");
  assert.equal(shareToTest({ cells: 5, ms: 200 }, 5, 80), 0.3, "of a small table more, so that there is something to tell");
  assert.equal(shareToTest({ cells: 0, ms: 200 }, 0, 200), null);
});
