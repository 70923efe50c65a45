import "../../fakes/useVscode";
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { Uri } from "vscode";
import { DecisionStore } from "../../../src/host/decisionStore";
import type { SavedReview } from "../../../src/review/savedFormat";
import type { Turns } from "../../../src/review/turns";
import { workbench } from "../../fakes/workbench";

function* now(review: SavedReview): Turns<SavedReview> {
  yield;
  return review;
}

const kept: SavedReview = { decisions: { format: 3, stamp: "", columns: ["a"], rows: [] }, view: null, reading: null };

test("what waits is on disk when the extension is deactivated, whole, and only the last of it", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "npt-store-"));
  try {
    const warnings: unknown[] = [];
    const store = new DecisionStore(Uri.file(path.join(folder, "reviews")), { warn: (_: string, error: unknown) => void warnings.push(error) } as never);
    let made = 0;
    const make = function* (): Turns<SavedReview> {
      made++;
      yield;
      return kept;
    };
    for (let decision = 0; decision < 5; decision++) store.saveSoon("file:///a.csv", make);
    store.saveSoon("file:///b.csv", () => now(kept));
    assert.equal(made, 0, "nothing is gathered before it is written");
    store.flush();
    assert.equal(made, 1, "a burst is written once");
    const files = readdirSync(path.join(folder, "reviews"));
    assert.equal(files.length, 2, files.join());
    assert.ok(files.every((name) => name.endsWith(".json")), "no half-written file is left");
    store.flush();
    assert.equal(made, 1, "nothing waits any more");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a review that changes while it is gathered is saved as it is then", async () => {
  workbench.reset((_name, action) => queueMicrotask(action));
  const store = new DecisionStore(Uri.file("/storage/reviews"), { warn: (_: string, error: unknown) => assert.fail(String(error)) } as never);
  const stateOf = (column: string): SavedReview => ({ ...kept, decisions: { ...kept.decisions!, columns: [column] } });
  let turns = 0;
  store.saveSoon("file:///a.csv", function* () {
    for (; turns < 1000; turns++) {
      if (turns === 3) store.saveSoon("file:///a.csv", () => now(stateOf("new")));
      yield;
    }
    return stateOf("old");
  });
  // Loading saves what waits: first the old state, given up, then the new one.
  assert.equal(await store.load("file:///a.csv"), null);
  assert.ok(turns < 10, `${turns} turns`);
  assert.deepEqual(await store.load("file:///a.csv"), stateOf("new"));
});

test("the oldest reviews go where there are too many of them, or too many bytes", async () => {
  workbench.reset((_name, action) => queueMicrotask(action));
  const folder = Uri.file("/storage/reviews");
  const add = (name: string, size: number): unknown => workbench.files.set(`${folder.toString()}/${name}.json`, Buffer.alloc(size));
  const left = async (): Promise<readonly string[]> => {
    await new DecisionStore(folder, { warn: (_: string, error: unknown) => assert.fail(String(error)) } as never).load("file:///none.csv");
    return [...workbench.files.keys()].map((file) => path.basename(file, ".json"));
  };
  for (let k = 0; k < 310; k++) add(`small ${k}`, 2);
  assert.deepEqual(await left(), Array.from({ length: 300 }, (_, k) => `small ${k + 10}`));
  add("large", 200 * 2 ** 20);
  add("last", 60 * 2 ** 20);
  assert.deepEqual(await left(), ["last"]);
});
