import { columnRoles, type ColumnRole, type Constraints, type StatableType, type StatedColumn, statableTypes } from "../table/reading";
import { isTruthValue } from "./truth";
import { fault, flagAt, type JsonObject, nameOf, objectAt, type Place, positiveAt, textAt, textsAt, valuesAt } from "./json";
import { type Bounded, readConstraints } from "./readConstraints";
import { fromStrptime } from "./strptime";

/** What a field says of its column. */
export type ReadField = Omit<StatedColumn, "column">;

const texts = ["string", "object", "array", "list", "geopoint", "geojson", "duration"];
const moments = ["date", "time", "datetime", "yearmonth"];
const types = ["string", "number", "integer", "boolean", "date", "time", "datetime", "year", "yearmonth", "duration", "object", "array", "list", "geopoint", "geojson", "any"];

/** Marks between the groups of thousands that numbers are read with. */
const groupings = [",", ".", " ", "\u00a0", "\u2009", "\u202f", "'", "\u2019", ""];

/** Reads a field of a Table Schema. Throws `SchemaError`. */
export function readField(field: JsonObject, place: Place): ReadField {
  const type = textAt(field, "type", place) ?? "any";
  if (!types.includes(type)) throw fault(place, `the type "${type}" is unknown; it is one of ${types.join(", ")}.`);
  const own = readOwn(objectAt(field, "nptImpute", place) ?? {}, place);
  const format = moments.includes(type) ? readFormat(type, textAt(field, "format", place), place) : undefined;
  const stated = own.dateFormat ?? format;
  const constraints = readConstraints(objectAt(field, "constraints", place) ?? {}, boundedOf(type, stated ?? null, own.type), place);
  const categories = valuesAt(field, "categories", place);
  const shape = typeOf(type, field, categories !== undefined, constraints, place);
  const missing = valuesAt(field, "missingValues", place);
  const values = categories ?? shape.values;
  const limited = values === undefined || constraints.enum !== undefined ? constraints : { ...constraints, enum: values };
  const statedType = own.type ?? shape.type;
  return {
    ...(statedType === undefined ? (shape.texts ? { texts: true } : {}) : { type: statedType }),
    ...(own.role === undefined ? {} : { role: own.role }),
    ...(missing === undefined ? {} : { missingTokens: tokensOf(missing) }),
    ...(Object.keys(limited).length === 0 ? {} : { constraints: limited }),
    ...(stated === undefined ? {} : { dateFormat: stated }),
    ...(own.tolerance === undefined ? {} : { tolerance: own.tolerance }),
    ...marks(type, field, place),
  };
}

/** Tokens that mean missing: empty cells are missing anyway, and white space around a token says nothing. */
export function tokensOf(values: readonly string[]): string[] {
  return [...new Set(values.map((value) => value.trim()).filter((value) => value !== ""))];
}

interface Shape {
  readonly type?: StatableType;
  /** Texts, of a kind that the cells tell. */
  readonly texts?: boolean;
  /** The only values there are. */
  readonly values?: readonly string[];
}

function typeOf(type: string, field: JsonObject, categories: boolean, constraints: Constraints, place: Place): Shape {
  if (type === "boolean") return truth(field, place);
  const ordered = flagAt(field, "categoriesOrdered", place) === true;
  // A year counts like any whole number.
  if (type === "integer" || type === "year") return { type: categories ? (ordered ? "level" : "code") : "integer" };
  if (type === "number") return { type: "number" };
  if (moments.includes(type)) return { type: "date" };
  if (!texts.includes(type)) return {};
  return categories || constraints.enum !== undefined ? { type: "category" } : { texts: true };
}

/** Words for true and false that are not known as such are two categories. */
function truth(field: JsonObject, place: Place): Shape {
  const yes = textsAt(field, "trueValues", place);
  const no = textsAt(field, "falseValues", place);
  if (yes?.length === 0 || no?.length === 0) throw fault(place, `"${yes?.length === 0 ? "trueValues" : "falseValues"}" is empty; name the texts, or leave it out.`);
  const both = yes?.find((value) => no?.includes(value));
  if (both !== undefined) throw fault(place, `${nameOf(both)} is in "trueValues" and in "falseValues"; it can mean one only.`);
  const known = (yes ?? []).every((value) => isTruthValue(value, true)) && (no ?? []).every((value) => isTruthValue(value, false));
  if (known) return { type: "boolean" };
  return { type: "category", values: [...(yes ?? ["true", "True", "TRUE", "1"]), ...(no ?? ["false", "False", "FALSE", "0"])] };
}

function boundedOf(type: string, format: string | null, own: StatableType | undefined): Bounded {
  if (own === "date" || (own === undefined && moments.includes(type))) return { kind: "date", format };
  if (own === "integer" || own === "number" || own === "level") return { kind: "number", whole: own === "integer" };
  if (type === "integer" || type === "year") return { kind: "number", whole: true };
  if (type === "number") return { kind: "number", whole: false };
  return type === "any" || type === "duration" ? { kind: "any" } : { kind: "none", type };
}

/** The format of a date in our tokens; undefined where the cells tell it. */
function readFormat(type: string, format: string | undefined, place: Place): string | undefined {
  if (type === "yearmonth") return "YYYY-MM";
  if (format === undefined || format === "default" || format === "any") return undefined;
  const pattern = format.replace(/^fmt:/, "");
  if (!pattern.includes("%")) {
    throw fault(place, `the format ${nameOf(format)} is not known; a date's format is written with %, such as "%d/%m/%Y", or "default" or "any".`);
  }
  const read = fromStrptime(pattern);
  if ("pattern" in read) return read.pattern;
  throw fault(place, `the format ${nameOf(format)} has "${read.unknown}", which cannot be read; use "any", or %Y %m %d %H %M %S and their kind.`);
}

function marks(type: string, field: JsonObject, place: Place): Pick<StatedColumn, "decimalMark" | "grouping"> {
  if (type !== "number" && type !== "integer") return {};
  const decimal = textAt(field, "decimalChar", place);
  const grouping = textAt(field, "groupChar", place);
  if (decimal !== undefined && decimal !== "." && decimal !== ",") throw fault(place, `"decimalChar" must be "." or ",", not ${nameOf(decimal)}.`);
  if (grouping !== undefined && !groupings.includes(grouping)) throw fault(place, `"groupChar" must be a comma, a point, a space or an apostrophe, not ${nameOf(grouping)}.`);
  if (grouping !== undefined && grouping === decimal) throw fault(place, `"groupChar" and "decimalChar" are both ${nameOf(grouping)}.`);
  return { ...(decimal === undefined ? {} : { decimalMark: decimal }), ...(grouping === undefined ? {} : { grouping }) };
}

interface Own {
  readonly type?: StatableType;
  readonly role?: ColumnRole;
  readonly dateFormat?: string;
  readonly tolerance?: number;
}

/** What the standard has no word for. */
function readOwn(own: JsonObject, place: Place): Own {
  const unknown = Object.keys(own).find((key) => !["type", "role", "dateFormat", "tolerance"].includes(key));
  if (unknown !== undefined) throw fault(place, `"nptImpute" has an unknown property "${unknown}"; it may have "type", "role", "dateFormat" and "tolerance".`);
  const type = oneOf(own, "type", statableTypes, place);
  const role = oneOf(own, "role", columnRoles, place);
  const dateFormat = textAt(own, "dateFormat", place);
  const tolerance = positiveAt(own, "tolerance", place);
  return {
    ...(type === undefined ? {} : { type }),
    ...(role === undefined ? {} : { role }),
    ...(dateFormat === undefined ? {} : { dateFormat }),
    ...(tolerance === undefined ? {} : { tolerance }),
  };
}

function oneOf<T extends string>(object: JsonObject, key: string, known: readonly T[], place: Place): T | undefined {
  const text = textAt(object, key, place);
  if (text === undefined) return undefined;
  const found = known.find((one) => one === text);
  if (found === undefined) throw fault(place, `"nptImpute" has the ${key} ${nameOf(text)}; it is one of ${known.join(", ")}.`);
  return found;
}
