import type { Column, Table } from "../../../src/table/column";

/** A column as the baselines see it: numbers (dates in seconds) or level codes, NaN for a missing cell. */
export interface FrameColumn {
  readonly name: string;
  /** 0-based position in the file. */
  readonly index: number;
  readonly numeric: boolean;
  readonly values: Float64Array;
  /** Number of level codes; 0 for numbers. */
  readonly levels: number;
}

/** The columns of a table that can be filled: ids, free text and constants are left out. */
export interface Frame {
  readonly rows: number;
  readonly columns: readonly FrameColumn[];
}

/** Fills every missing cell: completed values by column, in the order of `frame.columns`. */
export type Imputer = (frame: Frame) => Float64Array[];

/** The usable columns of a typed table. */
export function toFrame(table: Table): Frame {
  const columns = table.columns.filter(({ kind, skipReason }) => skipReason === null && kind !== "constant" && kind !== "empty");
  return { rows: table.rows, columns: columns.map(toFrameColumn) };
}

function toFrameColumn({ name, index, kind, values, codes, levels }: Column): FrameColumn {
  if (kind === "number" || kind === "date") return { name, index, numeric: true, values, levels: 0 };
  const known = Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : code));
  return { name, index, numeric: false, values: known, levels: levels.length };
}

/** Rows with and without a value. */
export function split({ values }: FrameColumn): { known: number[]; holes: number[] } {
  const known: number[] = [];
  const holes: number[] = [];
  for (const [row, value] of values.entries()) (Number.isNaN(value) ? holes : known).push(row);
  return { known, holes };
}

/** Mean and standard deviation of the known values; the deviation is 1 where they do not vary. */
export function moments({ values }: FrameColumn): { mean: number; sd: number } {
  let n = 0;
  let sum = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    n++;
    sum += value;
  }
  const mean = sum / Math.max(1, n);
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / Math.max(1, n)) || 1 };
}

/** Level codes by falling frequency; ties: the smaller code first. */
export function ranked({ values, levels }: FrameColumn): number[] {
  const counts = new Int32Array(levels);
  for (const value of values) if (!Number.isNaN(value)) counts[value]!++;
  return Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
}

/** The mean, or the most common level. */
export function centre(column: FrameColumn): number {
  return column.numeric ? moments(column).mean : (ranked(column)[0] ?? 0);
}

/** Fills with the mean or the most common level: what skill is measured against. */
export const meanMode: Imputer = ({ columns }) =>
  columns.map((column) => {
    const middle = centre(column);
    return column.values.map((value) => (Number.isNaN(value) ? middle : value));
  });
