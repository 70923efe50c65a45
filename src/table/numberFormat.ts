import type { NumberFormat } from "./column";
import type { DistinctTexts } from "./distinct";

/** A column read as numbers. */
export interface NumberReading {
  readonly format: NumberFormat;
  /** Per distinct text; NaN where it is no number of this format. */
  readonly values: Float64Array;
  /** Cells that are numbers. */
  readonly parsed: number;
}

const spaces = " \u00a0\u2009\u202f";
const affixed =
  /^([-+]?)([^\d+\-.,]{0,6}?)([-+]?)((?:\d|[.,]\d)[\d.,'\u2019 \u00a0\u2009\u202f]*(?:[eE][-+]?\d{1,3})?)(\D{0,12})$/;

interface Parts {
  readonly sign: string;
  readonly prefix: string;
  readonly body: string;
  readonly suffix: string;
}

function split(text: string): Parts | null {
  if (text.length > 60) return null;
  const match = affixed.exec(text);
  if (match === null || (match[1] !== "" && match[3] !== "")) return null;
  // White space between number and unit belongs to the unit.
  const body = match[4]!.replace(/[^\deE]+$/, (tail) => (/^[.,]$/.test(tail) ? tail : ""));
  const tail = match[4]!.slice(body.length);
  return { sign: match[1]! + match[3]!, prefix: match[2]!, body, suffix: tail + match[5]! };
}

/** Decimal mark and grouping a column may use, the more usual first. */
const marks: readonly (readonly [decimal: "." | ",", grouping: string])[] = [
  [".", ""],
  [",", ""],
  [".", ","],
  [",", "."],
  ...[...spaces].flatMap((space): [".", string][] => [[".", space]]),
  ...[...spaces].flatMap((space): [",", string][] => [[",", space]]),
  [".", "'"],
  [".", "\u2019"],
];

function pattern(decimal: string, grouping: string): RegExp {
  const mark = decimal === "." ? "\\." : ",";
  const group = grouping === "." ? "\\." : grouping;
  const whole = grouping === "" ? "\\d+" : `(?:\\d+|[1-9]\\d{0,2}(?:${group}\\d{3})+)`;
  return new RegExp(`^(?:${whole}(?:${mark}\\d*)?|${mark}\\d+)(?:[eE][-+]?\\d{1,3})?$`);
}

const patterns = marks.map(([decimal, grouping]) => ({ decimal, grouping, test: pattern(decimal, grouping) }));

/**
 * Reads a column's texts as numbers of one format: decimal mark and grouping are judged over the whole column.
 * Codes with leading zeros and numbers beyond 15 digits are no numbers. Null where nothing reads as a number.
 * @param commaIsDecimal what "1,234" means where nothing else tells
 */
export function readNumbers(distinct: DistinctTexts, commaIsDecimal: boolean): NumberReading | null {
  const { texts, counts } = distinct;
  const parts = texts.map(split);
  const affix = commonAffix(parts, counts);
  if (affix === null) return null;
  const fits = parts.map((part) =>
    part !== null && part.prefix === affix.prefix && part.suffix === affix.suffix ? part : null,
  );
  const best = commonMarks(fits, counts, commaIsDecimal);
  if (best === null) return null;

  const values = new Float64Array(texts.length).fill(Number.NaN);
  const places = new Map<number, number>();
  let parsed = 0;
  let grouped = false;
  for (const [i, part] of fits.entries()) {
    if (part === null || !best.test.test(part.body)) continue;
    if (/^0\d/.test(part.body)) return null;
    if (part.body.replace(/[eE].*$|\D/g, "").replace(/^0+/, "").length > 17) continue;
    const plain = part.body.replaceAll(best.grouping, "").replace(",", ".");
    const value = Number(part.sign + plain);
    if (!Number.isFinite(value) || (/^\d{16,}$/.test(plain) && !Number.isSafeInteger(value))) continue;
    values[i] = value;
    parsed += counts[i]!;
    grouped ||= best.grouping !== "" && part.body.includes(best.grouping);
    const decimals = decimalsOf(plain);
    places.set(decimals, (places.get(decimals) ?? 0) + counts[i]!);
  }
  if (parsed === 0) return null;
  const { decimals, fixed } = typicalDecimals(places, parsed);
  const grouping = grouped ? best.grouping : "";
  return { format: { decimals, fixed, decimalMark: best.decimal, grouping, ...affix }, values, parsed };
}

/** The affixes most cells have. Differing ones ("6F", "8A") are codes, not units. */
function commonAffix(
  parts: readonly (Parts | null)[],
  counts: readonly number[],
): { prefix: string; suffix: string } | null {
  const seen = new Map<string, number>();
  for (const [i, part] of parts.entries()) {
    if (part !== null) {
      const key = `${part.prefix}\n${part.suffix}`;
      seen.set(key, (seen.get(key) ?? 0) + counts[i]!);
    }
  }
  let best: string | null = null;
  for (const [key, count] of seen) if (best === null || count > seen.get(best)!) best = key;
  if (best === null) return null;
  const [prefix = "", suffix = ""] = best.split("\n");
  // "ID 7" and "A-12" are names; "$7", "EUR 7" and "~7" are numbers.
  if (
    prefix !== "" &&
    !/^(?:[\p{Sc}≈~<>±#] ?|[A-Z]{1,3}\p{Sc} ?|(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|INR|CNY|Rs\.?|R|kr\.?) ?)$/u.test(
      prefix,
    )
  )
    return null;
  return { prefix, suffix };
}

function commonMarks(parts: readonly (Parts | null)[], counts: readonly number[], commaIsDecimal: boolean) {
  let best: (typeof patterns)[number] | null = null;
  let bestCount = 0;
  for (const candidate of patterns) {
    let count = 0;
    for (const [i, part] of parts.entries()) if (part !== null && candidate.test.test(part.body)) count += counts[i]!;
    // "1,234" or "1.234" in every cell: one mark groups, the other is decimal.
    const swapped = best !== null && best.grouping === "" && candidate.grouping === best.decimal;
    const usual = candidate.decimal === (commaIsDecimal ? "," : ".");
    if (count > bestCount || (count === bestCount && count > 0 && swapped && usual)) {
      best = candidate;
      bestCount = count;
    }
  }
  return best;
}

function decimalsOf(plain: string): number {
  const [mantissa = "", exponent = "0"] = plain.toLowerCase().split("e");
  const point = mantissa.indexOf(".");
  const written = point < 0 ? 0 : mantissa.length - point - 1;
  return Math.min(20, Math.max(0, written - Number(exponent)));
}

/** Decimals in nearly every cell: a few cells of computed noise (0.30000000000000004) do not count. */
function typicalDecimals(places: ReadonlyMap<number, number>, parsed: number): { decimals: number; fixed: boolean } {
  if (places.size === 1) {
    const [decimals = 0] = places.keys();
    return { decimals, fixed: decimals > 0 };
  }
  const ordered = [...places.keys()].sort((a, b) => a - b);
  let covered = 0;
  for (const decimals of ordered) {
    covered += places.get(decimals)!;
    if (covered >= 0.95 * parsed) return { decimals, fixed: false };
  }
  return { decimals: ordered.at(-1) ?? 0, fixed: false };
}
