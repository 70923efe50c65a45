import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { openText } from "../../../src/csv/csvFile";
import { massBetween } from "../../../src/imputation/mass";
import { suggest } from "../../../src/imputation/suggest";
import { reachOf, toleranceOf } from "../../../src/imputation/tolerance";
import { type NumericDistribution, quantile } from "../../../src/npt/decode";
import type { EncodedColumn } from "../../../src/npt/encode";
import { existingValues } from "../../../src/npt/existing";
import { buildTable } from "../../../src/table/buildTable";
import { parseValue } from "../../../src/table/parseValue";

const bins = 12;

/** Borders that rise, a value in every bin, and some mass in each. */
const distribution = fc
  .tuple(
    fc.array(fc.double({ min: 0.01, max: 30, noNaN: true }), { minLength: bins, maxLength: bins }),
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: bins, maxLength: bins }),
    fc.array(fc.double({ min: 0.02, max: 0.98, noNaN: true }), { minLength: bins, maxLength: bins }),
  )
  .filter(([, mass]) => mass.some((one) => one > 0.01))
  .map(([widths, mass, places]): NumericDistribution => {
    const edges = [0];
    for (const width of widths) edges.push(edges.at(-1)! + width);
    const total = mass.reduce((sum, one) => sum + one, 0);
    const value = Float64Array.from(places, (place, s) => edges[s]! + place * widths[s]!);
    return { kind: "numeric", probability: Float64Array.from(mass, (one) => one / total), value, borders: Float64Array.from(edges.slice(1, -1)), existing: null, exact: null, best: value[0]!, sd: 1 };
  });

test("the mass between two values is what numeric integration over the quantiles finds", () => {
  const points = 4000;
  fc.assert(
    fc.property(distribution, fc.double({ min: -5, max: 120, noNaN: true }), fc.double({ min: 0.1, max: 60, noNaN: true }), (d, low, width) => {
      let inside = 0;
      for (let k = 0; k < points; k++) {
        const at = quantile(d, (k + 0.5) / points);
        if (at >= low && at <= low + width) inside++;
      }
      const mass = massBetween(d, low, low + width);
      assert.ok(Math.abs(mass - inside / points) < 3 / points, `${mass} ${inside / points}`);
    }),
    { numRuns: 60 },
  );
});

test("the whole line has all of the mass, and parts that do not overlap add up", () => {
  fc.assert(
    fc.property(distribution, fc.double({ min: 0, max: 100, noNaN: true }), (d, at) => {
      assert.ok(Math.abs(massBetween(d, -1e9, 1e9) - 1) < 1e-12);
      const edge = at + 1e-9;
      assert.ok(Math.abs(massBetween(d, -1e9, at) + massBetween(d, edge, 1e9) - 1) < 1e-6);
    }),
  );
});

/** A column as it is encoded, and a distribution over it. */
function over(texts: readonly string[], d: Pick<NumericDistribution, "probability" | "value" | "borders" | "best">) {
  const source = buildTable(openText(`a\n${texts.join("\n")}\n`, { header: true, delimiter: ";" })).columns[0]!;
  const sorted = source.values.filter((value) => !Number.isNaN(value)).sort();
  const encoded: EncodedColumn = { source, numeric: true, mean: 0, sd: 1, spread: 1, sorted, existing: null, ranked: new Int32Array(0), counts: new Int32Array(0) };
  return { source, encoded, whole: { kind: "numeric", existing: null, sd: 2, ...d } as NumericDistribution };
}

const even = { probability: Float64Array.of(0, 0.25, 0.25, 0.25, 0.25, 0), value: Float64Array.of(0, 5, 15, 25, 35, 40), borders: Float64Array.of(0, 10, 20, 30, 40) };
const hundredths = Array.from({ length: 401 }, (_, k) => (k / 10).toFixed(1));

test("the certainty of a number is the mass within the tolerance of the value that is written; it comes first among the alternatives", () => {
  const { source, encoded, whole } = over(hundredths, { ...even, best: 20.04 });
  const suggestion = suggest(3, encoded, whole);
  const reach = reachOf(toleranceOf(source));
  assert.equal(suggestion.value, "20.0");
  assert.ok(Math.abs(suggestion.certainty - (2 * reach) / 40) < 1e-12, `${suggestion.certainty}, ± ${reach}`);
  assert.deepEqual(suggestion.alternatives[0], { value: "20.0", probability: suggestion.certainty });
  assert.equal(suggestion.estimate?.sd, 2);
});

test("alternatives of a continuous column are ranges beside each other: no two overlap, and no probability counts twice", () => {
  fc.assert(
    fc.property(distribution, fc.double({ min: 0, max: 40, noNaN: true }), (d, best) => {
      const { source, encoded } = over(hundredths, { ...even, best });
      const { alternatives } = suggest(0, encoded, { ...d, best });
      const reach = reachOf(toleranceOf(source));
      const centres = alternatives.map(({ value }) => parseValue(source, value)).sort((a, b) => a - b);
      for (const [k, centre] of centres.entries()) if (k > 0) assert.ok(centre - centres[k - 1]! > 2 * reach - 0.11, `${centres} ± ${reach}`);
      const sum = alternatives.reduce((total, { probability }) => total + probability, 0);
      assert.ok(sum <= 1 + 1e-9, `${sum}`);
      const others = alternatives.slice(1).map(({ probability }) => probability);
      assert.deepEqual(others, [...others].sort((a, b) => b - a), "the others by falling probability");
    }),
  );
});

test("a column of existing values: their probabilities within the tolerance, and existing values as alternatives", () => {
  const texts = Array.from({ length: 300 }, (_, k) => String([1, 2, 4, 7][k % 4]));
  const { source, encoded } = over(texts, { ...even, best: 4 });
  const existing = existingValues(encoded.sorted)!;
  const d: NumericDistribution = { kind: "numeric", ...even, exact: null, existing: { values: existing.values, probability: Float64Array.of(0.11, 0.2, 0.6, 0.09) }, best: 4, sd: 1 };
  assert.equal(toleranceOf(source).value, 0.5);
  const suggestion = suggest(0, { ...encoded, existing }, d);
  assert.deepEqual([suggestion.value, suggestion.certainty], ["4", 0.6]);
  assert.deepEqual(suggestion.alternatives.map(({ value }) => value), ["4", "2", "1", "7"]);
  assert.deepEqual(suggestion.alternatives.map(({ probability }) => Number(probability.toFixed(9))), [0.6, 0.2, 0.11, 0.09]);
});

test("where nothing varies the certainty is that of the next one being the same, too", () => {
  const { encoded, whole } = over(["5", "5", "5", "5"], { ...even, best: 5 });
  const column = { ...encoded, source: { ...buildTable(openText("a\n5\n6\n")).columns[0]! }, spread: 0, sorted: Float64Array.of(5, 5, 5, 5) };
  assert.equal(suggest(0, column, whole).certainty, 5 / 6);
});
