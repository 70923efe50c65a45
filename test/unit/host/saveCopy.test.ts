import "../../fakes/useVscode";
import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { afterEach } from "node:test";
import { engineWith, fakeModel } from "../../fakes/engine";
import { reviewDocument, type Reviewing } from "../../fakes/reviewing";
import { fakeServices } from "../../fakes/services";
import { Uri } from "../../fakes/vscode";
import { workbench } from "../../fakes/workbench";
import { temporaryFolder } from "../cli/temporaryFolder";

// Mixed line ends: VS Code would even them out, so accepted values go to a copy.
const mixed = "city,size\r\nOslo,1\n,2\r\n,3\nBergen,4\r\nVoss,\n";

let reviewing: Reviewing | null = null;
afterEach(() => reviewing?.dispose());

/**
 * Reviews `text`, with other bytes on the disk by the time of saving; the user chooses a value for the second row.
 * @param shown what the document makes of `text`
 */
async function chosen(onDisk: string | null, text = mixed, shown = text, target = Uri.parse("memory:///data/copy.csv")) {
  workbench.reset((_name, action) => queueMicrotask(action));
  const uri = Uri.file("/data/cities.csv");
  workbench.files.set(uri.toString(), Buffer.from(text));
  const document = workbench.open(uri as never, shown);
  const engine = engineWith(fakeModel(() => new Promise(() => undefined)));
  reviewing = await reviewDocument(document, engine, fakeServices());
  const { review, ask } = reviewing;
  await review.source.settle();
  assert.ok(review.state.copyOnly);
  const { layout } = review.state;
  await ask.write({ row: 1, column: 0, value: "Hamar", layout });
  assert.equal(document.getText(), shown, "the document is left alone");
  if (onDisk === null) workbench.files.delete(uri.toString());
  else workbench.files.set(uri.toString(), Buffer.from(onDisk));
  workbench.saveAs = target as never;
  await ask.saveCopy({});
  const copy = workbench.files.get("memory:///data/copy.csv");
  return { copy: copy && Buffer.from(copy).toString(), told: workbench.told.at(-1) ?? "" };
}

test("a copy has the file's bytes and the chosen values", async () => {
  const { copy, told } = await chosen(mixed);
  assert.equal(copy, mixed.replace("\n,2", "\nHamar,2"));
  assert.match(told, /^1 of 1 values/);
});

test("a file that changed outside gets the value in its own row, wherever that is now", async () => {
  const { copy } = await chosen(mixed.replace("Oslo,1\n", "Oslo,1\n,9\n"));
  assert.equal(copy, mixed.replace("Oslo,1\n,2", "Oslo,1\n,9\nHamar,2"));
});

test("a row that is gone or not the same any more gets nothing, and the user is told", async () => {
  const { copy, told } = await chosen(mixed.replace("\n,2\r\n", "\n,7\r\n"));
  assert.equal(copy, mixed.replace("\n,2\r\n", "\n,7\r\n"));
  assert.match(told, /^0 of 1 values.*other rows/);
});

const inCells = 'city,note\r\nOslo,"two\nlines"\r\n,"more\nlines"\r\nBergen,x\r\n';

test("line ends that the document shows evened out stay in the copy, and their rows are filled", async () => {
  const { copy, told } = await chosen(inCells, inCells, inCells.replaceAll(/\r?\n/g, "\r\n"));
  assert.equal(copy, inCells.replace('\r\n,"more', '\r\nHamar,"more'));
  assert.match(told, /^1 of 1 values/);
});

test("the same where the file has got another row meanwhile", async () => {
  const { copy } = await chosen(inCells.replace("Oslo", "Voss,1\nOslo"), inCells, inCells.replaceAll(/\r?\n/g, "\r\n"));
  assert.equal(copy, inCells.replace("Oslo", "Voss,1\nOslo").replace('\r\n,"more', '\r\nHamar,"more'));
});

test("a file that was deleted meanwhile gives no copy, and the user is told", async () => {
  const { copy, told } = await chosen(null);
  assert.equal(copy, undefined);
  assert.equal(told, "copy.csv was not written: there is no such file or folder.");
});

if (process.platform !== "win32") {
  test("a copy on disk replaces what is there whole, with its permissions and links; a read-only file is left alone", async (t) => {
    const folder = temporaryFolder(t);
    const [path, link] = [join(folder, "copy.csv"), join(folder, "link.csv")];
    writeFileSync(path, "old", { mode: 0o640 });
    symlinkSync(path, link);
    const { told } = await chosen(mixed, mixed, mixed, Uri.file(link));
    assert.match(told, /^1 of 1 values/);
    assert.equal(readFileSync(path, "utf8"), mixed.replace("\n,2", "\nHamar,2"));
    assert.equal(statSync(path).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(folder).sort(), ["copy.csv", "link.csv"]);
    writeFileSync(path, "mine");
    chmodSync(path, 0o440);
    const again = await chosen(mixed, mixed, mixed, Uri.file(path));
    assert.equal(again.told, "copy.csv was not written: permission denied.");
    assert.equal(readFileSync(path, "utf8"), "mine");
  });
}
