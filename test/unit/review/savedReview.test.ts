import assert from "node:assert/strict";
import test from "node:test";
import { cellDetail } from "../../../src/review/cellView";
import { viewVersion } from "../../../src/shared/protocol";
import { CellState } from "../../../src/shared/cellState";
import { nothingStated } from "../../../src/review/readingState";
import { recallDecisions, saveDecisions, textPrint } from "../../../src/review/savedReview";
import { readSavedReview, savedPieces, type SavedReview } from "../../../src/review/savedFormat";
import type { ReviewSession } from "../../../src/review/session";
import { atOnce, type Turns } from "../../../src/review/turns";
import { type Opened, open, packed, review, sourceOf, suggest } from "./tables";

const text = "city,size\nOslo,10\n,20\nBergen,\n,40\nOslo,50\nBergen,60\n";
const filled = "city,size\nOslo,10\nOslo,20\nBergen,\n,40\nOslo,50\nBergen,60\n";

type Decisions = NonNullable<SavedReview["decisions"]>;

/** What is saved of a review, through JSON as it is on disk. */
function saved(session: ReviewSession, opened: Opened): Decisions {
  const { decisions } = atOnce(saveDecisions(session, sourceOf(opened)));
  return readSavedReview(JSON.parse(JSON.stringify({ decisions, view: null })))!.decisions!;
}

/** One accepted, one rejected, and what is saved of that. */
function decided(): Decisions {
  const { session } = review(text);
  session.addSuggestions(packed(suggest(1, 0, "Oslo", 0.75), suggest(3, 0, "Bergen"), suggest(2, 1, "30")), null);
  const after = open(filled);
  session.rebase(after.file, after.table, null);
  session.reject([{ row: 3, column: 0 }]);
  return saved(session, after);
}

/** The same decisions as version 0.2 wrote them. */
function decidedBefore(): Decisions {
  const opened = open(filled);
  const key = (row: number, except: number[]): string => textPrint(opened.file, row, 2, except);
  const old = {
    decisions: {
      format: 1,
      columns: ["city", "size"],
      rows: [
        { row: 1, holes: [0], key: key(1, [0]), cells: [{ column: 0, text: "Oslo", rejected: false, chosen: null, suggestion: { value: "Oslo", certainty: 0.75, interval: null, alternatives: [] } }] },
        { row: 3, holes: [0], key: key(3, [0]), cells: [{ column: 0, text: "", rejected: true, chosen: null, suggestion: { value: "Bergen", certainty: 0.9, interval: null, alternatives: [] } }] },
      ],
    },
    view: null,
  };
  return readSavedReview(old)!.decisions!;
}

async function recalled(from: string, decisions: Decisions): Promise<{ session: ReviewSession; cells: number }> {
  const { session, file, table } = review(from);
  return { session, cells: await recallDecisions(() => session, sourceOf({ file, table }), decisions) };
}

for (const [version, decisionsOf] of [["this version", decided], ["version 0.2", decidedBefore]] as const) {
  test(`decisions saved by ${version} are found again after a restart, with the suggestions they were about`, async () => {
    const { session, cells } = await recalled(filled, decisionsOf());
    assert.equal(cells, 2);
    assert.equal(session.state(1, 0), CellState.Accepted);
    assert.equal(session.suggestion(1, 0)?.certainty, 0.75);
    assert.equal(session.state(3, 0), CellState.Rejected);
    assert.equal(session.suggestion(3, 0)?.value, "Bergen");
    assert.equal(session.state(2, 1), CellState.Missing, "what was not decided is computed anew");
    session.restore([{ row: 3, column: 0 }]);
    assert.equal(session.state(3, 0), CellState.Suggested);
  });

  test(`rows saved by ${version} that moved while the review was closed are found; rows that changed are not`, async () => {
    const moved = await recalled(filled.replace("\nOslo,10", "\nVoss,5\nVoss,6\nOslo,10"), decisionsOf());
    assert.equal(moved.cells, 2);
    assert.equal(moved.session.state(3, 0), CellState.Accepted);
    assert.equal(moved.session.state(5, 0), CellState.Rejected);
    const changed = await recalled(filled.replace(",40", ",41"), decisionsOf());
    assert.equal(changed.cells, 1);
    assert.equal(changed.session.state(3, 0), CellState.Missing);
  });
}

test("a cell that is not what it was has no decision", async () => {
  // The file was not saved: the accepted cell is missing again.
  const unsaved = await recalled(text, decided());
  assert.equal(unsaved.cells, 1);
  assert.equal(unsaved.session.state(1, 0), CellState.Missing);
  // Somebody else has filled the rejected one, and put another value where one was accepted.
  const other = await recalled(filled.replace(",40", "Voss,40").replace("Oslo,20", "Voss,20"), decided());
  assert.equal(other.cells, 0);
});

test("another table takes nothing up, and nothing decided is nothing saved", async () => {
  assert.equal((await recalled(filled.replace("city,size", "town,size"), decided())).cells, 0);
  const opened = review(text);
  assert.equal(atOnce(saveDecisions(opened.session, sourceOf(opened))).decisions, null);
});

test("what cannot be read is nothing; a large file's review of version 0.2 is", () => {
  for (const json of [null, 7, "x", { decisions: { format: 99, columns: [], rows: [] }, view: null }]) assert.equal(readSavedReview(json)?.decisions ?? null, null);
  const view = { version: viewVersion, percent: null, pinned: [1] };
  const large = { large: { format: 1, stamp: "1,2,3", columns: ["a"], rows: [{ row: 4, print: 77, holes: [0], cells: [{ column: 0, chosen: null, suggestion: null }, { column: 1, chosen: "x", suggestion: null }] }] }, view };
  const review = readSavedReview(large);
  assert.deepEqual(review?.view, view);
  assert.equal(review?.decisions?.stamp, "1,2,3");
  const [row] = review!.decisions!.rows;
  assert.deepEqual([row?.row, row?.print, row?.missing], [4, 77, [0]]);
  assert.deepEqual(row?.cells.map(({ rejected, chosen }) => [rejected, chosen]), [[true, null], [false, "x"]]);
});

/** A rejected number, as versions with another certainty saved it. */
const numberBefore = { column: 1, text: "", rejected: true, chosen: null, suggestion: { value: "30", certainty: 0.9, interval: ["10", "60"], alternatives: [{ value: "31", probability: 0.2 }] } };

for (const format of [1, 2]) {
  test(`what format ${format} saved as the certainty of a number is not compared with certainties of today`, async () => {
    const { file } = open(text);
    const print = textPrint(file, 2, 2, [1]);
    const row = { row: 2, print, key: print, missing: [1], holes: [1], cells: [numberBefore] };
    const category = { row: 3, print: textPrint(file, 3, 2, [0]), key: textPrint(file, 3, 2, [0]), missing: [0], holes: [0], cells: [{ ...numberBefore, column: 0, suggestion: { value: "Oslo", certainty: 0.9, interval: null, alternatives: [] } }] };
    const { decisions } = readSavedReview({ decisions: { format, stamp: "", columns: ["city", "size"], rows: [row, category] }, view: null })!;
    assert.equal(decisions!.format, 3);
    const { session, cells } = await recalled(text, decisions!);
    assert.equal(cells, 2);
    session.restore([{ row: 2, column: 1 }, { row: 3, column: 0 }]);
    assert.deepEqual([session.state(2, 1), session.suggestion(2, 1)?.value], [CellState.Suggested, "30"]);
    assert.deepEqual([...session.cellsAbove(0)], [{ row: 3, column: 0 }], "no slider takes the number; what is certain of a category means what it meant");
    assert.equal(session.certaintyCounts.reduce((sum, count) => sum + count, 0), 1);
    const { suggestion } = cellDetail(session, 2, 1, "", false);
    assert.deepEqual([suggestion?.certainty, suggestion?.alternatives], [null, []]);
    assert.equal(cellDetail(session, 3, 0, "", false).suggestion?.certainty, 0.9);
  });
}

test("a slider that was set for another certainty goes back to the setting; the rest of the view stays", () => {
  const before = { percent: 70, pinned: [1], inspector: false };
  assert.deepEqual(readSavedReview({ decisions: null, view: before })?.view, { ...before, version: viewVersion, percent: null });
  const now = { ...before, version: viewVersion };
  assert.deepEqual(readSavedReview({ decisions: null, view: now })?.view, now);
});

test("values chosen for a copy come back while the cell is still missing", async () => {
  const opened = review(text);
  opened.session.addSuggestions(packed(suggest(1, 0, "Oslo")), null);
  opened.session.choose([{ row: 1, column: 0, value: "Voss" }]);
  const again = await recalled(text, saved(opened.session, opened));
  assert.equal(again.cells, 1);
  assert.equal(again.session.text(1, 0), "Voss");
  assert.equal(again.session.state(1, 0), CellState.Edited);
  assert.deepEqual([...again.session.choices()], [{ row: 1, column: 0, value: "Voss" }]);
});

test("equal rows each keep their own decision", async () => {
  const twins = "city,size\n,20\n,20\nOslo,1\nOslo,2\n";
  const opened = review(twins);
  opened.session.addSuggestions(packed(suggest(0, 0, "Oslo"), suggest(1, 0, "Oslo")), null);
  opened.session.reject([{ row: 1, column: 0 }]);
  const again = await recalled(twins, saved(opened.session, opened));
  assert.equal(again.cells, 1);
  assert.equal(again.session.state(1, 0), CellState.Rejected);
  assert.equal(again.session.state(0, 0), CellState.Missing);
});

test("what is written in turns is the review's JSON", () => {
  const { decisions } = { decisions: decided() };
  const rows = Array.from({ length: 4500 }, (_, row) => ({ ...decisions.rows[0]!, row }));
  const view = { version: viewVersion, percent: 70 } as unknown as SavedReview["view"];
  const reading = { ...nothingStated, stated: { columns: [{ column: "a", type: "code" }] } } as const;
  const reviews: (SavedReview | null)[] = [
    { decisions, view, reading },
    { decisions: { ...decisions, rows }, view: null, reading: null },
    { decisions: { ...decisions, rows: [] }, view, reading: null },
    { decisions: null, view, reading },
    null,
  ];
  for (const review of reviews) {
    const text = atOnce(savedPieces(made(review)))?.join("") ?? null;
    assert.deepEqual(text === null ? null : JSON.parse(text), review);
  }
});

test("the reading is saved with the review; a review that an earlier version saved has none, and nonsense is none", () => {
  const reading = { ...nothingStated, stated: { blankIsMissing: true }, putAway: ["one"] };
  const saved = { decisions: null, view: null, reading };
  assert.deepEqual(readSavedReview(JSON.parse(JSON.stringify(saved))), saved);
  assert.deepEqual(readSavedReview({ decisions: null, view: null }), { decisions: null, view: null, reading: null });
  assert.equal(readSavedReview({ decisions: decided(), view: null })?.reading, null);
  for (const nonsense of [7, [], { stated: [] }, { stated: "x" }]) assert.equal(readSavedReview({ view: null, reading: nonsense })?.reading, null);
  assert.deepEqual(readSavedReview({ view: null, reading: { stated: {}, putAway: [1, "a"], saved: 3 } })?.reading, { ...nothingStated, putAway: ["a"] });
});

function* made(review: SavedReview | null): Turns<SavedReview | null> {
  yield;
  return review;
}
