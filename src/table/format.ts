import type { Column, ColumnSchema, ExponentFormat, NumberFormat, Padding } from "./column";
import { dateFormat } from "./dateFormat";
import { parseBound } from "./constraints";

/** What a column of numbers or dates can hold, seen in its observed values. */
export interface ValueLimits {
  readonly low: number;
  readonly high: number;
  /** What no value can be beyond: stated bounds, and 0 where nothing lies on its other side. */
  readonly least: number;
  readonly greatest: number;
  /** Whether all values are integers. */
  readonly integers: boolean;
  readonly grain: Grain;
  /** The only values there are, rising; null where any within the limits is one. */
  readonly allowed: Float64Array | null;
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
    const { constraints, type } = column.reading;
    const bound = (text: string | undefined): number => (text === undefined ? Number.NaN : parseBound(column, text));
    const [minimum, maximum] = [bound(constraints.minimum), bound(constraints.maximum)];
    if (!Number.isNaN(minimum)) [low, high] = [Math.max(low, minimum), Math.max(high, minimum)];
    if (!Number.isNaN(maximum)) [low, high] = [Math.min(low, maximum), Math.min(high, maximum)];
    const least = Math.max(Number.isNaN(minimum) ? Number.NEGATIVE_INFINITY : minimum, low >= 0 && column.kind === "number" ? 0 : Number.NEGATIVE_INFINITY);
    const greatest = Math.min(Number.isNaN(maximum) ? Number.POSITIVE_INFINITY : maximum, high <= 0 && column.kind === "number" ? 0 : Number.POSITIVE_INFINITY);
    const allowed = constraints.enum?.map(bound).filter((value) => !Number.isNaN(value));
    known = {
      low,
      high,
      least,
      greatest,
      integers: integers || type === "integer",
      grain: column.kind === "date" ? grainOf(column.values) : "second",
      allowed: allowed === undefined || allowed.length === 0 ? null : Float64Array.from(allowed).sort(),
    };
    limits.set(column, known);
  }
  return known;
}

/**
 * A number, or seconds since 1970 UTC, as the column writes it: within the observed range and the stated bounds,
 * integers as integers, dates no finer than the observed ones, a number that is there as it is there.
 * Throws `RangeError` for a column of another kind or without values, and NaN.
 */
export function formatValue(column: Column, value: number): string {
  const limits = limitsOf(column);
  if (column.numberFormat !== null && column.spellings !== undefined && !Number.isNaN(value)) {
    const written = column.spellings.get(rounded(within(limits, value), column.numberFormat));
    if (written !== undefined) return written;
  }
  return formatWithin(column, limits, value);
}

/** The end of an interval, which may lie beyond the observed range, as far as values of the column can. */
export function formatEnd(column: Column, value: number): string {
  const limits = limitsOf(column);
  const { least, greatest } = limits;
  return formatWithin(column, { ...limits, low: Math.max(least, Math.min(limits.low, value)), high: Math.min(greatest, Math.max(limits.high, value)) }, value);
}

/** `formatValue` where the column's limits are known and its values are not at hand. */
export function formatWithin(column: Pick<ColumnSchema, "name" | "numberFormat" | "dateFormat" | "padding">, limits: ValueLimits, value: number): string {
  if (Number.isNaN(value)) throw new RangeError(`Not a number, for column ${column.name}.`);
  const held = within(limits, value);
  const { grain, low, high } = limits;
  if (column.dateFormat !== null) return padded(dateFormat(column.dateFormat).write(toGrain(held, grain, low, high)), column.padding);
  if (column.numberFormat === null) throw new RangeError(`Column ${column.name} holds no numbers.`);
  return padded(formatNumber(held, column.numberFormat), column.padding);
}

/** The nearest value that the column can hold. */
function within({ low, high, integers, allowed }: ValueLimits, value: number): number {
  if (allowed !== null) return nearest(allowed, value);
  const held = Math.min(high, Math.max(low, value));
  return integers ? Math.round(held) : held;
}

function nearest(values: Float64Array, value: number): number {
  let best = values[0]!;
  for (const one of values) if (Math.abs(one - value) < Math.abs(best - value)) best = one;
  return best;
}

function padded(text: string, padding: Padding | null): string {
  if (padding === null) return text;
  return padding.before ? text.padStart(padding.width) : text.padEnd(padding.width);
}

/** A level as the column writes it. Throws `RangeError` where the column has no such level. */
export function formatLevel(column: Column, level: number): string {
  const text = column.levels[level];
  if (text === undefined) throw new RangeError(`Column ${column.name} has no level ${level}.`);
  return text;
}

/** `value` in the format, rounded to its decimals. */
export function formatNumber(value: number, format: NumberFormat): string {
  const { exponent, decimals, prefix, suffix } = format;
  const digits = exponent === null ? fixedDigits(Math.abs(value), decimals) : Math.abs(value).toExponential(Math.min(100, decimals));
  const [mantissa = "0", power] = digits.split("e");
  const body = mantissaText(mantissa, format) + (power === undefined || exponent === null ? "" : exponentText(Number(power), exponent));
  if (!/[1-9]/.test(mantissa) || value === 0) return prefix + body + suffix;
  if (value > 0) return (format.plus ? "+" : "") + prefix + body + suffix;
  switch (format.negative) {
    case "()":
      return `(${prefix}${body}${suffix})`;
    case "$()":
      return `${prefix}(${body})${suffix}`;
    case "trailing":
      return `${prefix}${body}${suffix}-`;
    default:
      return format.negative + prefix + body + suffix;
  }
}

function mantissaText(mantissa: string, { fixed, grouping, decimalMark }: NumberFormat): string {
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const shown = fixed ? fraction : fraction.replace(/0+$/, "");
  const grouped = grouping === "" ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, grouping);
  return shown === "" ? grouped : grouped + decimalMark + shown;
}

function exponentText(power: number, { letter, digits, plus }: ExponentFormat): string {
  const sign = power < 0 ? "-" : plus ? "+" : "";
  return letter + sign + String(Math.abs(power)).padStart(digits, "0");
}

/** `value` as far as the format's decimals go. */
export function rounded(value: number, { exponent, decimals }: NumberFormat): number {
  if (exponent !== null) return Number(value.toExponential(Math.min(100, decimals)));
  return Math.abs(value) < 1e21 ? Number(value.toFixed(Math.min(20, decimals))) : value;
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
