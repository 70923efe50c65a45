import type { StatedColumn, StatedReading } from "../table/reading";
import { resourceOf } from "./dataPackage";
import { readDialect } from "./dialect";
import { countAt, fault, flagAt, isList, isObject, type Json, type JsonObject, listAt, nameOf, objectAt, parseObject, type Place, textAt, valuesAt } from "./json";
import { type ReadField, readField, tokensOf } from "./readField";
import { SchemaError } from "./schemaError";

/** Version of what stands under `nptImpute`. */
export const schemaVersion = 1;

/** A schema file, read. */
export interface SchemaFile {
  /** Every field is among its columns: by name, or by position where the file has no header or the name comes twice. */
  readonly stated: StatedReading;
  /** Names of the fields, in the order of `stated.columns`. */
  readonly names: readonly string[];
  /** Whether fields that the file lacks are no fault. */
  readonly mayLack: boolean;
  /** What is not heeded, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads a Table Schema, a data package or one resource of it, of version 1 or 2 of the standard. No address and no
 * other file is opened. Throws `SchemaError`.
 * @param csvName the table's file, by which a data package's resource is found; "-" for standard input
 */
export function parseSchema(text: string, fileName: string, csvName: string): SchemaFile {
  const given = parseObject(text, fileName);
  const notes: string[] = [];
  if (given.resources !== undefined) return readResource(resourceOf(given, fileName, csvName), fileName, notes);
  if (given.fields === undefined && (given.schema !== undefined || given.path !== undefined)) return readResource(given, fileName, notes);
  return readTable(given, inlineDialect(given, fileName, notes), fileName, notes);
}

function readResource(resource: JsonObject, file: string, notes: string[]): SchemaFile {
  const { schema } = resource;
  const dialect = inlineDialect(resource, file, notes);
  if (schema === undefined || schema === null) return readTable({ fields: [] }, dialect, file, notes);
  if (typeof schema === "string") {
    const address = /^[a-z][\w+.-]*:\/\//i.test(schema);
    const todo = address ? "addresses are not fetched: save it as a file and name that with --schema" : "name that file itself with --schema";
    throw new SchemaError(file, null, `the schema of this table is kept in "${schema}"; ${todo}.`);
  }
  if (!isObject(schema)) throw new SchemaError(file, null, `"schema" must be an object, not ${nameOf(schema)}.`);
  return readTable(schema, dialect, file, notes);
}

/** The dialect that stands in the object; one that is kept elsewhere is not heeded. */
function inlineDialect(given: JsonObject, file: string, notes: string[]): JsonObject | undefined {
  if (typeof given.dialect === "string") {
    notes.push(`${file}: the dialect is kept in "${given.dialect}", which is not read; delimiter and header are found in the table.`);
    return undefined;
  }
  return objectAt(given, "dialect", { file, field: null });
}

function readTable(schema: JsonObject, dialect: JsonObject | undefined, file: string, notes: string[]): SchemaFile {
  const place: Place = { file, field: null };
  const fields = fieldsOf(schema, place);
  const own = readOwn(schema, place);
  const { dialect: read, nullSequence } = readDialect(own.dialect ?? dialect ?? {}, file);
  const columns = fields.map(({ field, name }) => readField(field, { file, field: name }));
  for (const { field, name } of fields) notes.push(...misplaced(field, { file, field: name }));
  const names = fields.map(({ name }) => name);
  const byPosition = read.header === false;
  const twice = repeated(names);
  const stated = withKeys(columns, names, schema, place).map((column, k): StatedColumn => {
    return { column: byPosition || twice.has(names[k]!) ? k : names[k]!, ...column };
  });
  const missing = valuesAt(schema, "missingValues", place);
  const tokens = nullSequence === null ? missing : [...(missing ?? []), nullSequence];
  const blank = own.blankIsMissing ?? (tokens?.some((token) => token !== "" && token.trim() === "") ? true : undefined);
  // Where fields have names, the first row has them too, as the standard has it.
  const named = names.length > 0 && read.header === undefined ? { ...read, header: true } : read;
  return {
    stated: {
      ...(Object.keys(named).length === 0 ? {} : { dialect: named }),
      ...(own.missing === "auto" ? { missingTokens: "auto" } : tokens === undefined ? {} : { missingTokens: tokensOf(tokens) }),
      ...(blank === undefined ? {} : { blankIsMissing: blank }),
      ...(own.fillShortRows === undefined ? {} : { fillShortRows: own.fillShortRows }),
      ...(stated.length === 0 ? {} : { columns: stated }),
    },
    names,
    mayLack: mayLack(schema, place),
    notes,
  };
}

/** Names that come more than once: their columns are told apart by position. */
export function repeated(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  return twice;
}

interface NamedField {
  readonly field: JsonObject;
  readonly name: string;
}

function fieldsOf(schema: JsonObject, place: Place): NamedField[] {
  if (schema.fields === undefined) {
    const other = schema.properties !== undefined ? "this is a JSON Schema, not a Table Schema: it has no" : "a Table Schema needs a list of";
    throw fault(place, `${other} "fields".`);
  }
  const fields = listAt(schema, "fields", place) ?? [];
  return fields.map((field, k) => {
    if (!isObject(field)) throw fault(place, `field ${k + 1} must be an object with a "name", not ${nameOf(field)}.`);
    const name = textAt(field, "name", { file: place.file, field: `number ${k + 1}` });
    if (name === undefined) throw fault(place, `field ${k + 1} has no "name".`);
    return { field, name: name.trim() };
  });
}

/** Keys are never filled: a guessed one would name the wrong row. */
function withKeys(columns: readonly ReadField[], names: readonly string[], schema: JsonObject, place: Place): ReadField[] {
  const primary = keyOf(schema.primaryKey, "primaryKey", names, place);
  const uniques = (listAt(schema, "uniqueKeys", place) ?? []).map((key) => keyOf(key, "uniqueKeys", names, place));
  for (const key of listAt(schema, "foreignKeys", place) ?? []) {
    if (!isObject(key)) throw fault(place, `"foreignKeys" must be a list of objects; ${nameOf(key)} is none.`);
    keyOf(key.fields, "foreignKeys", names, place);
  }
  return columns.map((column, k) => {
    const name = names[k]!;
    const isKey = primary.includes(name);
    const unique = (isKey && primary.length === 1) || uniques.some((key) => key.length === 1 && key[0] === name);
    if (!isKey && !unique) return column;
    const constraints = { ...column.constraints, ...(unique ? { unique } : {}), ...(isKey ? { required: true } : {}) };
    return { ...column, ...(isKey && column.role === undefined ? { role: "learn" } : {}), constraints };
  });
}

function keyOf(key: Json | undefined, what: string, names: readonly string[], place: Place): string[] {
  if (key === undefined || key === null) return [];
  const list = isList(key) ? key : [key];
  return list.map((name) => {
    if (typeof name !== "string") throw fault(place, `"${what}" must name fields; ${nameOf(name)} is no name.`);
    if (!names.includes(name.trim())) throw fault(place, `"${what}" names "${name}", but there is no such field.`);
    return name.trim();
  });
}

/** Properties that say nothing where they stand. */
function misplaced(field: JsonObject, { file, field: name }: Place): string[] {
  const keys = ["minimum", "maximum", "enum", "pattern", "unique", "required"].filter((key) => field[key] !== undefined);
  return keys.map((key) => `${file}, field "${name}": "${key}" is not heeded here; it belongs into "constraints".`);
}

/** Version 2 says which fields the table may lack; some files have the word in a list. */
function mayLack(schema: JsonObject, place: Place): boolean {
  const { fieldsMatch } = schema;
  const word = isList(fieldsMatch) ? fieldsMatch[0] : fieldsMatch;
  if (word === undefined || word === null) return false;
  if (typeof word !== "string" || !["exact", "equal", "subset", "superset", "partial"].includes(word)) {
    throw fault(place, `"fieldsMatch" is ${nameOf(word)}; it is one of exact, equal, subset, superset, partial.`);
  }
  return word === "superset" || word === "partial";
}

interface Own {
  readonly dialect?: JsonObject;
  readonly missing?: "auto";
  readonly blankIsMissing?: boolean;
  readonly fillShortRows?: boolean;
}

/** What the standard has no word for. */
function readOwn(schema: JsonObject, place: Place): Own {
  const own = objectAt(schema, "nptImpute", place) ?? {};
  const known = ["version", "dialect", "missingValues", "blankIsMissing", "fillShortRows"];
  const version = countAt(own, "version", place);
  if (version !== undefined && version > schemaVersion) throw fault(place, `it is of version ${version} of "nptImpute", and version ${schemaVersion} is read; update the extension.`);
  const unknown = Object.keys(own).find((key) => !known.includes(key));
  if (unknown !== undefined) throw fault(place, `"nptImpute" has an unknown property "${unknown}"; it may have ${known.map((key) => `"${key}"`).join(", ")}.`);
  const missing = textAt(own, "missingValues", place);
  if (missing !== undefined && missing !== "auto") throw fault(place, `"missingValues" under "nptImpute" is "auto" or left out; tokens stand in "missingValues" of the table.`);
  const dialect = objectAt(own, "dialect", place);
  const blankIsMissing = flagAt(own, "blankIsMissing", place);
  const fillShortRows = flagAt(own, "fillShortRows", place);
  return {
    ...(dialect === undefined ? {} : { dialect }),
    ...(missing === undefined ? {} : { missing }),
    ...(blankIsMissing === undefined ? {} : { blankIsMissing }),
    ...(fillShortRows === undefined ? {} : { fillShortRows }),
  };
}
