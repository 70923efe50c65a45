import assert from "node:assert/strict";
import test from "node:test";
import { openText } from "../../../src/csv/csvFile";
import { checkAccuracy, type ColumnAccuracy } from "../../../src/imputation/checkAccuracy";
import type { ImputeTable } from "../../../src/imputation/impute";
import { toleranceOf } from "../../../src/imputation/tolerance";
import { buildTable } from "../../../src/table/buildTable";
import { isMissing } from "../../../src/table/cell";
import { meanAndSd } from "../../../src/table/meanAndSd";
import type { Column, Table } from "../../../src/table/column";

const { signal } = new AbortController();

/** 400 numbers from 0.0 to 99.9 in no order, and a category, nine in ten of it the same. */
const table = buildTable(
  openText(`size,kind\n${Array.from({ length: 400 }, (_, k) => `${(((k * 617) % 1000) / 10).toFixed(1)},${k % 10 === 3 ? "rare" : "usual"}`).join("\n")}\n`),
);

/** A model that says what it is told to of each hidden cell. */
function model(say: (truth: Column, row: number, masked: Column) => { readonly value: string; readonly low?: number; readonly high?: number }): { readonly impute: ImputeTable; seen(): Table } {
  let masked = table;
  const impute: ImputeTable = async (asked) => {
    masked = asked;
    const suggestions = asked.columns.flatMap((column) => {
      const truth = table.columns[column.index]!;
      return Array.from({ length: asked.rows }, (_, row) => row).flatMap((row) => {
        if (!isMissing(asked, column, row)) return [];
        const { value, low = -1e9, high = 1e9 } = say(truth, row, column);
        const estimate = truth.kind === "number" ? { estimate: { value: Number(value), low, high, sd: 1 } } : {};
        return [{ row, column: column.index, value, certainty: 0.5, interval: null, alternatives: [], ...estimate }];
      });
    });
    return { suggestions, columns: [], timing: { encodeMs: 0, inferenceMs: 0 } };
  };
  return { impute, seen: () => masked };
}

async function checked(say: Parameters<typeof model>[0]): Promise<readonly [ColumnAccuracy, ColumnAccuracy]> {
  const [size, kind] = await checkAccuracy(model(say).impute, table, { share: 0.25, seed: 1 }, signal);
  return [size!, kind!];
}

const truthOf = (truth: Column, row: number): string => (truth.kind === "number" ? truth.values[row]!.toFixed(1) : truth.levels[truth.codes[row]!]!);
const tolerance = toleranceOf(table.columns[0]!);

test("a number is right up to the column's tolerance, the end included, and no further", async () => {
  assert.deepEqual(tolerance, { value: 9, step: 0.1 });
  const off = (by: number) => checked((truth, row) => ({ value: truth.kind === "number" ? (truth.values[row]! + by).toFixed(1) : "usual" }));
  for (const [by, right] of [[0, 1], [9, 1], [-9, 1], [9.1, 0], [-9.1, 0]] as const) {
    const [size] = await off(by);
    assert.equal(size.right, right, `off by ${by}`);
    assert.ok(size.cells.every((cell) => cell.right === (right === 1)));
  }
});

test("what counts as right does not change with what is hidden", async () => {
  const { impute, seen } = model((truth, row) => ({ value: truthOf(truth, row) }));
  const [size] = await checkAccuracy(impute, table, { share: 0.5, seed: 5 }, signal);
  assert.deepEqual(size?.tolerance, tolerance);
  assert.deepEqual(toleranceOf(seen().columns[0]!), tolerance, "the certainties of the check are about the same");
});

test("the share inside the 90 % interval is told beside", async () => {
  const [size, kind] = await checked((truth, row) => ({ value: truthOf(truth, row), ...(row % 2 === 0 ? { low: truth.values[row]! - 1, high: truth.values[row]! } : { low: 200, high: 300 }) }));
  const even = size.cells.filter(({ row }) => row % 2 === 0).length / size.hidden;
  assert.equal(size.inside, even);
  assert.equal(kind.inside, null);
});

test("better and worse than the plain guess is what is so by more than chance", async () => {
  const verdicts = async (say: Parameters<typeof model>[0]): Promise<readonly string[]> => (await checked(say)).map(({ verdict }) => verdict);
  assert.deepEqual(await verdicts((truth, row) => ({ value: truthOf(truth, row) })), ["better", "better"]);
  assert.deepEqual(await verdicts((truth, _, { values }) => ({ value: truth.kind === "number" ? meanAndSd(values.filter((value) => !Number.isNaN(value))).mean.toFixed(1) : "usual" })), ["alike", "alike"], "as good as the plain guess is not worse");
  assert.deepEqual(await verdicts((truth, row) => ({ value: truth.kind === "number" ? (99.9 - truth.values[row]!).toFixed(1) : "rare" })), ["worse", "worse"]);
  // One in a hundred more right than the most common value: chance.
  let told = 0;
  const [, kind] = await checked((truth, row) => ({ value: truth.kind === "number" ? "50.0" : truthOf(truth, row) === "rare" && told++ === 0 ? "rare" : "usual" }));
  assert.ok(kind.score > kind.baseline);
  assert.equal(kind.verdict, "alike");
});
