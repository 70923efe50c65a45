import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { openText } from "../../../src/csv/csvFile";
import { readSchema } from "./readSchema";
import { assumedReading, writeSchema, writeStated, type ReadTable } from "../../../src/schema/writeSchema";
import { buildTable } from "../../../src/table/buildTable";
import type { ColumnSchema } from "../../../src/table/column";
import { profileColumn } from "../../../src/table/profile";
import { type ColumnType, columnRoles, type Constraints, type StatedColumn, type StatedReading, unread } from "../../../src/table/reading";

const token = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => text.trim() === text && text !== "");
const name = fc.oneof(token, fc.constantFrom("age", "a:b", "a=b", "__proto__", "constructor", "größe, \"x\"", "Column 2"));
const flag = fc.boolean();
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((value) => String(value === 0 ? 0 : value));
const patterns = ["YYYY-MM-DD", "DD/MM/YYYY", "D.M.YY", "YYYY-MM", "YYYY", "HH:mm", "h:mm a", "YYYY-MM-DD[T]HH:mm:ss.SSS[+01:00]", "MMM YYYY", "dddd, D MMMM YYYY"];

/** Absent keys, not undefined ones. */
function some<T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(model, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<Partial<T>>;
}

const values = fc.uniqueArray(token, { minLength: 1, maxLength: 4 });
const limits = { unique: flag, required: flag };
const bounds = (least: fc.Arbitrary<string>) => fc.tuple(least, least).map(([a, b]) => (Number(a) <= Number(b) ? { minimum: a, maximum: b } : { minimum: b, maximum: a }));
const numeric = fc.tuple(some<Constraints>(limits), fc.option(bounds(number), { nil: {} })).map(([a, b]): Constraints => ({ ...a, ...b }));
const shared = { role: fc.constantFrom(...columnRoles), missingTokens: fc.uniqueArray(token, { maxLength: 3 }) };
const constrained = some<Constraints>({ ...limits, enum: values, pattern: fc.constantFrom("[a-z]+", "\\d{2}") });

const above = fc.double({ min: 1e-9, max: 1e12, noNaN: true });

type Bare = Omit<StatedColumn, "column">;
const bare: fc.Arbitrary<Bare> = fc.oneof(
  fc.tuple(fc.constantFrom("integer", "number", "level"), some<Bare>({ ...shared, constraints: numeric, tolerance: above, decimalMark: fc.constantFrom(".", ","), grouping: fc.constantFrom("", " ", "'") })).map(
    ([type, rest]): Bare => ({ type: type as "integer", ...rest }),
  ),
  fc.tuple(fc.constantFrom("code", "category", "boolean", "text", "id"), some<Bare>({ ...shared, constraints: constrained })).map(([type, rest]): Bare => ({ type: type as "code", ...rest })),
  some<Bare>({ ...shared, constraints: fc.constantFrom({ minimum: "2024-01-31" }, { unique: true }), tolerance: above, dateFormat: fc.constantFrom(...patterns) }).map((rest): Bare => ({ type: "date", ...rest })),
  some<Bare>({ ...shared, constraints: some<Constraints>(limits) }).map((rest): Bare => ({ texts: true, ...rest })),
  some<Bare>({ ...shared, constraints: constrained }),
);

const dialect = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  quote: fc.constantFrom('"' as const, "'" as const, "" as const),
  comment: fc.constantFrom("", "#"),
  preamble: fc.nat(4),
  header: flag,
  unitRows: fc.nat(3),
  initialSpace: flag,
}, { noNullPrototype: true });

const reading = fc
  .tuple(dialect, fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.array(bare, { minLength: 5, maxLength: 5 }), some<StatedReading>({ missingTokens: fc.oneof(fc.uniqueArray(token, { maxLength: 3 }), fc.constant("auto" as const)), blankIsMissing: flag, fillShortRows: flag }))
  .map(([written, names, columns, rest]) => {
    const stated = names.map((column, k): StatedColumn => ({ column: written.header ? column : k, ...withoutEmpty(columns[k]!) }));
    return { names, stated: { dialect: written, ...rest, columns: stated } satisfies StatedReading };
  });

function withoutEmpty({ constraints, ...column }: Bare): Bare {
  return constraints === undefined || Object.keys(constraints).length === 0 ? column : { ...column, constraints };
}

test("a reading that is written and read is the same reading", () => {
  fc.assert(
    fc.property(reading, ({ names, stated }) => {
      const text = writeStated(stated, names);
      assert.deepEqual(readSchema(text, "t.schema.json", "t.csv"), stated, text);
      assert.equal(writeStated(readSchema(text, "t.schema.json", "t.csv"), names), text);
    }),
    { numRuns: 400 },
  );
});

const schemaOf = (name: string, index: number, more: Partial<ColumnSchema>): ColumnSchema => {
  return { index, name, kind: "category", numberFormat: null, dateFormat: null, skipReason: null, wordsMeanMissing: false, valueTokens: [], padding: null, reading: unread, ...more };
};
const typed = (type: ColumnType, more: Partial<typeof unread> = {}) => ({ ...unread, type, ...more });
const plain = { decimals: 2, fixed: true, decimalMark: ".", grouping: "", prefix: "", suffix: "", negative: "-", plus: false, exponent: null } as const;

const table: ReadTable = {
  dialect: { delimiter: ",", quote: '"', comment: "", preamble: 0, header: true, unitRows: 0, newline: "\n", initialSpace: false },
  columns: [
    schemaOf("id", 0, { reading: typed("id", { role: "learn" }) }),
    schemaOf("age", 1, { wordsMeanMissing: true, numberFormat: { ...plain, decimals: 0 }, reading: typed("integer", { missingTokens: [{ token: "NA", cells: 2 }] }) }),
    schemaOf("fee", 2, { numberFormat: { ...plain, decimalMark: ",", grouping: ".", suffix: " €" }, wordsMeanMissing: true, reading: typed("number") }),
    schemaOf("land", 3, { reading: typed("code") }),
    schemaOf("day", 4, { dateFormat: "D/M/YYYY", wordsMeanMissing: true, reading: typed("date") }),
    schemaOf("note", 5, { reading: typed("constant") }),
    schemaOf("note", 6, { reading: typed("empty") }),
  ],
};

test("what is assumed is written, with tokens of a column where a word is a value there", () => {
  const stated: StatedReading = { missingTokens: ["NA", "none", "?"], columns: [{ column: "age", constraints: { minimum: "0" } }] };
  const schema = JSON.parse(writeSchema(table, stated));
  assert.deepEqual(schema, {
    $schema: "https://datapackage.org/profiles/2.0/tableschema.json",
    fields: [
      { name: "id", type: "string", missingValues: ["", "NA", "?"], nptImpute: { type: "id" } },
      { name: "age", type: "integer", constraints: { minimum: 0 } },
      { name: "fee", type: "number", decimalChar: ",", groupChar: ".", bareNumber: false },
      { name: "land", type: "string", missingValues: ["", "NA", "?"], nptImpute: { type: "code" } },
      { name: "day", type: "date", format: "%-d/%-m/%Y" },
      { name: "note", type: "any", missingValues: ["", "NA", "?"] },
      { name: "note", type: "any", missingValues: ["", "NA", "?"] },
    ],
    missingValues: ["", "NA", "none", "?"],
    nptImpute: {
      version: 1,
      blankIsMissing: false,
      fillShortRows: false,
      dialect: { delimiter: ",", quoteChar: '"', skipInitialSpace: false, header: true, headerRows: [1], commentRows: [], commentChar: "" },
    },
  });
});

test("what is assumed is read back as it was", () => {
  for (const stated of [{}, { missingTokens: "auto" }, { missingTokens: ["NA"], blankIsMissing: true, columns: [{ column: 3, type: "category" }, { column: "note", role: "leave" }] }] as StatedReading[]) {
    assert.deepEqual(readSchema(writeSchema(table, stated), "t.schema.json", "t.csv"), assumedReading(table, stated));
  }
});

test("truth is written as the column writes it", () => {
  const file = openText("a,b\nyes,1\nno,2\nyes,3\n");
  const built = buildTable(file);
  const columns = built.columns.map((column) => ({ ...column, reading: typed(column.kind === "boolean" ? "boolean" : "integer"), profile: profileColumn(column) }));
  const schema = JSON.parse(writeSchema({ columns, dialect: file.dialect }, {}));
  assert.deepEqual(schema.fields[0], { name: "a", type: "boolean", trueValues: ["yes"], falseValues: ["no"] });
});
