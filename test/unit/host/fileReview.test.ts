/** The review of a file that is too large for a document: read from the disk, decided in memory, written to a copy. */
import "../../fakes/useVscode";
import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test, { type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openFileSource } from "../../../src/files/openFileSource";
import { saveFileCopy } from "../../../src/host/copies";
import { reviewHandlers } from "../../../src/host/reviewHandlers";
import type { ImputeTable } from "../../../src/imputation/impute";
import { FileReviewSource } from "../../../src/review/fileSource";
import { Review } from "../../../src/review/review";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { viewVersion } from "../../../src/shared/protocol";
import { CellState } from "../../../src/shared/cellState";
import { tileRows } from "../../../src/shared/protocol";
import { isMissing } from "../../../src/table/cell";
import { engineWith, fakeModel } from "../../fakes/engine";
import { reviewedFile } from "../../fakes/reviewedFile";
import { fakeServices } from "../../fakes/services";
import { Uri } from "../../fakes/vscode";
import { workbench } from "../../fakes/workbench";
import { temporaryFolder } from "../cli/temporaryFolder";

const rows = 3000;

/** A city per row that its key determines, "NA" or nothing in every tenth; and a note with line ends of its own. */
function table(): string {
  const cities = ["Bergen", "Tromsø", "Oslo"];
  const lines = Array.from({ length: rows }, (_, row) => {
    const city = row % 10 === 4 ? "" : row % 100 === 7 ? "NA" : cities[row % 3];
    return `K${row % 3},${city},${row % 5 === 0 ? `"note\n${row}"` : row}`;
  });
  return `key,city,note\r\n${lines.join("\r\n")}\r\n`;
}
const missing = rows / 10 + rows / 100;

/** Fills every missing cell with the city of the row's key, 60 % certain in odd rows. */
const impute: ImputeTable = async (table_) => {
  const [key, city] = table_.columns;
  const suggestions: Suggestion[] = [];
  for (let row = 0; row < table_.rows; row++) {
    if (!isMissing(table_, city!, row)) continue;
    const value = ["Bergen", "Tromsø", "Oslo"][Number(key!.levels[key!.codes[row]!]!.slice(1))]!;
    suggestions.push({ row, column: 1, value, certainty: row % 2 === 0 ? 0.9 : 0.6, interval: null, alternatives: [{ value, probability: 0.9 }] });
  }
  const columns = table_.columns.map(({ index }) => ({ index, missing: 0, filled: 0, skipReason: null }));
  return { suggestions, columns, timing: { encodeMs: 0, inferenceMs: 0 } };
};

async function setUp(t: TestContext, path = join(temporaryFolder(t), "large.csv"), services = fakeServices()) {
  workbench.reset((_name, action) => queueMicrotask(action));
  const folder = dirname(path);
  if (!existsSync(path)) writeFileSync(path, table());
  const uri = Uri.file(path) as never;
  const { signal } = new AbortController();
  const file = reviewedFile(path, () => openFileSource(path), { saveCopy: (source, fills) => saveFileCopy(uri, source, fills, signal) }, { missingTokens: ["NA"] });
  const source = await FileReviewSource.open(file, engineWith(fakeModel(impute)), signal);
  const review = new Review(source, services, 80);
  t.after(() => review.dispose());
  const ask = reviewHandlers({ opened: Promise.resolve(review) });
  await ask.open({});
  await review.ready;
  const recalled = [...review.state.counts];
  await untilDone(review);
  return { path, folder, review, ask, layout: () => review.state.layout, services, recalled, source };
}

async function untilDone(review: Review): Promise<void> {
  await until(() => review.session.lacking().cells === 0 && review.source.reading === null);
  await until(() => !review.run.running);
  assert.ok(["done", "idle"].includes(review.run.state.phase), review.run.state.message);
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !holds() && Date.now() < end; ) await delay(5);
  assert.ok(holds());
}

test("it has every row, every missing cell and a suggestion in each, and reads what is looked at", async (t) => {
  const { review, ask } = await setUp(t);
  const { state } = review;
  assert.deepEqual([state.rows, state.columns, state.copyOnly], [rows, 3, true]);
  assert.equal(state.counts[CellState.Suggested], missing);
  const page = Math.floor((rows - 1) / tileRows);
  const tile = await ask.tile({ rowPage: page, columnPage: 0 });
  assert.deepEqual(tile.rows, Array.from({ length: rows - page * tileRows }, (_, k) => page * tileRows + k));
  const last = tile.rows.length - 1;
  assert.equal(tile.texts[last * 3 + 2], String(rows - 1));
  const at = tile.rows.indexOf(rows - 6);
  assert.deepEqual([tile.states[at * 3 + 1], tile.texts[at * 3 + 1]], [CellState.Suggested, ["Bergen", "Tromsø", "Oslo"][(rows - 6) % 3]]);
  const detail = await ask.detail({ row: 5, column: 2 });
  assert.equal(detail.text, "note\n5");
  const headers = await ask.headers({ from: 0, to: 3 });
  assert.deepEqual(headers.map(({ name, missing: holes }) => [name, holes]), [["key", 0], ["city", missing], ["note", 0]]);
});

test("decisions are undone and done again, filtered and counted, and the copy has them and nothing else", async (t) => {
  const { path, folder, review, ask, layout } = await setUp(t);
  await ask.accept({ scope: { kind: "above", percent: 80 }, layout: layout() });
  const sure = review.state.counts[CellState.Accepted] ?? 0;
  assert.ok(sure > 0 && sure < missing);
  await ask.undo({});
  assert.equal(review.state.counts[CellState.Accepted], 0);
  await ask.redo({});
  await ask.accept({ scope: { kind: "all" }, layout: layout() });
  assert.equal(review.state.counts[CellState.Accepted], missing);
  await ask.undo({});
  await ask.reject({ scope: { kind: "all" }, layout: layout() });
  assert.equal(review.state.counts[CellState.Rejected], missing - sure);
  const refused = await ask.write({ row: 7, column: 1, value: "=1+1", layout: layout() });
  assert.deepEqual([refused.cells, /formula/.test(refused.message)], [0, true]);
  await ask.write({ row: 7, column: 1, value: 'Hamar, "north"', layout: layout() });
  await ask.arrange({ conditions: [], filter: "rejected", sort: null });
  assert.equal(review.state.viewRows, missing - sure - 1);
  const [row] = (await ask.tile({ rowPage: 0, columnPage: 0 })).rows;
  const stale = await ask.restore({ scope: { kind: "cell", row: row!, column: 1 }, layout: layout() - 1 });
  assert.equal(stale.cells, 0, "a cell that was pointed at in another order of the rows");

  workbench.saveAs = Uri.file(join(folder, "copy.csv")) as never;
  await ask.saveCopy({});
  const expected = table().split("\r\n").map((line, at) => {
    const row = at - 1;
    const wanted = row >= 0 && row < rows && (row % 10 === 4 || row % 100 === 7) && review.session.state(row, 1);
    if (wanted === CellState.Edited) return line.replace("NA", '"Hamar, ""north"""');
    return wanted === CellState.Accepted ? line.replace(/^(K(\d)),(?:NA)?/, (_, key, k) => `${key},${["Bergen", "Tromsø", "Oslo"][k]}`) : line;
  });
  assert.equal(readFileSync(join(folder, "copy.csv"), "utf8"), expected.join("\r\n"));
  assert.equal(readFileSync(path, "utf8"), table());
  assert.match(workbench.told.at(-1) ?? "", new RegExp(`${sure + 1} of ${sure + 1} values written to copy\\.csv`));
});

test("a file that was written to is neither shown nor copied any more, and the user is told", async (t) => {
  const { path, folder, ask, layout } = await setUp(t);
  await ask.accept({ scope: { kind: "all" }, layout: layout() });
  appendFileSync(path, "K1,,new\r\n");
  await assert.rejects(async () => ask.tile({ rowPage: 30, columnPage: 0 }), /changed on disk/);
  workbench.saveAs = Uri.file(join(folder, "copy.csv")) as never;
  await ask.saveCopy({});
  assert.match(workbench.told.at(-1) ?? "", /large\.csv changed on disk, so no copy was written/);
  assert.throws(() => readFileSync(join(folder, "copy.csv")), { code: "ENOENT" });
});

test("rows are sorted by a column, together with a filter, and decisions find their rows", async (t) => {
  const { review, ask, layout } = await setUp(t);
  const before = layout();
  await ask.arrange({ conditions: [], filter: "all", sort: { column: 0, descending: true } });
  await until(() => layout() > before + 1);
  assert.deepEqual(review.state.sort, { column: 0, descending: true });
  const { rows: shown } = await ask.tile({ rowPage: 0, columnPage: 0 });
  assert.deepEqual(shown.slice(0, 3), [2, 5, 8]);
  await ask.arrange({ conditions: [], filter: "missing", sort: { column: 0, descending: true } });
  assert.equal(review.state.viewRows, missing, "the order that is there is used again");
  const tile = await ask.tile({ rowPage: 0, columnPage: 0 });
  assert.deepEqual(tile.rows.slice(0, 2).map((row) => row % 3), [2, 2]);
  const [row] = tile.rows;
  await ask.accept({ scope: { kind: "cell", row: row!, column: 1 }, layout: layout() });
  assert.equal(review.session.state(row!, 1), CellState.Accepted);
  await ask.arrange({ conditions: [], filter: "all", sort: null });
  assert.equal((await ask.tile({ rowPage: 0, columnPage: 0 })).rows[1], 1);
});

test("a copy over the file itself is refused", async (t) => {
  const { path, ask, layout } = await setUp(t);
  await ask.accept({ scope: { kind: "all" }, layout: layout() });
  workbench.saveAs = Uri.file(path) as never;
  await ask.saveCopy({});
  assert.equal(readFileSync(path, "utf8"), table());
  assert.match(workbench.told.at(-1) ?? "", /must be another file/);
});

/** Accepts what is sure, rejects the missing cell in row 14 (a sure one, too, before), types into row 7. */
async function decideSome({ ask, layout, review }: Awaited<ReturnType<typeof setUp>>): Promise<readonly number[]> {
  await ask.reject({ scope: { kind: "cell", row: 14, column: 1 }, layout: layout() });
  await ask.write({ row: 7, column: 1, value: "Hamar", layout: layout() });
  await ask.accept({ scope: { kind: "above", percent: 80 }, layout: layout() });
  assert.deepEqual([14, 7, 4].map((row) => review.session.state(row, 1)), [CellState.Rejected, CellState.Edited, CellState.Accepted]);
  return review.state.counts;
}

test("decisions and how the table was shown are found again after a restart, before the model has said anything", async (t) => {
  const first = await setUp(t);
  const decided = await decideSome(first);
  const view = { version: viewVersion, percent: 85, pinned: [1] } as never;
  first.review.saveView(view);
  const again = await setUp(t, first.path, first.services);
  const states = [CellState.Accepted, CellState.Edited, CellState.Rejected];
  assert.deepEqual(states.map((state) => again.recalled[state]), states.map((state) => decided[state]));
  assert.deepEqual([14, 7, 4].map((row) => again.review.session.state(row, 1)), [CellState.Rejected, CellState.Edited, CellState.Accepted]);
  assert.deepEqual(await again.review.lastView(), JSON.parse(JSON.stringify(view)));
  assert.equal(again.review.session.suggestion(4, 1)?.certainty, 0.9);
});

test("after the file has changed, decisions go with their rows, and those of rows that are other ones are gone", async (t) => {
  const first = await setUp(t);
  await decideSome(first);
  const lines = table().split("\r\n");
  // Two rows above all others; row 4 holds another note; row 14 moves to the end; the missing cell in row 24 is filled.
  const edited = [...lines];
  edited[5] = edited[5]!.replace(/4$/, "other");
  edited[25] = edited[25]!.replace(",,", ",Bergen,");
  const [moved] = edited.splice(15, 1);
  edited.splice(edited.length - 1, 0, moved!);
  edited.splice(1, 0, "K0,Bergen,new", "K1,,new as well");
  writeFileSync(first.path, edited.join("\r\n"));
  const { review } = await setUp(t, first.path, first.services);
  const states = new Map<string, CellState>();
  edited.slice(1).forEach((line, row) => {
    if (/^K\d,/.test(line)) states.set(line, review.session.state(row, 1));
  });
  const stateOf = (line: string): CellState | undefined => states.get(line);
  assert.equal(stateOf(moved!), CellState.Rejected, "the row that moved");
  assert.equal(stateOf(lines[8]!), CellState.Edited, "a row two further down");
  assert.equal(stateOf(edited[7]!), CellState.Suggested, "the row that became another one");
  assert.equal(stateOf("K1,,new as well"), CellState.Suggested, "a new row");
  assert.equal(stateOf(edited[26]!), CellState.Observed, "the missing cell that was filled outside");
  const sure = rows / 10 - 3;
  assert.equal(review.state.counts[CellState.Accepted], sure);
});

test("a file that was only touched keeps every decision; one with other columns keeps none", async (t) => {
  const first = await setUp(t);
  const decided = await decideSome(first);
  utimesSync(first.path, 1, 1);
  const touched = await setUp(t, first.path, first.services);
  assert.deepEqual(touched.recalled[CellState.Accepted], decided[CellState.Accepted]);
  writeFileSync(first.path, table().replace("key,city", "key,town"));
  const other = await setUp(t, first.path, first.services);
  assert.deepEqual([other.recalled[CellState.Accepted], other.recalled[CellState.Rejected]], [0, 0]);
});

test("a file that was read again has all its suggestions, however long the last run took", async (t) => {
  const { path, source, review, ask, layout } = await setUp(t);
  await ask.accept({ scope: { kind: "all" }, layout: layout() });
  review.run.lastMs = 60_000;
  appendFileSync(path, "K1,,new\r\n");
  await source.reread();
  await until(() => review.session.state(rows, 1) === CellState.Suggested);
  assert.equal(review.state.counts[CellState.Accepted], missing);
});

test("what was decided before the start is not predicted again", async (t) => {
  const first = await setUp(t);
  await first.ask.accept({ scope: { kind: "all" }, layout: first.layout() });
  const again = await setUp(t, first.path, first.services);
  assert.equal(again.review.state.counts[CellState.Accepted], missing);
  assert.equal(again.review.run.lastMs, null, "no run has ended");
  assert.equal(again.review.run.state.phase, "idle");
});

test("while the file is read again nothing is decided; then the decisions are on their rows", async (t) => {
  const { path, source, review, ask, layout } = await setUp(t);
  await ask.accept({ scope: { kind: "cell", row: 4, column: 1 }, layout: layout() });
  const lines = table().split("\r\n");
  lines.splice(1, 0, "K0,Bergen,new");
  writeFileSync(path, lines.join("\r\n"));
  const again = source.reread();
  const { cells, message } = await ask.accept({ scope: { kind: "all" }, layout: layout() });
  assert.deepEqual([cells, review.state.counts[CellState.Accepted]], [0, 1]);
  assert.match(message, /read again/);
  await again;
  await until(() => review.session.state(5, 1) === CellState.Accepted);
  assert.equal(review.state.rows, rows + 1);
  assert.equal(review.session.text(0, 2), "new");
});

test("rows can be read while the file is still being read, and missing cells are known at the end", async (t) => {
  const path = join(temporaryFolder(t), "large.csv");
  writeFileSync(path, table());
  const engine = engineWith(fakeModel(impute));
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const slow = {
    ...engine,
    async open(...[input, reading, events, signal]: Parameters<typeof engine.open>) {
      const opened = await engine.open(input, reading, events, signal);
      await held;
      return opened;
    },
  };
  const source = await FileReviewSource.open(reviewedFile(path, () => openFileSource(path)), slow, new AbortController().signal);
  const review = new Review(source, fakeServices(), 80);
  t.after(() => review.dispose());
  const ask = reviewHandlers({ opened: Promise.resolve(review) });
  const state = await ask.open({});
  assert.ok(state.reading !== null && state.rows > 0);
  assert.equal((await ask.headers({ from: 0, to: 1 }))[0]?.kind, "", "nobody knows yet what the column holds");
  const tile = await ask.tile({ rowPage: 0, columnPage: 0 });
  assert.equal(tile.texts[0], "K0");
  assert.equal(review.run.running, false, "the model waits for the whole file");
  go();
  await untilDone(review);
  assert.deepEqual([review.state.reading, review.state.rows, review.state.counts[CellState.Suggested]], [null, rows, rows / 10]);
});
