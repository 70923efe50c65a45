import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { fitSchema } from "../../../src/schema/fitSchema";
import { SchemaError } from "../../../src/schema/schemaError";
import { parseSchema } from "../../../src/schema/tableSchema";

const whole = `{
  "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
  "fields": [
    {"name": "id", "type": "integer"},
    {"name": "age", "type": "integer", "constraints": {"minimum": 0, "maximum": 120}},
    {"name": "sex", "type": "string", "constraints": {"enum": ["f", "m"]}},
    {"name": "day", "type": "date", "format": "%d/%m/%Y"},
    {"name": "fee", "type": "number", "decimalChar": ","}
  ],
  "missingValues": ["", "NA"],
  "primaryKey": "id",
  "nptImpute": {"version": 1}
}
`;
const names = ["id", "age", "sex", "day", "fee", "note"];

function use(text: string): void {
  fitSchema(parseSchema(text, "t.schema.json", "t.csv"), "t.schema.json", names);
}

test("the whole schema can be used", () => use(whole));

/** One change each, and what the sentence must name. */
const broken: readonly (readonly [from: string, to: string, sentence: RegExp])[] = [
  // The text.
  [whole, "", /line 1, column 1: the text ends too early/],
  [whole, "null", /a JSON object with "fields", not null/],
  [whole, "[]", /not a list/],
  [whole, whole.slice(0, 200), /line \d, column \d+: the text (?:ends too early|that begins here)/],
  ['"type": "integer"},', '"type": "integer"}', /line 5, column 5: a comma or "\]" is missing/],
  ['"NA"]', '"NA",]', /line 10, column 30: nothing stands between/],
  ['"name": "id"', "'name': 'id'", /line 4, column 6: texts are written in double quotes/],
  ['"primaryKey"', "// the key\n  \"primaryKey\"", /line 11, column 3: JSON has no comments/],
  ['"maximum": 120', '"maximum": NaN', /line 5, column \d+: "NaN" is no value of JSON/],
  ['"sex"', '"se\tx"', /line 6, column 14: .*backslash/],
  ['"nptImpute": {"version": 1}\n}', '"nptImpute": {"version": 1}\n}}', /line 13, column 2: something follows/],
  // Fields.
  ['"fields"', '"columns"', /needs a list of "fields"/],
  ['"fields"', '"properties"', /JSON Schema, not a Table Schema/],
  ['"fields": [', '"fields": [[],', /field 1 must be an object with a "name", not a list/],
  ['"name": "age"', '"title": "age"', /field 2 has no "name"/],
  ['"name": "age"', '"name": 7', /number 2.*"name" must be a text in quotes, not 7/],
  ['"name": "age"', '"name": "agee"', /field "agee": the table has no such column/],
  ['"name": "age"', '"name": ""', /field "": the table has no such column/],
  ['"name": "day"', '"name": "fee"', /field "fee": the name comes twice/],
  ['"name": "age", "type": "integer"', '"name": "age", "type": "int"', /field "age": the type "int" is unknown; it is one of string, number/],
  ['"name": "age", "type": "integer"', '"name": "age", "type": ["integer"]', /field "age": "type" must be a text in quotes, not a list/],
  ['"name": "age", "type": "integer"', '"name": "age", "type": "Integer"', /field "age": the type "Integer"/],
  // Formats.
  ["%d/%m/%Y", "DD/MM/YYYY", /field "day": the format "DD\/MM\/YYYY" is not known/],
  ["%d/%m/%Y", "%j/%Y", /field "day": the format "%j\/%Y" has "%j"/],
  ['"%d/%m/%Y"', "5", /field "day": "format" must be a text/],
  ['"decimalChar": ","', '"decimalChar": ";"', /field "fee": "decimalChar" must be "\." or ","/],
  ['"decimalChar": ","', '"decimalChar": ",", "groupChar": ","', /field "fee": "groupChar" and "decimalChar" are both/],
  ['"decimalChar": ","', '"groupChar": "_"', /field "fee": "groupChar" must be/],
  ['"type": "number"', '"type": "boolean", "trueValues": "yes"', /field "fee": "trueValues" must be a list, not "yes"/],
  ['"type": "number"', '"type": "boolean", "trueValues": []', /field "fee": "trueValues" is empty/],
  ['"type": "number"', '"type": "boolean", "trueValues": ["1"], "falseValues": ["0", "1"]', /field "fee": "1" is in "trueValues" and in "falseValues"/],
  // Constraints.
  ['{"minimum": 0, "maximum": 120}', "[0, 120]", /field "age": "constraints" must be an object, not a list/],
  ['"minimum": 0', '"minimum": "none"', /field "age": "minimum" must be a number, not "none"/],
  ['"minimum": 0', '"minimum": true', /field "age": "minimum" must be a number, not true/],
  ['"minimum": 0', '"minimum": 121', /field "age": the minimum 121 is above the maximum 120/],
  ['"minimum": 0', '"exclusiveMinimum": 120', /field "age": the minimum 121 is above/],
  ['"minimum": 0', '"minLength": -1', /field "age": "minLength" must be a whole number/],
  ['"minimum": 0', '"minLength": 3, "maxLength": 2', /field "age": "minLength" 3 is above "maxLength" 2/],
  ['"minimum": 0', '"unique": "yes"', /field "age": "unique" must be true or false, not "yes"/],
  ['"minimum": 0', '"required": 1', /field "age": "required" must be true or false/],
  ['["f", "m"]', '"f|m"', /field "sex": "enum" must be a list/],
  ['["f", "m"]', "[]", /field "sex": "enum" is empty/],
  ['["f", "m"]', '["f", {"value": "m"}]', /field "sex": "enum" must be a list of texts; an object is none/],
  ['"enum": ["f", "m"]', '"minimum": "f"', /field "sex": "minimum" is for numbers and dates, not for the type "string"/],
  ['"enum": ["f", "m"]', '"pattern": "[f-"', /field "sex": "pattern" "\[f-" is no regular expression/],
  ['"enum": ["f", "m"]', '"pattern": "(?i)f|m"', /field "sex": "pattern" "\(\?i\)f\|m" is no regular expression/],
  ['"format": "%d/%m/%Y"', '"constraints": {"minimum": "31.12.2023"}', /field "day": "minimum" must be a date/],
  ['"format": "%d/%m/%Y"', '"constraints": {"minimum": "2024-01-02", "maximum": "2024-01-01"}', /field "day": the minimum 2024-01-02 is above/],
  // Missing values and keys.
  ['["", "NA"]', '"NA"', /"missingValues" must be a list, not "NA"/],
  ['["", "NA"]', '["", ["NA"]]', /"missingValues" must be a list of texts, or of objects/],
  ['["", "NA"]', '[{"label": "none"}]', /"missingValues".*an object is neither/],
  ['"primaryKey": "id"', '"primaryKey": "key"', /"primaryKey" names "key", but there is no such field/],
  ['"primaryKey": "id"', '"primaryKey": [1]', /"primaryKey" must name fields; 1 is no name/],
  ['"primaryKey": "id"', '"uniqueKeys": ["id", ["x"]]', /"uniqueKeys" names "x"/],
  ['"primaryKey": "id"', '"foreignKeys": [{"fields": "x"}]', /"foreignKeys" names "x"/],
  ['"primaryKey": "id"', '"foreignKeys": ["id"]', /"foreignKeys" must be a list of objects/],
  ['"primaryKey": "id"', '"fieldsMatch": "most"', /"fieldsMatch" is "most"; it is one of exact/],
  // Ours.
  ['"version": 1', '"version": 2', /it is of version 2 of "nptImpute", and version 1 is read; update/],
  ['"version": 1', '"versoin": 1', /"nptImpute" has an unknown property "versoin"/],
  ['"version": 1', '"blankIsMissing": "no"', /"blankIsMissing" must be true or false/],
  ['"version": 1', '"missingValues": ["NA"]', /"missingValues" must be a text/],
  ['"version": 1', '"missingValues": "NA"', /"missingValues" under "nptImpute" is "auto"/],
  ['"version": 1', '"dialect": {"delimiter": ""}', /the dialect has the delimiter ""/],
  ['"decimalChar": ","', '"nptImpute": {"type": "money"}', /field "fee": "nptImpute" has the type "money"; it is one of integer/],
  ['"decimalChar": ","', '"nptImpute": {"role": "ignore"}', /field "fee": "nptImpute" has the role "ignore"; it is one of fill, learn, leave/],
  ['"decimalChar": ","', '"nptImpute": {"tolerance": 0}', /field "fee": "tolerance" must be a number above 0, not 0/],
  ['"decimalChar": ","', '"nptImpute": {"tolerance": "0.4"}', /field "fee": "tolerance" must be a number above 0, not "0.4"/],
  ['"decimalChar": ","', '"nptImpute": {"rol": "leave"}', /field "fee": "nptImpute" has an unknown property "rol"/],
  ['"decimalChar": ","', '"nptImpute": "leave"', /field "fee": "nptImpute" must be an object/],
];

test("a schema that cannot be used is refused in one sentence that names the file, the place and what is wrong", () => {
  assert.ok(broken.length >= 50, String(broken.length));
  for (const [from, to, sentence] of broken) {
    assert.ok(whole.includes(from), from);
    const text = from === whole ? to : whole.replace(from, () => to);
    assert.throws(() => use(text), (error) => {
      assert.ok(error instanceof SchemaError, `${to}: ${error}`);
      assert.match(error.message, sentence);
      assert.match(error.message, /^t\.schema\.json[:,] [\s\S]*\.$/);
      assert.ok(!/\n/.test(error.message), "one line");
      return true;
    });
  }
});

/** What looks odd and is used all the same, with the reason. */
const accepted: readonly (readonly [from: string, to: string, reason: string])[] = [
  ["{\n", "\ufeff{\n", "a byte order mark says nothing"],
  ['"constraints": {"minimum": 0, "maximum": 120}', '"constraints": null', "null says nothing, and some programs write it"],
  ['"minimum": 0', '"minimum": "0"', "a number in quotes is that number"],
  ['["", "NA"]', '["", -999]', "a number among the tokens is its text"],
  ['["", "NA"]', '["NA"]', "empty cells are missing all the same"],
  ['"name": "age"', '"name": " age "', "space around a name is none of it"],
  ['"name": "age"', '"name": "AGE"', "the case of a name does not count where nothing else is alike"],
  ['"missingValues"', '"description": {"de": "x"}, "missingValues"', "properties of others are theirs"],
  ['"fields": [', '"fields": [{"name": "note", "x-unit": "m"},', "so are those of a field"],
  [whole, '{"fields": []}', "nothing is stated"],
  ["tableschema.json", "tableschema-3.json", "a later version may have more, not less"],
];

test("what says nothing wrong is used", () => {
  for (const [from, to, reason] of accepted) {
    assert.ok(whole.includes(from), from);
    assert.doesNotThrow(() => use(from === whole ? to : whole.replace(from, () => to)), reason);
  }
});

test("whatever stands in a place, a schema is used or refused, never more", () => {
  const rich = JSON.parse(whole.replace('"version": 1', '"version": 1, "dialect": {"delimiter": ";", "headerRows": [1], "commentRows": [2], "nptImpute": {"unitRows": 0}}'));
  const places: (readonly (string | number)[])[] = [];
  const collect = (value: unknown, path: readonly (string | number)[]): void => {
    places.push(path);
    if (typeof value === "object" && value !== null) for (const [key, inner] of Object.entries(value)) collect(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  collect({ ...rich, resources: undefined }, []);
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.oneof(fc.jsonValue(), fc.constantFrom("%", "%Q", "[", "1e999", -1, 0.5, [[]], [{}], "auto", "\u0000")), (path, value) => {
      const changed = structuredClone(rich);
      let at = changed;
      for (const key of path.slice(0, -1)) at = at[key];
      const last = path.at(-1);
      if (last !== undefined) at[last] = value;
      try {
        use(JSON.stringify(last === undefined ? value : changed));
      } catch (error) {
        assert.ok(error instanceof SchemaError, String(error instanceof Error ? error.stack : error));
      }
    }),
    { numRuns: 2000 },
  );
});
