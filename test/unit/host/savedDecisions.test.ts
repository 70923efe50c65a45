import assert from "node:assert/strict";
import test from "node:test";
import { saveDecisions, recallDecisions } from "../../../src/host/review/savedDecisions";
import { CellState } from "../../../src/shared/cellState";
import { open, review, suggest } from "./tables";

const text = "city,size\nOslo,10\n,20\nBergen,\n,40\nOslo,50\nBergen,60\n";
const filled = "city,size\nOslo,10\nOslo,20\nBergen,\n,40\nOslo,50\nBergen,60\n";

/** One accepted, one rejected, and what is kept of that, through JSON as it is on disk. */
function decided() {
  const { session } = review(text);
  session.addSuggestions([suggest(1, 0, "Oslo", 0.75), suggest(3, 0, "Bergen"), suggest(2, 1, "30")], null);
  const after = open(filled);
  session.rebase(after.file, after.table, null);
  session.reject([{ row: 3, column: 0 }]);
  return JSON.parse(JSON.stringify(saveDecisions(session)));
}

test("decisions are found again after a restart, with the suggestions they were about", () => {
  const { session } = review(filled);
  assert.equal(recallDecisions(session, decided()), 2);
  assert.equal(session.state(1, 0), CellState.Accepted);
  assert.equal(session.suggestion(1, 0)?.certainty, 0.75);
  assert.equal(session.state(3, 0), CellState.Rejected);
  assert.equal(session.suggestion(3, 0)?.value, "Bergen");
  assert.equal(session.state(2, 1), CellState.Missing, "what was not decided is computed anew");
  session.restore([{ row: 3, column: 0 }]);
  assert.equal(session.state(3, 0), CellState.Suggested);
});

test("a cell that is not what it was has no decision", () => {
  // The file was not saved: the accepted cell is a missing cell again.
  const unsaved = review(text).session;
  assert.equal(recallDecisions(unsaved, decided()), 1);
  assert.equal(unsaved.state(1, 0), CellState.Missing);
  // Somebody else has filled the rejected one, and put another value where one was accepted.
  const other = review(filled.replace(",40", "Voss,40").replace("Oslo,20", "Voss,20")).session;
  assert.equal(recallDecisions(other, decided()), 0);
});

test("rows that moved while the review was closed are found; rows that changed are not", () => {
  const moved = review(filled.replace("\nOslo,10", "\nVoss,5\nVoss,6\nOslo,10")).session;
  assert.equal(recallDecisions(moved, decided()), 2);
  assert.equal(moved.state(3, 0), CellState.Accepted);
  assert.equal(moved.state(5, 0), CellState.Rejected);
  const changed = review(filled.replace(",40", ",41")).session;
  assert.equal(recallDecisions(changed, decided()), 1);
  assert.equal(changed.state(3, 0), CellState.Missing);
});

test("another table takes nothing up, and nothing decided is nothing kept", () => {
  const renamed = review(filled.replace("city,size", "town,size")).session;
  assert.equal(recallDecisions(renamed, decided()), 0);
  assert.equal(saveDecisions(review(text).session), null);
});

test("values chosen for a copy come back while the missing cell is still there", () => {
  const { session } = review(text);
  session.addSuggestions([suggest(1, 0, "Oslo")], null);
  session.choose([{ row: 1, column: 0, value: "Voss" }]);
  const kept = JSON.parse(JSON.stringify(saveDecisions(session)));
  const again = review(text).session;
  assert.equal(recallDecisions(again, kept), 1);
  assert.equal(again.text(1, 0), "Voss");
  assert.equal(again.state(1, 0), CellState.Edited);
  assert.deepEqual([...again.choices()], [{ row: 1, column: 0, value: "Voss" }]);
});

test("equal rows each keep their own decision", () => {
  const twins = "city,size\n,20\n,20\nOslo,1\nOslo,2\n";
  const { session } = review(twins);
  session.addSuggestions([suggest(0, 0, "Oslo"), suggest(1, 0, "Oslo")], null);
  session.reject([{ row: 1, column: 0 }]);
  const again = review(twins).session;
  assert.equal(recallDecisions(again, JSON.parse(JSON.stringify(saveDecisions(session)))), 1);
  assert.equal(again.state(1, 0), CellState.Rejected);
  assert.equal(again.state(0, 0), CellState.Missing);
});
