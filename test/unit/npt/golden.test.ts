import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { encodeTable } from "../../../src/npt/encode";
import { MemoryRows } from "../../../src/npt/memoryRows";
import { Predictor } from "../../../src/npt/predictor";
import type { Table } from "../../../src/table/column";
import { DirectRuntime, levelColumn, manifest, numberColumn, tableOf } from "./network";

interface Golden {
  readonly rows: number;
  readonly columns: number;
  readonly context: number;
  readonly statistic: number;
  readonly validation: number;
  readonly numeric: readonly number[];
  readonly cells: readonly (readonly (number | null)[])[];
  readonly encoded: Readonly<Record<"x" | "g" | "level" | "slot" | "seen", readonly number[]>>;
  readonly probability: readonly number[];
  readonly value: readonly number[];
}

const golden = JSON.parse(readFileSync(join(__dirname, "..", "..", "fixtures", "golden", "table.json"), "utf8")) as Golden;

function goldenTable(): Table {
  return tableOf(
    golden.numeric.map((numeric, j) => {
      const cells = golden.cells.map((row) => row[j]!);
      return numeric === 1 ? numberColumn(j, cells) : levelColumn(j, cells);
    }),
  );
}

function largestDifference(got: ArrayLike<number>, want: readonly number[]): number {
  assert.equal(got.length, want.length);
  return want.reduce((most, value, k) => Math.max(most, Math.abs(value - got[k]!)), 0);
}

test("the encoder gives what the Python encoder gives, to 1e-5", () => {
  const table = goldenTable();
  const encoded = encodeTable(table, table.columns, manifest);
  for (const name of ["x", "g", "level", "slot", "seen"] as const) {
    const difference = largestDifference(encoded[name], golden.encoded[name]);
    assert.ok(difference < 1e-5, `${name} differs by ${difference}`);
  }
});

test("ONNX Runtime gives what PyTorch gives, to 1e-4", async () => {
  const table = goldenTable();
  const encoded = encodeTable(table, table.columns, manifest);
  const order = Uint32Array.from({ length: golden.rows }, (_, k) => k);
  const spare = Uint32Array.from({ length: golden.rows - golden.context }, (_, k) => golden.context + k);
  const inContext = Uint8Array.from({ length: golden.rows }, (_, k) => (k < golden.context ? 1 : 0));
  // the golden run took every row outside the context, in order
  const memory = Object.assign(new MemoryRows(encoded, inContext), { near: () => spare });
  const all = [...Array(golden.columns).keys()];
  const rows = { ...manifest, statisticRows: golden.statistic, validationRows: golden.validation };
  const predictor = new Predictor(encoded, { columns: all, targets: all }, order, golden.context, memory, rows, new DirectRuntime());
  const predictions = await predictor.predict(Uint32Array.from({ length: golden.rows }, (_, k) => k), new AbortController().signal);
  const probability = largestDifference(predictions.probability, golden.probability);
  const value = largestDifference(predictions.value, golden.value);
  assert.ok(probability < 1e-4, `probabilities differ by ${probability}`);
  assert.ok(value < 1e-4, `values differ by ${value}`);
});
