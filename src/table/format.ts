import type { Column, ColumnSchema, NumberFormat } from "./column";
import { dateFormat } from "./dateFormat";

/** What a column of numbers or dates can hold, seen in its observed values. */
export interface ValueLimits {
  readonly low: number;
  readonly high: number;
  /** Whether all values are integers. */
  readonly integers: boolean;
  readonly grain: Grain;
}

/** Dates are written no finer than the observed ones are. */
type Grain = "second" | "minute" | "hour" | "day" | "month" | "year";

const limits = new WeakMap<Column, ValueLimits>();

/** The limits of a column of numbers or dates. Throws `RangeError` for a column without values. */
export function limitsOf(column: Column): ValueLimits {
  let known = limits.get(column);
  if (known === undefined) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let integers = true;
    for (const value of column.values) {
      if (Number.isNaN(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
      integers &&= Number.isInteger(value);
    }
    if (low > high) throw new RangeError(`The column ${column.name} has no value to take the spelling from.`);
    known = { low, high, integers, grain: column.kind === "date" ? grainOf(column.values) : "second" };
    limits.set(column, known);
  }
  return known;
}

/**
 * A number, or seconds since 1970 UTC, as the column writes it: within the observed range, integers as integers,
 * dates no finer than the observed ones. Throws `RangeError` for a column of another kind or without values, and NaN.
 */
export function formatValue(column: Column, value: number): string {
  return formatWithin(column, limitsOf(column), value);
}

/** `formatValue` where the column's limits are known and its values are not at hand. */
export function formatWithin(
  column: Pick<ColumnSchema, "name" | "numberFormat" | "dateFormat">,
  { low, high, integers, grain }: ValueLimits,
  value: number,
): string {
  if (Number.isNaN(value)) throw new RangeError(`Not a number, for column ${column.name}.`);
  const held = Math.min(high, Math.max(low, value));
  if (column.dateFormat !== null) return dateFormat(column.dateFormat).write(toGrain(held, grain, low, high));
  if (column.numberFormat === null) throw new RangeError(`Column ${column.name} holds no numbers.`);
  return formatNumber(integers ? Math.round(held) : held, column.numberFormat);
}

/** A level as the column writes it. Throws `RangeError` where the column has no such level. */
export function formatLevel(column: Column, level: number): string {
  const text = column.levels[level];
  if (text === undefined) throw new RangeError(`Column ${column.name} has no level ${level}.`);
  return text;
}

/** `value` in the format, rounded to its decimals. */
export function formatNumber(value: number, format: NumberFormat): string {
  const digits = fixedDigits(Math.abs(value), format.decimals);
  const [whole = "0", fraction = ""] = digits.split(".");
  const shown = format.fixed ? fraction : fraction.replace(/0+$/, "");
  const grouped = format.grouping === "" ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, format.grouping);
  const body = shown === "" ? grouped : grouped + format.decimalMark + shown;
  const negative = value < 0 && /[1-9]/.test(digits);
  return (negative ? "-" : "") + format.prefix + body + format.suffix;
}

/** `toFixed` without exponents and without digits that a double does not hold. */
function fixedDigits(value: number, decimals: number): string {
  const whole = value < 1 ? 0 : Math.floor(Math.log10(value)) + 1;
  const held = Math.min(decimals, Math.max(0, 17 - whole));
  const text = value < 1e21 ? value.toFixed(Math.min(held, 20)) : BigInt(Math.round(value)).toString();
  if (held === decimals) return text;
  return `${text}${held === 0 ? "." : ""}${"0".repeat(decimals - held)}`;
}

function grainOf(values: Float64Array): Grain {
  let grain = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    while (grain < coarsest.length && !fits(value, coarsest[grain]!)) grain++;
  }
  return coarsest[grain] ?? "second";
}

const coarsest: readonly Grain[] = ["year", "month", "day", "hour", "minute"];

function fits(value: number, grain: Grain): boolean {
  if (grain === "minute") return value % 60 === 0;
  if (grain === "hour") return value % 3600 === 0;
  if (value % 86400 !== 0) return false;
  const date = new Date(value * 1000);
  if (grain === "day") return true;
  return date.getUTCDate() === 1 && (grain === "month" || date.getUTCMonth() === 0);
}

const secondsIn: Readonly<Record<"second" | "minute" | "hour" | "day", number>> = {
  second: 0.001,
  minute: 60,
  hour: 3600,
  day: 86400,
};

/** The nearest moment of the grain, still within `low` and `high`, which are of the grain themselves. */
function toGrain(value: number, grain: Grain, low: number, high: number): number {
  let rounded: number;
  if (grain === "year" || grain === "month") {
    const date = new Date(value * 1000);
    const step = grain === "year" ? 12 : 1;
    const month = grain === "year" ? 0 : date.getUTCMonth();
    const before = Date.UTC(date.getUTCFullYear(), month) / 1000;
    const after = Date.UTC(date.getUTCFullYear(), month + step) / 1000;
    rounded = value - before <= after - value ? before : after;
  } else {
    const step = secondsIn[grain];
    rounded = Math.round(value / step) * step;
  }
  return Math.min(high, Math.max(low, rounded));
}
