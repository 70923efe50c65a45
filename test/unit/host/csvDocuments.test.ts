import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test from "node:test";
import type { TextDocument } from "vscode";
import { CsvDocuments } from "../../../src/host/csvDocuments";
import { engineWith, fakeModel } from "../../fakes/engine";
import { Uri } from "../../fakes/vscode";
import { workbench } from "../../fakes/workbench";

const engine = engineWith(fakeModel(() => new Promise(() => undefined)));

/** The table that `text` is, and the one it is after an edit. */
async function edited(text: string, after: string) {
  workbench.reset((_name, action) => action());
  const document = workbench.open(Uri.file("/a.csv") as never, text);
  const documents = new CsvDocuments(engine);
  const before = await documents.of(document as unknown as TextDocument).read();
  await document.edit(after, workbench.later);
  const now = await documents.of(document as unknown as TextDocument).read();
  documents.dispose();
  return { before: before.file, now: now.file };
}

test("rows do not become titles because missing cells behind them were filled", async () => {
  const { before, now } = await edited('c",\n$3,-,,\na,,,9\nn', 'c",\n$3,-,x,\na,x,,9\nn');
  assert.equal(now.rows, before.rows);
  assert.deepEqual(now.header, before.header);
  assert.deepEqual(now.dialect, before.dialect);
});

test("a title put above the table moves the table down", async () => {
  const text = "id,size,price\n1,2,3\n4,5,6\n7,,9\n";
  const { before, now } = await edited(text, `Figures of the year\n${text}`);
  assert.equal(now.dialect.preamble, 1);
  assert.deepEqual([now.header, now.rows], [before.header, before.rows]);
});

test("half a typed line changes neither delimiter nor header", async () => {
  const { before, now } = await edited("id,size\n1,2\n3,4\n", "id,size\n1,2\n3,4\na;b;c;d;e\n;;;;\n;;;;\n;;;;\n;;;;\n");
  assert.deepEqual([now.dialect.delimiter, now.header], [",", before.header]);
});

test("each version is read once, and again where a setting has changed", async () => {
  workbench.reset((_name, action) => action());
  const document = workbench.open(Uri.file("/a.csv") as never, "a,b\n1,NA\n2,3\n") as unknown as TextDocument;
  const documents = new CsvDocuments(engine);
  const csv = documents.of(document);
  const first = await csv.read();
  assert.equal(await csv.read(), first);
  workbench.settings.set("missingTokens", ["NA"]);
  workbench.configured.fire({ affectsConfiguration: () => true });
  const before = csv.table(first).columns[1]?.missing[0];
  const second = await csv.read();
  assert.notEqual(second, first);
  assert.deepEqual([before, csv.table(second).columns[1]?.missing[0]], [0, 3]);
  documents.dispose();
});
