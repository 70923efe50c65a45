import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { NumberFormat } from "../../../src/table/column";
import { formatEnd, formatNumber, formatValue } from "../../../src/table/format";
import { seed } from "../csv/helpers";
import { columnOf } from "./helpers";

const plain: NumberFormat = { decimals: 0, fixed: false, decimalMark: ".", grouping: "", prefix: "", suffix: "", negative: "-", plus: false, exponent: null };

const formats: readonly [
  name: string,
  cells: string[],
  format: Partial<NumberFormat>,
  values: number[],
  delimiter?: string,
][] = [
  ["integers", ["10", "-3", "7"], { decimals: 0, fixed: false }, [10, -3, 7]],
  ["fixed decimals", ["1.50", "2.25", "3.00"], { decimals: 2, fixed: true }, [1.5, 2.25, 3]],
  ["free decimals", ["1.5", "2", "3.25"], { decimals: 2, fixed: false }, [1.5, 2, 3.25]],
  ["decimal comma", ["1,5", "2,25", "3"], { decimals: 2, decimalMark: "," }, [1.5, 2.25, 3]],
  ["grouping", ["1,234", "12,345,678", "7"], { grouping: ",", decimalMark: "." }, [1234, 12345678, 7]],
  [
    "grouping and decimals",
    ["1,234.50", "7.25", "10,000.00"],
    { grouping: ",", fixed: true, decimals: 2 },
    [1234.5, 7.25, 10000],
  ],
  [
    "continental",
    ["1.234,50", "7,25", "10.000,00"],
    { grouping: ".", decimalMark: ",", fixed: true },
    [1234.5, 7.25, 10000],
  ],
  [
    "narrow spaces",
    ["1\u202f234,5", "7,2", "10\u202f000,0"],
    { grouping: "\u202f", decimalMark: "," },
    [1234.5, 7.2, 10000],
  ],
  ["apostrophes", ["1'234.5", "10'000.0"], { grouping: "'", decimals: 1 }, [1234.5, 10000]],
  [
    "one comma and three digits, in an English file",
    ["1,234", "5,678", "9,012"],
    { grouping: "," },
    [1234, 5678, 9012],
  ],
  [
    "the same in a semicolon file",
    ["1,234", "5,678", "9,012"],
    { decimalMark: ",", grouping: "" },
    [1.234, 5.678, 9.012],
    ";",
  ],
  [
    "a leading zero tells decimals",
    ["0,125", "1,234", "2,500"],
    { decimalMark: ",", grouping: "" },
    [0.125, 1.234, 2.5],
  ],
  ["percent", ["5%", "12.5%", "100%"], { suffix: "%", decimals: 1 }, [5, 12.5, 100]],
  ["percent behind a space", ["5,0 %", "12,5 %"], { suffix: " %", fixed: true }, [5, 12.5]],
  ["currency before", ["$5.00", "-$12.50", "$1,000.00"], { prefix: "$", grouping: "," }, [5, -12.5, 1000]],
  ["currency behind", ["5,00 €", "12,50 €"], { suffix: " €" }, [5, 12.5]],
  ["exponents behind several digits", ["100e3", "214e3", "31e3"], { decimals: 0, exponent: null }, [100000, 214000, 31000]],
  ["exponents", ["1e-3", "2.5e1"], { decimals: 1, fixed: false, exponent: { letter: "e", digits: 1, plus: false } }, [0.001, 25]],
];
for (const [name, cells, format, values, delimiter] of formats) {
  test(`reads: ${name}`, () => {
    const column = columnOf("x", cells, {}, delimiter);
    assert.equal(column.kind, "number");
    assert.deepEqual({ ...column.numberFormat, ...format }, column.numberFormat);
    assert.deepEqual([...column.values], values);
  });
}

test("computed noise does not set the precision", () => {
  const cells = Array.from({ length: 200 }, (_, i) => String(((i * 37) % 100) / 10));
  cells[7] = "0.30000000000000004";
  assert.equal(columnOf("x", cells).numberFormat?.decimals, 1);
});

test("writes in the column's spelling", () => {
  assert.equal(formatNumber(1234567.891, { ...plain, decimals: 2, fixed: true, grouping: "," }), "1,234,567.89");
  assert.equal(formatNumber(-0.4, plain), "0");
  assert.equal(formatNumber(-1234.5, { ...plain, decimals: 1, prefix: "$", grouping: "," }), "-$1,234.5");
  assert.equal(formatNumber(1.5, { ...plain, decimals: 3 }), "1.5");
  assert.equal(formatNumber(1e21, plain), "1000000000000000000000");
  assert.equal(formatNumber(0.1 + 0.2, { ...plain, decimals: 2, decimalMark: "," }), "0,3");
});

test("stays within what the column can hold", () => {
  const months = columnOf("month", ["1", "5", "12", "7", "3"]);
  assert.deepEqual(
    [13, 0.2, 6.6].map((value) => formatValue(months, value)),
    ["12", "1", "7"],
  );
  const whole = columnOf("n", ["1.0", "5.0", "12.0"]);
  assert.equal(formatValue(whole, 6.4), "6.0");
  assert.throws(() => formatValue(whole, Number.NaN), RangeError);
  assert.throws(() => formatValue(columnOf("c", ["a", "b", "a", "b"]), 1), RangeError);
});

test("what is written reads back as a number of the same column", () => {
  const format = fc.record({
    decimals: fc.integer({ min: 0, max: 4 }),
    mark: fc.constantFrom([".", ""], [".", ","], [",", "."], [",", ""], [".", "'"], [",", "\u00a0"]) as fc.Arbitrary<
      [".", ","] | [",", "."]
    >,
    affix: fc.constantFrom(["", ""], ["$", ""], ["", " %"], ["", " kg"], ["€ ", ""]) as fc.Arbitrary<[string, string]>,
    style: fc.record({
      negative: fc.constantFrom("-", "-", "()", "\u2212") as fc.Arbitrary<NumberFormat["negative"]>,
      plus: fc.boolean(),
      exponent: fc.constantFrom(null, null, { letter: "e", digits: 2, plus: true } as const, { letter: "E", digits: 1, plus: false } as const),
    }),
  });
  fc.assert(
    fc.property(
      format,
      fc.array(
        fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((n) => n / 997),
        { minLength: 12, maxLength: 30 },
      ),
      (shape, numbers) => {
        const [decimalMark, grouping] = shape.mark;
        const [prefix, suffix] = shape.affix;
        const written: NumberFormat = {
          decimals: shape.decimals,
          fixed: shape.decimals > 0,
          decimalMark,
          grouping,
          prefix,
          suffix,
          ...shape.style,
        };
        const cells = numbers.map((value) => formatNumber(value, written));
        const delimiter = decimalMark === "," ? ";" : "\t";
        const column = columnOf("x", cells, {}, delimiter);
        // Few distinct values may be a constant or classes, a running number is an id: that has tests of its own.
        fc.pre(new Set(cells).size > 10 && column.kind !== "id");
        assert.equal(column.kind, "number");
        const inside = (column.values[0]! + column.values[1]!) / 2;
        const again = columnOf("x", [...cells, formatValue(column, inside)], {}, delimiter);
        assert.equal(again.kind, "number");
        assert.deepEqual(again.numberFormat, column.numberFormat);
        const unit = 10 ** -shape.decimals * (shape.style.exponent === null ? 1 : Math.abs(inside));
        const tolerance = unit + Math.abs(inside) * 1e-12;
        assert.ok(Math.abs(again.values.at(-1)! - inside) <= tolerance, `${inside} became ${again.values.at(-1)}`);
        for (const [i, cell] of cells.entries()) assert.equal(formatValue(column, column.values[i]!), cell);
      },
    ),
    { seed, numRuns: 500 },
  );
});

test("an interval may end beyond the observed range, as far as values can lie", () => {
  const counts = columnOf("n", ["3", "17", "8", "11", "25"]);
  assert.deepEqual([formatValue(counts, 40), formatEnd(counts, 40), formatEnd(counts, -4), formatEnd(counts, 9)], ["25", "40", "0", "9"]);
  const shares = columnOf("x", ["0.5", "0.25", "0.75"], { columns: [{ column: "x", constraints: { maximum: "1" } }] });
  assert.deepEqual([formatEnd(shares, 1.4), formatEnd(shares, 0.9)], ["1", "0.9"]);
  const degrees = columnOf("t", ["-3.5", "4.0", "1.5"]);
  assert.equal(formatEnd(degrees, -9.25), "-9.3");
});
