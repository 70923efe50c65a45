import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import test from "node:test";
import { describesFile, schemaNames } from "../../../src/schema/dataPackage";
import { parseSchema } from "../../../src/schema/tableSchema";
import { readSchema } from "./readSchema";

const schema = { fields: [{ name: "a", type: "integer" }] };
const a = { dialect: { header: true }, columns: [{ column: "a", type: "integer" }] };
const read = (value: object, csvName: string) => readSchema(JSON.stringify(value), "datapackage.json", csvName);

test("where schemas are looked for", () => {
  assert.deepEqual(schemaNames("people.csv"), ["people.schema.json", "datapackage.json"]);
  assert.deepEqual(schemaNames("data.2024.tsv"), ["data.2024.schema.json", "datapackage.json"]);
  assert.deepEqual(schemaNames("noext"), ["noext.schema.json", "datapackage.json"]);
});

test("the resource whose path names the file is read, version 1 and 2", () => {
  const other = { path: "b.csv", schema: { fields: [{ name: "b" }] } };
  const one = { name: "one", path: "a.csv", schema };
  const packages = [
    { profile: "tabular-data-package", resources: [other, { ...one, profile: "tabular-data-resource" }] },
    { $schema: "https://datapackage.org/profiles/2.0/datapackage.json", resources: [{ ...one, type: "table" }, other] },
    { resources: [{ ...one, path: ["part.csv", "./a.csv"] }, other] },
    { resources: [{ ...one, path: "data/a.csv" }, other] },
    { resources: [{ ...one, path: "https://example.org/data/a.csv?x=1" }, other] },
    { resources: [{ ...one, path: "a.csv" }, { ...other, path: "old/a.csv" }] },
  ];
  for (const dataPackage of packages) assert.deepEqual(read(dataPackage, "a.csv"), a, JSON.stringify(dataPackage));
  assert.deepEqual(read({ resources: [one] }, "-"), a, "standard input: the only one there is");
  assert.deepEqual(read(one, "else.csv"), a, "one resource by itself");
});

test("a resource's dialect counts, and so does one without a schema", () => {
  const dialect = { delimiter: ";", header: false };
  assert.deepEqual(read({ resources: [{ path: "a.csv", dialect, schema }] }, "a.csv"), { dialect, columns: [{ column: 0, type: "integer" }] });
  assert.deepEqual(read({ resources: [{ path: "a.csv" }] }, "a.csv"), {});
});

test("nothing else is opened", () => {
  const refused = (resource: object, pattern: RegExp) => assert.throws(() => read({ resources: [{ path: "a.csv", ...resource }] }, "a.csv"), pattern);
  refused({ schema: "https://example.org/schema.json" }, /kept in "https:\/\/example\.org\/schema\.json"; addresses are not fetched: save it/);
  refused({ schema: "schemas/a.json" }, /kept in "schemas\/a\.json"; name that file itself with --schema/);
  refused({ schema: 7 }, /"schema" must be an object/);
  const { stated, notes } = parseSchema(JSON.stringify({ resources: [{ path: "a.csv", dialect: "d.json", schema }] }), "datapackage.json", "a.csv");
  assert.deepEqual(stated, a);
  assert.match(notes.join(), /dialect is kept in "d\.json", which is not read/);
});

test("a package that is not about the file says what it is about", () => {
  assert.throws(() => read({ resources: [{ path: "a.csv" }, { path: "b.csv" }] }, "c.csv"), /does not describe "c\.csv"; its files are "a\.csv", "b\.csv"\./);
  assert.throws(() => read({ resources: [{ data: [] }] }, "c.csv"), /it describes no file/);
  assert.throws(() => read({ resources: [{ path: "x/a.csv" }, { path: "y/a.csv" }] }, "a.csv"), /several tables/);
  assert.throws(() => read({ resources: [{ path: "a.csv" }, { path: "b.csv" }] }, "-"), /several tables/);
  assert.throws(() => read({ resources: {} }, "a.csv"), /"resources" must be a list/);
  assert.throws(() => read({ resources: [7] }, "a.csv"), /one of them is 7/);
});

test("a package beside a file is used where it names the file", () => {
  const text = JSON.stringify({ resources: [{ path: "sub/b.csv" }, { path: "a.csv" }] });
  assert.deepEqual(["a.csv", "b.csv", "c.csv"].map((name) => describesFile(text, "datapackage.json", name)), [true, false, false]);
  assert.deepEqual([describesFile('{"path": "a.csv"', "d", "a.csv"), describesFile('{"path": "b.csv"', "d", "a.csv")], [true, false], "broken");
  assert.equal(describesFile('{"name": "npm"}', "d", "a.csv"), false);
});

test("the published package of vega-datasets is read, file by file", () => {
  const entry = createRequire(join(process.cwd(), "package.json")).resolve("vega-datasets");
  const text = readFileSync(join(dirname(entry), "..", "datapackage.json"), "utf8");
  const { resources } = JSON.parse(text) as { resources: { path: string; schema?: { fields: { name: string; type: string }[] } }[] };
  let fields = 0;
  for (const { path, schema } of resources) {
    const { columns = [] } = readSchema(text, "datapackage.json", path);
    assert.deepEqual(columns.map(({ column }) => column), (schema?.fields ?? []).map(({ name }) => name), path);
    fields += columns.length;
  }
  assert.ok(resources.length > 60 && fields > 300, `${resources.length} files, ${fields} fields`);
  const flights = readSchema(text, "datapackage.json", "flights-airport.csv");
  assert.deepEqual(flights.columns, [{ column: "origin", texts: true }, { column: "destination", texts: true }, { column: "count", type: "integer" }]);
});
