import assert from "node:assert/strict";
import test from "node:test";
import { ReviewHistory } from "../../../src/review/history";
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
  history.did({ kind: "rejected", places }, "A");
  return { session, history };
}

test("one undo takes a whole rejection back, one redo does it again", () => {
  const { session, history } = rejected();
  assert.ok(history.undo(session, () => "A"));
  assert.equal(session.counts[CellState.Suggested], 2);
  assert.ok(!history.undo(session, () => "A"), "nothing is left to undo");
  assert.ok(history.redo(session, () => "A"));
  assert.equal(session.counts[CellState.Rejected], 2);
});

test("the document's own steps come first where they were done later", () => {
  const { session, history } = rejected();
  // An acceptance has changed the text since.
  assert.ok(!history.undo(session, () => "B"));
  assert.equal(session.counts[CellState.Rejected], 2);
  // It is undone, and the text is again as it was.
  assert.ok(history.undo(session, () => "A"));
  assert.equal(session.counts[CellState.Rejected], 0);
});

test("a rejection taken back, and values chosen for a copy, are steps as well", () => {
  const { session, history } = rejected();
  session.restore(places);
  history.did({ kind: "restored", places }, "A");
  assert.ok(history.undo(session, () => "A"));
  assert.equal(session.counts[CellState.Rejected], 2);
  session.restore(places);
  history.did({ kind: "chosen", choices: session.choose([{ row: 1, column: 0, value: "Voss" }]) }, "A");
  assert.equal(session.state(1, 0), CellState.Edited);
  assert.ok(history.undo(session, () => "A"));
  assert.equal(session.state(1, 0), CellState.Suggested);
  assert.ok(history.redo(session, () => "A"));
  assert.equal(session.text(1, 0), "Voss");
});

test("what is new ends what was undone; rows that moved are followed", () => {
  const { session, history } = rejected();
  history.undo(session, () => "A");
  history.forgetUndone();
  assert.ok(!history.redo(session, () => "A"));
  session.reject(places);
  history.did({ kind: "rejected", places: [{ row: 0, column: 0 }, { row: 2, column: 0 }, { row: 5, column: 0 }] }, "A");
  history.moved(Int32Array.of(1, 1, 3, 3, 4, -1));
  assert.ok(history.undo(session, () => "A"));
  assert.equal(session.counts[CellState.Rejected], 0);
});
