import { permutation, seededRandom } from "../npt/random";
import { isKnown } from "../table/cell";
import { type Column, Missing, type Table } from "../table/column";
import { meanAndSd } from "../table/meanAndSd";
import { formatLevel } from "../table/format";
import type { ImputeEvents, ImputeOptions, ImputeTable } from "./impute";
import { defaultOptions } from "./impute";
import type { Suggestion } from "./suggestion";

/** A known cell that was hidden and predicted. */
export interface CheckedCell {
  readonly row: number;
  readonly certainty: number;
  /** Categories: predicted exactly. Numbers and dates: the 90 % interval holds the truth. */
  readonly right: boolean;
  /** How far off the prediction was, in the column's units (dates: seconds); 0 for categories. */
  readonly off: number;
}

/** How well a column's known cells are predicted when they are hidden. */
export interface ColumnAccuracy {
  readonly column: number;
  /** Cells hidden and predicted. */
  readonly hidden: number;
  /** "accuracy": share predicted exactly. "nrmse": root mean squared error / sd of the values left. */
  readonly measure: "accuracy" | "nrmse";
  readonly score: number;
  /** The same for the most common value, or the mean. */
  readonly baseline: number;
  /** Whether the network beats the baseline. */
  readonly better: boolean;
  readonly cells: readonly CheckedCell[];
  /** How far half of the cells would have been off at most, had the mean been taken; 0 for categories. */
  readonly meanOff: number;
  /** Width of the range that holds the middle 90 % of the values left, in the column's units; 0 for categories. */
  readonly middleRange: number;
}

export interface CheckOptions {
  /** Share of each column's known cells to hide, 0..1. */
  readonly share: number;
  readonly seed: number;
  readonly contextRows?: number;
}

/** Share of each column's known cells that is hidden unless somebody says otherwise. */
export const defaultShare = 0.2;
/** Fewer hidden cells than this say nothing. */
const minCells = 5;
/** More than this cost time and say no more. */
const most = 400;

/**
 * Hides a share of the cells that are known, predicts them with everything else as it is, and compares with the
 * column's mean or most common value. Columns with too few known cells are left out.
 */
export async function checkAccuracy(
  impute: ImputeTable,
  table: Table,
  options: CheckOptions,
  signal: AbortSignal,
  events: Pick<ImputeEvents, "onProgress" | "pause"> = {},
): Promise<ColumnAccuracy[]> {
  const random = seededRandom(options.seed + 77);
  const hidden = new Map<number, Set<number>>();
  const columns = table.columns.map((column) => {
    const rows = toHide(column, table.rows, options.share, random);
    if (rows.size === 0) return column;
    hidden.set(column.index, rows);
    return withMissing(column, rows);
  });
  const masked: Table = { ...table, columns };
  const settings: ImputeOptions = {
    columns: [...hidden.keys()],
    seed: options.seed,
    contextRows: options.contextRows ?? defaultOptions.contextRows,
  };
  const { suggestions } = await impute(masked, settings, events, signal);
  const byColumn = new Map<number, Suggestion[]>();
  for (const suggestion of suggestions) {
    if (hidden.get(suggestion.column)?.has(suggestion.row) !== true) continue;
    const list = byColumn.get(suggestion.column) ?? [];
    list.push(suggestion);
    byColumn.set(suggestion.column, list);
  }
  return table.columns.flatMap((column, k) => {
    const mine = byColumn.get(column.index);
    return mine === undefined ? [] : [measure(column, columns[k]!, mine, table.rows)];
  });
}

function toHide(column: Column, rows: number, share: number, random: () => number): Set<number> {
  if (column.skipReason !== null || column.kind === "constant" || column.kind === "empty") return new Set();
  const known: number[] = [];
  for (let row = 0; row < rows; row++) if (isKnown(column, row)) known.push(row);
  const count = Math.min(most, Math.floor(known.length * Math.min(0.5, share)));
  if (count < minCells) return new Set();
  return new Set(Array.from(permutation(known.length, random).subarray(0, count), (k) => known[k]!));
}

function withMissing(column: Column, rows: ReadonlySet<number>): Column {
  const missing = column.missing.slice();
  const values = column.values.slice();
  const codes = column.codes.slice();
  for (const row of rows) {
    missing[row] = Missing.Empty;
    if (values.length > 0) values[row] = Number.NaN;
    if (codes.length > 0) codes[row] = -1;
  }
  return { ...column, missing, values, codes };
}

function measure(truth: Column, left: Column, suggestions: readonly Suggestion[], rows: number): ColumnAccuracy {
  return truth.kind === "number" || truth.kind === "date"
    ? measureNumbers(truth, left, suggestions, rows)
    : measureLevels(truth, left, suggestions, rows);
}

function measureNumbers(truth: Column, left: Column, suggestions: readonly Suggestion[], rows: number): ColumnAccuracy {
  const known: number[] = [];
  for (let row = 0; row < rows; row++) if (isKnown(left, row)) known.push(left.values[row]!);
  const sorted = Float64Array.from(known).sort();
  const { mean, sd: spread } = meanAndSd(known);
  const sd = spread || 1;
  let error = 0;
  let plain = 0;
  const cells = suggestions.map(({ row, certainty, estimate }): CheckedCell => {
    const value = truth.values[row]!;
    const guess = estimate ?? { value: mean, low: mean, high: mean };
    error += ((guess.value - value) / sd) ** 2;
    plain += ((mean - value) / sd) ** 2;
    return { row, certainty, right: guess.low <= value && value <= guess.high, off: Math.abs(guess.value - value) };
  });
  const score = Math.sqrt(error / cells.length);
  const baseline = Math.sqrt(plain / cells.length);
  return {
    column: truth.index,
    hidden: cells.length,
    measure: "nrmse",
    score,
    baseline,
    better: score < baseline,
    cells,
    meanOff: quantile(Float64Array.from(suggestions, ({ row }) => Math.abs(mean - truth.values[row]!)).sort(), 0.5),
    middleRange: quantile(sorted, 0.95) - quantile(sorted, 0.05),
  };
}

/** The value below which `share` of the sorted values lie. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function measureLevels(truth: Column, left: Column, suggestions: readonly Suggestion[], rows: number): ColumnAccuracy {
  const counts = new Int32Array(truth.levels.length);
  for (let row = 0; row < rows; row++) if (left.codes[row]! >= 0) counts[left.codes[row]!]!++;
  let common = 0;
  for (let level = 1; level < counts.length; level++) if (counts[level]! > counts[common]!) common = level;
  let right = 0;
  let plain = 0;
  const cells = suggestions.map(({ row, certainty, value }): CheckedCell => {
    const code = truth.codes[row]!;
    const hit = formatLevel(truth, code) === value;
    if (hit) right++;
    if (code === common) plain++;
    return { row, certainty, right: hit, off: 0 };
  });
  const score = right / cells.length;
  const baseline = plain / cells.length;
  return {
    column: truth.index,
    hidden: cells.length,
    measure: "accuracy",
    score,
    baseline,
    better: score > baseline,
    cells,
    meanOff: 0,
    middleRange: 0,
  };
}
