import assert from "node:assert/strict";
import test from "node:test";
import { type ColumnKind, Missing } from "../../../src/table/column";
import { formatValue } from "../../../src/table/format";
import { sentenceText } from "../../../src/table/reading";
import { columnOf, repeated } from "./helpers";

const words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"];
const run = (n: number, value: (i: number) => string | number) => Array.from({ length: n }, (_, i) => String(value(i)));
const scattered = (i: number) => (i * 7919 + 13) % 1000;

const kinds: readonly [name: string, column: string, cells: string[], kind: ColumnKind][] = [
  ["integers", "n", run(30, (i) => scattered(i)), "number"],
  ["decimals", "x", run(30, (i) => (scattered(i) / 7).toFixed(2)), "number"],
  ["exponents", "x", ["1e-5", "2.5E+3", "7", "-3.1e2"], "number"],
  ["few integers stay numbers", "rating", repeated(["1", "2", "3", "4", "5"], 10), "number"],
  ["two integers are classes", "sex", repeated(["1", "2", "2"], 10), "category"],
  ["0 and 1", "flag", repeated(["0", "1", "1"], 4), "boolean"],
  ["0.0 and 1.0, as pandas writes them", "flag", repeated(["0.0", "1.0", "1.0"], 4), "boolean"],
  ["true and false in any case", "b", ["True", "false", "TRUE", "False"], "boolean"],
  ["yes and no", "b", ["yes", "no", "no"], "boolean"],
  ["y and n", "b", ["Y", "N", "N"], "boolean"],
  ["yes, no and maybe", "b", repeated(["yes", "no", "maybe"], 3), "category"],
  ["codes with leading zeros", "zip", repeated(["00501", "10001", "94105"], 5), "category"],
  ["unique codes with leading zeros", "zip", run(30, (i) => String(501 + i * 3).padStart(5, "0")), "id"],
  [
    "codes by name",
    "brewery_id",
    repeated(
      run(20, (i) => scattered(i)),
      5,
    ),
    "category",
  ],
  ["numbers beyond what a double holds", "n", run(20, (i) => `1234567890123456789${10 + i}`), "id"],
  ["a key by name", "customer_id", run(30, (i) => scattered(i) + 10_000), "id"],
  ["years in order are a measurement", "year", run(60, (i) => 1950 + i), "number"],
  ["unique counts are a measurement", "population", run(30, (i) => scattered(i) * 1000 + i), "number"],
  ["names that never repeat", "name", run(40, (i) => `${words[i % 10]}${i}`), "id"],
  ["prose", "comment", run(40, (i) => `the ${i}th remark about nothing in particular`), "text"],
  ["names that repeat", "shop", repeated(words, 3), "category"],
  [
    "long names that repeat",
    "shop",
    repeated(
      words.map((word) => `${word} and sons, purveyors of fine ${word} since 1888`),
      3,
    ),
    "category",
  ],
  ["one value", "c", ["x", "x", "", "x"], "constant"],
  ["no value", "c", ["", "", ""], "empty"],
  ["units that all cells share", "w", run(30, (i) => `${scattered(i)} kg`), "number"],
  ["units that differ", "w", repeated(["1A", "2B", "3A", "4C"], 4), "category"],
  ["few sizes with a unit are classes", "term", repeated(["36 months", "60 months", "36 months"], 10), "category"],
  ["a letter before a number", "grade", repeated(["A1", "A2", "B1"], 4), "category"],
  ["currency", "p", ["$1,234.50", "$7.25", "-$3.00", "$12,345,678.00"], "number"],
  ["ISO dates", "d", run(30, (i) => `2020-01-${String(i + 1).padStart(2, "0")}`), "date"],
  ["versions are no numbers", "v", repeated(["1.2.3", "1.2.4", "2.0.0"], 4), "category"],
  ["telephone numbers", "phone", repeated(["555-1234", "555-9876", "555-4444"], 3), "category"],
  ["years alone are numbers", "y", repeated(["1999", "2001", "2005"], 4), "number"],
  ["three rows with a missing cell", "x", ["1.5", "", "2.5"], "number"],
  ["text with a few numbers", "t", repeated(["a", "b", "7"], 5), "category"],
  ["fractions", "f", repeated(["1/2", "1/3", "3/4"], 4), "category"],
];
for (const [name, column, cells, kind] of kinds) {
  test(`kind of ${name}: ${kind}`, () => assert.equal(columnOf(column, cells).kind, kind));
}

test("a few strangers among numbers are neither filled nor learned from", () => {
  const column = columnOf("x", [...run(300, scattered), "about 5", "", "NA", "NA"]);
  assert.equal(column.kind, "number");
  assert.deepEqual(
    [300, 301, 302].map((row) => column.missing[row]),
    [Missing.None, Missing.Empty, Missing.None],
  );
  assert.ok(Number.isNaN(column.values[300]!) && Number.isNaN(column.values[302]!));
});

test("many strangers make categories", () => {
  assert.equal(columnOf("x", repeated(["1", "2", "3", "4", "low"], 10)).kind, "category");
});

test("sentinels count when asked, where they are strangers", () => {
  const auto = { missingTokens: "auto" } as const;
  const numbers = columnOf("x", [...run(20, scattered), "-", "NA", ""], auto);
  assert.equal(numbers.kind, "number");
  assert.deepEqual(
    [20, 21, 22].map((row) => numbers.missing[row]),
    [Missing.Sentinel, Missing.Sentinel, Missing.Empty],
  );
  const damage = columnOf("damage", repeated(["None", "Minor", "Major", "?"], 5), auto);
  assert.deepEqual(damage.levels, ["None", "Minor", "Major"]);
  assert.equal(damage.missing[3], Missing.Sentinel);
  const flags = columnOf("b", repeated(["yes", "no", "unknown"], 5), auto);
  assert.equal(flags.kind, "boolean");
  const named = columnOf("x", [...run(20, scattered), "-999", "NA"], { missingTokens: ["-999"] });
  assert.deepEqual(
    [20, 21].map((row) => named.missing[row]),
    [Missing.Sentinel, Missing.None],
  );
  assert.ok(Number.isNaN(named.values[20]!));
});

test("blank cells are missing when asked, else they say nothing", () => {
  const cells = [...run(20, scattered), "  "];
  assert.equal(columnOf("x", cells, { blankIsMissing: true }).missing[20], Missing.Blank);
  const column = columnOf("x", cells);
  assert.equal(column.kind, "number");
  assert.equal(column.missing[20], Missing.None);
  assert.ok(Number.isNaN(column.values[20]!));
  const category = columnOf("c", ["a", "b", "a", "b", " "]);
  assert.equal(category.codes[4], -1);
  assert.deepEqual(category.levels, ["a", "b"]);
});

test("only columns with nothing to learn from are left, each with a sentence", () => {
  for (const [column, cells] of [
    ["id", run(30, (i) => i)],
    ["name", run(30, (i) => `n${i}x`)],
    ["e", ["", ""]],
  ] as const) {
    assert.match(columnOf(column, cells).skipReason ?? "", /^[A-Z].*\.$/);
  }
  for (const cells of [["ox", "ox", ""], repeated(words, 2), ["1", "2.5"], ["yes", "no"]])
    assert.equal(columnOf("c", cells).skipReason, null);
});

test("a column named like a property of Object is a column", () => {
  const column = columnOf("__proto__", repeated(["constructor", "toString", "__proto__"], 3));
  assert.equal(column.name, "__proto__");
  assert.deepEqual(column.levels, ["constructor", "toString", "__proto__"]);
});

test("levels take the spelling that most cells have", () => {
  const column = columnOf("c", [" a", " a", "a", "b", "b", "b", "TRUE"]);
  assert.deepEqual(column.levels, [" a", "b", "TRUE"]);
  assert.deepEqual([...column.codes], [0, 0, 0, 1, 1, 1, 2]);
  const truth = columnOf("b", ["TRUE", "true", "true", "False"]);
  assert.deepEqual(truth.levels, ["true", "False"]);
  assert.deepEqual([...truth.values], [1, 1, 1, 0]);
});

test("a counter beside the rows is learned from and never filled", () => {
  for (const cells of [run(30, (i) => i + 1), run(40, (i) => (i % 5 === 3 ? "" : i + 100))]) {
    const { kind, skipReason, reading } = columnOf("no", cells);
    assert.deepEqual([kind, reading.type, reading.role], ["number", "id", "learn"]);
    assert.match(skipReason ?? "", /not filled/);
  }
});

test("types are as fine as a person would tell them apart", () => {
  for (const [cells, type] of [
    [run(30, scattered), "integer"],
    [run(30, (i) => (scattered(i) / 7).toFixed(2)), "number"],
    [repeated(["1", "2", "3", "4", "5"], 10), "level"],
    [repeated(["00501", "10001", "94105"], 5), "category"],
    [repeated(["1", "2", "2"], 10), "code"],
    [repeated(["1.2", "1.10", "2.0", "1.10"], 3), "code"],
  ] as const) {
    const { reading } = columnOf("n", cells);
    assert.equal(reading.type, type, cells.slice(0, 5).join());
    assert.match(reading.reason, /^[A-Z].*\.$/);
  }
});

test("a mark says nothing of the cells without one, another value only where most cells have it", () => {
  assert.match(columnOf("member", ["", "x", "", "", "", "x"]).skipReason ?? "", /mark/);
  assert.match(columnOf("member", ["x", "x", "x", "x", "", "x"]).skipReason ?? "", /mark/);
  assert.match(columnOf("note", ["", "see above", "", "", "see above"]).skipReason ?? "", /mark/);
  assert.equal(columnOf("country", ["Norway", "Norway", "Norway", ""]).skipReason, null);
});

test("NA is a value among texts of its form, and the doubt is told; it is missing everywhere else", () => {
  const options = { missingTokens: ["NA"] };
  const codes = columnOf("iso2", repeated(["NA", "BW", "FR", ""], 3), options);
  assert.deepEqual([codes.levels, codes.valueTokens], [["NA", "BW", "FR"], ["NA"]]);
  assert.deepEqual(codes.reading.doubts.map(({ kind }) => kind), ["token-is-value"]);
  const names = columnOf("town", repeated(["Bergen", "NA", "Oslo"], 3), options);
  assert.deepEqual([names.levels, names.reading.missingTokens, names.reading.doubts], [["Bergen", "Oslo"], [{ token: "NA", cells: 3 }], []]);
  const stated = columnOf("iso2", repeated(["NA", "BW", "FR", ""], 3), { columns: [{ column: "iso2", missingTokens: ["NA"] }] });
  assert.deepEqual([stated.levels, stated.reading.doubts], [["BW", "FR"], []]);
});

test("a token that nobody named is told of, where it is a stranger", () => {
  const kinds = (cells: readonly string[]): string[] => columnOf("x", cells).reading.doubts.map(({ kind }) => kind);
  assert.deepEqual(kinds([...run(20, scattered), "NA"]), ["uncounted-token"]);
  assert.deepEqual(kinds(repeated(["a", "b", "?"], 4)), ["uncounted-token"]);
  assert.deepEqual(kinds(repeated(["None", "Minor", "Major"], 5)), []);
  assert.deepEqual(kinds(repeated(["NA", "BW", "FR"], 3)), []);
});

test("one text among numbers is named, and the column stays one of numbers", () => {
  const column = columnOf("y", ["10", "20", "30", "see note", "50", "60", "80", ""]);
  assert.equal(column.kind, "number");
  assert.ok(Number.isNaN(column.values[3]!));
  assert.match(sentenceText(column.reading.doubts[0]!.message), /“see note” in y isn't a number/);
});

test("infinities stay among numbers, and are neither filled nor learned from", () => {
  const column = columnOf("ratio", ["100.0", "50.0", "33.3", "", "inf", "20.0", "-Infinity"]);
  assert.equal(column.kind, "number");
  assert.deepEqual([column.values[4], column.missing[4]], [Number.NaN, Missing.None]);
  assert.deepEqual(column.reading.doubts, []);
});

test("codes for a missing value are asked about, and no long one is learned from", () => {
  for (const [cells, text, learned] of [
    [[...run(20, (i) => 20 + (i * 7) % 50), "-999"], "-999", false],
    [[...run(20, (i) => 20 + (i * 7) % 50), "9999"], "9999", false],
    [[...run(20, (i) => 90 + (i * 7) % 50), "0", "0"], "0", true],
    [[...run(20, (i) => `2020-03-${String(1 + ((i * 5) % 27)).padStart(2, "0")}`), "1900-01-01"], "1900-01-01", false],
  ] as const) {
    const column = columnOf("x", cells);
    const [doubt] = column.reading.doubts;
    assert.deepEqual([doubt?.kind, doubt?.message.values[0]], ["disguised-missing", text]);
    assert.equal(!Number.isNaN(column.values[20]!), learned);
    assert.equal(column.missing[20], Missing.None);
    for (const { stated } of doubt!.settlings) assert.deepEqual(columnOf("x", cells, stated).reading.doubts, [], "settled");
    assert.equal(columnOf("x", cells, doubt!.settlings[0]!.stated).missing[20], Missing.Sentinel);
    assert.ok(!Number.isNaN(columnOf("x", cells, doubt!.settlings[1]!.stated).values[20]!));
  }
  for (const cells of [run(60, (i) => i % 50), [...run(30, scattered), "0", "0"], [...run(30, (i) => 60 + i), "99"], run(30, (i) => -i)]) {
    assert.deepEqual(columnOf("x", cells).reading.doubts, [], cells.join());
  }
});

test("what is stated goes before what would be inferred", () => {
  const cells = repeated(["01", "02", "10", "11", "7"], 4);
  assert.equal(columnOf("x", cells).kind, "category");
  assert.deepEqual([...columnOf("x", cells, { columns: [{ column: "x", type: "integer" }] }).values.subarray(0, 3)], [1, 2, 10]);
  const rating = repeated(["1", "2", "3", "4", "5"], 10);
  assert.equal(columnOf("x", rating, { columns: [{ column: 1, type: "code" }] }).kind, "category");
  const left = columnOf("x", rating, { columns: [{ column: "x", role: "leave" }] });
  assert.deepEqual([left.reading.role, left.skipReason === null], ["leave", false]);
  const named = columnOf("name", run(20, (i) => `${words[i % 10]}${i}`), { columns: [{ column: "name", role: "fill" }] });
  assert.deepEqual([named.kind, named.skipReason], ["id", null]);
});

test("a value outside the constraints is kept, counted and not learned from", () => {
  const cells = ["10", "20", "300", "40", "50", "15"];
  const column = columnOf("age", cells, { columns: [{ column: "age", constraints: { minimum: "12", maximum: "120" } }] });
  assert.deepEqual([...column.values], [Number.NaN, 20, Number.NaN, 40, 50, 15]);
  assert.equal(column.reading.violations, 2);
  assert.deepEqual(column.reading.doubts.map(({ message }) => sentenceText(message)), ["2 values in age violate the column's constraints: “10”, “300”. They are kept, and not learned from."]);
  assert.equal(formatValue(column, 3), "15");
  assert.equal(formatValue(columnOf("age", cells, { columns: [{ column: "age", constraints: { maximum: "30" } }] }), 90), "20");
  const shades = columnOf("c", repeated(["red", "blue", "rde"], 4), { columns: [{ column: "c", constraints: { enum: ["red", "blue"] } }] });
  assert.deepEqual([shades.codes[2], shades.reading.violations], [-1, 4]);
  const plates = columnOf("p", repeated(["AB1", "CD2", "x"], 4), { columns: [{ column: "p", constraints: { pattern: "[A-Z]{2}\\d" } }] });
  assert.deepEqual([plates.codes[1], plates.codes[2]], [1, -1]);
  assert.equal(columnOf("u", repeated(["a", "b"], 3), { columns: [{ column: "u", constraints: { unique: true } }] }).reading.role, "learn");
});

test("a mark that comes again among measured numbers is no value of its own", () => {
  const measured = (i: number): string => (i % 8 === 3 ? "<0.01" : i === 5 ? "" : (0.05 + scattered(i) / 3000).toFixed(4));
  const column = columnOf("lead", run(32, measured));
  assert.deepEqual([column.kind, column.reading.doubts.map(({ kind }) => kind)], ["number", ["texts-among-numbers"]]);
  assert.equal(columnOf("size", repeated(["1", "2", "3", "low"], 8)).kind, "category");
});

test("even numbers in order are a measurement unless their name calls them a key", () => {
  const even = run(30, (i) => 2 * i);
  assert.equal(columnOf("length", even).reading.type, "integer");
  assert.equal(columnOf("id", run(30, (i) => i + Math.floor(i / 3))).reading.type, "id");
  assert.equal(columnOf("n", run(30, (i) => i + (i > 20 ? 2 : 0))).reading.type, "id");
});
