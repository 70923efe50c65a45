import assert from "node:assert/strict";
import test from "node:test";
import { fitSchema } from "../../../src/schema/fitSchema";
import { SchemaError } from "../../../src/schema/schemaError";
import { parseSchema } from "../../../src/schema/tableSchema";

const fields = (...names: string[]) => ({ fields: names.map((name) => ({ name, type: "integer" })) });
const fitted = (schema: object, ...names: string[]) => fitSchema(parseSchema(JSON.stringify(schema), "s.json", "t.csv"), "s.json", names);
const at = (schema: object, ...names: string[]) => (fitted(schema, ...names).columns ?? []).map(({ column }) => column);

test("fields are found by name, whatever their order; columns without a field are inferred", () => {
  assert.deepEqual(at(fields("b", "a"), "a", "x", "b"), [2, 0]);
  assert.deepEqual(at(fields("a"), "a", "a"), [0, 1], "a name that repeats in the file means each of its columns");
  assert.deepEqual(at({ ...fields("a", "a"), dialect: {} }, "a", "a"), [0, 1]);
  assert.deepEqual(at({ ...fields("x", "y"), dialect: { header: false } }, "Column 1", "Column 2", "Column 3"), [0, 1]);
});

test("the case of a name counts only where two differ in nothing else", () => {
  assert.deepEqual(at(fields("AGE"), "age", "b"), [0]);
  assert.deepEqual(at(fields("age"), "AGE", "age"), [1]);
  assert.throws(() => at(fields("Age"), "AGE", "age"), /no such column/);
});

test("a field that the table lacks is refused by name, unless the schema says that it may be lacking", () => {
  assert.throws(() => at(fields("a", "agee"), "a", "age"), (error) => {
    assert.ok(error instanceof SchemaError);
    assert.equal(error.field, "agee");
    assert.equal(error.message, 's.json, field "agee": the table has no such column; rename or remove the field. The columns are: a, age.');
    return true;
  });
  assert.deepEqual(at({ ...fields("a", "b"), fieldsMatch: "partial" }, "a"), [0]);
  assert.equal(fitted({ ...fields("b"), fieldsMatch: "superset" }, "a").columns, undefined);
  assert.throws(() => at({ ...fields("a", "b", "c"), dialect: { header: false } }, "Column 1", "Column 2"), /field 3, and the table has 2 columns/);
  assert.throws(() => at(fields("a", "b", "a"), "a", "b", "c"), /comes twice among the fields, and column 3 of the table is "c"/);
});

test("many columns are listed in part; numbers for names hint at a table without a header", () => {
  const many = Array.from({ length: 20_000 }, (_, k) => `c${k}`);
  assert.throws(() => at(fields("x"), ...many), /c29, and 19970 more\.$/);
  assert.deepEqual(at(fields(...many), ...many).length, 20_000);
  assert.throws(() => at(fields("x"), "1", "2.5"), /"header": false/);
});
