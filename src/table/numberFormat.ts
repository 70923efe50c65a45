import type { ExponentFormat, NegativeStyle, NumberFormat } from "./column";
import type { DistinctTexts } from "./distinct";
import { hasUnit, type Marks, marks, marksOf, type NumberParts, plainBody, splitNumber } from "./numberText";

/** A column read as numbers. */
export interface NumberReading {
  readonly format: NumberFormat;
  /** Per distinct text; NaN where it is no number of this format. */
  readonly values: Float64Array;
  /** Cells that are numbers. */
  readonly parsed: number;
  /** Whether cells differ in trailing zeros as numbers never do: "1.10" beside "1.2". */
  readonly zerosDiffer: boolean;
}

/** What is stated of a column of numbers. */
export interface StatedNumbers {
  readonly decimalMark?: "." | ",";
  readonly grouping?: string;
  /** They are numbers whatever they look like: with leading zeros, too. */
  readonly surely?: boolean;
}

/**
 * Reads a column's texts as numbers of one format: decimal mark and grouping are judged over the whole column.
 * Codes with leading zeros and numbers beyond 15 digits are no numbers. Null where nothing reads as a number.
 * @param commaIsDecimal what "1,234" means where nothing else tells
 */
export function readNumbers(distinct: DistinctTexts, commaIsDecimal: boolean, stated: StatedNumbers = {}): NumberReading | null {
  const { texts, counts } = distinct;
  const parts = texts.map(splitNumber);
  const affix = commonAffix(parts, counts);
  if (affix === null) return null;
  const fits = parts.map((part) => (part !== null && hasUnit(part, affix) ? part : null));
  const best = commonMarks(fits, counts, commaIsDecimal, stated);
  if (best === null) return null;

  const values = new Float64Array(texts.length).fill(Number.NaN);
  const written = new WrittenNumbers();
  for (const [i, part] of fits.entries()) {
    if (part === null || !best.test.test(part.body)) continue;
    if (/^0\d/.test(part.body) && stated.surely !== true) return null;
    if (part.body.replace(/[eE].*$|\D/g, "").replace(/^0+/, "").length > 17) continue;
    const plain = plainBody(part.body, best);
    const value = Number(plain);
    if (!Number.isFinite(value) || (/^\d{16,}$/.test(plain) && !Number.isSafeInteger(value))) continue;
    values[i] = part.negative === null || value === 0 ? value : -value;
    written.add(part, plain, value, counts[i]!, best);
  }
  if (written.parsed === 0) return null;
  return { format: written.format(best, affix), values, parsed: written.parsed, zerosDiffer: written.zerosDiffer };
}

/** How the numbers of a column are written, number by number. */
class WrittenNumbers {
  parsed = 0;
  #grouped = false;
  readonly #places = new Map<number, number>();
  readonly #mantissaPlaces = new Map<number, number>();
  readonly #negatives = new Map<NegativeStyle, number>();
  #positive = 0;
  #plus = 0;
  #withExponent = 0;
  #exponent: ExponentFormat = { letter: "e", digits: 1, plus: false };
  /** Decimals written of numbers with a decimal mark, and of those of two and more that end in 0. */
  #fewest = Number.POSITIVE_INFINITY;
  #trailing = 0;

  add({ negative, plus, body }: NumberParts, plain: string, value: number, count: number, { grouping }: Marks): void {
    this.parsed += count;
    this.#grouped ||= grouping !== "" && body.includes(grouping);
    tally(this.#places, decimalsOf(plain), count);
    tally(this.#mantissaPlaces, mantissaDecimals(plain), count);
    if (negative !== null) tally(this.#negatives, negative, count);
    else if (value > 0) {
      this.#positive += count;
      if (plus) this.#plus += count;
    }
    const exponent = /([eE])([-+]?)(\d+)$/.exec(plain);
    // One digit before the mark, as every program writes it; other exponents say too little of how precise a number is.
    if (exponent !== null && /^(?:[1-9](?:\.|[eE])|0)/.test(plain)) {
      this.#withExponent += count;
      const shown = exponent[2] === "+" || this.#exponent.plus;
      this.#exponent = { letter: exponent[1] as "e" | "E", digits: Math.max(this.#digits, exponent[3]!.length), plus: shown };
    }
    const decimals = mantissaDecimals(plain);
    if (decimals > 0) this.#fewest = Math.min(this.#fewest, decimals);
    if (decimals > 1 && /0$/.test(plain)) this.#trailing = Math.max(this.#trailing, decimals);
  }

  get #digits(): number {
    return this.#withExponent > 0 ? this.#exponent.digits : 1;
  }

  get zerosDiffer(): boolean {
    return this.#withExponent === 0 && this.#trailing > this.#fewest;
  }

  format({ decimal, grouping }: Marks, affix: { readonly prefix: string; readonly suffix: string }): NumberFormat {
    const exponent = this.#withExponent >= 0.95 * this.parsed ? this.#exponent : null;
    const { decimals, fixed } = typicalDecimals(exponent === null ? this.#places : this.#mantissaPlaces, this.parsed);
    return {
      decimals,
      fixed,
      decimalMark: decimal,
      grouping: this.#grouped ? grouping : "",
      ...affix,
      negative: mostFrequent(this.#negatives) ?? "-",
      plus: this.#plus >= 2 && this.#plus >= 0.9 * this.#positive,
      exponent,
    };
  }
}

function tally<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function mostFrequent<K>(counts: ReadonlyMap<K, number>): K | null {
  let best: K | null = null;
  for (const [key, count] of counts) if (best === null || count > counts.get(best)!) best = key;
  return best;
}

/** The affixes most cells have. Differing ones ("6F", "8A") are codes, not units. */
function commonAffix(parts: readonly (NumberParts | null)[], counts: readonly number[]): { prefix: string; suffix: string } | null {
  const seen = new Map<string, number>();
  const units = new Map<string, number>();
  for (const [i, part] of parts.entries()) {
    if (part === null) continue;
    tally(units, `${part.prefix.trim()}\n${part.suffix.trim()}`, counts[i]!);
    tally(seen, `${part.prefix}\n${part.suffix}`, counts[i]!);
  }
  const unit = mostFrequent(units);
  for (const written of seen.keys()) if (written.split("\n").map((text) => text.trim()).join("\n") !== unit) seen.delete(written);
  const best = mostFrequent(seen);
  if (best === null) return null;
  const [prefix = "", suffix = ""] = best.split("\n");
  // "ID 7" and "A-12" are names; "$7", "EUR 7" and "~7" are numbers.
  const isUnit =
    /^(?:[\p{Sc}≈~<>±#] ?|[A-Z]{1,3}\p{Sc} ?|(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|INR|CNY|Rs\.?|R|kr\.?) ?)$/u;
  return prefix !== "" && !isUnit.test(prefix) ? null : { prefix, suffix };
}

function commonMarks(parts: readonly (NumberParts | null)[], counts: readonly number[], commaIsDecimal: boolean, stated: StatedNumbers): Marks | null {
  let best: Marks | null = null;
  let bestCount = 0;
  for (const candidate of candidates(stated)) {
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

function candidates({ decimalMark, grouping }: StatedNumbers): readonly Marks[] {
  if (decimalMark === undefined && grouping === undefined) return marks;
  if (grouping !== undefined) return [marksOf(decimalMark ?? (grouping === "." ? "," : "."), grouping)];
  return marks.filter(({ decimal }) => decimal === decimalMark);
}

function mantissaDecimals(plain: string): number {
  const mantissa = plain.replace(/[eE].*$/, "");
  const point = mantissa.indexOf(".");
  return point < 0 ? 0 : mantissa.length - point - 1;
}

function decimalsOf(plain: string): number {
  const [, exponent = "0"] = plain.toLowerCase().split("e");
  return Math.min(20, Math.max(0, mantissaDecimals(plain) - Number(exponent)));
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
