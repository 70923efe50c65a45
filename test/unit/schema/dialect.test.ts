import assert from "node:assert/strict";
import test from "node:test";
import { readDialect, writeDialect } from "../../../src/schema/dialect";
import { SchemaError } from "../../../src/schema/schemaError";
import type { JsonObject } from "../../../src/schema/json";

const read = (given: JsonObject) => readDialect(given, "x.json").dialect;

test("CSV Dialect of version 1", () => {
  const given = { csvddfVersion: 1.2, delimiter: ";", doubleQuote: true, lineTerminator: "\r\n", quoteChar: "'", skipInitialSpace: true, header: true, commentChar: "#", caseSensitiveHeader: false };
  assert.deepEqual(read(given), { delimiter: ";", quote: "'", comment: "#", initialSpace: true, header: true });
  assert.deepEqual(read({}), {});
  assert.deepEqual(read({ quoteChar: null, escapeChar: null, nullSequence: null, commentChar: null }), { quote: "" });
  assert.deepEqual(readDialect({ nullSequence: "\\N" }, "x.json"), { dialect: {}, nullSequence: "\\N" });
  assert.deepEqual(read({ escapeChar: '"' }), {});
});

test("header rows and comment rows of version 2 are lines before the header and rows under it", () => {
  const cases: readonly (readonly [JsonObject, object])[] = [
    [{ headerRows: [1] }, { header: true, preamble: 0 }],
    [{ headerRows: [3] }, { header: true, preamble: 2 }],
    [{ headerRows: [2, 3, 4] }, { header: true, preamble: 1, unitRows: 2 }],
    [{ headerRows: [1], commentRows: [2] }, { header: true, preamble: 0, unitRows: 1 }],
    [{ headerRows: [1, 3], commentRows: [2] }, { header: true, preamble: 0, unitRows: 2 }],
    [{ headerRows: [4], commentRows: [1, 2, 5] }, { header: true, preamble: 3, unitRows: 1 }],
    [{ commentRows: [2, 3] }, { header: true, preamble: 0, unitRows: 2 }],
    [{ commentRows: [1, 2] }, { header: true, preamble: 2, unitRows: 0 }],
    [{ header: false, commentRows: [1, 2] }, { header: false, preamble: 2 }],
    [{ headerRows: [] }, { header: false }],
    [{ header: false, headerRows: [1] }, { header: false }],
  ];
  for (const [given, dialect] of cases) assert.deepEqual(read(given), dialect, JSON.stringify(given));
});

test("what is written is read back", () => {
  for (const header of [true, false]) {
    for (const preamble of [0, 1, 3]) {
      for (const unitRows of [0, 1, 2]) {
        const dialect = { delimiter: "\t", quote: "", comment: "", initialSpace: false, header, preamble, unitRows } as const;
        assert.deepEqual(read(JSON.parse(JSON.stringify(writeDialect(dialect)))), dialect);
      }
    }
  }
  assert.deepEqual(read(writeDialect({})), {});
  assert.deepEqual(writeDialect({ header: true, preamble: 1, unitRows: 1 }), { header: true, headerRows: [2], commentRows: [3] });
});

test("what cannot be read is refused", () => {
  const cases: readonly (readonly [JsonObject, RegExp])[] = [
    [{ escapeChar: "\\" }, /escapeChar "\\\\".*doubled/],
    [{ doubleQuote: false }, /not doubled/],
    [{ lineTerminator: ";" }, /lineTerminator ";"/],
    [{ delimiter: "::" }, /delimiter "::"/],
    [{ delimiter: "§" }, /one ASCII character/],
    [{ quoteChar: "`" }, /quoteChar "`"/],
    [{ delimiter: '"' }, /same delimiter and quoteChar/],
    [{ sheetName: "Data" }, /sheetName.*spreadsheets/],
    [{ headerRows: [0] }, /0 among its headerRows/],
    [{ headerRows: 1 }, /headerRows.*1/],
    [{ commentRows: ["1"] }, /"1" among its commentRows/],
    [{ commentRows: [17] }, /leaves out row 17/],
    [{ headerRows: [1, 5] }, /leaves out row 5/],
    [{ header: false, commentRows: [2] }, /leaves out row 2/],
    [{ header: "yes" }, /"header" must be true or false/],
  ];
  for (const [given, pattern] of cases) {
    assert.throws(
      () => read(given),
      (error) => error instanceof SchemaError && pattern.test(error.message) && error.message.startsWith("x.json: "),
      JSON.stringify(given),
    );
  }
});
