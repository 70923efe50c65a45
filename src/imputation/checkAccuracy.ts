import { permutation, seededRandom } from "../npt/random";
import { isKnown, isMissing, knownRows } from "../table/cell";
import { type Column, hasNumbers, type Table } from "../table/column";
import { meanAndSd } from "../table/meanAndSd";
import { formatLevel } from "../table/format";
import { parseValue } from "../table/parseValue";
import { hideLikeHoles, withMissing } from "./hiding";
import { defaultOptions, type ImputeEvents, type ImputeTable, type RowOrder, type RunOptions } from "./impute";
import type { Judgement } from "./judge";
import type { Suggestion } from "./suggestion";
import { keptTolerance, quantileOf, reachOf, type Tolerance, toleranceOf } from "./tolerance";

/** A known cell that was hidden and predicted. */
export interface CheckedCell {
  readonly row: number;
  readonly certainty: number;
  /** Categories: predicted exactly. Numbers and dates: the truth lies within the column's tolerance of the suggestion. */
  readonly right: boolean;
  /** Numbers and dates: the 90 % interval holds the truth; null for categories. */
  readonly inside: boolean | null;
  /** How far off the prediction was, in the column's units (dates: seconds); 0 for categories. */
  readonly off: number;
}

/** The network beside the guess that knows nothing of the row: "better" and "worse" by more than chance makes of so many cells. */
export type Verdict = "better" | "alike" | "worse";

/** How well a column's known cells are predicted when they are hidden. */
export interface ColumnAccuracy {
  readonly column: number;
  /** Cells hidden and predicted. */
  readonly hidden: number;
  /** "accuracy": share predicted exactly. "nrmse": root mean squared error / sd of the values left. */
  readonly measure: "accuracy" | "nrmse";
  readonly score: number;
  /** The same for the plain guess: the most common value, or the mean. */
  readonly baseline: number;
  readonly verdict: Verdict;
  /** Share right, as certainty promises it (see `CheckedCell.right`): by the network, and by the plain guess. */
  readonly right: number;
  readonly plainRight: number;
  /** Share of the numbers and dates inside their 90 % interval; null for categories. */
  readonly inside: number | null;
  /** What counts as right; null for categories. */
  readonly tolerance: Tolerance | null;
  readonly cells: readonly CheckedCell[];
  /** How far half of the cells would have been off at most, had the mean been taken; 0 for categories. */
  readonly meanOff: number;
}

export interface CheckOptions {
  /** Share of each column's known cells to hide, 0..1. */
  readonly share: number;
  readonly seed: number;
  /** Columns to test; all where it is not given. */
  readonly columns?: readonly number[];
  readonly contextRows?: number;
  readonly rowOrder?: RowOrder;
  /** How far the order of the rows is believed, where that was decided before. */
  readonly judgement?: Judgement;
}

/** Share of each column's known cells that is hidden unless somebody says otherwise. */
export const defaultShare = 0.2;
/** Fewer hidden cells than this say nothing. */
const minCells = 5;
/** A share of fewer cells than this would claim more than they tell. */
export const minCellsForShare = 20;
/** More than this cost time and say no more. */
const most = 400;

/**
 * Hides a share of the cells that are known, as the missing ones are missing, predicts them with everything else as it is, and compares with the
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
  const hidden = toHide(table, options, random);
  const columns = table.columns.map((column) => {
    const rows = hidden.get(column.index);
    return rows === undefined ? column : { ...withMissing(column, rows), reading: { ...column.reading, ...keptTolerance(column) } };
  });
  const masked: Table = { ...table, columns };
  const settings: RunOptions = {
    columns: [...hidden.keys()],
    seed: options.seed,
    contextRows: options.contextRows ?? defaultOptions.contextRows,
    rowOrder: options.rowOrder ?? defaultOptions.rowOrder,
    ...(options.judgement && { judgement: options.judgement }),
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

/**
 * Cells of columns with missing cells are hidden as those are missing; of the others, at random. In both cases no more
 * than is worth its time, and none of columns of which too few are known. By column the rows.
 */
function toHide(table: Table, { share, columns }: Pick<CheckOptions, "share" | "columns">, random: () => number): Map<number, Set<number>> {
  const tested = table.columns.filter(({ index, kind, skipReason }) => (columns?.includes(index) ?? true) && skipReason === null && kind !== "constant" && kind !== "empty");
  const known = new Map(tested.map((column) => [column.index, knownRows(column, table.rows)]));
  const countOf = ({ index }: Column): number => Math.min(most, Math.floor(known.get(index)!.length * Math.min(0.5, share)));
  const worth = tested.filter((column) => countOf(column) >= minCells);
  const withHoles = worth.filter((column) => column.missing.some((_, row) => isMissing(table, column, row)));
  const hidden = new Map<number, Set<number>>();
  for (const { row, column } of hideLikeHoles(table, withHoles, { share: Math.min(0.5, share), cells: most }, random)) {
    hidden.set(column, (hidden.get(column) ?? new Set()).add(row));
  }
  // What is never missing together should not be hidden together.
  const touched = new Set([...hidden.values()].flatMap((rows) => [...rows]));
  for (const column of worth) {
    if ((hidden.get(column.index)?.size ?? 0) >= minCells) continue;
    const all = known.get(column.index)!;
    const apart = all.filter((row) => !touched.has(row));
    const rows = apart.length >= countOf(column) ? apart : all;
    hidden.set(column.index, new Set(Array.from(permutation(rows.length, random).subarray(0, countOf(column)), (k) => rows[k]!)));
  }
  const wanted = new Set(worth.map(({ index }) => index));
  for (const column of hidden.keys()) if (!wanted.has(column)) hidden.delete(column);
  return hidden;
}

function measure(truth: Column, left: Column, suggestions: readonly Suggestion[], rows: number): ColumnAccuracy {
  return hasNumbers(truth) ? measureNumbers(truth, left, suggestions, rows) : measureLevels(truth, left, suggestions, rows);
}

function measureNumbers(truth: Column, left: Column, suggestions: readonly Suggestion[], rows: number): ColumnAccuracy {
  const known: number[] = [];
  for (let row = 0; row < rows; row++) if (isKnown(left, row)) known.push(left.values[row]!);
  const { mean, sd: spread } = meanAndSd(known);
  const sd = spread || 1;
  const tolerance = toleranceOf(left);
  // Values are compared as they are written: a rounding error is none.
  const reach = reachOf(tolerance) * (1 + 1e-9);
  const gains: number[] = [];
  const rightGains: number[] = [];
  let error = 0;
  let plain = 0;
  let plainRight = 0;
  const cells = suggestions.map(({ row, certainty, value: text, estimate }): CheckedCell => {
    const value = truth.values[row]!;
    const guess = estimate ?? { value: mean, low: mean, high: mean };
    const squared = ((guess.value - value) / sd) ** 2;
    const plainSquared = ((mean - value) / sd) ** 2;
    error += squared;
    plain += plainSquared;
    gains.push(plainSquared - squared);
    const right = Math.abs(parseValue(truth, text) - value) <= reach;
    const isPlainRight = Math.abs(mean - value) <= reach;
    if (isPlainRight) plainRight++;
    rightGains.push(Number(right) - Number(isPlainRight));
    const inside = guess.low <= value && value <= guess.high;
    return { row, certainty, right, inside, off: Math.abs(guess.value - value) };
  });
  return {
    column: truth.index,
    hidden: cells.length,
    measure: "nrmse",
    score: Math.sqrt(error / cells.length),
    baseline: Math.sqrt(plain / cells.length),
    verdict: verdictOf({ cells: gains, least: (margin.squared * plain) / cells.length }, { cells: rightGains, least: margin.share }),
    right: shareOf(cells, ({ right }) => right),
    plainRight: plainRight / cells.length,
    inside: shareOf(cells, ({ inside }) => inside === true),
    tolerance,
    cells,
    meanOff: quantileOf(Float64Array.from(suggestions, ({ row }) => Math.abs(mean - truth.values[row]!)).sort(), 0.5),
  };
}

function measureLevels(truth: Column, left: Column, suggestions: readonly Suggestion[], rows: number): ColumnAccuracy {
  const counts = new Int32Array(truth.levels.length);
  for (let row = 0; row < rows; row++) if (left.codes[row]! >= 0) counts[left.codes[row]!]!++;
  let common = 0;
  for (let level = 1; level < counts.length; level++) if (counts[level]! > counts[common]!) common = level;
  const gains: number[] = [];
  let plain = 0;
  const cells = suggestions.map(({ row, certainty, value }): CheckedCell => {
    const code = truth.codes[row]!;
    const right = formatLevel(truth, code) === value;
    if (code === common) plain++;
    gains.push(Number(right) - Number(code === common));
    return { row, certainty, right, inside: null, off: 0 };
  });
  const score = shareOf(cells, ({ right }) => right);
  const baseline = plain / cells.length;
  return {
    column: truth.index,
    hidden: cells.length,
    measure: "accuracy",
    score,
    baseline,
    verdict: verdictOf({ cells: gains, least: margin.share }),
    right: score,
    plainRight: baseline,
    inside: null,
    tolerance: null,
    cells,
    meanOff: 0,
  };
}

function shareOf(cells: readonly CheckedCell[], is: (cell: CheckedCell) => boolean): number {
  return cells.filter(is).length / cells.length;
}

/** Standard errors beyond which a difference is no chance (5 % on one side), and the least difference that matters to anybody. */
const margin = { errors: 1.645, share: 0.01, squared: 0.02 };

/** By how much the network is ahead of the plain guess, per cell, and on average at least to be worth a word. */
interface Gains {
  readonly cells: readonly number[];
  readonly least: number;
}

function verdictOf(...figures: readonly Gains[]): Verdict {
  const ahead = figures.map(({ cells, least }) => {
    const { mean, sd } = meanAndSd(cells);
    return Math.abs(mean) <= Math.max(least, (margin.errors * sd) / Math.sqrt(cells.length)) ? 0 : Math.sign(mean);
  });
  const best = Math.max(...ahead);
  const worst = Math.min(...ahead);
  if (best > 0 && worst >= 0) return "better";
  return worst < 0 && best <= 0 ? "worse" : "alike";
}
