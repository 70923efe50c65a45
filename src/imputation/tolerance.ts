import { type Column, hasNumbers } from "../table/column";
import { limitsOf } from "../table/format";
import { secondsInDay, type StatedColumn } from "../table/reading";

/** How far from the truth a suggested number or date still counts as right. In the column's units; dates: seconds. */
export interface Tolerance {
  /** At least half a `step`. */
  readonly value: number;
  /** What the column's values differ by at least, as they are written. */
  readonly step: number;
}

/** Of the range that holds the middle 90 % of the known values. */
const share = 0.1;

const known = new WeakMap<Column, Tolerance>();

/**
 * The tolerance of a column of numbers or dates: what is stated, else a tenth of the range that holds the middle 90 %
 * of its known values, in two digits at most, as the column writes it. Never less than half a step: a value cannot be
 * written more closely. Throws `RangeError` for a column without values.
 */
export function toleranceOf(column: Column): Tolerance {
  let found = known.get(column);
  if (found === undefined) {
    const step = stepOf(column);
    found = { value: Math.max(step / 2, stated(column) ?? usual(column, step)), step };
    known.set(column, found);
  }
  return found;
}

/** The same where a column may hold something else, or nothing: null for those. */
export function toleranceIn(column: Column): Tolerance | null {
  return hasNumbers(column) && column.values.some((value) => !Number.isNaN(value)) ? toleranceOf(column) : null;
}

/** A column's tolerance as it would be stated, so that the same column with other cells keeps it; nothing for other columns. */
export function keptTolerance(column: Column): Pick<StatedColumn, "tolerance"> {
  const tolerance = toleranceIn(column)?.value;
  if (tolerance === undefined) return {};
  return { tolerance: asStated(tolerance, column) };
}

/** A distance between two values as it is stated: in the column's units, between dates in days. */
export function asStated(distance: number, { kind }: Pick<Column, "kind">): number {
  return kind === "date" ? distance / secondsInDay : distance;
}

/**
 * How far the truth may lie from a written value: as many whole steps as the tolerance holds, and half a step, by which
 * either may be rounded.
 */
export function reachOf({ value, step }: Tolerance): number {
  return (Math.floor(value / step + 1e-9) + 0.5) * step;
}

/** Whether no value but the suggested one is within the tolerance. */
export function isExact({ value, step }: Tolerance): boolean {
  return value < step * (1 - 1e-9);
}

function stated({ kind, reading }: Column): number | null {
  if (reading.tolerance === undefined) return null;
  return kind === "date" ? reading.tolerance * secondsInDay : reading.tolerance;
}

function usual(column: Column, step: number): number {
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  const tenth = share * (quantileOf(sorted, 0.95) - quantileOf(sorted, 0.05));
  const unit = column.kind === "date" ? spanUnit(tenth) : 1;
  const short = Number((tenth / unit).toPrecision(2)) * unit;
  return Number((Math.floor(short / step + 1e-9) * step).toPrecision(12));
}

/** The value below which a share `p` of the sorted values lies, between two of them where it falls between. */
export function quantileOf(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

const secondsIn = { second: 1, minute: 60, hour: 3600, day: secondsInDay, month: 30.436875 * secondsInDay, year: 365.2425 * secondsInDay } as const;

/** The unit that a span of time is told in, in seconds. */
function spanUnit(seconds: number): number {
  return [secondsIn.day, secondsIn.hour, secondsIn.minute].find((unit) => seconds >= unit) ?? 1;
}

function stepOf(column: Column): number {
  const { grain, integers } = limitsOf(column);
  if (column.kind === "date") return secondsIn[grain];
  const { numberFormat, values } = column;
  if (integers || numberFormat === null) return 1;
  const { decimals, exponent } = numberFormat;
  if (exponent === null) return 10 ** -decimals;
  // Of a mantissa's decimals: those of a value in the middle.
  const sizes = values.filter((value) => !Number.isNaN(value) && value !== 0).map(Math.abs).sort();
  return sizes.length === 0 ? 1 : 10 ** (Math.floor(Math.log10(quantileOf(sizes, 0.5))) - decimals);
}
