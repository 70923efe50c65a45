import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { type CommandOptions, readArguments } from "../../../src/cli/args";
import { imputeFile } from "../../../src/cli/imputeFile";
import type { StartEngine } from "../../../src/cli/startEngine";
import type { Model } from "../../../src/engine/model";
import { defaultOptions, type ImputeOptions, type ImputeTable } from "../../../src/imputation/impute";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { isMissing } from "../../../src/table/cell";
import { engineWith, fakeModel } from "../../fakes/engine";
import { temporaryFolder } from "./temporaryFolder";

/** Fills every missing cell with the column's first known value: what happens around the network is tested here. */
const impute: ImputeTable = async (table, options, events, signal) => {
  signal.throwIfAborted();
  const suggestions: Suggestion[] = [];
  const columns = table.columns.map((column) => {
    let missing = 0;
    let filled = 0;
    const wanted = options.columns === null || options.columns.includes(column.index);
    for (let row = 0; row < table.rows; row++) {
      if (!isMissing(table, column, row)) continue;
      missing++;
      const value = column.levels[0] ?? String(column.values.find((number) => !Number.isNaN(number)) ?? "");
      if (value === "" || !wanted) continue;
      filled++;
      const certainty = row % 2 === 0 ? 0.9 : 0.5;
      suggestions.push({ row, column: column.index, value, certainty, interval: null, alternatives: [] });
      events.onProgress?.(filled, missing);
    }
    return { index: column.index, missing, filled, skipReason: filled < missing && wanted ? "Nothing to learn from." : null };
  });
  return { suggestions, columns, timing: { encodeMs: 1, inferenceMs: 2 } };
};

function engine(calls: { settings: ImputeOptions[]; disposed: number }, fake: ImputeTable = impute): StartEngine {
  const model = fakeModel((table, { columns, seed, contextRows }, events, signal) => fake(table, { columns, seed, contextRows }, events, signal));
  const suggest: Model["suggest"] = (table, options, events, signal) => {
    calls.settings.push({ columns: options.columns, seed: options.seed, contextRows: options.contextRows });
    return model.suggest(table, options, events, signal);
  };
  return () => engineWith({ ...model, suggest }, calls);
}

const never = new AbortController().signal;
const silent = { show() {}, clear() {} };

function setUp(t: TestContext, content: string | Uint8Array) {
  const folder = temporaryFolder(t);
  const input = join(folder, "in.csv");
  writeFileSync(input, content);
  const calls = { settings: [] as ImputeOptions[], disposed: 0 };
  const run = (argv: string[], signal = never, fake = impute) =>
    imputeFile(readArguments(argv) as { kind: "impute" } & CommandOptions, engine(calls, fake), silent, signal);
  return { folder, input, calls, run, at: (name: string) => join(folder, name) };
}

const simple = "a,b\r\nx,1\r\n,2\r\nx,\r\ny,4\r\n";

test("the completed copy and the report are written, the input stays", async (t) => {
  const { folder, input, run, at, calls } = setUp(t, simple);
  const { cells } = await run([input, "-o", at("out.csv"), "--report", at("r.json"), "--seed", "3"]);
  assert.equal(cells.length, 2);
  assert.equal(readFileSync(at("out.csv"), "utf8"), simple.replace("\r\n,2", "\r\nx,2").replace("x,\r\n", "x,1\r\n"));
  assert.equal(readFileSync(input, "utf8"), simple);
  const report = JSON.parse(readFileSync(at("r.json"), "utf8"));
  assert.deepEqual(Object.keys(report), ["model", "certainty", "table", "cells", "timing"]);
  assert.deepEqual(Object.keys(report.timing), ["readMs", "encodeMs", "inferenceMs", "writeMs", "totalMs"]);
  assert.deepEqual([report.table.rows, report.table.columns.length, report.cells.length], [4, 2, 2]);
  assert.deepEqual(readdirSync(folder).sort(), ["in.csv", "out.csv", "r.json"]);
  assert.deepEqual(calls, { settings: [{ columns: null, seed: 3, contextRows: defaultOptions.contextRows }], disposed: 1 });
});

test("input and output may be the same file, which keeps its permissions", async (t) => {
  const { input, run } = setUp(t, simple);
  if (process.platform !== "win32") chmodSync(input, 0o600);
  await run([input, "-o", input]);
  assert.ok(readFileSync(input, "utf8").includes("\r\nx,2"));
  if (process.platform !== "win32") assert.equal(statSync(input).mode & 0o777, 0o600);
});

const untouched: [string, string | Uint8Array][] = [
  ["no missing cells", "a,b\n1,2\n3,4"],
  ["a header only", "name,age,city\r\n"],
  ["a header without a line end", "name,age,city"],
  ["one empty column", "a,b\n1,\n2,\n"],
  ["a NUL in a cell", "a,b\n1,x\0y\n2,z\n"],
  ["invalid bytes", Uint8Array.of(0x61, 0x2c, 0x62, 0x0a, 0xe9, 0x2c, 0xff, 0x0a, 0x31, 0x2c, 0x32, 0x0a)],
  ["only a byte order mark", "\ufeff"],
  ["only line ends", "\n\n\r\n"],
];
for (const [name, content] of untouched) {
  test(`${name}: the copy is the same, byte by byte`, async (t) => {
    const { run, input, at } = setUp(t, content);
    await run([input, "-o", at("out.csv")]);
    assert.deepEqual(readFileSync(at("out.csv")), readFileSync(input));
  });
}

test("a UTF-16 file is filled in its own encoding", async (t) => {
  const { run, input, at } = setUp(t, Buffer.from(`\ufeffname\tn\r\nÄ\t1\r\n\t2\r\nÄ\t3\r\n`, "utf16le"));
  await run([input, "-o", at("out.csv")]);
  assert.equal(readFileSync(at("out.csv"), "utf16le"), "\ufeffname\tn\r\nÄ\t1\r\nÄ\t2\r\nÄ\t3\r\n");
});

test("columns are chosen by name, and an unknown one is told the known ones", async (t) => {
  const { run, input, at, calls } = setUp(t, "a,a,b\u001b[31m\n1,,3\n,2,\n");
  await run([input, "-o", at("out.csv"), "--columns", "a"]);
  assert.deepEqual(calls.settings[0]?.columns, [0, 1]);
  await assert.rejects(run([input, "-o", at("new.csv"), "--columns", "c"]), {
    name: "InputError",
    message: 'There is no column "c". The columns are: a, a, b\\u001b[31m.',
  });
  assert.ok(!existsSync(at("new.csv")));
});

test("draws are numbered files beside the named one", async (t) => {
  const { run, input, at, folder } = setUp(t, simple);
  await run([input, "-o", at("out.csv"), "--draws", "3"]);
  assert.deepEqual(readdirSync(folder).sort(), ["in.csv", "out.1.csv", "out.2.csv", "out.3.csv"]);
  assert.ok(readFileSync(at("out.2.csv"), "utf8").includes("\r\nx1,2"));
});

test("--min-certainty and --missing reach the copy", async (t) => {
  const { run, input, at } = setUp(t, "a,b\nx,1\n,2\ny,?\n,4\nx,5\n");
  await run([input, "-o", at("out.csv"), "--min-certainty", "0.6", "--missing", "?"]);
  assert.equal(readFileSync(at("out.csv"), "utf8"), "a,b\nx,1\n,2\ny,1\n,4\nx,5\n");
});

test("UTF-16 needs no mark to be read", async (t) => {
  const { run, input, at } = setUp(t, Buffer.from("name,n\nA,1\n,2\nA,3\n", "utf16le"));
  await run([input, "-o", at("out.csv")]);
  assert.equal(readFileSync(at("out.csv"), "utf16le"), "name,n\nA,1\nA,2\nA,3\n");
});

const utf32 = Uint8Array.from([..."\ufeffa,b\n1,\n"].flatMap((character) => [character.charCodeAt(0) & 255, character.charCodeAt(0) >> 8, 0, 0]));

const unusable: [string, string | Uint8Array, RegExp][] = [
  ["UTF-32, least byte first", utf32, /UTF-32.*Save it as UTF-8/],
  ["UTF-32, most byte first", Buffer.from(utf32).swap32(), /UTF-32.*Save it as UTF-8/],
  ["an empty file", "", /empty/],
  ["a ZIP file", Uint8Array.of(0x50, 0x4b, 3, 4, 9, 9), /Excel workbook.*Export it as CSV/],
  ["a binary file", Uint8Array.from({ length: 999 }, (_, index) => (index * 7) % 30), /binary file/],
];
for (const [name, content, message] of unusable) {
  test(`${name} is refused`, async (t) => {
    const { run, input, at, folder } = setUp(t, content);
    await assert.rejects(run([input, "-o", at("out.csv")]), { name: "InputError", message });
    assert.deepEqual(readdirSync(folder), ["in.csv"]);
  });
}

test("paths that cannot be read or written are refused before the network starts", async (t) => {
  const { run, input, at, calls, folder } = setUp(t, simple);
  mkdirSync(at("folder"));
  const refused = (argv: string[], message: RegExp) => assert.rejects(run(argv), { name: "InputError", message });
  await refused([at("none.csv"), "-o", at("out.csv")], /none\.csv cannot be read: there is no such file/);
  await refused([at("folder"), "-o", at("out.csv")], /folder cannot be read: it is a folder/);
  await refused([input, "-o", at("folder")], /folder cannot be written: it is a folder/);
  await refused([input, "-o", at("none/out.csv")], /cannot be written: there is no such file or folder/);
  await refused([input, "-o", at("out.csv"), "--report", input], /overwrite the input/);
  await refused([input, "-o", at("out.csv"), "--report", at("out.csv")], /same file/);
  writeFileSync(at("in.1.csv"), simple);
  await refused([at("in.1.csv"), "-o", at("in.csv"), "--draws", "2"], /overwritten by a draw/);
  assert.deepEqual(readdirSync(folder).sort(), ["folder", "in.1.csv", "in.csv"]);
  assert.deepEqual(calls, { settings: [], disposed: 0 });
});

test("an abort writes nothing and ends the network", async (t) => {
  const { run, input, at, calls, folder } = setUp(t, simple);
  const abort = new AbortController();
  const aborting: ImputeTable = async (table, options, events, signal) => {
    const result = await impute(table, options, events, signal);
    abort.abort();
    return result;
  };
  await assert.rejects(run([input, "-o", at("out.csv"), "--report", at("r.json")], abort.signal, aborting), {
    name: "AbortError",
  });
  assert.deepEqual(readdirSync(folder), ["in.csv"]);
  assert.equal(calls.disposed, 1);
});
