import { commonMissingTokens } from "./commonMissingTokens";

/** Records looked at for a header, and those under it. */
const maxHead = 6;
const maxUnits = 3;
/** Share of a column's cells that are values where its text is a stranger. */
const valueShare = 0.7;
const tokens = new Set(commonMissingTokens);

/** Whether a cell is a number, a date or a truth value: what names of columns seldom are. */
export function isValue(cell: string): boolean {
  return (
    /^\(?[-+\u2212]?[$€£]?\s?(?:\d[\d.,' ]*|[.,]\d+)(?:[eE][-+]?\d+)?\s?%?\)?$/.test(cell) ||
    /^\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?:[T ]\d{1,2}:.*)?$|^\d{1,2}:\d{2}/.test(cell) ||
    /^(?:true|false|yes|no)$/i.test(cell)
  );
}

/** The records above a table's data that are none. */
export interface HeadRows {
  /** Records before the one that names the columns. */
  readonly titles: number;
  /** Records behind it: units, a second line of names. */
  readonly units: number;
}

/**
 * Finds the header below a title of several cells, and units under it, by what the columns hold further down: among
 * values a text is no data.
 * @param rows the first records, cells trimmed and without quotes
 */
export function headRows(rows: readonly (readonly string[])[]): HeadRows {
  const none: HeadRows = { titles: 0, units: 0 };
  const body = rows.slice(Math.min(maxHead, Math.floor(rows.length / 2)));
  const width = Math.max(0, ...rows.slice(0, maxHead).map((row) => row.length));
  const values = Array.from({ length: width }, (_, column) => holdsValues(body, column));
  if (body.length < 2 || !values.includes(true)) return none;
  const header = rows.slice(0, maxHead).findIndex((row) => namesAll(row, width) && textsAmong(row, values) > 0 && valuesAmong(row, values) === 0);
  if (header < 0) return none;
  const titles = rows.slice(0, header);
  if (!titles.every((row) => textsAmong(row, values) > 0)) return none;
  let units = 0;
  while (units < maxUnits && isUnits(rows, header + 1 + units, values)) units++;
  return { titles: header, units };
}

function holdsValues(body: readonly (readonly string[])[], column: number): boolean {
  const cells = body.map((row) => row[column] ?? "").filter((cell) => cell !== "" && !tokens.has(cell));
  return cells.length >= 2 && cells.filter(isValue).length >= valueShare * cells.length;
}

function namesAll(row: readonly string[], width: number): boolean {
  const named = row.filter((cell) => cell !== "");
  return named.length >= Math.max(2, width - 1) && new Set(named).size === named.length;
}

function textsAmong(row: readonly string[], values: readonly boolean[]): number {
  return row.filter((cell, column) => values[column] === true && isText(cell)).length;
}

function valuesAmong(row: readonly string[], values: readonly boolean[]): number {
  return row.filter((cell, column) => values[column] === true && isValue(cell)).length;
}

function isText(cell: string): boolean {
  return cell !== "" && !tokens.has(cell) && !isValue(cell);
}

const bracketed = /^[[(].*[\])]$/;
/** Units in brackets, or short without a space. */
const unit = /^[[(].*[\])]$|^[^\s\d]{1,8}$/;

/** Whether a record holds units or other names, and is not a row that lacks its values: no value is in it, and no text that comes again. */
function isUnits(rows: readonly (readonly string[])[], at: number, values: readonly boolean[]): boolean {
  const row = rows[at];
  if (row === undefined || at >= rows.length - 1 || valuesAmong(row, values) > 0) return false;
  const texts = row.filter((cell, column) => values[column] === true && isText(cell));
  if (texts.length === 0) return false;
  const others = row.flatMap((cell, column) => (values[column] === true || cell === "" ? [] : [{ cell, column }]));
  if (others.some(({ cell, column }) => rows.some((other, k) => k > at && other[column] === cell))) return false;
  if (texts.every((text) => bracketed.test(text))) return true;
  // One word in the only column of numbers may as well be a text among them.
  if (values.indexOf(true) === values.lastIndexOf(true)) return false;
  if (texts.every((text) => unit.test(text))) return texts.length > 1 || others.length === 0;
  return texts.length > 1 && texts.length === values.filter((is) => is).length;
}
