import assert from "node:assert/strict";
import test from "node:test";
import { completeFile, fillBytes } from "../../../src/host/completeFile";
import type { Engine } from "../../../src/host/engine";
import { suggest } from "./tables";

const options = { table: {}, impute: { columns: null, seed: 0, contextRows: 16 }, minPercent: 0 };
const { signal } = new AbortController();

function engine(...suggestions: readonly ReturnType<typeof suggest>[]): Pick<Engine, "impute"> {
  return { impute: async () => ({ suggestions, columns: [], timing: { encodeMs: 0, inferenceMs: 0 } }) };
}

test("only the filled cells' bytes change: mixed line ends, quotes, windows-1252 and all", async () => {
  const bytes = Buffer.from('name;size\r\n"M\xfcller";1\n"";2\r\n"two\nlines";\r\n', "latin1");
  const done = await completeFile(engine(suggest(1, 0, "Bj\u00f8rk"), suggest(2, 1, "3")), bytes, options, {}, signal);
  assert.equal(Buffer.from(done.bytes).toString("latin1"), 'name;size\r\n"M\xfcller";1\n"Bj\xf8rk";2\r\n"two\nlines";3\r\n');
  assert.deepEqual([done.missing, done.filled], [2, 2]);
});

test("a file without missing is copied as it is, and the model is not asked", async () => {
  const bytes = Buffer.from("a,b\n1,2\n");
  const never = { impute: () => Promise.reject(new Error("asked")) };
  assert.equal((await completeFile(never, bytes, options, {}, signal)).bytes, bytes);
});

test("suggestions below the wanted certainty are left out", async () => {
  const bytes = Buffer.from("a,b\n1,\n2,\n3,4\n");
  const network = engine(suggest(0, 1, "5", 0.5), suggest(1, 1, "6", 0.9));
  const done = await completeFile(network, bytes, { ...options, minPercent: 80 }, {}, signal);
  assert.equal(Buffer.from(done.bytes).toString(), "a,b\n1,\n2,6\n3,4\n");
});

test("a value the file's encoding cannot hold is left out with a reason", () => {
  const bytes = Buffer.from("name,size\nM\xfcller,1\n,2\n,3\n", "latin1");
  const done = fillBytes(bytes, [suggest(1, 0, "\u6771\u4eac"), suggest(2, 0, "Oslo")], {});
  assert.equal(Buffer.from(done.bytes).toString("latin1"), "name,size\nM\xfcller,1\n,2\nOslo,3\n");
  assert.equal(done.filled, 1);
  assert.match(done.because, /encoding/);
});
