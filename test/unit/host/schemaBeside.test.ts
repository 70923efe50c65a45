/** The schema file beside a reviewed one: found, watched, written. */
import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { SchemaBeside } from "../../../src/host/schemaBeside";
import { schemaFormat } from "../../../src/review/schemaFormat";
import type { Review } from "../../../src/review/review";
import type { StatedReading } from "../../../src/table/reading";
import { engineWith, fakeModel } from "../../fakes/engine";
import { reviewDocument } from "../../fakes/reviewing";
import { fakeServices } from "../../fakes/services";
import { Uri } from "../../fakes/vscode";
import { workbench } from "../../fakes/workbench";

const text = "city,size\nOslo,1\nNA,2\n,3\nBergen,4\nOslo,\n";
const beside = "memory:///folder/a.schema.json";
const nothing = { suggestions: [], columns: [], timing: { encodeMs: 0, inferenceMs: 0 } };

function schema(tokens: readonly string[], more: object = {}): string {
  return JSON.stringify({ fields: [{ name: "city", type: "string" }, { name: "size", type: "integer", ...more }], missingValues: ["", ...tokens] });
}

async function setUp(t: TestContext, files: Readonly<Record<string, string>> = {}, services = fakeServices()) {
  workbench.reset((_name, action) => queueMicrotask(action));
  for (const [name, content] of Object.entries({ "a.csv": text, ...files })) workbench.files.set(`memory:///folder/${name}`, Buffer.from(content));
  const uri = Uri.parse("memory:///folder/a.csv") as never;
  const document = workbench.open(uri, text);
  const schemaFile = new SchemaBeside(uri, schemaFormat);
  t.after(() => schemaFile.dispose());
  const reviewing = await reviewDocument(document, engineWith(fakeModel(async () => nothing)), services, schemaFile);
  t.after(() => reviewing.dispose());
  await reviewing.ask.open({});
  await reviewing.review.ready;
  const change = async (content: string | null, name = "a.schema.json"): Promise<void> => {
    if (content === null) workbench.files.delete(`memory:///folder/${name}`);
    else workbench.files.set(`memory:///folder/${name}`, Buffer.from(content));
    workbench.filesChanged.fire();
    // It is read once it has been left alone for a moment.
    await delay(450);
  };
  return { ...reviewing, change, services };
}

const notice = (review: Review) => review.state.notices.find(({ id }) => id === "schema");
const tokens = ({ reading }: { readonly reading: { readonly stated: StatedReading } }) => reading.stated.missingTokens;

test("a schema beside the file is used from the start, and one that changes is read at once", async (t) => {
  const { review, ask, change } = await setUp(t, { "a.schema.json": schema(["NA"]) });
  assert.deepEqual(tokens(review), ["NA"]);
  assert.ok(review.session.wasMissing(1, 0));
  assert.equal((await ask.tableReading({})).unsaved, false);
  await change(schema([]));
  assert.ok(!review.session.wasMissing(1, 0));
  assert.equal(notice(review), undefined);
  await ask.undo({});
  assert.ok(review.session.wasMissing(1, 0), "what the file changed is undone as everything else");
  assert.equal((await ask.tableReading({})).unsaved, true);
});

test("a schema that changes while one's own reading is not saved: the user chooses", async (t) => {
  const { review, ask, change } = await setUp(t, { "a.schema.json": schema([]) });
  await ask.restateColumn({ column: 0, change: { role: "learn" } });
  await change(schema(["NA"]));
  assert.deepEqual(notice(review)!.actions.map(({ label }) => label), ["Use File", "Keep Mine"]);
  assert.deepEqual(tokens(review), []);
  await ask.keepReading({});
  assert.equal(notice(review), undefined);
  await change(schema(["NA"]));
  assert.equal(notice(review), undefined, "the same file is not asked about again");
  await change(schema(["NA", "?"]));
  await ask.useSchema({});
  assert.deepEqual(tokens(review), ["NA", "?"]);
  assert.equal(notice(review), undefined);
  assert.equal((await ask.tableReading({})).unsaved, false);
  await ask.undo({});
  assert.equal(review.reading.stated.columns?.find(({ column }) => column === "city")?.role, "learn");
});

test("a broken schema is told in one notice, and the review goes on without it", async (t) => {
  const { review, change } = await setUp(t, { "a.schema.json": "{" });
  assert.match(notice(review)!.text, /The schema file is not used\. a\.schema\.json/);
  assert.deepEqual(review.reading.stated, {});
  await change(schema(["NA"]));
  assert.equal(notice(review), undefined);
  assert.deepEqual(tokens(review), ["NA"]);
  await change(schema(["NA"], { name: "width" }));
  assert.match(notice(review)!.text, /width/);
  assert.deepEqual(tokens(review), ["NA"], "what was read before stays");
  await change(null);
  assert.equal(notice(review), undefined);
  assert.deepEqual(tokens(review), ["NA"]);
});

test("a schema of another table is not used at the start, either", async (t) => {
  const { review } = await setUp(t, { "a.schema.json": schema(["NA"], { name: "width" }) });
  assert.match(notice(review)!.text, /width/);
  assert.deepEqual(review.reading.stated, {});
});

test("a data package counts where it names the file", async (t) => {
  const resource = { name: "a", path: "a.csv", schema: JSON.parse(schema(["NA"])) };
  const { review, change } = await setUp(t, { "datapackage.json": JSON.stringify({ resources: [{ ...resource, path: "b.csv" }] }) });
  assert.deepEqual(review.reading.stated, {});
  assert.equal(notice(review), undefined);
  await change(JSON.stringify({ resources: [resource] }), "datapackage.json");
  assert.deepEqual(tokens(review), ["NA"]);
});

test("a reading is saved as a file, which the next review begins with; another file is overwritten only where the user says so", async (t) => {
  const { review, ask, services } = await setUp(t);
  await ask.restateTable({ change: { missingTokens: ["NA"] } });
  await ask.restateColumn({ column: 1, change: { type: "number", minimum: "0" } });
  await ask.saveReading({});
  const written = Buffer.from(workbench.files.get(beside)!).toString();
  assert.deepEqual(JSON.parse(written).fields.map(({ name, type }: { name: string; type: string }) => [name, type]), [["city", "string"], ["size", "number"]]);
  assert.equal((await ask.tableReading({})).unsaved, false);
  workbench.told.length = 0;
  await ask.saveReading({});
  assert.deepEqual(workbench.told, ["Reading saved in a.schema.json."], "the same is not asked about");

  await ask.restateColumn({ column: 1, change: { maximum: "9" } });
  await ask.saveReading({});
  assert.equal(Buffer.from(workbench.files.get(beside)!).toString(), written, "the user did not say so");
  assert.equal((await ask.tableReading({})).unsaved, true);
  workbench.answer = "Overwrite";
  await ask.saveReading({});
  assert.match(Buffer.from(workbench.files.get(beside)!).toString(), /"maximum": ?9/);
  assert.deepEqual([...workbench.files.keys()].filter((name) => name.endsWith(".part")), []);
  const { stated } = review.reading;
  const again = await setUp(t, { "a.schema.json": Buffer.from(workbench.files.get(beside)!).toString() }, services);
  assert.deepEqual(again.review.reading.stated, stated, "what was saved with the review, as the file says the same");
});
