import type { DialectOverrides } from "../csv/dialect";
import { countAt, flagAt, isList, type JsonObject, nameOf, objectAt, type Place, textAt } from "./json";
import { SchemaError } from "./schemaError";

/** What a dialect object says. */
export interface ReadDialect {
  readonly dialect: DialectOverrides;
  /** Text that stands for no value; null where none is named. */
  readonly nullSequence: string | null;
}

/** Properties of tables that are no delimited text. */
const otherTables = ["property", "itemType", "itemKeys", "sheetNumber", "sheetName", "table"];

/** Reads a CSV Dialect (version 1) or Table Dialect (version 2). What it leaves out is found in the file. Throws `SchemaError`. */
export function readDialect(given: JsonObject, file: string): ReadDialect {
  const place: Place = { file, field: null };
  const refuse = (what: string): SchemaError => new SchemaError(file, null, `the dialect ${what}`);
  const other = otherTables.find((key) => given[key] !== undefined && given[key] !== null);
  if (other !== undefined) throw refuse(`has "${other}", which is for spreadsheets, databases and JSON; only delimited text is read.`);
  const quote = given.quoteChar === null ? "" : textAt(given, "quoteChar", place);
  const escapeMark = textAt(given, "escapeChar", place);
  if (escapeMark !== undefined && escapeMark !== "" && escapeMark !== (quote ?? '"')) {
    throw refuse(`has the escapeChar ${nameOf(escapeMark)}, which is not read: quotes in quoted cells are doubled.`);
  }
  if (flagAt(given, "doubleQuote", place) === false && quote !== "") throw refuse("says that quotes are not doubled in quoted cells; only doubled ones are read.");
  const end = textAt(given, "lineTerminator", place);
  if (end !== undefined && !["\n", "\r\n", "\r"].includes(end)) throw refuse(`has the lineTerminator ${nameOf(end)}; lines end with \\n, \\r\\n or \\r.`);
  const delimiter = textAt(given, "delimiter", place);
  if (delimiter !== undefined && !/^[\t -~]$/.test(delimiter)) throw refuse(`has the delimiter ${nameOf(delimiter)}; it must be one ASCII character.`);
  if (quote !== undefined && !['"', "'", ""].includes(quote)) throw refuse(`has the quoteChar ${nameOf(quote)}; it is ", ' or empty.`);
  if (delimiter !== undefined && delimiter === (quote ?? '"')) throw refuse(`has the same delimiter and quoteChar, ${nameOf(delimiter)}.`);
  const comment = given.commentChar === null ? undefined : textAt(given, "commentChar", place);
  const initialSpace = flagAt(given, "skipInitialSpace", place);
  return {
    nullSequence: textAt(given, "nullSequence", place) ?? null,
    dialect: {
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(quote === undefined ? {} : { quote: quote as '"' | "'" | "" }),
      ...(comment === undefined ? {} : { comment }),
      ...(initialSpace === undefined ? {} : { initialSpace }),
      ...readRows(given, place, refuse),
    },
  };
}

type Rows = Pick<DialectOverrides, "header" | "preamble" | "unitRows">;

/** Row numbers, from 1 on, as lines before the header and rows without data behind it. */
function readRows(given: JsonObject, place: Place, refuse: (what: string) => SchemaError): Rows {
  const header = flagAt(given, "header", place);
  const headerRows = rowNumbers(given, "headerRows", refuse);
  const commentRows = rowNumbers(given, "commentRows", refuse);
  const named = header !== false && headerRows?.length !== 0;
  const own = objectAt(given, "nptImpute", place);
  const units = own === undefined ? undefined : countAt(own, "unitRows", place);
  if (!named) {
    // Without a header: rows of comments come first, then maybe rows of units that only we tell from them.
    const first = commentRows === undefined ? undefined : runFrom(1, commentRows, refuse);
    if (first !== undefined && (units ?? 0) > first) throw refuse(`has ${units} rows of units among ${first} rows of comments.`);
    return { header: false, ...(first === undefined ? {} : { preamble: first - (units ?? 0) }), ...(units === undefined ? {} : { unitRows: units }) };
  }
  const stated = header === undefined && headerRows === undefined && commentRows === undefined ? {} : { header: true };
  if (headerRows === undefined && commentRows === undefined) return stated;
  const head = headerRows?.[0] ?? firstBeyond(commentRows ?? []);
  // The first of several header rows has the names; the others are no data either.
  const behind = [...(headerRows ?? []), ...(commentRows ?? [])].filter((row) => row > head);
  const unitRows = headerRows !== undefined && headerRows.length < 2 && commentRows === undefined ? {} : { unitRows: runFrom(head + 1, behind, refuse) };
  return { ...stated, preamble: head - 1, ...unitRows };
}

/** The first row that is not among the comments that the file begins with. */
function firstBeyond(rows: readonly number[]): number {
  let row = 1;
  while (rows.includes(row)) row++;
  return row;
}

function rowNumbers(given: JsonObject, key: string, refuse: (what: string) => SchemaError): number[] | undefined {
  const rows = given[key];
  if (rows === undefined || rows === null) return undefined;
  if (!isList(rows)) throw refuse(`has ${key} that are no list of row numbers, but ${nameOf(rows)}.`);
  const numbers = rows.map((row) => {
    if (typeof row === "number" && Number.isInteger(row) && row >= 1) return row;
    throw refuse(`has ${nameOf(row)} among its ${key}; rows are counted from 1.`);
  });
  return numbers.sort((left, right) => left - right);
}

/** How many rows follow each other from `first` on, where that is all there is. */
function runFrom(first: number, rows: readonly number[], refuse: (what: string) => SchemaError): number {
  const distinct = [...new Set(rows)].sort((left, right) => left - right);
  const stray = distinct.find((row, k) => row !== first + k);
  if (stray !== undefined) throw refuse(`leaves out row ${stray}, which is among the data; only rows before the data can be left out.`);
  return distinct.length;
}

/** A Table Dialect (version 2) that says what `dialect` does. */
export function writeDialect(dialect: DialectOverrides): JsonObject {
  const { delimiter, quote, comment, preamble, header, unitRows, initialSpace } = dialect;
  const rows = (from: number, count: number): number[] => Array.from({ length: count }, (_, k) => from + k);
  const above = preamble ?? 0;
  const below = unitRows ?? 0;
  const headless = header === false;
  const named = !headless && (preamble !== undefined || unitRows !== undefined);
  const skipped = headless && (preamble !== undefined || unitRows !== undefined);
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(quote === undefined ? {} : { quoteChar: quote }),
    ...(initialSpace === undefined ? {} : { skipInitialSpace: initialSpace }),
    ...(header === undefined ? {} : { header }),
    ...(named ? { headerRows: [above + 1] } : {}),
    ...(named && unitRows !== undefined ? { commentRows: rows(above + 2, below) } : {}),
    ...(skipped ? { commentRows: rows(1, above + below) } : {}),
    ...(comment === undefined ? {} : { commentChar: comment }),
    ...(headless && unitRows !== undefined ? { nptImpute: { unitRows } } : {}),
  };
}
