import { dateFormat } from "../table/dateFormat";
import type { Constraints } from "../table/reading";
import { countAt, fault, flagAt, type Json, type JsonObject, nameOf, type Place, textAt, textsAt } from "./json";
import { unicodePattern } from "./unicodePattern";

/** What the bounds of a field are: numbers, moments in a format (null: in ISO 8601), anything, or nothing. */
export type Bounded = { readonly kind: "number"; readonly whole: boolean } | { readonly kind: "date"; readonly format: string | null } | { readonly kind: "any" } | { readonly kind: "none"; readonly type: string };

/** `constraints` of a field. Lengths become a pattern, exclusive bounds the next value. Throws `SchemaError`. */
export function readConstraints(constraints: JsonObject, bounded: Bounded, place: Place): Constraints {
  const minimum = bound(constraints, "minimum", "exclusiveMinimum", 1, bounded, place);
  const maximum = bound(constraints, "maximum", "exclusiveMaximum", -1, bounded, place);
  if (minimum !== undefined && maximum !== undefined && compare(minimum, maximum, bounded) > 0) {
    throw fault(place, `the minimum ${minimum} is above the maximum ${maximum}, so that no value is possible.`);
  }
  const values = textsAt(constraints, "enum", place);
  if (values?.length === 0) throw fault(place, '"enum" is empty, so that no value is possible; leave it out where every value is.');
  const pattern = wholePattern(constraints, place);
  const unique = flagAt(constraints, "unique", place);
  const required = flagAt(constraints, "required", place);
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(values === undefined ? {} : { enum: values }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(unique === undefined ? {} : { unique }),
    ...(required === undefined ? {} : { required }),
  };
}

/** The stricter of a bound and its exclusive form. @param direction where the next admissible value is */
function bound(constraints: JsonObject, name: string, exclusive: string, direction: 1 | -1, bounded: Bounded, place: Place): string | undefined {
  const [plain, strict] = [name, exclusive].map((key) => {
    const value = Object.hasOwn(constraints, key) ? constraints[key] : undefined;
    return value === undefined || value === null ? undefined : boundText(value, key, bounded, place);
  });
  const next = strict === undefined ? undefined : nextValue(strict, direction, bounded, exclusive, place);
  if (plain === undefined || next === undefined) return plain ?? next;
  return compare(plain, next, bounded) * direction > 0 ? plain : next;
}

function boundText(value: Json, key: string, bounded: Bounded, place: Place): string {
  if (bounded.kind === "none") throw fault(place, `"${key}" is for numbers and dates, not for the type "${bounded.type}"; remove it or change the type.`);
  const text = typeof value === "string" ? value.trim() : value;
  if (bounded.kind !== "date" && isNumber(text)) return String(Number(text));
  if (bounded.kind === "number") throw fault(place, `"${key}" must be a number, not ${nameOf(value)}.`);
  const date = typeof text === "number" ? String(text) : text;
  const format = bounded.kind === "date" ? bounded.format : null;
  if (typeof date === "string" && (iso.test(date) || (format !== null && !Number.isNaN(dateFormat(format).parse(date))))) return date;
  if (bounded.kind === "any") throw fault(place, `"${key}" must be a number or a date such as "2024-05-31", not ${nameOf(value)}.`);
  throw fault(place, `"${key}" must be a date or time as the column writes it, or such as "2024-05-31", not ${nameOf(value)}.`);
}

function isNumber(value: Json): boolean {
  if (typeof value === "number") return true;
  return typeof value === "string" && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value) && Number.isFinite(Number(value));
}

const iso = /^\d{4}(?:-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[-+]\d{2}:?\d{2})?)?)?)?$|^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

/** Formats of ISO 8601 that a bound without a format may have. */
const isoFormats = ["YYYY-MM-DD", "YYYY-MM", "YYYY", "YYYY-MM-DD[T]HH:mm:ss", "YYYY-MM-DD HH:mm:ss", "YYYY-MM-DD[T]HH:mm:ssZ", "YYYY-MM-DD[T]HH:mm", "YYYY-MM-DD HH:mm", "HH:mm:ss", "HH:mm"];

function momentOf(text: string, bounded: Bounded): { readonly format: string; readonly seconds: number } | null {
  const own = bounded.kind === "date" && bounded.format !== null ? [bounded.format] : [];
  for (const format of [...own, ...isoFormats]) {
    const seconds = dateFormat(format).parse(text);
    if (!Number.isNaN(seconds)) return { format, seconds };
  }
  return null;
}

/** Below zero, zero, above zero, as for sorting; 0 where the two cannot be compared. */
function compare(left: string, right: string, bounded: Bounded): number {
  if (bounded.kind !== "date" && isNumber(left) && isNumber(right)) return Number(left) - Number(right);
  const moments = [momentOf(left, bounded), momentOf(right, bounded)];
  return (moments[0]?.seconds ?? 0) - (moments[1]?.seconds ?? 0) || 0;
}

/** The next value above or below: a whole number, the next number a computer knows, the next day or second. */
function nextValue(text: string, direction: 1 | -1, bounded: Bounded, key: string, place: Place): string {
  if (bounded.kind !== "date" && isNumber(text)) {
    const value = Number(text);
    if (bounded.kind === "number" && bounded.whole) return String(direction > 0 ? Math.floor(value) + 1 : Math.ceil(value) - 1);
    return String(neighbour(value, direction));
  }
  const moment = momentOf(text, bounded);
  if (moment !== null) {
    const { parse, write } = dateFormat(moment.format);
    // The shortest step that the format shows: a second, a minute, an hour, a day, a month, a year.
    for (const step of [1, 60, 3600, 86_400, 31 * 86_400, 366 * 86_400]) {
      const shown = write(moment.seconds + direction * step);
      if ((parse(shown) - moment.seconds) * direction > 0) return shown;
    }
  }
  throw fault(place, `"${key}" ${nameOf(text)} has no next value that is known; use "${key === "exclusiveMinimum" ? "minimum" : "maximum"}".`);
}

/** The number beside `value` among those of 64 bits. */
function neighbour(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const numbers = new Float64Array(bits.buffer);
  numbers[0] = value;
  bits[0]! += BigInt(value > 0 ? direction : -direction);
  return numbers[0]!;
}

/** `pattern`, and the lengths as a part of it. */
function wholePattern(constraints: JsonObject, place: Place): string | undefined {
  const written = textAt(constraints, "pattern", place);
  const pattern = written === undefined ? undefined : unicodePattern(written);
  if (pattern === null) throw fault(place, `"pattern" ${nameOf(written!)} is no regular expression that can be used; correct it or leave it out.`);
  const least = countAt(constraints, "minLength", place);
  const most = countAt(constraints, "maxLength", place);
  if (least === undefined && most === undefined) return pattern;
  if (most !== undefined && (least ?? 0) > most) throw fault(place, `"minLength" ${least} is above "maxLength" ${most}, so that no value is possible.`);
  const length = `[\\s\\S]{${least ?? 0},${most ?? ""}}`;
  return pattern === undefined ? length : `(?=${length}$)(?:${pattern})`;
}
