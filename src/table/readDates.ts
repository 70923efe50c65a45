import { type DateFormat, dateFormat } from "./dateFormat";
import type { DistinctTexts } from "./distinct";
import { isCommonToken } from "./sentinel";

/** A column read as dates of one format. */
export interface DateReading {
  readonly format: DateFormat;
  /** Seconds since 1970 UTC per distinct text; NaN where it is no date of this format. */
  readonly values: Float64Array;
  /** Cells that are dates. */
  readonly parsed: number;
  /** A second format, where the column has two, and the cells that have it. */
  readonly other: { readonly format: DateFormat; readonly cells: number } | null;
}

const timeOfDay =
  /^(.*?)([T ]|, ?)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(\s?)([AP]M|[ap]m)?(\s?)(Z|UTC|[-+]\d{2}:?\d{2})?$/;

/**
 * Reads a column's texts as dates: the format that most cells have. Day and month are told apart by evidence over the
 * whole column: values above 12, then which reading runs in order, then what is usual for the separator.
 * Null where no format fits any cell.
 */
export function readDates(distinct: DistinctTexts): DateReading | null {
  const { texts } = distinct;
  if (texts.length === 0 || !texts.slice(0, 3).some(mayBeDate)) return null;
  const candidates = candidatesOf(texts);
  const best = bestOf(distinct, candidates);
  return best === null ? null : withOther(distinct, best, candidates);
}

/** Reads a column's texts as dates of one given format. */
export function readDatesAs(distinct: DistinctTexts, format: DateFormat): DateReading {
  const exact = readAll(distinct, format);
  if (2 * exact.parsed >= distinct.observed) return exact;
  const looser = readAll(distinct, dateFormat(unpadded(format.pattern)));
  return exact.parsed < looser.parsed / 2 ? looser : exact;
}

function readAll({ texts, counts }: DistinctTexts, format: DateFormat): DateReading {
  const values = Float64Array.from(texts, (text) => format.parse(text));
  return { format, values, parsed: values.reduce((sum, value, i) => (Number.isNaN(value) ? sum : sum + counts[i]!), 0), other: null };
}

/** `D/M/YYYY` for `DD/MM/YYYY`: what strptime means by %d and %m is written both ways. Digits that follow each other stay. */
function unpadded(pattern: string): string {
  if (/(?:Y|M|D|H|h|m|s){2}(?:MM|DD|HH|hh)/.test(pattern.replace(/\[[^\]]*\]|M{3,4}|d{3,4}/g, "/"))) return pattern;
  return pattern.replace(/\[[^\]]*\]|MMMM|MMM|dddd|ddd|(MM|DD|HH|hh)/g, (token, short?: string) => (short === undefined ? token : short[0]!));
}

function candidatesOf(texts: readonly string[]): ReadonlySet<string> {
  const candidates = new Set<string>();
  const step = Math.max(1, Math.floor(texts.length / 40));
  for (let i = 0; i < texts.length && candidates.size < 400; i += step) {
    for (const pattern of patternsOf(texts[i]!)) candidates.add(pattern);
  }
  return candidates;
}

function bestOf(distinct: DistinctTexts, candidates: ReadonlySet<string>): DateReading | null {
  let best: DateReading | null = null;
  let bestOrder = 0;
  for (const pattern of candidates) {
    const reading = readWith(distinct, dateFormat(pattern), best?.parsed ?? 0);
    if (reading === null || reading.parsed === 0) continue;
    if (best === null || reading.parsed > best.parsed) {
      best = reading;
      bestOrder = -1;
    } else if (reading.parsed === best.parsed) {
      if (bestOrder < 0) bestOrder = orderliness(distinct, best.values);
      const order = orderliness(distinct, reading.values);
      if (order > bestOrder + 0.1) {
        best = reading;
        bestOrder = order;
      }
    }
  }
  return best;
}

/** Cells that a second format needs. */
const leastOther = 2;

/** Texts that the best format does not read are read in another one, if it reads nearly all of them. */
function withOther(distinct: DistinctTexts, best: DateReading, candidates: ReadonlySet<string>): DateReading {
  const { texts, counts } = distinct;
  let left = 0;
  for (const [i, value] of best.values.entries()) if (Number.isNaN(value) && !isCommonToken(texts[i]!)) left += counts[i]!;
  if (left < leastOther || best.parsed < leastOther) return best;
  let other: DateFormat | null = null;
  let most = 0;
  for (const pattern of candidates) {
    const format = dateFormat(pattern);
    let cells = 0;
    for (const [i, value] of best.values.entries()) if (Number.isNaN(value) && !Number.isNaN(format.parse(texts[i]!))) cells += counts[i]!;
    if (cells > most) [other, most] = [format, cells];
  }
  if (other === null || most < 0.9 * left || most < leastOther) return best;
  const format = other;
  const values = best.values.map((value, i) => (Number.isNaN(value) ? format.parse(texts[i]!) : value));
  return { ...best, values, parsed: best.parsed + most, other: { format, cells: most } };
}

function mayBeDate(text: string): boolean {
  return (
    text.length >= 4 &&
    text.length <= 40 &&
    /\d/.test(text) &&
    (/\d[-/.:\s]|[A-Za-z]{3}/.test(text) || /^\d{8}$/.test(text))
  );
}

/** Of the cells, the format that most have. */
const leastShare = 0.34;

/** Null as soon as it cannot reach `least` cells. */
function readWith({ texts, counts, observed }: DistinctTexts, format: DateFormat, least: number): DateReading | null {
  const values = new Float64Array(texts.length);
  let parsed = 0;
  let possible = observed;
  for (const [i, text] of texts.entries()) {
    const value = format.parse(text);
    values[i] = value;
    if (Number.isNaN(value)) {
      possible -= counts[i]!;
      if (possible < least || possible < leastShare * observed) return null;
    } else parsed += counts[i]!;
  }
  return { format, values, parsed, other: null };
}

/** Share of neighbouring cells in one direction: files are often sorted by date, and a wrong reading is not. */
function orderliness({ codes }: DistinctTexts, values: Float64Array): number {
  let up = 0;
  let down = 0;
  let pairs = 0;
  let before = Number.NaN;
  for (const code of codes) {
    const value = code < 0 ? Number.NaN : values[code]!;
    if (Number.isNaN(value)) continue;
    if (!Number.isNaN(before) && value !== before) {
      pairs++;
      if (value > before) up++;
      else down++;
    }
    before = value;
  }
  return pairs === 0 ? 0 : Math.max(up, down) / pairs;
}

/** The patterns a text could have, the more usual first. */
function patternsOf(text: string): string[] {
  if (text.length > 60) return [];
  const time = timeOfDay.exec(text);
  if (time === null) return datePatterns(text);
  const [, date = "", joint = "", hour = "", , second, fraction, gap = "", half, zoneGap = "", zone] = time;
  let clock = hour.length === 2 ? (half === undefined ? "HH" : "hh") : half === undefined ? "H" : "h";
  clock += ":mm";
  if (second !== undefined) clock += ":ss";
  if (fraction !== undefined) clock += `.${"S".repeat(fraction.length)}`;
  clock += gap;
  if (half !== undefined) clock += half === half.toUpperCase() ? "A" : "a";
  clock += zoneGap;
  // An offset that all cells share is part of the spelling; differing ones are read.
  const zoned = zone === undefined ? [clock] : [`${clock}[${zone}]`, ...(zone === "UTC" ? [] : [`${clock}Z`])];
  const shorter = hour.length === 2 && Number(hour) > 9 ? zoned.map((c) => c.replace(/^(H)H|^(h)h/, "$1$2")) : [];
  const clocks = [...zoned, ...shorter];
  if (date === "") return joint === "" ? clocks : [];
  const jointToken = joint === "T" ? "[T]" : joint;
  return datePatterns(date).flatMap((pattern) => clocks.map((c) => pattern + jointToken + c));
}

function datePatterns(text: string): string[] {
  const weekday = /^([A-Za-z]{6,9}|[A-Za-z]{3})(,? )(.*)$/.exec(text);
  if (weekday !== null && /^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(text)) {
    const token = weekday[1]!.length === 3 ? "ddd" : "dddd";
    return datePatterns(weekday[3]!).map((pattern) => token + weekday[2] + pattern);
  }
  if (/^(?:1[5-9]|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$/.test(text)) return ["YYYYMMDD"];
  const numeric = /^(\d{1,4})([-/. ])(\d{1,2})(?:\2(\d{1,4}))?(\.?)$/.exec(text);
  if (numeric !== null) return numericPatterns(numeric);
  const words = /^(\d{1,4}|[A-Za-z]{3,9}\.?)([-/. ]|, )(\d{1,4}|[A-Za-z]{3,9}\.?)(?:([-/. ]|, )(\d{2,4}))?$/.exec(text);
  return words === null ? [] : wordPatterns(words);
}

function numericPatterns([, a = "", mark = "", b = "", c, tail = ""]: RegExpExecArray): string[] {
  const token = (letter: "D" | "M", digits: string) => alternatives(letter, digits);
  const join = (parts: readonly (readonly string[])[]): string[] =>
    parts.reduce<string[]>(
      (heads, tokens) => heads.flatMap((head) => tokens.map((t) => (head === "" ? t : head + mark + t))),
      [""],
    );
  if (a.length === 4) {
    if (c === undefined) return tail === "" ? join([["YYYY"], token("M", b)]) : [];
    if (c.length > 2) return [];
    return [...join([["YYYY"], token("M", b), token("D", c)]), ...join([["YYYY"], token("D", b), token("M", c)])];
  }
  if (a.length > 2) return [];
  // "3.14" and "1/2" are numbers and fractions, "05/2020" is a month.
  if (c === undefined) return [];
  if (c.length === 3 || c.length === 1) return [];
  const year = c.length === 4 ? ["YYYY"] : ["YY"];
  const monthFirst = join([token("M", a), token("D", b), year]);
  const dayFirst = join([token("D", a), token("M", b), year]);
  const yearFirst = c.length === 2 ? join([["YY"], token("M", b), token("D", c)]) : [];
  const all = mark === "/" ? [...monthFirst, ...dayFirst, ...yearFirst] : [...dayFirst, ...monthFirst, ...yearFirst];
  return all.map((pattern) => pattern + tail);
}

/** "12" fits MM and M; which one the column has shows in its other cells. */
function alternatives(letter: "D" | "M", digits: string): string[] {
  if (digits.length === 1) return [letter];
  return digits.startsWith("0") ? [letter + letter] : [letter + letter, letter];
}

function wordPatterns([, a = "", first = "", b = "", second, c]: RegExpExecArray): string[] {
  const aWord = /^[A-Za-z]/.test(a);
  const bWord = /^[A-Za-z]/.test(b);
  if (aWord === bWord) return [];
  const monthTokens = (word: string) => (word.endsWith(".") ? ["MMM."] : word.length <= 4 ? ["MMM"] : ["MMMM"]);
  const yearTokens = (digits: string) => (digits.length === 4 ? ["YYYY"] : digits.length === 2 ? ["YY"] : []);
  const result: string[] = [];
  if (c === undefined) {
    const [word, digits] = aWord ? [a, b] : [b, a];
    for (const month of monthTokens(word)) {
      for (const year of yearTokens(digits)) result.push(aWord ? month + first + year : year + first + month);
    }
    return result;
  }
  if (aWord) {
    for (const month of monthTokens(a)) {
      for (const day of alternatives("D", b))
        for (const year of yearTokens(c)) result.push(month + first + day + second + year);
    }
  } else if (a.length <= 2) {
    for (const day of alternatives("D", a)) {
      for (const month of monthTokens(b))
        for (const year of yearTokens(c)) result.push(day + first + month + second + year);
    }
  } else if (a.length === 4 && c.length === 2) {
    for (const month of monthTokens(b))
      for (const day of alternatives("D", c)) result.push(`YYYY${first}${month}${second}${day}`);
  }
  return result;
}
