import assert from "node:assert/strict";
import test from "node:test";
import { type ColumnKind, Missing } from "../../../src/table/column";
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
  ["a running number", "no", run(30, (i) => i + 1), "id"],
  ["a running number with missing cells", "row", run(40, (i) => (i % 5 === 3 ? "" : i + 100)), "id"],
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
  for (const cells of [["x", "x", ""], repeated(words, 2), ["1", "2.5"], ["yes", "no"]])
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
