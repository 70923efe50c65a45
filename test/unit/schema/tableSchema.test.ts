import assert from "node:assert/strict";
import test from "node:test";
import { parseSchema } from "../../../src/schema/tableSchema";
import { readSchema } from "./readSchema";
import type { StatedColumn, StatedReading } from "../../../src/table/reading";

function read(schema: object, csvName = "people.csv"): StatedReading {
  return readSchema(JSON.stringify(schema), "people.schema.json", csvName);
}

/** What a field named "x" says of its column. */
function field(properties: object): Omit<StatedColumn, "column"> {
  const { column, ...stated } = read({ fields: [{ name: "x", ...properties }] }).columns![0]!;
  assert.equal(column, "x");
  return stated;
}

test("types of the standard are types of ours", () => {
  const types: readonly (readonly [given: object, ours: Omit<StatedColumn, "column">])[] = [
    [{ type: "integer" }, { type: "integer" }],
    [{ type: "number" }, { type: "number" }],
    [{ type: "year" }, { type: "integer" }],
    [{ type: "boolean" }, { type: "boolean" }],
    [{ type: "date" }, { type: "date" }],
    [{ type: "date", format: "any" }, { type: "date" }],
    [{ type: "date", format: "default" }, { type: "date" }],
    [{ type: "date", format: "%d/%m/%Y" }, { type: "date", dateFormat: "DD/MM/YYYY" }],
    [{ type: "date", format: "fmt:%d.%m.%y" }, { type: "date", dateFormat: "DD.MM.YY" }],
    [{ type: "datetime", format: "%Y-%m-%d %H:%M" }, { type: "date", dateFormat: "YYYY-MM-DD HH:mm" }],
    [{ type: "time", format: "%H:%M:%S" }, { type: "date", dateFormat: "HH:mm:ss" }],
    [{ type: "yearmonth" }, { type: "date", dateFormat: "YYYY-MM" }],
    [{ type: "string" }, { texts: true }],
    [{ type: "string", format: "uuid" }, { texts: true }],
    [{ type: "string", format: "anything at all" }, { texts: true }],
    [{ type: "object" }, { texts: true }],
    [{ type: "array" }, { texts: true }],
    [{ type: "list", delimiter: ";" }, { texts: true }],
    [{ type: "geopoint" }, { texts: true }],
    [{ type: "geojson" }, { texts: true }],
    [{ type: "duration" }, { texts: true }],
    [{ type: "any" }, {}],
    [{}, {}],
    [{ type: null, format: null, constraints: null, missingValues: null }, {}],
  ];
  for (const [given, ours] of types) assert.deepEqual(field(given), ours, JSON.stringify(given));
});

test("types and roles that the standard lacks stand under one property", () => {
  for (const type of ["level", "code", "category", "text", "id", "date"] as const) {
    assert.deepEqual(field({ type: "string", nptImpute: { type } }), { type });
  }
  assert.deepEqual(field({ type: "integer", nptImpute: { type: "level", role: "learn" } }), { type: "level", role: "learn" });
  assert.deepEqual(field({ type: "time", nptImpute: { dateFormat: "HH:mm:ss.SSS" } }), { type: "date", dateFormat: "HH:mm:ss.SSS" });
});

test("categories are the only values there are", () => {
  assert.deepEqual(field({ type: "string", categories: ["a", "b"] }), { type: "category", constraints: { enum: ["a", "b"] } });
  assert.deepEqual(field({ type: "string", constraints: { enum: ["a", "b"] } }), { type: "category", constraints: { enum: ["a", "b"] } });
  assert.deepEqual(field({ type: "integer", categories: [{ value: 0, label: "no" }, { value: 1, label: "yes" }] }), { type: "code", constraints: { enum: ["0", "1"] } });
  assert.deepEqual(field({ type: "integer", categories: [1, 2, 3], categoriesOrdered: true }), { type: "level", constraints: { enum: ["1", "2", "3"] } });
  assert.deepEqual(field({ type: "string", categories: ["lo", "hi"], categoriesOrdered: true }), { type: "category", constraints: { enum: ["lo", "hi"] } });
  assert.deepEqual(field({ type: "integer", constraints: { enum: [1, 2] } }), { type: "integer", constraints: { enum: ["1", "2"] } });
});

test("words for true and false that are not known are two categories", () => {
  assert.deepEqual(field({ type: "boolean", trueValues: ["yes", "Y"], falseValues: ["no", "N"] }), { type: "boolean" });
  assert.deepEqual(field({ type: "boolean", trueValues: ["1"], falseValues: ["0"] }), { type: "boolean" });
  assert.deepEqual(field({ type: "boolean", trueValues: ["ja"], falseValues: ["nein"] }), { type: "category", constraints: { enum: ["ja", "nein"] } });
  assert.deepEqual(field({ type: "boolean", trueValues: ["no"], falseValues: ["yes"] }), { type: "category", constraints: { enum: ["no", "yes"] } });
  assert.deepEqual(field({ type: "boolean", trueValues: ["x"] }), { type: "category", constraints: { enum: ["x", "false", "False", "FALSE", "0"] } });
});

test("how numbers are written", () => {
  assert.deepEqual(field({ type: "number", decimalChar: ",", groupChar: "." }), { type: "number", decimalMark: ",", grouping: "." });
  assert.deepEqual(field({ type: "integer", groupChar: " " }), { type: "integer", grouping: " " });
  assert.deepEqual(field({ type: "number", bareNumber: false }), { type: "number" });
});

test("constraints", () => {
  const limits = (type: string, constraints: object, more: object = {}) => field({ type, constraints, ...more }).constraints;
  assert.deepEqual(limits("integer", { minimum: 0, maximum: "120", unique: true, required: false }), { minimum: "0", maximum: "120", unique: true, required: false });
  assert.deepEqual(limits("number", { minimum: -1.5 }), { minimum: "-1.5" });
  assert.deepEqual(limits("integer", { exclusiveMinimum: 0, exclusiveMaximum: 10 }), { minimum: "1", maximum: "9" });
  assert.deepEqual(limits("number", { exclusiveMinimum: 0, exclusiveMaximum: 1 }), { minimum: "5e-324", maximum: String(1 - 2 ** -53) });
  assert.deepEqual(limits("number", { minimum: 3, exclusiveMinimum: 0 }), { minimum: "3" });
  assert.deepEqual(limits("number", { maximum: 3, exclusiveMaximum: 2 }), { maximum: String(2 - 2 ** -52) });
  assert.deepEqual(limits("number", { exclusiveMaximum: -2 }), { maximum: String(-2 - 2 ** -51) });
  assert.deepEqual(limits("date", { minimum: "2024-01-31", exclusiveMaximum: "2024-03-01" }), { minimum: "2024-01-31", maximum: "2024-02-29" });
  assert.deepEqual(limits("date", { minimum: "31/12/2023" }, { format: "%d/%m/%Y" }), { minimum: "31/12/2023" });
  assert.deepEqual(limits("date", { exclusiveMinimum: "31/12/2023" }, { format: "%d/%m/%Y" }), { minimum: "01/01/2024" });
  assert.deepEqual(limits("yearmonth", { exclusiveMinimum: "2023-12" }), { minimum: "2024-01" });
  assert.deepEqual(limits("time", { exclusiveMinimum: "08:00" }), { minimum: "08:01" });
  assert.deepEqual(limits("year", { minimum: 1900, maximum: "2100" }), { minimum: "1900", maximum: "2100" });
  assert.deepEqual(limits("string", { pattern: "[A-Z]{2}\\-\\d+" }), { pattern: "[A-Z]{2}\\x2d\\d+" });
  assert.deepEqual(limits("string", { pattern: "\\A(?P<land>..)\\Z" }), { pattern: "(?<land>..)" });
  assert.deepEqual(limits("string", { minLength: 2 }), { pattern: "[\\s\\S]{2,}" });
  assert.deepEqual(limits("string", { maxLength: 3, pattern: "a|b+" }), { pattern: "(?=[\\s\\S]{0,3}$)(?:a|b+)" });
  const both = new RegExp(`^(?:${limits("string", { minLength: 2, maxLength: 3, pattern: "a|b+" })?.pattern})$`);
  assert.deepEqual(["a", "bb", "bbb", "bbbb"].map((text) => both.test(text)), [false, true, true, false]);
});

test("tokens that mean missing, of the table and of a field, as texts and as objects", () => {
  const { missingTokens, columns, blankIsMissing } = read({
    missingValues: ["", "NA", { value: "-99", label: "refused" }],
    fields: [{ name: "a", missingValues: [" -999 ", -999] }, { name: "b", missingValues: [] }, { name: "c" }],
  });
  assert.deepEqual(missingTokens, ["NA", "-99"]);
  assert.deepEqual(columns, [{ column: "a", missingTokens: ["-999"] }, { column: "b", missingTokens: [] }, { column: "c" }]);
  assert.equal(blankIsMissing, undefined);
  assert.equal(read({ fields: [], missingValues: ["", "  "] }).blankIsMissing, true);
  assert.deepEqual(read({ fields: [], missingValues: [] }).missingTokens, []);
  assert.equal(read({ fields: [] }).missingTokens, undefined);
});

test("keys are unique and not filled", () => {
  const fields = [{ name: "id", type: "integer" }, { name: "land" }, { name: "year", nptImpute: { role: "fill" } }];
  assert.deepEqual(read({ fields, primaryKey: "id", uniqueKeys: [["land"], ["land", "year"]] }).columns, [
    { column: "id", type: "integer", role: "learn", constraints: { unique: true, required: true } },
    { column: "land", constraints: { unique: true } },
    { column: "year", role: "fill" },
  ]);
  assert.deepEqual(read({ fields, primaryKey: ["land", "year"], foreignKeys: [{ fields: ["land"], reference: { resource: "", fields: "a" } }] }).columns?.slice(1), [
    { column: "land", role: "learn", constraints: { required: true } },
    { column: "year", role: "fill", constraints: { required: true } },
  ]);
});

test("what is said of the table", () => {
  const nptImpute = { version: 1, blankIsMissing: true, fillShortRows: true, missingValues: "auto", dialect: { header: true, headerRows: [3] } };
  assert.deepEqual(read({ fields: [], nptImpute }), { dialect: { header: true, preamble: 2 }, missingTokens: "auto", blankIsMissing: true, fillShortRows: true });
});

test("fields name the columns of the first row, or, where there is none, stand for them in order", () => {
  const fields = [{ name: " a " }, { name: "b" }];
  assert.deepEqual(read({ fields }), { dialect: { header: true }, columns: [{ column: "a" }, { column: "b" }] });
  assert.deepEqual(read({ fields, dialect: { header: false } }), { dialect: { header: false }, columns: [{ column: 0 }, { column: 1 }] });
  const twice = parseSchema(JSON.stringify({ fields: [{ name: "a" }, { name: "b" }, { name: "a" }] }), "s", "c");
  assert.deepEqual(twice.stated.columns, [{ column: 0 }, { column: "b" }, { column: 2 }]);
  assert.deepEqual(twice.names, ["a", "b", "a"]);
});

test("version 2 says which fields a table may lack", () => {
  const lacks = (fieldsMatch: unknown) => parseSchema(JSON.stringify({ fields: [], fieldsMatch }), "s", "c").mayLack;
  assert.deepEqual(["exact", "equal", "subset", "superset", "partial", ["partial"], null].map(lacks), [false, false, false, true, true, true, false]);
});

test("properties beside the constraints they belong to are told", () => {
  const { notes } = parseSchema(JSON.stringify({ fields: [{ name: "a", minimum: 0, required: true }] }), "s.json", "c");
  assert.deepEqual(notes, ['s.json, field "a": "minimum" is not heeded here; it belongs into "constraints".', 's.json, field "a": "required" is not heeded here; it belongs into "constraints".']);
});
