/** The reading of a file that is reviewed: changed, undone, saved, over a document and over a file on disk. */
import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../../../src/engine/contract";
import { memorySource } from "../../../src/files/fileSource";
import { reviewHandlers } from "../../../src/host/reviewHandlers";
import type { ImputeTable } from "../../../src/imputation/impute";
import { beginReview } from "../../../src/review/beginReview";
import type { ReviewServices } from "../../../src/review/context";
import { FileReviewSource } from "../../../src/review/fileSource";
import type { Review } from "../../../src/review/review";
import { CellState } from "../../../src/shared/cellState";
import type { HostHandlers } from "../../../src/shared/protocol";
import { isMissing } from "../../../src/table/cell";
import type { Doubt, StatedReading } from "../../../src/table/reading";
import { engineWith, fakeModel } from "../../fakes/engine";
import { reviewedFile } from "../../fakes/reviewedFile";
import { reviewDocument } from "../../fakes/reviewing";
import { fakeServices } from "../../fakes/services";
import { Uri } from "../../fakes/vscode";
import { workbench } from "../../fakes/workbench";
import { suggest } from "../review/tables";

const text = `key,city,size\n${["K0,Oslo,1", "K1,NA,2", "K2,,3", "K3,Bergen,", "K4,NA,5", "K5,,6", "K6,Oslo,7"].join("\n")}\n`;
const kinds = ["document", "file"] as const;

/** Suggests "v" everywhere; `hold` is awaited first. */
function imputing(hold: () => Promise<void> = async () => undefined): ImputeTable {
  return async (table, { columns }, events, signal) => {
    await hold();
    signal.throwIfAborted();
    const asked = table.columns.filter(({ index }) => columns?.includes(index) ?? true);
    const suggestions = asked.flatMap((column) => Array.from({ length: table.rows }, (_, row) => row).filter((row) => isMissing(table, column, row)).map((row) => suggest(row, column.index, column.index === 2 ? "4" : "Oslo")));
    events.onSuggestions?.(suggestions);
    return { suggestions, columns: table.columns.map(({ index }) => ({ index, missing: 0, filled: 0, skipReason: null })), timing: { encodeMs: 0, inferenceMs: 0 } };
  };
}

interface Opened {
  readonly review: Review;
  readonly ask: HostHandlers;
  readonly close: () => void;
}

async function open(kind: (typeof kinds)[number], engine: Engine, services: ReviewServices, content = text): Promise<Opened> {
  if (kind === "document") {
    const known = workbench.documents[0] ?? workbench.open(Uri.file("/a.csv") as never, content);
    workbench.files.set("file:///a.csv", Buffer.from(content));
    const { review, ask, dispose } = await reviewDocument(known, engine, services);
    return { review, ask, close: dispose };
  }
  const bytes = Buffer.from(content);
  const file = reviewedFile("/a.csv", async () => ({ ...memorySource(bytes), checkUnchanged: async () => undefined }), { stamp: async () => content, input: async () => ({ kind: "bytes", bytes }) });
  const source = (stated: StatedReading) => FileReviewSource.open(file, engine, new AbortController().signal, stated);
  const review = await beginReview({ savedAs: file.savedAs, source, schema: null, findSchema: async () => null }, services, 80);
  return { review, ask: reviewHandlers({ opened: Promise.resolve(review) }), close: () => review.dispose() };
}

async function setUp(t: TestContext, kind: (typeof kinds)[number], { engine = engineWith(fakeModel(imputing())), services = fakeServices(), content = text } = {}) {
  workbench.reset((_name, action) => queueMicrotask(action));
  const opened = await open(kind, engine, services, content);
  t.after(() => opened.close());
  await opened.ask.open({});
  await rest(opened.review);
  return { ...opened, engine, services };
}

/** Until the file is read as stated and every missing cell has its suggestion. */
async function rest(review: Review): Promise<void> {
  await review.ready;
  await until(() => !review.source.outdated && review.source.summary !== null && !review.run.running && review.session.lacking().cells === 0);
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds() && Date.now() < end; ) await delay(5);
  assert.ok(holds());
}

const layout = (review: Review): number => review.state.layout;
const cell = (row: number, column: number) => ({ kind: "cell", row, column }) as const;

for (const kind of kinds) {
  test(`${kind}: a missing token is stated and taken back: its cells become missing, and observed again`, async (t) => {
    const { review, ask } = await setUp(t, kind);
    assert.equal(review.session.state(1, 1), CellState.Observed);
    await ask.restateTable({ change: { missingTokens: ["NA"] } });
    await rest(review);
    assert.equal(review.session.state(1, 1), CellState.Suggested);
    assert.equal(review.session.state(2, 1), CellState.Suggested);
    await ask.reject({ scope: cell(1, 1), layout: layout(review) });
    await ask.reject({ scope: cell(2, 1), layout: layout(review) });
    await ask.restateTable({ change: { missingTokens: null } });
    await rest(review);
    const { session } = review;
    assert.equal(session.state(1, 1), CellState.Observed);
    assert.equal(session.state(4, 1), CellState.Observed);
    assert.equal(session.wasMissing(1, 1), false);
    assert.equal(session.state(2, 1), CellState.Rejected, "the decision on a cell that is still missing stays");
    const written = await ask.write({ row: 1, column: 1, value: "Voss", layout: layout(review) });
    assert.equal(written.cells, 0, "an observed cell is not written");
    assert.equal(session.counts[CellState.Edited], 0);
  });

  test(`${kind}: a tolerance is stated, shown with the column, and taken back as one step`, async (t) => {
    const { review, ask } = await setUp(t, kind);
    const shown = async (): Promise<readonly string[]> => (await ask.headers({ from: 0, to: 3 })).map(({ tolerance }) => tolerance);
    assert.deepEqual(await shown(), ["", "", ""], "of few whole numbers only the very value is right");
    await ask.reject({ scope: cell(2, 1), layout: layout(review) });
    await ask.restateColumn({ column: 2, change: { tolerance: 2 } });
    await rest(review);
    assert.deepEqual(await shown(), ["", "", "± 2"]);
    assert.equal(review.session.state(2, 1), CellState.Rejected, "decisions stay");
    await ask.undo({});
    await rest(review);
    assert.deepEqual([await shown(), review.reading.stated], [["", "", ""], {}]);
    assert.equal(review.session.state(2, 1), CellState.Rejected);
  });

  test(`${kind}: every change of the reading is undone and done again in its place among the decisions`, async (t) => {
    const { review, ask } = await setUp(t, kind);
    await ask.reject({ scope: cell(2, 1), layout: layout(review) });
    await ask.restateTable({ change: { missingTokens: ["NA"] } });
    await rest(review);
    await ask.reject({ scope: cell(1, 1), layout: layout(review) });
    await ask.accept({ scope: cell(4, 1), layout: layout(review) });
    await ask.restateColumn({ column: 1, change: { role: "learn" } });
    await rest(review);
    assert.deepEqual(review.reading.stated, { missingTokens: ["NA"], columns: [{ column: "city", role: "learn" }] });
    assert.equal(review.session.text(4, 1), "Oslo");
    assert.equal(review.session.state(4, 1), CellState.Accepted);

    await ask.undo({});
    await rest(review);
    assert.deepEqual(review.reading.stated, { missingTokens: ["NA"] });
    await ask.undo({});
    assert.equal(review.session.state(4, 1), CellState.Suggested, "the acceptance");
    await ask.undo({});
    assert.equal(review.session.state(1, 1), CellState.Suggested, "the rejection");
    assert.equal(review.session.state(2, 1), CellState.Rejected);
    await ask.undo({});
    await rest(review);
    assert.deepEqual(review.reading.stated, {});
    assert.deepEqual([1, 2, 4].map((row) => review.session.state(row, 1)), [CellState.Observed, CellState.Rejected, CellState.Observed]);
    await ask.undo({});
    assert.equal(review.session.state(2, 1), CellState.Suggested);

    for (let k = 0; k < 5; k++) {
      await ask.redo({});
      await rest(review);
    }
    assert.deepEqual([1, 2, 4].map((row) => review.session.state(row, 1)), [CellState.Rejected, CellState.Rejected, CellState.Accepted]);
    assert.deepEqual(review.reading.stated.columns, [{ column: "city", role: "learn" }]);
  });

  test(`${kind}: decisions that another reading has no cells for come back with the reading in which they were made`, async (t) => {
    const { review, ask } = await setUp(t, kind);
    await ask.restateTable({ change: { missingTokens: ["NA"] } });
    await rest(review);
    await ask.reject({ scope: cell(1, 1), layout: layout(review) });
    await ask.restateTable({ change: { missingTokens: null } });
    await rest(review);
    assert.equal(review.session.state(1, 1), CellState.Observed);
    await ask.undo({});
    await rest(review);
    assert.equal(review.session.state(1, 1), CellState.Rejected);
  });

  test(`${kind}: where lines above the rows are read otherwise, decisions move with their rows`, async (t) => {
    const { review, ask } = await setUp(t, kind);
    await ask.reject({ scope: cell(2, 1), layout: layout(review) });
    await ask.restateTable({ change: { header: false } });
    await rest(review);
    assert.equal(review.session.rows, 8);
    assert.equal(review.session.state(3, 1), CellState.Rejected);
    assert.equal(review.session.counts[CellState.Rejected], 1);
    await ask.restateTable({ change: { header: null, unitRows: 1 } });
    await rest(review);
    assert.deepEqual([review.session.rows, review.session.state(1, 1)], [6, CellState.Rejected]);
    await ask.restateTable({ change: { delimiter: ";" } });
    await rest(review);
    assert.deepEqual([review.session.table.columns.length, review.session.counts[CellState.Rejected]], [1, 0]);
    await ask.undo({});
    await rest(review);
    assert.deepEqual([review.session.rows, review.session.state(1, 1)], [6, CellState.Rejected]);
  });

  test(`${kind}: a run that goes on ends, and begins anew with the new reading`, async (t) => {
    let release: () => void = () => undefined;
    let held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let runs = 0;
    const engine = engineWith(fakeModel(imputing(() => {
      runs++;
      return held;
    })));
    workbench.reset((_name, action) => queueMicrotask(action));
    const { review, ask, close } = await open(kind, engine, fakeServices());
    t.after(close);
    await ask.open({});
    await until(() => runs === 1);
    await ask.restateTable({ change: { missingTokens: ["NA"] } });
    await until(() => !review.source.outdated && review.session.wasMissing(1, 1));
    const first = release;
    held = Promise.resolve();
    first();
    await rest(review);
    assert.equal(runs, 2);
    assert.deepEqual([1, 2, 4, 5].map((row) => review.session.state(row, 1)), new Array(4).fill(CellState.Suggested));
  });

  test(`${kind}: what was stated is saved with the review, and the next one begins with it`, async (t) => {
    const { review, ask, engine, services, close } = await setUp(t, kind);
    await ask.restateTable({ change: { missingTokens: ["NA"] } });
    await ask.restateColumn({ column: 2, change: { type: "number", minimum: "0" } });
    await rest(review);
    await ask.reject({ scope: cell(1, 1), layout: layout(review) });
    await rest(review);
    const { stated } = review.reading;
    close();
    const again = await open(kind, engine, services);
    t.after(again.close);
    assert.deepEqual(again.review.reading.stated, stated);
    await again.ask.open({});
    await rest(again.review);
    assert.equal(again.review.session.state(1, 1), CellState.Rejected);
    assert.equal((await again.ask.tableReading({})).unsaved, true);
    await again.ask.resetReading({});
    await rest(again.review);
    assert.deepEqual(again.review.reading.stated, {});
    assert.equal(again.review.session.state(1, 1), CellState.Observed);
  });

  test(`${kind}: several changes at once end with the last one read`, async (t) => {
    const { review, ask } = await setUp(t, kind);
    await Promise.all([
      ask.restateTable({ change: { missingTokens: ["Oslo"] } }),
      ask.restateTable({ change: { blankIsMissing: true } }),
      ask.restateTable({ change: { missingTokens: ["NA"] } }),
      ask.restateColumn({ column: 0, change: { type: "code" } }),
    ]);
    await rest(review);
    assert.deepEqual(review.reading.stated, { missingTokens: ["NA"], blankIsMissing: true, columns: [{ column: "key", type: "code" }] });
    assert.deepEqual([0, 1, 6].map((row) => review.session.wasMissing(row, 1)), [false, true, false]);
    assert.equal((await ask.tableReading({})).blankIsMissing, true);
  });
}

test("a document that cannot be read as stated is read as before, and nothing is to undo", async (t) => {
  const { review, ask } = await setUp(t, "document");
  await ask.reject({ scope: cell(2, 1), layout: layout(review) });
  await assert.rejects(async () => ask.restateTable({ change: { delimiter: '"' } }), /./);
  await rest(review);
  assert.deepEqual(review.reading.stated, {});
  assert.equal(review.session.state(2, 1), CellState.Rejected);
  await ask.undo({});
  assert.equal(review.session.state(2, 1), CellState.Suggested);
});

test("a token is taken back in the moment in which the document is edited", async (t) => {
  const { review, ask } = await setUp(t, "document");
  await ask.restateTable({ change: { missingTokens: ["NA"] } });
  await rest(review);
  const [document] = workbench.documents;
  const edited = document!.edit(text.replace("K6,Oslo,7", "K6,Oslo,8\nK7,NA,9"), workbench.later);
  const restated = ask.restateTable({ change: { missingTokens: null } });
  await Promise.all([edited, restated]);
  await rest(review);
  const { session } = review;
  assert.deepEqual([session.rows, session.state(1, 1), session.state(7, 1)], [8, CellState.Observed, CellState.Observed]);
  assert.equal(session.counts[CellState.Edited], 0);
});

test("a value that stands again where it meant missing and was filled is observed, not edited", async (t) => {
  const { review, ask } = await setUp(t, "document");
  await ask.restateTable({ change: { missingTokens: ["NA"] } });
  await rest(review);
  await ask.accept({ scope: cell(1, 1), layout: layout(review) });
  await ask.restateTable({ change: { missingTokens: null } });
  await rest(review);
  assert.equal(review.session.state(1, 1), CellState.Accepted);
  // In the text editor, not in the review: there the reading would be undone first.
  const [document] = workbench.documents;
  await document!.undo(workbench.later);
  await review.source.sync();
  await rest(review);
  assert.deepEqual([review.session.text(1, 1), review.session.state(1, 1)], ["NA", CellState.Observed]);
  const written = await ask.write({ row: 1, column: 1, value: "Voss", layout: layout(review) });
  assert.equal(written.cells, 0);
});

// ------------------------------------------------------------ doubts

function doubt(column: number, token: string): Doubt {
  return {
    kind: "disguised-missing",
    column,
    message: { text: "{0} in column {1} may mean missing.", values: [token, column] },
    settlings: [
      { label: { text: "Treat {0} as Missing", values: [token] }, flag: "", stated: { columns: [{ column: "size", missingTokens: [token] }] } },
      { label: { text: "Keep", values: [] }, flag: "", stated: { columns: [{ column: "size", missingTokens: [] }] } },
    ],
  };
}

/** An engine that doubts, whatever is stated. */
function doubting(...doubts: readonly Doubt[]): Engine {
  const engine = engineWith(fakeModel(imputing()));
  return { ...engine, open: async (...args) => { const table = await engine.open(...args); return { ...table, summary: { ...table.summary, doubts } }; } };
}

test("doubts are told once with the buttons that settle them, and not again once settled or put away", async (t) => {
  const { review, ask, services, engine, close } = await setUp(t, "document", { engine: doubting(doubt(2, "7"), doubt(2, "7"), doubt(1, "Oslo")) });
  const told = () => review.state.notices.filter(({ id }) => id === "doubt");
  assert.deepEqual(told().map(({ text: said }) => said), ["7 in column 2 may mean missing.", "Oslo in column 1 may mean missing."]);
  assert.deepEqual(told()[0]!.actions.map(({ label }) => label), ["Treat 7 as Missing", "Keep"]);
  await ask.putAway({ doubt: told()[1]!.doubt! });
  assert.equal(told().length, 1);
  const [settle] = told()[0]!.actions;
  assert.equal(settle!.method, "settle");
  if (settle!.method === "settle") await ask.settle(settle!.args);
  await rest(review);
  assert.deepEqual(review.reading.stated.columns, [{ column: "size", missingTokens: ["7"] }]);
  assert.equal(told().length, 0);
  await ask.undo({});
  await rest(review);
  assert.equal(told().length, 1, "what settled it was taken back");
  const readings = await ask.columnReadings({ from: 0, to: 10, query: "" });
  assert.deepEqual(readings.columns.map(({ doubts }) => doubts.length), [0, 0, 1]);
  close();
  const again = await open("document", engine, services);
  t.after(again.close);
  await again.ask.open({});
  await rest(again.review);
  assert.equal(again.review.state.notices.filter(({ id }) => id === "doubt").length, 1);
});

test("more than three doubts are told in the Reading panel", async (t) => {
  const { review } = await setUp(t, "document", { engine: doubting(...["1", "2", "3", "5", "6"].map((token) => doubt(2, token))) });
  assert.deepEqual(review.state.notices.map(({ id }) => id), ["doubt", "doubt", "doubt", "moreDoubts"]);
  const more = review.state.notices.at(-1)!;
  assert.equal(more.text, "2 more in the Reading panel.");
  assert.deepEqual(more.actions.map(({ label, method }) => [label, method]), [["Show Reading", "showReading"]]);
});
