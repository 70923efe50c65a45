import "../../fakes/useVscode";
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { Uri } from "vscode";
import { DecisionStore } from "../../../src/host/decisionStore";
import type { KeptReview } from "../../../src/host/reviewMemory";

const kept: KeptReview = { decisions: { format: 1, columns: ["a"], rows: [] }, view: null };

test("what waits is on disk when the extension is deactivated, whole, and only the last of it", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "npt-store-"));
  try {
    const warnings: unknown[] = [];
    const store = new DecisionStore(Uri.file(path.join(folder, "reviews")), { warn: (_: string, error: unknown) => void warnings.push(error) } as never);
    let made = 0;
    const make = (): KeptReview => {
      made++;
      return kept;
    };
    for (let decision = 0; decision < 5; decision++) store.saveSoon("file:///a.csv", make);
    store.saveSoon("file:///b.csv", () => kept);
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
