import assert from "node:assert/strict";
import test from "node:test";
import { CellState } from "../../../src/shared/cellState";
import { Missing } from "../../../src/table/column";
import { open, review, packed, suggest } from "./tables";

const text = "city,size\nOslo,10\n,20\nBergen,\n,40\nOslo,50\nBergen,60\n";
const filled = "city,size\nOslo,10\nOslo,20\nBergen,\n,40\nOslo,50\nBergen,60\n";

test("missing cells are missing until a suggestion comes; observed cells have no state of their own", () => {
  const { session } = review(text);
  assert.equal(session.state(0, 0), CellState.Observed);
  assert.equal(session.state(1, 0), CellState.Missing);
  assert.equal(session.addSuggestions(packed(suggest(1, 0, "Oslo"), suggest(0, 0, "Oslo")), null), 1);
  assert.equal(session.state(1, 0), CellState.Suggested);
  assert.equal(session.counts[CellState.Suggested], 1);
  assert.equal(session.counts[CellState.Missing], 2);
  assert.deepEqual(session.lacking(), { cells: 2, columns: [0, 1] });
});

test("what is accepted is read from the document, so undo and redo need no bookkeeping", () => {
  const { session, file, table } = review(text);
  session.addSuggestions(packed(suggest(1, 0, "Oslo")), null);
  const after = open(filled);
  session.rebase(after.file, after.table, null);
  assert.equal(session.state(1, 0), CellState.Accepted);
  session.rebase(file, table, null);
  assert.equal(session.state(1, 0), CellState.Suggested);
  const byHand = open(filled.replace("Oslo,20", "Hamar,20"));
  session.rebase(byHand.file, byHand.table, null);
  assert.equal(session.state(1, 0), CellState.Edited);
  assert.equal(session.text(1, 0), "Hamar");
});

test("rejections are remembered, can be taken back, and survive new suggestions", () => {
  const { session } = review(text);
  session.addSuggestions(packed(suggest(1, 0, "Oslo"), suggest(3, 0, "Bergen")), null);
  assert.equal(session.reject([{ row: 1, column: 0 }, { row: 0, column: 0 }]), 1);
  assert.equal(session.state(1, 0), CellState.Rejected);
  session.addSuggestions(packed(suggest(1, 0, "Bergen")), null);
  assert.equal(session.state(1, 0), CellState.Rejected);
  assert.equal(session.restore([{ row: 1, column: 0 }]), 1);
  assert.equal(session.state(1, 0), CellState.Suggested);
  assert.equal(session.suggestion(1, 0)?.value, "Bergen");
});

test("suggestions for rows that moved land in their rows, those for rows that are gone nowhere", () => {
  const { session } = review(text);
  const rowMap = Int32Array.of(-1, 3, 1, -1, -1, -1);
  assert.equal(session.addSuggestions(packed(suggest(1, 0, "Oslo"), suggest(3, 0, "Bergen")), rowMap), 1);
  assert.equal(session.state(3, 0), CellState.Suggested);
  assert.equal(session.suggestion(3, 0)?.row, 3);
  assert.equal(session.state(1, 0), CellState.Missing);
});

test("a suggestion never lands on a cell that has a value by now", () => {
  const { session } = review(text);
  assert.equal(session.addSuggestions(packed(suggest(1, 0, "Oslo")), Int32Array.of(0, 0, 2, 3, 4, 5)), 0);
  assert.equal(session.state(0, 0), CellState.Observed);
});

test("decisions and suggestions follow their rows when lines are put in above", () => {
  const { session } = review(text);
  session.addSuggestions(packed(suggest(1, 0, "Oslo"), suggest(2, 1, "30"), suggest(3, 0, "Bergen")), null);
  session.reject([{ row: 3, column: 0 }]);
  const after = open(text.replace("\nOslo,10", "\nVoss,5\nOslo,10"));
  session.rebase(after.file, after.table, Int32Array.of(1, 2, 3, 4, 5, 6));
  assert.equal(session.state(2, 0), CellState.Suggested);
  assert.equal(session.suggestion(2, 0)?.row, 2);
  assert.equal(session.state(3, 1), CellState.Suggested);
  assert.equal(session.state(4, 0), CellState.Rejected);
  assert.equal(session.state(1, 0), CellState.Observed);
});

test("columns that are left say why, and their missing cells are not lacking", () => {
  const { session } = review(text);
  session.setOutcomes([
    { index: 0, missing: 2, filled: 0, skipReason: "Nothing to learn from." },
    { index: 1, missing: 1, filled: 0, skipReason: null },
  ]);
  assert.equal(session.state(1, 0), CellState.Skipped);
  assert.equal(session.skipReason(0), "Nothing to learn from.");
  assert.deepEqual(session.lacking(), { cells: 1, columns: [1] });
  const emptied = open(text.replace("Oslo,10", ",10"));
  session.rebase(emptied.file, emptied.table, null);
  assert.equal(session.state(0, 0), CellState.Missing, "a missing cell that came later is new to the model");
  assert.equal(session.state(1, 0), CellState.Skipped);
});

test("certainties are counted by whole percent, rounded down, while undecided", () => {
  const { session } = review(text);
  session.addSuggestions(packed(suggest(1, 0, "Oslo", 0.999), suggest(3, 0, "Oslo", 0.8), suggest(2, 1, "30", 1)), null);
  assert.equal(session.certaintyCounts[99], 1);
  assert.equal(session.certaintyCounts[80], 1);
  assert.equal(session.certaintyCounts[100], 1);
  assert.deepEqual([...session.cellsAbove(80)].length, 3);
  assert.deepEqual([...session.cellsAbove(81)].length, 2);
  assert.equal(session.columnCertainty(0)[80], 1);
  assert.equal(session.columnCertainty(1)[80], 0, "each column has its own");
  session.reject([{ row: 1, column: 0 }]);
  assert.equal(session.certaintyCounts[99], 0);
  assert.equal(session.certaintyCounts.reduce((sum, count) => sum + count, 0), 2);
});

test("values chosen for a copy can be undone, and leave the document alone", () => {
  const { session } = review(text);
  session.addSuggestions(packed(suggest(1, 0, "Oslo"), suggest(3, 0, "Bergen")), null);
  const undo = session.choose([
    { row: 1, column: 0, value: "Oslo" },
    { row: 3, column: 0, value: "Voss" },
    { row: 0, column: 0, value: "Voss" },
  ]);
  assert.equal(session.state(1, 0), CellState.Accepted);
  assert.equal(session.state(3, 0), CellState.Edited);
  assert.equal(session.state(0, 0), CellState.Observed);
  assert.ok(session.isMissing(1, 0));
  assert.deepEqual([...session.choices()].length, 2);
  session.choose(undo);
  assert.equal(session.state(1, 0), CellState.Suggested);
  assert.deepEqual([...session.choices()], []);
});

test("counts always agree with the states of the cells", () => {
  const { session } = review(text);
  session.addSuggestions(packed(suggest(1, 0, "Oslo"), suggest(3, 0, "Bergen"), suggest(2, 1, "30")), null);
  session.addSuggestions(packed(suggest(1, 0, "Bergen", 0.2)), null);
  session.addSuggestions(packed(suggest(1, 0, "Voss", 0.7)), null, true);
  assert.equal(session.suggestion(1, 0)?.value, "Bergen");
  session.reject([{ row: 3, column: 0 }]);
  const counted = new Array<number>(7).fill(0);
  for (let row = 0; row < session.rows; row++) {
    for (let column = 0; column < 2; column++) {
      const state = session.state(row, column);
      if (state !== CellState.Observed) counted[state] = (counted[state] ?? 0) + 1;
    }
  }
  assert.deepEqual(session.counts, counted);
});

test("the bars of headers count undecided suggestions, whatever is decided and learned", () => {
  const { session, table } = review(text);
  const bars = (column: number): unknown[] => [...session.suggestedBars(column)].sort();
  session.addSuggestions(packed(suggest(1, 0, "Oslo"), suggest(3, 0, "Bergen"), suggest(2, 1, "60")), null);
  assert.deepEqual(bars(0), [["Bergen", 1], ["Oslo", 1]]);
  const [bin] = [...session.suggestedBars(1).keys()];
  assert.equal(bin, table.columns[1]!.summary!.profile.numbers!.bins.length - 1, "the last bin has the highest numbers");
  session.addSuggestions(packed(suggest(1, 0, "Bergen", 0.2)), null);
  assert.deepEqual(bars(0), [["Bergen", 2]]);
  session.reject([{ row: 3, column: 0 }]);
  session.choose([{ row: 2, column: 1, value: "60" }]);
  assert.deepEqual([bars(0), bars(1)], [[["Bergen", 1]], []]);
  session.restore([{ row: 3, column: 0 }]);
  const bare = { ...table, columns: table.columns.map((column) => ({ ...column, summary: null })) };
  session.learnColumns(bare);
  assert.deepEqual(bars(0), [], "of a column about which nothing is known");
  const skipped = { ...table, columns: table.columns.map((column) => ({ ...column, skipReason: column.index === 1 ? "Nothing to learn from." : null })) };
  const { counts } = session;
  session.learnColumns(skipped);
  assert.deepEqual(bars(0), [["Bergen", 2]]);
  assert.deepEqual(session.counts, counts, "what was decided stays");
});

test("a word that turns out to be a value of its column is no missing cell any more", () => {
  const { session, file, table } = review("city,size\nOslo,10\nNA,20\nBergen,30\nOslo,50\nBergen,60\n");
  const missing = table.columns[0]!.missing;
  // The reading marks every word that might mean missing, and settles them in the same array.
  missing[1] = Missing.Sentinel;
  session.learn(table);
  assert.equal(session.state(1, 0), CellState.Missing);
  session.addSuggestions(packed(suggest(1, 0, "Oslo")), null);
  missing[1] = Missing.None;
  session.learn(table);
  assert.equal(session.state(1, 0), CellState.Observed);
  assert.deepEqual(session.counts, review("city,size\nOslo,10\nAb,20\nBergen,30\nOslo,50\nBergen,60\n").session.counts);
  assert.equal(session.text(1, 0), file.cell(1, 0));
});

test("cells are learned to be missing and to be values one by one; what was typed there stays", () => {
  const { session, table } = review("city,size\nOslo,10\nNA,20\nBergen,30\nna,40\nOslo,50\nBergen,60\n");
  const missing = table.columns[0]!.missing;
  const [rows, columns] = [Int32Array.of(1, 3), Int32Array.of(0, 0)];
  missing[1] = missing[3] = Missing.Sentinel;
  session.learnMissing(table, rows, columns);
  assert.equal(session.counts[CellState.Missing], 2);
  session.choose([{ row: 3, column: 0, value: "Hamar" }]);
  missing[1] = missing[3] = Missing.None;
  session.learnMissing(table, rows, columns);
  assert.equal(session.state(1, 0), CellState.Observed);
  assert.equal(session.counts[CellState.Missing], 0);
  assert.equal(session.text(3, 0), "Hamar");
  assert.equal(session.counts[CellState.Edited], 1);
});
