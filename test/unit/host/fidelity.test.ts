/** Whether VS Code keeps a file's bytes is told without decoding them where that can be, and the answer is the same. */
import "../../fakes/useVscode";
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { TextDocument } from "vscode";
import { unfaithful } from "../../../src/host/fidelity";
import { Uri } from "../../fakes/vscode";
import { workbench } from "../../fakes/workbench";

function found(bytes: Uint8Array, encoding: string): Promise<string | null> {
  workbench.reset((_name, action) => action());
  const uri = Uri.file("/table.csv");
  workbench.files.set(uri.toString(), bytes);
  return unfaithful({ uri, encoding, isUntitled: false } as unknown as TextDocument);
}

/** By decoding, encoding, and looking at every line end. */
function expected(bytes: Uint8Array): string | null {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (Buffer.compare(Buffer.from(text), bytes) !== 0) return "encoding";
  const ends = [...text.matchAll(/\r\n|\r|\n/g)].map(([end]) => end);
  return ends.some((end) => end === "\r" || end !== ends[0]) ? "line-ends" : null;
}

const pieces = fc.array(fc.constantFrom("a,b", "ä", "日本", "\n", "\r\n", "\r\n", "\r"), { maxLength: 12 });

test("line ends and bytes that VS Code would not keep are found in UTF-8", async () => {
  const cut = fc.integer({ min: 0, max: 2 });
  await fc.assert(
    fc.asyncProperty(pieces, cut, async (texts, less) => {
      const bytes = new Uint8Array(Buffer.from(texts.join("")));
      const part = bytes.subarray(0, bytes.length - less);
      assert.equal(await found(part, "utf8"), expected(part));
    }),
    { seed: 10, numRuns: 300 },
  );
});

test("a mark belongs to the encoding that has one", async () => {
  const marked = new Uint8Array(Buffer.from("\ufeffa,b\r\n1,2\r\n"));
  assert.equal(await found(marked, "utf8bom"), null);
});

test("line ends far behind the first turn count too", async () => {
  const long = "a,b\r\n".repeat(500_000);
  assert.equal(await found(new Uint8Array(Buffer.from(long)), "utf8"), null);
  assert.equal(await found(new Uint8Array(Buffer.from(`${long}"x\ny",2\r\n`)), "utf8"), "line-ends");
  assert.equal(await found(new Uint8Array(Buffer.from(`${long}1,2\r`)), "utf8"), "line-ends");
});
