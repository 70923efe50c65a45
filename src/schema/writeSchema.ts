import type { Dialect } from "../csv/dialect";
import type { ColumnSchema } from "../table/column";
import { truthValues } from "../table/inferType";
import type { ColumnProfile } from "../table/profile";
import { type ColumnType, type Constraints, type StatableType, type StatedColumn, type StatedReading, statableTypes, statedOf } from "../table/reading";
import { meansMissing } from "../table/sentinel";
import { writeDialect } from "./dialect";
import type { Json, JsonObject } from "./json";
import { survivesStrptime, toStrptime } from "./strptime";
import { repeated, schemaVersion } from "./tableSchema";

/** The version of the standard that is written. */
export const tableSchemaProfile = "https://datapackage.org/profiles/2.0/tableschema.json";

/** A table that has been read, as far as its schema tells of it. */
export interface ReadTable {
  readonly columns: readonly (ColumnSchema & { readonly profile?: ColumnProfile })[];
  readonly dialect: Dialect;
}

/** What is stated and what is assumed, as a Table Schema: JSON in lines, read back as `assumedReading`. */
export function writeSchema(table: ReadTable, stated: StatedReading): string {
  const reading = assumedReading(table, stated);
  const names = table.columns.map(({ name }) => name);
  return writeStated(reading, names, (index) => extras(table.columns[index]!, reading.columns?.[index]?.type));
}

/** The whole reading as a statement: nothing of it is left to be inferred, but for columns of one value or none. */
export function assumedReading({ columns, dialect }: ReadTable, stated: StatedReading): StatedReading {
  const { newline: _, ...written } = dialect;
  const twice = repeated(columns.map(({ name }) => name));
  const tokens = stated.missingTokens ?? [];
  return {
    dialect: written,
    missingTokens: tokens === "auto" ? [] : tokens,
    blankIsMissing: stated.blankIsMissing ?? false,
    fillShortRows: stated.fillShortRows ?? false,
    columns: columns.map((column) => {
      const known = statedOf(stated.columns ?? [], column.index, column.name);
      return { column: written.header && !twice.has(column.name) ? column.name : column.index, ...assumedColumn(column, known, tokens) };
    }),
  };
}

function assumedColumn(column: ColumnSchema, stated: Omit<StatedColumn, "column">, tokens: readonly string[] | "auto"): Omit<StatedColumn, "column"> {
  const { reading, numberFormat, dateFormat } = column;
  const type = stated.type ?? statable(reading.type);
  // A role that nobody stated follows from the type again.
  const { role } = stated;
  const missing = stated.missingTokens ?? ownTokens(column, tokens);
  const constraints = { ...reading.constraints, ...stated.constraints };
  const format = dateFormat ?? stated.dateFormat;
  const grouping = numberFormat?.grouping ? numberFormat.grouping : stated.grouping;
  // Whole numbers have no decimal mark, unless it is what their thousands are told from.
  const marked = type !== "integer" || grouping !== undefined ? numberFormat?.decimalMark : undefined;
  const decimalMark = marked ?? stated.decimalMark;
  return {
    ...(type === undefined ? (stated.texts ? { texts: true } : {}) : { type }),
    ...(role === undefined ? {} : { role }),
    ...(missing === undefined ? {} : { missingTokens: missing }),
    ...(Object.keys(constraints).length === 0 ? {} : { constraints }),
    ...(type === "date" && format !== undefined ? { dateFormat: format } : {}),
    ...(isNumeric(type) && decimalMark !== undefined ? { decimalMark } : {}),
    ...(isNumeric(type) && grouping !== undefined ? { grouping } : {}),
    ...((isNumeric(type) || type === "date") && stated.tolerance !== undefined ? { tolerance: stated.tolerance } : {}),
  };
}

function statable(type: ColumnType): StatableType | undefined {
  return statableTypes.find((one) => one === type);
}

function isNumeric(type: StatableType | undefined): boolean {
  return type === "integer" || type === "number" || type === "level";
}

/**
 * The tokens that count as missing in a column, where they are not the table's: of a category, a word that the table's
 * other columns have for missing is a value.
 */
function ownTokens(column: ColumnSchema, tokens: readonly string[] | "auto"): readonly string[] | undefined {
  const taken = column.reading.missingTokens.map(({ token }) => token);
  if (tokens === "auto") return taken.length === 0 ? undefined : taken;
  const kept = tokens.filter((token) => taken.includes(token) || meansMissing(column, token));
  return kept.length === tokens.length ? undefined : kept;
}

/** What a field of the standard says beyond what is stated: how truth is written, whether a number stands alone. */
function extras({ numberFormat, profile }: ReadTable["columns"][number], type: StatableType | undefined): JsonObject {
  const affixed = numberFormat !== null && numberFormat.prefix + numberFormat.suffix !== "";
  if (isNumeric(type) && affixed) return { bareNumber: false };
  const levels = type === "boolean" ? (profile?.topLevels ?? []).map(({ text }) => text.trim()) : [];
  const truth = truthValues(levels);
  const written = (value: number): string[] => levels.filter((_, k) => truth?.[k] === value);
  return truth === null ? {} : { trueValues: written(1), falseValues: written(0) };
}

/** A reading as a Table Schema. @param names of all columns @param extra further properties of a column's field */
export function writeStated(stated: StatedReading, names: readonly string[], extra: (index: number) => JsonObject = () => ({})): string {
  const { missingTokens, blankIsMissing, fillShortRows, dialect, columns = [] } = stated;
  const fields = names.map((name, index) => writeField(name, statedOf(columns, index, name), extra(index)));
  const missing = missingTokens === undefined || missingTokens === "auto" ? undefined : ["", ...missingTokens];
  const schema: JsonObject = {
    $schema: tableSchemaProfile,
    fields,
    ...(missing === undefined ? {} : { missingValues: missing }),
    nptImpute: {
      version: schemaVersion,
      ...(missingTokens === "auto" ? { missingValues: "auto" } : {}),
      ...(blankIsMissing === undefined ? {} : { blankIsMissing }),
      ...(fillShortRows === undefined ? {} : { fillShortRows }),
      ...(dialect === undefined ? {} : { dialect: writeDialect(dialect) }),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function writeField(name: string, column: Omit<StatedColumn, "column">, extra: JsonObject): JsonObject {
  const { role, missingTokens, constraints = {}, decimalMark, grouping, dateFormat, tolerance } = column;
  const { type, own } = standardType(column);
  const format = type === "date" || type === "time" || type === "datetime" ? dateFormat : undefined;
  const said = type === "yearmonth" || (format !== undefined && survivesStrptime(format));
  const limits = writeConstraints(constraints, type);
  const further: JsonObject = {
    ...(own === undefined ? {} : { type: own }),
    ...(role === undefined ? {} : { role }),
    ...(dateFormat === undefined || said ? {} : { dateFormat }),
    ...(tolerance === undefined ? {} : { tolerance }),
  };
  return {
    name,
    type,
    ...(format === undefined ? {} : { format: toStrptime(format) }),
    ...(decimalMark === undefined ? {} : { decimalChar: decimalMark }),
    ...(grouping === undefined ? {} : { groupChar: grouping }),
    ...extra,
    ...(missingTokens === undefined ? {} : { missingValues: ["", ...missingTokens] }),
    ...(Object.keys(limits).length === 0 ? {} : { constraints: limits }),
    ...(Object.keys(further).length === 0 ? {} : { nptImpute: further }),
  };
}

/** The standard's type, and ours where that does not follow from it. */
function standardType({ type, texts, dateFormat, constraints }: Omit<StatedColumn, "column">): { readonly type: string; readonly own?: StatableType } {
  switch (type) {
    case undefined:
      return { type: texts ? "string" : "any" };
    case "integer":
    case "number":
    case "boolean":
      return { type };
    case "level":
      return { type: "number", own: type };
    case "date":
      return dateType(dateFormat);
    case "category":
      return constraints?.enum === undefined ? { type: "string", own: type } : { type: "string" };
    default:
      return { type: "string", own: type };
  }
}

function dateType(format: string | undefined): { readonly type: string; readonly own?: StatableType } {
  const bare = (format ?? "").replace(/\[[^\]]*\]/g, "");
  const [day, clock] = [/[YMDd]/.test(bare), /[Hhms]/.test(bare)];
  if (format === "YYYY-MM") return { type: "yearmonth" };
  if (format === "YYYY") return { type: "year", own: "date" };
  if (day && clock) return { type: "datetime" };
  return { type: clock ? "time" : "date" };
}

const numeric = ["integer", "number", "year"];

/** Numbers are written as numbers where that is how they are written. */
function writeConstraints(constraints: Constraints, type: string): JsonObject {
  const value = (text: string): Json => (numeric.includes(type) && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text);
  const { minimum, maximum, enum: values, pattern, unique, required } = constraints;
  return {
    ...(required === undefined ? {} : { required }),
    ...(unique === undefined ? {} : { unique }),
    ...(minimum === undefined ? {} : { minimum: value(minimum) }),
    ...(maximum === undefined ? {} : { maximum: value(maximum) }),
    ...(values === undefined ? {} : { enum: values.map(value) }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}
