/** Inputs that are read in parts: the command does with them what it does with those that fit into memory. */
import assert from "node:assert/strict";
import { appendFileSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { type CommandOptions, readArguments } from "../../../src/cli/args";
import { imputeFile } from "../../../src/cli/imputeFile";
import type { StartEngine } from "../../../src/cli/startEngine";
import type { ImputeTable } from "../../../src/imputation/impute";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { spool } from "../../../src/files/spool";
import { isMissing } from "../../../src/table/cell";
import { engineWith, fakeModel } from "../../fakes/engine";
import { temporaryFolder } from "./temporaryFolder";

const never = new AbortController().signal;
const silent = { show() {}, clear() {} };
const before = new Set(readdirSync(tmpdir()));

/** Fills every missing cell with the column's first known value; `meanwhile` happens while the model is at work. */
function engine(meanwhile: () => void): StartEngine {
  const impute: ImputeTable = async (table, { columns: wanted }) => {
    meanwhile();
    const suggestions: Suggestion[] = [];
    const columns = table.columns.map((column) => {
      let missing = 0;
      for (let row = 0; row < table.rows; row++) {
        if (!isMissing(table, column, row)) continue;
        missing++;
        const value = column.levels[0] ?? String(column.values.find((number) => !Number.isNaN(number)) ?? "");
        if (value === "" || (wanted !== null && !wanted.includes(column.index))) continue;
        suggestions.push({ row, column: column.index, value, certainty: 0.75, interval: null, alternatives: [] });
      }
      return { index: column.index, missing, filled: missing, skipReason: null };
    });
    return { suggestions, columns, timing: { encodeMs: 1, inferenceMs: 2 } };
  };
  return () => engineWith(fakeModel(impute));
}

function setUp(t: TestContext, content: string | Uint8Array) {
  const folder = temporaryFolder(t);
  const input = join(folder, "in.csv");
  writeFileSync(input, content);
  const at = (name: string): string => join(folder, name);
  const run = (argv: string[], most: number, meanwhile = (): void => {}) =>
    imputeFile(readArguments(argv) as { kind: "impute" } & CommandOptions, engine(meanwhile), silent, never, most);
  return { folder, input, at, run };
}

const awkward = 'id;name;"size"\r\n1;"Møller; A";3\r\n2;;4\r\n3;"";\r\n4\r\n5;NA;7;8\r\n6;"a ""b""";\r\n';
const tables: [string, string | Uint8Array, string[]][] = [
  ["quotes, short and long rows", awkward, []],
  ["tokens and short rows filled", awkward, ["--missing", "NA", "--short-rows"]],
  ["some columns only", awkward, ["--columns", "name"]],
  ["UTF-16", Buffer.from(`\ufeffa\tb\nx\t1\n\t2\nx\t\n`, "utf16le"), []],
  ["Windows-1252", Buffer.from("a,b\nM\xfcller,1\n,2\n", "latin1"), []],
  ["no missing cells", "a,b\n1,2\n3,4", []],
  ["a header only", "a,b\n", []],
  ["one column with empty lines", "a\n1\n\n3\n", ["--short-rows"]],
];
for (const [name, content, argv] of tables) {
  test(`read in parts as read whole: ${name}`, async (t) => {
    const { run, input, at } = setUp(t, content);
    const whole = await run([input, "-o", at("whole.csv"), "--report", at("whole.json"), ...argv], 1e9);
    const parts = await run([input, "-o", at("parts.csv"), "--report", at("parts.json"), ...argv], 0);
    assert.deepEqual(readFileSync(at("parts.csv")), readFileSync(at("whole.csv")));
    const report = (file: string) => ({ ...JSON.parse(readFileSync(at(file), "utf8")), timing: null });
    assert.deepEqual(report("parts.json"), report("whole.json"));
    assert.deepEqual(parts.cells.toSorted(byPlace), whole.cells.toSorted(byPlace));
    assert.deepEqual(readFileSync(input), Buffer.from(content as string));
  });
}

test("draws of a file read in parts fill the same cells, each its own way", async (t) => {
  const { run, input, at, folder } = setUp(t, "a,b\nx,1\n,2\ny,3\n");
  await run([input, "-o", at("out.csv"), "--draws", "2"], 0);
  assert.equal(readFileSync(at("out.1.csv"), "utf8"), "a,b\nx,1\nx0,2\ny,3\n");
  assert.equal(readFileSync(at("out.2.csv"), "utf8"), "a,b\nx,1\nx1,2\ny,3\n");
  assert.deepEqual(readdirSync(folder).sort(), ["in.csv", "out.1.csv", "out.2.csv"]);
});

const simple = "a,b\nx,1\n,2\ny,3\n";
for (const [how, most] of [["whole", 1e9], ["in parts", 0]] as const) {
  test(`an input that changed while it was to be replaced stays as it is now: read ${how}`, async (t) => {
    const { run, input, folder } = setUp(t, simple);
    const meanwhile = (): void => appendFileSync(input, "z,4\n");
    await assert.rejects(run([input, "-o", input], most, meanwhile), { name: "InputError", message: /changed while .* Run again\.$/ });
    assert.equal(readFileSync(input, "utf8"), `${simple}z,4\n`);
    assert.deepEqual(readdirSync(folder), ["in.csv"]);
  });

  test(`an input that was deleted while it was to be replaced stays away: read ${how}`, async (t) => {
    const { run, input, folder } = setUp(t, simple);
    await assert.rejects(run([input, "-o", input], most, () => rmSync(input)), { name: "InputError" });
    assert.deepEqual(readdirSync(folder), []);
  });

  test(`an input that is gone at the end does not matter to the copy: read ${how}`, async (t) => {
    const { run, input, at, folder } = setUp(t, simple);
    if (process.platform === "win32") return;
    await run([input, "-o", at("out.csv")], most, () => rmSync(input));
    assert.equal(readFileSync(at("out.csv"), "utf8"), simple.replace("\n,2", "\nx,2"));
    assert.deepEqual(readdirSync(folder), ["out.csv"]);
  });
}

test("a file that is written to while it is read in parts gives no copy", async (t) => {
  const { run, input, at, folder } = setUp(t, simple);
  const meanwhile = (): void => {
    writeFileSync(input, simple.replace("y", "Y"));
    utimesSync(input, 1, 1);
  };
  const failed = run([input, "-o", at("out.csv")], 0, meanwhile);
  await assert.rejects(failed, { name: "InputError", message: /in\.csv cannot be used: it changed while it was read\. Run again\.$/ });
  assert.deepEqual(readdirSync(folder), ["in.csv"]);
});

test("a file that is cut short while it is read in parts gives no copy", async (t) => {
  const { run, input, at, folder } = setUp(t, simple);
  await assert.rejects(run([input, "-o", at("out.csv")], 0, () => writeFileSync(input, "a")), { name: "InputError", message: /Run again\.$/ });
  assert.deepEqual(readdirSync(folder), ["in.csv"]);
});

function byPlace(a: Suggestion, b: Suggestion): number {
  return a.row - b.row || a.column - b.column;
}

test("a stream that does not fit into memory goes to a temporary file, which goes when it is closed", async () => {
  const chunks = ["a,b\n", "1,\n", "2,3\n"].map((text) => Buffer.from(text));
  async function* stream(): AsyncGenerator<Buffer> {
    yield* chunks;
  }
  assert.deepEqual(Buffer.from((await spool(stream(), 100)) as Uint8Array), Buffer.concat(chunks));
  const source = await spool(stream(), 5);
  assert.ok(!(source instanceof Uint8Array));
  assert.equal(source.size, 11);
  assert.equal(Buffer.from(await source.read(4, 7)).toString(), "1,\n");
  assert.equal(temporaryFiles().length, 1);
  await source.close();
  assert.deepEqual(temporaryFiles(), []);
});

test("a stream that breaks off leaves no temporary file", async () => {
  async function* stream(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(10);
    throw new Error("broken off");
  }
  await assert.rejects(spool(stream(), 5), /broken off/);
  assert.deepEqual(temporaryFiles(), []);
});

/** Temporary files that came since these tests began. */
function temporaryFiles(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(".npt-impute-") && !before.has(name));
}
