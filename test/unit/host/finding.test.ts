/** Filters by value and range, search, a column's values and copies, of a document and of a file on disk alike. */
import "../../fakes/useVscode";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { openFileSource } from "../../../src/files/openFileSource";
import { reviewHandlers } from "../../../src/host/reviewHandlers";
import { isMissing } from "../../../src/table/cell";
import type { ImputeTable } from "../../../src/imputation/impute";
import { FileReviewSource } from "../../../src/review/fileSource";
import { Review } from "../../../src/review/review";
import type { Condition, HostHandlers } from "../../../src/shared/protocol";
import { engineWith, fakeModel } from "../../fakes/engine";
import { reviewedFile } from "../../fakes/reviewedFile";
import { reviewDocument } from "../../fakes/reviewing";
import { fakeServices } from "../../fakes/services";
import { Uri } from "../../fakes/vscode";
import { workbench } from "../../fakes/workbench";
import { temporaryFolder } from "../cli/temporaryFolder";

const rows = 3000;
const cities = ["Bergen", "Tromsø", "Oslo"];
const text = `city,size,note\n${Array.from({ length: rows }, (_, row) => `${row % 10 === 4 ? "" : cities[row % 3]},${row % 7 === 5 ? "" : row},${row % 500 === 0 ? `"say ""hi"", ${row}\ttab"` : `n${row}`}`).join("\n")}\n`;

/** Suggests "Larvik" for every missing city. */
const impute: ImputeTable = async (table) => {
  const city = table.columns[0]!;
  const found = Array.from({ length: table.rows }, (_, row) => row).filter((row) => isMissing(table, city, row));
  const suggestions = found.map((row) => ({ row, column: 0, value: "Larvik", certainty: 0.9, interval: null, alternatives: [] }));
  return { suggestions, columns: table.columns.map(({ index }) => ({ index, missing: 0, filled: 0, skipReason: null })), timing: { encodeMs: 0, inferenceMs: 0 } };
};

interface Opened {
  readonly review: Review;
  readonly ask: HostHandlers;
  readonly copied: string[];
}

async function open(t: TestContext, kind: "document" | "file"): Promise<Opened> {
  workbench.reset((_name, action) => queueMicrotask(action));
  const copied: string[] = [];
  const services = fakeServices({ copy: async (copy) => void copied.push(copy) });
  const engine = engineWith(fakeModel(impute));
  if (kind === "document") {
    const uri = Uri.file("/data/finding.csv");
    workbench.files.set(uri.toString(), Buffer.from(text));
    const document = workbench.open(uri as never, text);
    const reviewing = await reviewDocument(document, engine, services);
    t.after(() => reviewing.dispose());
    await reviewing.review.suggest(false);
    return { ...reviewing, copied };
  }
  const path = join(temporaryFolder(t), "large.csv");
  writeFileSync(path, text);
  const source = await FileReviewSource.open(reviewedFile(path, () => openFileSource(path)), engine, new AbortController().signal);
  const review = new Review(source, services, 80);
  t.after(() => review.dispose());
  await source.complete;
  await review.suggest(false);
  return { review, ask: reviewHandlers({ opened: Promise.resolve(review) }), copied };
}

for (const kind of ["document", "file"] as const) {
  test(`${kind}: conditions filter the rows together, and what is shown can be accepted`, async (t) => {
    const { review, ask } = await open(t, kind);
    const filter = async (...conditions: Condition[]): Promise<number> => {
      await ask.arrange({ filter: "all", sort: null, conditions });
      return review.state.viewRows;
    };
    const all = Array.from({ length: rows }, (_, row) => row);
    assert.equal(await filter({ kind: "values", column: 0, values: ["Oslo"], missing: false }), all.filter((row) => row % 3 === 2 && row % 10 !== 4).length);
    const range = { kind: "range", column: 1, from: "100", to: "199", missing: false } as const;
    assert.equal(await filter(range), all.filter((row) => row >= 100 && row < 200 && row % 7 !== 5).length);
    const both = all.filter((row) => row >= 100 && row < 200 && row % 7 !== 5 && row % 10 === 4).length;
    assert.equal(await filter(range, { kind: "values", column: 0, values: [], missing: true }), both);
    assert.equal(review.state.shownSuggested, both);
    await ask.accept({ scope: { kind: "filter" }, layout: review.state.layout });
    assert.equal(review.state.counts[3], both);
    assert.equal(review.state.shownSuggested, 0);
    assert.equal(await filter({ kind: "values", column: 0, values: ["Larvik"], missing: false }), both, "accepted values are found");
    assert.equal(await filter({ kind: "pattern", columns: [0, 1] }), all.filter((row) => row % 10 === 4 && row % 7 === 5).length);
    await assert.rejects(async () => ask.arrange({ filter: "all", sort: null, conditions: [{ ...range, to: "many" }] }), /“many” is no value of size/);
    assert.equal(await filter(), rows);
  });

  test(`${kind}: a text is found in every cell, in the grid's order, going round`, async (t) => {
    const { ask } = await open(t, kind);
    const from = { viewRow: 0, column: -1, backwards: false, hidden: [] };
    assert.deepEqual(await ask.search({ ...from, query: "N2999" }), { place: { viewRow: 2999, column: 2 }, at: 1, total: 1, cut: false });
    const quoted = await ask.search({ ...from, query: 'y "hi", 5' });
    assert.deepEqual(quoted, { place: { viewRow: 500, column: 2 }, at: 1, total: 1, cut: false });
    const last = await ask.search({ ...from, query: "tromsø", backwards: true });
    assert.equal(last.at, last.total, "from the first cell backwards comes the last one");
    const suggested = await ask.search({ ...from, query: "larvik" });
    assert.deepEqual([suggested.place, suggested.total], [{ viewRow: 4, column: 0 }, rows / 10], "values that are suggested are shown, so they are found");
    assert.deepEqual((await ask.search({ ...from, query: "larvik", hidden: [0] })).total, 0);
    await ask.arrange({ filter: "all", sort: null, conditions: [{ kind: "values", column: 0, values: [], missing: true }] });
    assert.deepEqual((await ask.search({ ...from, query: "larvik", viewRow: 0, column: 0 })).place, { viewRow: 1, column: 0 });
    assert.equal((await ask.search({ ...from, query: "tromsø" })).total, 0, "rows that are not shown are not found");
    assert.equal((await ask.search({ ...from, query: "" })).total, 0);
  });

  test(`${kind}: a column's values are counted, the most frequent first`, async (t) => {
    const { ask } = await open(t, kind);
    const { total, values, cut } = await ask.values({ column: 0, from: 0, to: 10, query: "" });
    assert.deepEqual([total, values.map(({ value }) => value), cut], [3, ["Bergen", "Oslo", "Tromsø"], false]);
    assert.equal(values.reduce((sum, { cells }) => sum + cells, 0), rows - rows / 10);
    assert.deepEqual((await ask.values({ column: 2, from: 0, to: 2, query: "N29" })).total, 111);
  });

  test(`${kind}: a selection is copied as spreadsheets exchange it`, async (t) => {
    const { ask, copied } = await open(t, kind);
    assert.equal(await ask.copy({ fromViewRow: 0, toViewRow: 1, columns: [2, 0], headers: true }), 4);
    assert.equal(copied.at(-1), 'note\tcity\n"say ""hi"", 0\ttab"\tBergen\nn1\tTromsø');
    await ask.copy({ fromViewRow: 4, toViewRow: 5, columns: [0, 1], headers: false });
    assert.equal(copied.at(-1), "\t4\nOslo\t", "what is only suggested is no value");
    await ask.accept({ scope: { kind: "cell", row: 4, column: 0 }, layout: 0 });
    await ask.copy({ fromViewRow: 4, toViewRow: 4, columns: [0], headers: false });
    assert.equal(copied.at(-1), "Larvik");
  });
}
