import assert from "node:assert/strict";
import test from "node:test";
import { type Reversing, ReviewHistory } from "../../../src/review/history";
import type { StatedReading } from "../../../src/table/reading";
import { CellState } from "../../../src/shared/cellState";
import { review, packed, suggest } from "./tables";

const text = "city,size\nOslo,10\n,20\nBergen,\n,40\nOslo,50\nBergen,60\n";
const places = [
  { row: 1, column: 0 },
  { row: 3, column: 0 },
];

function rejected() {
  const { session } = review(text);
  session.addSuggestions(packed(suggest(1, 0, "Oslo"), suggest(3, 0, "Bergen")), null);
  const history = new ReviewHistory();
  session.reject(places);
  history.did({ kind: "rejected", places }, "A", {});
  const stated: StatedReading[] = [];
  let now: StatedReading = {};
  const on: Reversing = {
    session,
    restate: async (step) => {
      stated.push(step.stated);
      const reversed = { ...step, stated: now };
      now = step.stated;
      return reversed;
    },
  };
  return { session, history, on, stated };
}

test("one undo takes a whole rejection back, one redo does it again", async () => {
  const { session, history, on } = rejected();
  assert.ok(await history.undo(on, () => "A"));
  assert.equal(session.counts[CellState.Suggested], 2);
  assert.ok(!(await history.undo(on, () => "A")), "nothing is left to undo");
  assert.ok(await history.redo(on, () => "A"));
  assert.equal(session.counts[CellState.Rejected], 2);
});

test("the document's own steps come first where they were done later", async () => {
  const { session, history, on } = rejected();
  // An acceptance has changed the text since.
  assert.ok(!(await history.undo(on, () => "B")));
  assert.equal(session.counts[CellState.Rejected], 2);
  // It is undone, and the text is again as it was.
  assert.ok(await history.undo(on, () => "A"));
  assert.equal(session.counts[CellState.Rejected], 0);
});

test("a rejection taken back, and values chosen for a copy, are steps as well", async () => {
  const { session, history, on } = rejected();
  session.restore(places);
  history.did({ kind: "restored", places }, "A", {});
  assert.ok(await history.undo(on, () => "A"));
  assert.equal(session.counts[CellState.Rejected], 2);
  session.restore(places);
  history.did({ kind: "chosen", choices: session.choose([{ row: 1, column: 0, value: "Voss" }]) }, "A", {});
  assert.equal(session.state(1, 0), CellState.Edited);
  assert.ok(await history.undo(on, () => "A"));
  assert.equal(session.state(1, 0), CellState.Suggested);
  assert.ok(await history.redo(on, () => "A"));
  assert.equal(session.text(1, 0), "Voss");
});

test("what is new ends what was undone; rows that moved are followed", async () => {
  const { session, history, on } = rejected();
  await history.undo(on, () => "A");
  history.forgetUndone();
  assert.ok(!(await history.redo(on, () => "A")));
  session.reject(places);
  history.did({ kind: "rejected", places: [{ row: 0, column: 0 }, { row: 2, column: 0 }, { row: 5, column: 0 }] }, "A", {});
  history.moved(Int32Array.of(1, 1, 3, 3, 4, -1), {});
  assert.ok(await history.undo(on, () => "A"));
  assert.equal(session.counts[CellState.Rejected], 0);
});

test("another reading of the file is a step in its place among the decisions; its decisions are not followed into other rows", async () => {
  const { session, history, on, stated } = rejected();
  const other: StatedReading = { dialect: { header: false } };
  history.did({ kind: "restated", stated: {}, decided: [] }, "A", other);
  // Rows move while the file is read otherwise: where those of before are now, nobody knows.
  history.moved(Int32Array.of(1, 2, 3, 4, 5, 6, 0), other);
  assert.ok(await history.undo(on, () => "A"));
  assert.deepEqual(stated, [{}]);
  assert.equal(session.counts[CellState.Rejected], 2);
  assert.ok(await history.undo(on, () => "A"));
  assert.equal(session.counts[CellState.Rejected], 2, "the rejection's rows are not known any more");
  history.forgetCells();
  assert.ok(await history.redo(on, () => "A"), "the reading can still be done again");
  assert.equal(stated.length, 2);
});
