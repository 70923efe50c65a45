import type { ColumnKind } from "./column";
import type { DistinctTexts } from "./distinct";
import { type NumberReading, readNumbers } from "./numberFormat";
import { type DateReading, readDates } from "./readDates";
import { isCommonToken } from "./sentinel";

/** What a column holds, and how that was read. */
export interface Inference {
  readonly kind: ColumnKind;
  readonly numbers: NumberReading | null;
  readonly dates: DateReading | null;
}

const truthPairs = [
  ["true", "false"],
  ["yes", "no"],
  ["t", "f"],
  ["y", "n"],
  ["on", "off"],
  ["1", "0"],
  ["1.0", "0.0"],
] as const;

/** 1 or 0 for a truth value of the pair that the texts form, in any case; null where they form none. */
export function truthValues(texts: readonly string[]): number[] | null {
  const folded = new Set(texts.map((text) => text.toLowerCase()));
  if (folded.size !== 2) return null;
  const pair = truthPairs.find(([yes, no]) => folded.has(yes) && folded.has(no));
  return pair === undefined ? null : texts.map((text) => (text.toLowerCase() === pair[0] ? 1 : 0));
}

/** Decides the kind of a column from its observed texts and its name. */
export function inferKind(name: string, distinct: DistinctTexts, commaIsDecimal: boolean): Inference {
  const plain = (kind: ColumnKind): Inference => ({ kind, numbers: null, dates: null });
  if (distinct.texts.length === 0) return plain("empty");
  if (distinct.texts.length === 1) return plain("constant");
  if (truthValues(distinct.texts) !== null) return plain("boolean");

  const dates = readDates(distinct);
  if (dates !== null && isNearlyAll(distinct, dates.values, dates.parsed)) return { ...plain("date"), dates };
  const numbers = readNumbers(distinct, commaIsDecimal);
  if (numbers !== null && isNearlyAll(distinct, numbers.values, numbers.parsed)) {
    if (isKey(name, distinct, numbers)) return plain("id");
    if (isCode(name, distinct, numbers)) return plain(repeats(distinct) ? "category" : "id");
    return { ...plain("number"), numbers };
  }
  if (repeats(distinct)) return plain("category");
  return plain(readsAsProse(distinct) ? "text" : "id");
}

/**
 * Whether the texts that do not parse are so few that they are strangers, not values of their own: one in a hundred,
 * or tokens such as "NA", however many short of half.
 */
function isNearlyAll({ texts, counts, observed }: DistinctTexts, values: Float64Array, parsed: number): boolean {
  let tokens = 0;
  for (const [i, text] of texts.entries()) if (Number.isNaN(values[i]!) && isCommonToken(text)) tokens += counts[i]!;
  return parsed >= 0.99 * (observed - tokens) && parsed > tokens && parsed > 1;
}

/** Whether values come back often enough for one cell to say something about another. */
function repeats({ counts, observed }: DistinctTexts): boolean {
  let again = 0;
  for (const count of counts) if (count > 1) again += count;
  return again >= 0.05 * observed && again > 1;
}

function readsAsProse({ texts }: DistinctTexts): boolean {
  let length = 0;
  let spaced = 0;
  for (const text of texts) {
    length += text.length;
    if (/\s/.test(text)) spaced++;
  }
  return length / texts.length > 40 || spaced > 0.5 * texts.length;
}

const keyName =
  /(?:^|[\s_.-])(?:id|uuid|guid|key|nr|no|number|index|idx)$|[a-z](?:Id|ID)$|^(?:id|#|index|rowid)|^Unnamed: 0$/i;
const codeName =
  /(?:^|[\s_.-])(?:id|code|zip|zipcode|zip_?code|postcode|postal|plz|fips|sku|isbn|ean|phone|tel)$|[a-z](?:Id|ID|Code)$/i;

/** Unique integers that run along with the rows, or that the name calls a key. */
function isKey(
  name: string,
  { codes, counts, observed, chosen }: DistinctTexts,
  { values, format, parsed }: NumberReading,
): boolean {
  if (format.decimals > 0 || format.prefix.trim() !== "" || format.suffix !== "" || parsed < observed) return false;
  const unique = counts.length / observed;
  if (unique >= 0.9 && counts.length >= 3 && keyName.test(name))
    return codeName.test(name) || runsWithRows(codes, values, chosen);
  return unique === 1 && counts.length >= 5 && runsWithRows(codes, values, chosen) && !areYears(values);
}

/** Whether every value is its row number plus a constant, or the values climb densely from the start. */
function runsWithRows(codes: Int32Array, values: Float64Array, chosen: DistinctTexts["chosen"]): boolean {
  let lag: number | null = null;
  let straight = true;
  let climbing = true;
  let before = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const [row, code] of codes.entries()) {
    if (code < 0) continue;
    const value = values[code]!;
    const place = chosen?.rows[row] ?? row;
    lag ??= value - place;
    if (value - place !== lag) straight = false;
    if (value <= before) climbing = false;
    before = value;
    low = Math.min(low, value);
    count++;
  }
  return straight || (climbing && low >= 0 && low <= 1 && before - low < 2 * (chosen?.of ?? codes.length) && count >= 10);
}

function areYears(values: Float64Array): boolean {
  return values.every((value) => value >= 1500 && value <= 2200);
}

/** Numbers that name things: two values only (1 and 2 for a sex), a unit that says so ("36 months"), or the column's name. */
function isCode(name: string, distinct: DistinctTexts, { values, format }: NumberReading): boolean {
  if (distinct.texts.length === 2 && distinct.observed >= 20) return true;
  if (format.suffix.trim() !== "" && distinct.texts.length <= 10 && distinct.observed >= 10 * distinct.texts.length)
    return true;
  if (format.decimals > 0 && !values.every((value) => Number.isNaN(value) || Number.isInteger(value))) return false;
  return codeName.test(name) && distinct.texts.length > 2;
}
