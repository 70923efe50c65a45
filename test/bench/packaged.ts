import { openBytes } from "../../src/csv/csvFile";
import type { Engine } from "../../src/engine/contract";
import type { ImputeOptions } from "../../src/imputation/impute";
import { buildTable } from "../../src/table/buildTable";
import type { Table } from "../../src/table/column";
import { forestChain } from "./baselines/forest";
import { type Frame, type FrameColumn, type Imputer, meanMode, split, toFrame } from "./baselines/frame";
import { nearestRows } from "./baselines/knn";
import { lookupRule } from "./baselines/lookup";
import { ridgeChain } from "./baselines/ridge";
import type { MaskedTable } from "./calibration";
import { type Hidden, hideCells } from "./mask";
import { loadTable, tableNames, toCsv } from "./realTables";
import type { Figures, Lookup, Result } from "./results";
import { scoreTable, type TableScore } from "./score";
import { completeBytes } from "./shipped";

const baselines: Readonly<Record<string, Imputer>> = {
  mean: meanMode,
  lookup: lookupRule,
  knn: nearestRows,
  mice: ridgeChain,
  missforest: forestChain(),
};

/** Hides cells of a packaged table, completes it with every method and compares with what stood there. */
export async function benchTable(
  engine: Engine,
  name: string,
  pattern: string,
  seed: number,
  options: ImputeOptions,
): Promise<{ result: Result; lookups: Lookup[] }> {
  const { table, complete, truth, hidden, isHidden } = withHidden(name, pattern, seed);
  const bytes = encode(toCsv(table, isHidden));
  const masked = withMissing(truth, hidden);

  const completed = await completeBytes(engine, bytes, options);
  const after = openBytes(completed.bytes);
  const values = valuesOf(buildTable(after), complete, truth);
  const scores: Record<string, TableScore> = { npt: scoreTable(truth, masked, hidden, values) };
  for (const [method, imputer] of Object.entries(baselines)) {
    scores[method] = scoreTable(truth, masked, hidden, imputer(masked));
  }
  let changed = 0;
  for (const [row, cells] of table.rows.entries()) {
    for (const [column, text] of cells.entries()) {
      if (text !== "" && !isHidden(row, column) && after.cell(row, column) !== text) changed++;
    }
  }
  const unfilled = values.reduce((sum, column, j) => sum + column.filter((value, row) => Number.isNaN(value) && hidden[row * values.length + j] === 1).length, 0);
  const methods = Object.fromEntries(
    Object.entries(scores).map(([method, { skill, nrmse, accuracy }]): [string, Figures] => [method, { skill, nrmse, accuracy }]),
  );
  const accuracyOf = (method: string, column: string): number | null | undefined =>
    scores[method]!.columns.find((score) => score.name === column)?.accuracy;
  const lookups = determined(truth).flatMap(({ column, key }): Lookup[] => {
    const [npt, rule] = [accuracyOf("npt", column), accuracyOf("lookup", column)];
    return typeof npt !== "number" || typeof rule !== "number" ? [] : [{ table: name, pattern, column, key, npt, rule }];
  });
  return { result: { table: name, pattern, methods, seconds: completed.inferenceMs / 1000, unfilled, changed }, lookups };
}

/** A packaged table, complete, and which cells the pattern hides. */
function withHidden(name: string, pattern: string, seed: number) {
  const table = loadTable(name);
  const complete = buildTable(openBytes(encode(toCsv(table, () => false))));
  const truth = toFrame(complete);
  const hidden = hideCells(truth, pattern, table.label, seed);
  const place = new Map(truth.columns.map(({ index }, j) => [index, j]));
  const isHidden = (row: number, column: number): boolean => place.has(column) && hidden[row * truth.columns.length + place.get(column)!] === 1;
  return { table, complete, truth, hidden, isHidden };
}

/** The packaged tables with cells hidden, pattern by pattern. @param tables null for all */
export function* packagedTables({ patterns, tables }: { readonly patterns: readonly string[]; readonly tables: readonly string[] | null }, seed: number): Generator<MaskedTable> {
  for (const pattern of patterns) {
    for (const name of tables ?? tableNames) {
      const { table, complete, isHidden } = withHidden(name, pattern, seed);
      const truth = table.rows.flatMap((cells, row) => cells.flatMap((value, column) => (isHidden(row, column) ? [{ row, column: complete.columns[column]!.name, value }] : [])));
      yield { name, pattern, bytes: encode(toCsv(table, isHidden)), truth };
    }
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function withMissing({ rows, columns }: Frame, hidden: Hidden): Frame {
  const hole = (row: number, j: number): boolean => hidden[row * columns.length + j] === 1;
  return {
    rows,
    columns: columns.map((column, j) => ({ ...column, values: column.values.map((value, row) => (hole(row, j) ? Number.NaN : value)) })),
  };
}

/** The completed cells in the terms of the true frame: numbers, or the true table's level codes (-1: another value). */
function valuesOf(completed: Table, complete: Table, truth: Frame): Float64Array[] {
  return truth.columns.map(({ index, name, numeric }) => {
    const column = completed.columns[index]!;
    if (numeric) {
      if (column.numberFormat === null && column.dateFormat === null) throw new TypeError(`Column "${name}" came back as ${column.kind}.`);
      return column.values;
    }
    const level = new Map(complete.columns[index]!.levels.map((text, code) => [text, code]));
    return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : (level.get(column.levels[code]!) ?? -1)));
  });
}

/** Categories of which another column leaves hardly a doubt, though their most common value does not. */
function determined({ columns }: Frame): { column: string; key: string }[] {
  const found: { column: string; key: string }[] = [];
  for (const target of columns) {
    if (target.numeric || commonest(target, null) > 0.9) continue;
    let best = { key: "", share: 0.99 };
    for (const key of columns) {
      if (key === target || new Set(key.values).size > 0.5 * key.values.length) continue;
      const share = commonest(target, key);
      if (share > best.share) best = { key: key.name, share };
    }
    if (best.key !== "") found.push({ column: target.name, key: best.key });
  }
  return found;
}

/** Share of known cells that hold their group's most common value; without a key all rows are one group. */
function commonest(target: FrameColumn, key: FrameColumn | null): number {
  const groups = new Map<number, Map<number, number>>();
  const { known } = split(target);
  for (const row of known) {
    const group = key === null ? 0 : key.values[row]!;
    const counts = groups.get(group) ?? new Map<number, number>();
    groups.set(group, counts.set(target.values[row]!, (counts.get(target.values[row]!) ?? 0) + 1));
  }
  let right = 0;
  for (const [group, counts] of groups) if (!Number.isNaN(group)) right += Math.max(...counts.values());
  return right / Math.max(1, known.length);
}
