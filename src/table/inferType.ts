import type { ColumnKind } from "./column";
import { dateFormat } from "./dateFormat";
import type { DistinctTexts } from "./distinct";
import { isCode, isCounter, isKey } from "./names";
import { type NumberReading, readNumbers } from "./numberFormat";
import { isInfinite } from "./numberText";
import { type DateReading, readDates, readDatesAs } from "./readDates";
import type { ColumnType, StatedColumn } from "./reading";
import { isCommonToken } from "./sentinel";

/** What a column holds, and how that was read. */
export interface Inference {
  readonly type: ColumnType;
  readonly kind: ColumnKind;
  readonly numbers: NumberReading | null;
  readonly dates: DateReading | null;
  /** Why, a sentence; "" where the type is stated. */
  readonly reason: string;
}

/** A word for true and one for false. */
export const truthPairs = [
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

function plain(type: ColumnType, kind: ColumnKind, reason: string): Inference {
  return { type, kind, numbers: null, dates: null, reason };
}

/** Decides what a column holds from its observed texts, its name and what is stated of it. */
export function inferType(name: string, distinct: DistinctTexts, commaIsDecimal: boolean, stated: Omit<StatedColumn, "column"> = {}): Inference {
  const { texts } = distinct;
  if (texts.length === 0) return plain("empty", "empty", "No cell has a value.");
  if (stated.type !== undefined) return readAs(stated.type, distinct, commaIsDecimal, stated);
  if (texts.length === 1) return plain("constant", "constant", "Every cell has the same value.");
  if (truthValues(texts) !== null) return plain("boolean", "boolean", "Its two values are a pair such as yes and no.");
  if (stated.texts === true) return ofTexts(distinct);

  const dates = stated.dateFormat === undefined ? readDates(distinct) : readDatesAs(distinct, dateFormat(stated.dateFormat));
  if (dates !== null && isNearlyAll(distinct, dates.values, dates.parsed)) {
    return { ...plain("date", "date", "Its texts are dates."), dates };
  }
  const numbers = readNumbers(distinct, commaIsDecimal, stated);
  if (numbers !== null && isNearlyAll(distinct, numbers.values, numbers.parsed)) return ofNumbers(name, distinct, numbers);
  return ofTexts(distinct);
}

function ofTexts(distinct: DistinctTexts): Inference {
  if (repeats(distinct)) return plain("category", "category", "Its texts come again and again.");
  if (readsAsProse(distinct)) return plain("text", "text", "Its texts are long and all different.");
  return plain("id", "id", "Its texts are all different.");
}

function ofNumbers(name: string, distinct: DistinctTexts, numbers: NumberReading): Inference {
  if (isKey(name, distinct, numbers)) {
    if (!isCounter(distinct, numbers)) return plain("id", "id", "Its numbers are all different, and its name calls them a key.");
    return { ...plain("id", "number", "Its numbers count the rows."), numbers };
  }
  if (isCode(name, distinct, numbers)) {
    if (repeats(distinct)) return plain("code", "category", "Its numbers name things: its name or its few values say so.");
    return plain("id", "id", "Its numbers name things, all different.");
  }
  if (numbers.zerosDiffer && readsAsVersions(distinct)) {
    return plain("code", "category", "Zeros at the end differ as in versions: 1.10 is not 1.1.");
  }
  return { ...plain(numberType(distinct, numbers), "number", "Its texts are numbers."), numbers };
}

/** Different values of a column of levels at most, and cells per value at least. */
const maxLevels = 20;
const cellsPerLevel = 5;

function numberType({ observed }: DistinctTexts, { values }: NumberReading): ColumnType {
  const different = new Set(values);
  different.delete(Number.NaN);
  if (different.size <= maxLevels && observed >= cellsPerLevel * different.size) return "level";
  return values.every((value) => Number.isNaN(value) || Number.isInteger(value)) ? "integer" : "number";
}

/** Reads a column as what is stated; texts that do not fit are left unread. */
function readAs(type: NonNullable<StatedColumn["type"]>, distinct: DistinctTexts, commaIsDecimal: boolean, stated: Omit<StatedColumn, "column">): Inference {
  if (distinct.texts.length === 1) return plain("constant", "constant", "");
  switch (type) {
    case "integer":
    case "number":
    case "level": {
      const numbers = readNumbers(distinct, commaIsDecimal, { ...stated, surely: true });
      return { ...plain(type, "number", ""), numbers: numbers ?? noNumbers(distinct) };
    }
    case "date": {
      const dates = stated.dateFormat === undefined ? readDates(distinct) : readDatesAs(distinct, dateFormat(stated.dateFormat));
      return { ...plain(type, "date", ""), dates: dates ?? readDatesAs(distinct, dateFormat(stated.dateFormat ?? "YYYY-MM-DD")) };
    }
    case "boolean":
      return plain(type, truthValues(distinct.texts) === null ? "category" : "boolean", "");
    case "id": {
      const numbers = readNumbers(distinct, commaIsDecimal, stated);
      const counts = numbers !== null && isNearlyAll(distinct, numbers.values, numbers.parsed) && isCounter(distinct, numbers);
      if (counts) return { ...plain(type, "number", ""), numbers };
      return plain(type, stated.role === undefined ? "id" : "category", "");
    }
    case "text":
      return plain(type, stated.role === undefined ? "text" : "category", "");
    default:
      return plain(type, "category", "");
  }
}

function noNumbers({ texts }: DistinctTexts): NumberReading {
  const format = { decimals: 0, fixed: false, decimalMark: ".", grouping: "", prefix: "", suffix: "", negative: "-", plus: false, exponent: null } as const;
  return { format, values: new Float64Array(texts.length).fill(Number.NaN), parsed: 0, zerosDiffer: false };
}

/** Numbers that are read although a text is among them, and such texts at most. */
const leastNumbers = 5;
const maxStrangers = 0.05;
/** Marks among measured numbers: different ones, their share of the cells, and different numbers at least. */
const maxMarks = 3;
const maxMarked = 0.25;
const leastDifferent = 10;

/**
 * Whether the texts that do not parse are so few that they are strangers, not values of their own: one in a hundred,
 * a single one among at least five, or tokens such as "NA", however many short of half.
 */
function isNearlyAll({ texts, counts, observed }: DistinctTexts, values: Float64Array, parsed: number): boolean {
  let tokens = 0;
  let strangers = 0;
  let repeated = false;
  let strangeTexts = 0;
  let numbers = 0;
  for (const [i, text] of texts.entries()) {
    if (!Number.isNaN(values[i]!)) {
      numbers++;
      continue;
    }
    if (isCommonToken(text) || isInfinite(text)) tokens += counts[i]!;
    else {
      strangers += counts[i]!;
      strangeTexts++;
      repeated ||= counts[i]! > 1;
    }
  }
  if (parsed <= tokens || parsed <= 1) return false;
  if (parsed >= 0.99 * (observed - tokens)) return true;
  if (!repeated) return parsed >= leastNumbers && strangers <= Math.max(1, maxStrangers * observed);
  // Numbers that hardly come again are no categories, whatever stands among them: "<0.01", "n.d.".
  return strangeTexts <= maxMarks && numbers >= leastDifferent && numbers >= 0.5 * parsed && strangers <= maxMarked * observed;
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

/** Few different texts, each two short numbers around a point. */
function readsAsVersions(distinct: DistinctTexts): boolean {
  return distinct.texts.length <= 50 && repeats(distinct) && distinct.texts.every((text) => /^\d{1,3}\.\d{1,3}$/.test(text));
}
