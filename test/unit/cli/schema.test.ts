import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { type CommandOptions, readArguments } from "../../../src/cli/args";
import { imputeFile } from "../../../src/cli/imputeFile";
import type { Engine, ReadingOptions } from "../../../src/engine/contract";
import type { StatedColumn } from "../../../src/table/reading";
import { engineWith, fakeModel } from "../../fakes/engine";
import { temporaryFolder } from "./temporaryFolder";

const never = new AbortController().signal;
const silent = { show() {}, clear() {} };

/** A folder with a table, and the command line over it: what the engine was asked to read, and what was told. */
function setUp(t: TestContext, content: string | Uint8Array, name = "people.csv") {
  const folder = temporaryFolder(t);
  const at = (file: string): string => join(folder, file);
  writeFileSync(at(name), content);
  const write = (file: string, value: object | string): void => writeFileSync(at(file), typeof value === "string" ? value : JSON.stringify(value));
  const run = async (...argv: string[]) => {
    const readings: ReadingOptions[] = [];
    const engine = engineWith(fakeModel(async (table) => ({ suggestions: [], columns: table.columns.map(({ index }) => ({ index, missing: 0, filled: 0, skipReason: null })), timing: { encodeMs: 0, inferenceMs: 0 } })));
    const open: Engine["open"] = (input, reading, events, signal) => {
      readings.push(reading);
      return engine.open(input, reading, events, signal);
    };
    const told: string[] = [];
    const { write: toTerminal } = process.stderr;
    process.stderr.write = (text) => told.push(String(text).trim()) > 0;
    try {
      const command = readArguments([at(name), "-o", at("out.csv"), ...argv]) as { kind: "impute" } & CommandOptions;
      const { table } = await imputeFile(command, () => ({ ...engine, open }), silent, never);
      return { reading: readings.at(-1)!, readings, told, table };
    } finally {
      process.stderr.write = toTerminal;
    }
  };
  const columns = async (...argv: string[]): Promise<readonly StatedColumn[]> => (await run(...argv)).reading.table.columns ?? [];
  return { folder, at, write, run, columns };
}

const people = "id,age,land,note\n1,30,NA,x\n2,,DE,y\n3,-999,FR,\n4,41,BW,z\n5,28,DE,w\n";

test("a schema beside the table is used, and that is said", async (t) => {
  const { at, run, write, columns } = setUp(t, people);
  assert.deepEqual((await run()).reading.table, {});
  write("people.schema.json", { fields: [{ name: "age", type: "integer", constraints: { minimum: 0 } }, { name: "id" }], primaryKey: "id", missingValues: ["", "NA"] });
  const { reading, told } = await run();
  assert.deepEqual(reading.table, {
    missingTokens: ["NA"],
    columns: [{ column: 1, type: "integer", constraints: { minimum: "0" } }, { column: 0, role: "learn", constraints: { unique: true, required: true } }],
  });
  assert.deepEqual(reading.dialect, { header: true });
  assert.equal(told.filter((line) => /people\.schema\.json is used; --no-schema leaves it out/.test(line)).length, 1);
  assert.deepEqual(await columns("--no-schema"), []);
  write("other.json", { fields: [{ name: "land", type: "string" }] });
  assert.deepEqual(await columns("--schema", at("other.json")), [{ column: 2, texts: true }], "a named one goes before it");
});

test("a data package beside the table is used where it names it", async (t) => {
  const { columns, write } = setUp(t, people);
  const resource = { path: "people.csv", schema: { fields: [{ name: "age", type: "number" }] } };
  write("datapackage.json", { resources: [{ ...resource, path: "other.csv" }] });
  assert.deepEqual(await columns(), []);
  write("datapackage.json", { resources: [{ ...resource, path: "other.csv" }, resource] });
  assert.deepEqual(await columns(), [{ column: 1, type: "number" }]);
  write("datapackage.json", '{"name": "a package of something else",,}');
  assert.deepEqual(await columns(), []);
  write("people.schema.json", { fields: [{ name: "age", type: "integer" }] });
  assert.deepEqual(await columns(), [{ column: 1, type: "integer" }], "the table's own schema goes first");
});

test("options go before the schema, property by property", async (t) => {
  const { at, run, columns, write } = setUp(t, people);
  write("s.json", {
    fields: [{ name: "AGE", type: "number", missingValues: ["-1"], constraints: { minimum: 0, maximum: 120 } }, { name: "land", type: "string" }],
    missingValues: ["", "?"],
    dialect: { delimiter: ",", headerRows: [1] },
  });
  const named = ["--schema", at("s.json")];
  assert.deepEqual(await columns(...named, "--type", "age=integer", "--max", "age=99", "--missing", "age:-999", "--role", "land=learn"), [
    { column: 1, type: "integer", missingTokens: ["-999"], constraints: { minimum: "0", maximum: "99" } },
    { column: 2, texts: true, role: "learn" },
  ]);
  const { reading } = await run(...named, "--missing", "NA", "--skip-rows", "0", "--unit-rows", "1", "--header", "--blank-is-missing", "--short-rows", "--delimiter", ",");
  assert.deepEqual(reading.dialect, { delimiter: ",", header: true, preamble: 0, unitRows: 1 });
  const { columns: _, ...table } = reading.table;
  assert.deepEqual(table, { missingTokens: ["NA"], blankIsMissing: true, fillShortRows: true });
  assert.deepEqual((await run(...named)).reading.table.missingTokens, ["?"]);
  assert.equal((await run(...named, "--missing", "auto")).reading.table.missingTokens, "auto");
  const both = (await run("--missing", "auto", "--missing", "age:-999")).reading.table;
  assert.deepEqual(both, { missingTokens: "auto", columns: [{ column: 1, missingTokens: ["-999"] }] });
});

test("options name columns, each of a name that repeats, and unknown ones are told the known", async (t) => {
  const { run, columns } = setUp(t, "a,a:b,a,\"c,d\"\n1,2,3,4\n5,,7,8\n9,1,2,3\n");
  assert.deepEqual(await columns("--ignore", "a", "--min", "a:b=0"), [{ column: 1, constraints: { minimum: "0" } }, { column: 0, role: "leave" }, { column: 2, role: "leave" }]);
  assert.deepEqual(await columns("--missing", "a:b:NA,c,d:9"), [{ column: 1, missingTokens: ["NA"] }, { column: 3, missingTokens: ["9"] }]);
  await assert.rejects(run("--type", "b=integer"), { name: "InputError", message: '--type b=integer: There is no column "b". The columns are: a, a:b, a, c,d.' });
  await assert.rejects(run("--missing", "b:NA"), /--missing: There is no column "b"\. .*A token with a colon/);
});

test("bounds must be of values that the column can have", async (t) => {
  const { run } = setUp(t, "n,day,word\n1,2024-01-31,red\n2,2024-02-01,blue\n,2024-03-01,red\n4,,blue\n5,2024-05-01,\n");
  await run("--min", "n=0", "--max", "day=2025-01-01");
  await assert.rejects(run("--min", "n=low"), { name: "InputError", message: 'The bound "low" is no value that "n" can have.' });
  await assert.rejects(run("--tolerance", "word=1"), /"word" is not read as numbers or dates, so that it has no tolerance; say what it holds with --type/);
  await assert.rejects(run("--min", "word=0"), /"word" is not read as numbers or dates, so that 0 is no bound of it; say what it holds with --type/);
});

test("what does not fit is refused before anything is written, with the way out", async (t) => {
  const { at, run, write } = setUp(t, people);
  const beside = /\(It lies beside the table; --no-schema leaves it out\.\)$/;
  write("people.schema.json", { fields: [{ name: "agee" }] });
  await assert.rejects(run(), (error: Error) => error.name === "InputError" && /field "agee": the table has no such column/.test(error.message) && beside.test(error.message));
  write("people.schema.json", '{"fields": [}');
  await assert.rejects(run(), (error: Error) => /line 1, column 13/.test(error.message) && beside.test(error.message));
  await assert.rejects(run("--schema", at("people.schema.json")), (error: Error) => !beside.test(error.message));
  await assert.rejects(run("--schema", at("none.json")), /none\.json cannot be read: there is no such file/);
  mkdirSync(at("folder"));
  await assert.rejects(run("--schema", at("folder")), /folder cannot be read/);
  assert.ok(!existsSync(at("out.csv")));
  write("s.json", { fields: [] });
  await assert.rejects(run("--schema", at("s.json"), "-o", at("s.json")), /-o and --schema name the same file/);
});

test("without a header, fields stand for the columns in order", async (t) => {
  const { at, columns, write } = setUp(t, "1,30\n2,\n3,41\n");
  write("s.json", { fields: [{ name: "id", type: "integer" }, { name: "age", type: "number" }] });
  assert.deepEqual(await columns("--schema", at("s.json"), "--no-header"), [{ column: 0, type: "integer" }, { column: 1, type: "number" }]);
  write("s.json", { fields: [{ name: "id", type: "integer" }], dialect: { header: false } });
  assert.deepEqual(await columns("--schema", at("s.json")), [{ column: 0, type: "integer" }]);
});

test("what is assumed is written as a schema, and read again it changes nothing", async (t) => {
  const { at, run } = setUp(t, people);
  const { told } = await run("--infer-schema", "--missing", "NA", "-o", at("people.schema.json"));
  const written = readFileSync(at("people.schema.json"), "utf8");
  const { $schema, fields } = JSON.parse(written);
  assert.equal($schema, "https://datapackage.org/profiles/2.0/tableschema.json");
  assert.deepEqual(fields.map(({ name }: { name: string }) => name), ["id", "age", "land", "note"]);
  assert.ok(!existsSync(at("out.csv")));
  assert.ok(!told.some((line) => /is used/.test(line)));
  const { table } = await run("--infer-schema", "-o", at("again.json"));
  assert.equal(readFileSync(at("again.json"), "utf8"), written);
  assert.equal(table.columns.length, 4);
  await assert.rejects(run("--infer-schema", "-o", at("people.csv")), /would overwrite the input/);
  assert.equal(readFileSync(at("people.csv"), "utf8"), people);
});

test("doubts are told with the options that settle them, and those options settle them", async (t) => {
  const { run } = setUp(t, `id,age\n${Array.from({ length: 30 }, (_, k) => `${k + 1},${k % 7 === 3 ? -999 : 20 + (k % 13)}`).join("\n")}\n`);
  const { told } = await run();
  const doubts = told.filter((line) => /-999/.test(line));
  assert.equal(doubts.length, 1, told.join("\n"));
  assert.match(doubts[0]!, /^npt-impute: .*To count as missing: --missing age:-999; to keep as value: --missing age:$/);
  assert.deepEqual((await run("--missing", "age:-999")).told.filter((line) => /999/.test(line)), []);
  assert.deepEqual((await run("--missing", "age:")).told.filter((line) => /999/.test(line)), []);
});

test("other formats are refused in one sentence", async (t) => {
  const { run, write } = setUp(t, '{"a": 1}\n{"a": null}\n', "rows.csv");
  await assert.rejects(run(), /rows\.csv is a file of JSON lines, not a CSV file\. Export it as CSV first\.$/);
  write("rows.csv", "{a},b\n1,\n,2\n");
  await run();
});
