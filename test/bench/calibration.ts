import type { ColumnSummary, Engine } from "../../src/engine/contract";
import type { ImputeOptions } from "../../src/imputation/impute";
import type { Suggestion } from "../../src/imputation/suggestion";
import { reachOf } from "../../src/imputation/tolerance";
import { parseValue } from "../../src/table/parseValue";
import type { HiddenCell } from "./invented";
import { patternTitles } from "./mask";
import { figure, grid } from "./report";
import { suggestBytes } from "./shipped";

/** A table with hidden cells, and what they held. */
export interface MaskedTable {
  readonly name: string;
  readonly pattern: string;
  readonly bytes: Uint8Array;
  readonly truth: readonly HiddenCell[];
}

/** A hidden cell and what was said of it. */
interface Told {
  readonly certainty: number;
  readonly right: boolean;
  /** Numbers and dates: whether the 90 % interval holds the truth; null for categories. */
  readonly inside: boolean | null;
}

/** The hidden cells of one column of one table. */
interface ToldColumn {
  readonly pattern: string;
  readonly numeric: boolean;
  readonly cells: readonly Told[];
}

/** Columns with fewer hidden cells have no coverage worth a figure. */
const leastCells = 100;
const goodCoverage = { low: 0.82, high: 0.96 };
/** Bins of certainty, a tenth each. */
const bins = 10;

/** Suggests values for the hidden cells, as shipped, and compares what is promised of them with the truth. */
export async function calibration(engine: Engine, tables: Iterable<MaskedTable>, options: ImputeOptions): Promise<string> {
  const told: ToldColumn[] = [];
  for (const { name, pattern, bytes, truth } of tables) {
    const { columns, suggestions } = await suggestBytes(engine, bytes, options);
    const found = new Map(suggestions.map((suggestion) => [`${suggestion.row}:${suggestion.column}`, suggestion]));
    for (const column of columns) {
      const cells = truth.flatMap((cell): Told[] => {
        const suggestion = cell.column === column.name ? found.get(`${cell.row}:${column.index}`) : undefined;
        return suggestion === undefined ? [] : toldOf(column, suggestion, cell.value);
      });
      if (cells.length > 0) told.push({ pattern, numeric: column.tolerance !== null, cells });
    }
    process.stderr.write(`\r${pattern} ${name}`.padEnd(40));
  }
  process.stderr.write("\r".padEnd(41).concat("\r"));
  const found = Object.keys(patternTitles).filter((pattern) => told.some((column) => column.pattern === pattern));
  return [
    `### Coverage of 90 % intervals, columns with at least ${leastCells} hidden cells`,
    coverageTable(told, found),
    "### Certainty beside the share right (numbers and dates: within the tolerance)",
    ...found.flatMap((pattern) => [`#### ${patternTitles[pattern]}`, reliabilityTable(told.filter((column) => column.pattern === pattern))]),
    "#### All patterns",
    reliabilityTable(told),
  ].join("\n\n");
}

/** Empty where the truth cannot be read as the column is. */
function toldOf(column: ColumnSummary, { value, certainty, interval }: Suggestion, truth: string): Told[] {
  if (column.tolerance === null || interval === null) return [{ certainty, right: value.trim() === truth.trim(), inside: null }];
  const at = parseValue(column, truth);
  if (Number.isNaN(at)) return [];
  const slack = 1e-9 * Math.max(1, Math.abs(at));
  const right = Math.abs(parseValue(column, value) - at) <= reachOf(column.tolerance) + slack;
  const [low, high] = interval.map((end) => parseValue(column, end));
  return [{ certainty, right, inside: low! <= at + slack && at <= high! + slack }];
}

function coverageTable(told: readonly ToldColumn[], found: readonly string[]): string {
  const line = (title: string, mine: readonly ToldColumn[]): string[] => {
    const shares = mine.flatMap(({ numeric, cells }) => (numeric && cells.length >= leastCells ? [share(cells, ({ inside }) => inside === true)] : []));
    const good = shares.filter((one) => one >= goodCoverage.low && one <= goodCoverage.high).length;
    return [title, String(shares.length), figure(mean(shares)), shares.length === 0 ? "-" : figure(good / shares.length)];
  };
  const rows = found.map((pattern) => line(patternTitles[pattern]!, told.filter((column) => column.pattern === pattern)));
  rows.push(line("all", told));
  return grid(["pattern", "columns", "mean coverage", `columns from ${figure(goodCoverage.low)} to ${figure(goodCoverage.high)}`], rows, 1);
}

function reliabilityTable(told: readonly ToldColumn[]): string {
  const of = (numeric: boolean): readonly Told[] => told.flatMap((column) => (column.numeric === numeric ? column.cells : []));
  const [numbers, categories] = [of(true), of(false)];
  const figures = (cells: readonly Told[]): string[] => [figure(mean(cells.map(({ certainty }) => certainty))), figure(cells.length === 0 ? null : share(cells, ({ right }) => right)), String(cells.length)];
  const rows = Array.from({ length: bins }, (_, bin) => {
    const mine = (cells: readonly Told[]): readonly Told[] => cells.filter(({ certainty }) => Math.min(bins - 1, Math.floor(certainty * bins)) === bin);
    return [`${10 * bin} to ${10 * bin + 10} %`, ...figures(mine(numbers)), ...figures(mine(categories))];
  });
  rows.push(["all", ...figures(numbers), ...figures(categories)]);
  rows.push(["expected calibration error", figure(calibrationError(numbers)), "", "", figure(calibrationError(categories)), "", ""]);
  return grid(["certainty", "numbers: mean", "right", "cells", "categories: mean", "right", "cells"], rows, 1);
}

/** Distance between certainty and share right, over the bins, each by its cells (Naeini et al. 2015). */
function calibrationError(cells: readonly Told[]): number | null {
  if (cells.length === 0) return null;
  const gaps = new Float64Array(bins);
  for (const { certainty, right } of cells) gaps[Math.min(bins - 1, Math.floor(certainty * bins))]! += certainty - Number(right);
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / cells.length;
}

function share(cells: readonly Told[], is: (cell: Told) => boolean): number {
  return cells.filter(is).length / cells.length;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
