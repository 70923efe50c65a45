import { jsonFault } from "../csv/jsonText";
import { SchemaError } from "./schemaError";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Where a value stands, for sentences about it. */
export interface Place {
  readonly file: string;
  readonly field: string | null;
}

export function fault({ file, field }: Place, what: string): SchemaError {
  return new SchemaError(file, field, what);
}

/** The JSON object that a file holds. Throws `SchemaError` with line and column. */
export function parseObject(text: string, file: string): JsonObject {
  const bare = text.replace(/^\ufeff/, "");
  let value: Json;
  try {
    value = JSON.parse(bare) as Json;
  } catch {
    const found = jsonFault(bare);
    const where = found === null ? "it cannot be parsed" : `line ${found.line}, column ${found.column}: ${found.what}`;
    throw new SchemaError(file, null, `this is no valid JSON; ${where}.`);
  }
  if (!isObject(value)) throw new SchemaError(file, null, `a schema is a JSON object with "fields", not ${nameOf(value)}.`);
  return value;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A value as a sentence shows it: short, on one line. */
export function nameOf(value: Json): string {
  if (isObject(value)) return "an object";
  if (isList(value)) return "a list";
  const written = JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 59)}…` : written;
}

/** `object[key]` where it is what it should be; undefined where it is absent or null, which says nothing. */
function given<T extends Json>(object: JsonObject, key: string, place: Place, is: (value: Json) => value is T, what: string): T | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw fault(place, `"${key}" must be ${what}, not ${nameOf(value)}.`);
  return value;
}

export function textAt(object: JsonObject, key: string, place: Place): string | undefined {
  return given(object, key, place, (value): value is string => typeof value === "string", "a text in quotes");
}

export function flagAt(object: JsonObject, key: string, place: Place): boolean | undefined {
  return given(object, key, place, (value): value is boolean => typeof value === "boolean", "true or false");
}

export function countAt(object: JsonObject, key: string, place: Place): number | undefined {
  const isCount = (value: Json): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;
  return given(object, key, place, isCount, "a whole number from 0 on");
}

export function positiveAt(object: JsonObject, key: string, place: Place): number | undefined {
  const isPositive = (value: Json): value is number => typeof value === "number" && Number.isFinite(value) && value > 0;
  return given(object, key, place, isPositive, "a number above 0");
}

export function objectAt(object: JsonObject, key: string, place: Place): JsonObject | undefined {
  return given(object, key, place, isObject, "an object");
}

export function listAt(object: JsonObject, key: string, place: Place): readonly Json[] | undefined {
  return given(object, key, place, isList, "a list");
}

/** A list of texts; numbers and truth values in it count as they are written. */
export function textsAt(object: JsonObject, key: string, place: Place): string[] | undefined {
  return listAt(object, key, place)?.map((item) => {
    if (typeof item === "string") return item;
    if (typeof item === "number" || typeof item === "boolean") return String(item);
    throw fault(place, `"${key}" must be a list of texts; ${nameOf(item)} is none.`);
  });
}

/** A list of texts, or of objects `{value, label}` (version 2 of the standard): the values. */
export function valuesAt(object: JsonObject, key: string, place: Place): string[] | undefined {
  return listAt(object, key, place)?.map((item) => {
    const value = isObject(item) ? item.value : item;
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    throw fault(place, `"${key}" must be a list of texts, or of objects with a "value"; ${nameOf(item)} is neither.`);
  });
}
