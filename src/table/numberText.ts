import type { NegativeStyle, NumberFormat } from "./column";

const spaces = " \u00a0\u2009\u202f";
const affixed =
  /^([-+\u2212]?)([^\d+\-\u2212.,]{0,6}?)([-+\u2212]?)((?:\d|[.,]\d)[\d.,'\u2019 \u00a0\u2009\u202f]*(?:[eE][-+]?\d{1,3})?)(\D{0,12})$/;
const inParentheses = /^\(([^()]+)\)$/;
const behindCurrency = /^(\p{Sc} ?)\(([^()]+)\)$/u;
/** As ledgers write it: "12.50-". Without decimals a dash may as well be a code's. */
const minusBehind = /^([^-+(]*\d[.,]\d+)-$/;
const infinite = /^[-+\u2212]?(?:inf|infinity|\u221e)$/i;

const ZERO = 48;
const NINE = 57;

/** A text taken apart as a number. */
export interface NumberParts {
  /** How it says that it is below 0; null where it does not. */
  readonly negative: NegativeStyle | null;
  readonly plus: boolean;
  readonly prefix: string;
  readonly body: string;
  readonly suffix: string;
}

/** Takes a text apart; null where it is no number in any format. */
export function splitNumber(text: string): NumberParts | null {
  if (text.length > 60) return null;
  const [negative, inner] = outer(text);
  const match = affixed.exec(inner);
  if (match === null || (match[1] !== "" && match[3] !== "")) return null;
  const sign = match[1]! + match[3]!;
  if (negative !== null && sign !== "") return null;
  // White space between number and unit belongs to the unit.
  const body = match[4]!.replace(/[^\deE]+$/, (tail) => (/^[.,]$/.test(tail) ? tail : ""));
  const tail = match[4]!.slice(body.length);
  const signed = sign === "-" || sign === "\u2212" ? sign : null;
  return { negative: negative ?? signed, plus: sign === "+", prefix: match[2]!, body, suffix: tail + match[5]! };
}

function outer(text: string): readonly [negative: NegativeStyle | null, inner: string] {
  const last = text.charCodeAt(text.length - 1);
  if (last >= ZERO && last <= NINE) return [null, text];
  const parentheses = inParentheses.exec(text);
  if (parentheses !== null) return ["()", parentheses[1]!];
  const behind = behindCurrency.exec(text);
  if (behind !== null) return ["$()", behind[1]! + behind[2]!];
  const trailing = minusBehind.exec(text);
  return trailing === null ? [null, text] : ["trailing", trailing[1]!];
}

/** Whether the unit is the same, with a space to the number or without. */
export function hasUnit(parts: Pick<NumberParts, "prefix" | "suffix">, unit: Pick<NumberFormat, "prefix" | "suffix">): boolean {
  return parts.prefix.trim() === unit.prefix.trim() && parts.suffix.trim() === unit.suffix.trim();
}

/** Whether the text stands for a number that is not finite: it is no stranger among numbers, and says nothing. */
export function isInfinite(text: string): boolean {
  return infinite.test(text);
}

/** A decimal mark and a thousands separator, and the bodies that are written with them. */
export interface Marks {
  readonly decimal: "." | ",";
  readonly grouping: string;
  readonly test: RegExp;
}

/** What a column may use, the more usual first. */
export const marks: readonly Marks[] = (
  [
    [".", ""],
    [",", ""],
    [".", ","],
    [",", "."],
    ...[...spaces].flatMap((space): [".", string][] => [[".", space]]),
    ...[...spaces].flatMap((space): [",", string][] => [[",", space]]),
    [".", "'"],
    [".", "\u2019"],
  ] as const
).map(([decimal, grouping]) => marksOf(decimal, grouping));

export function marksOf(decimal: "." | ",", grouping: string): Marks {
  const mark = decimal === "." ? "\\." : ",";
  const group = grouping.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const whole = grouping === "" ? "\\d+" : `(?:\\d+|[1-9]\\d{0,2}(?:${group}\\d{3})+)`;
  return { decimal, grouping, test: new RegExp(`^(?:${whole}(?:${mark}\\d*)?|${mark}\\d+)(?:[eE][-+]?\\d{1,3})?$`) };
}

/** The body with "." as decimal mark and no thousands separator. */
export function plainBody(body: string, { decimal, grouping }: Pick<Marks, "decimal" | "grouping">): string {
  const digits = grouping === "" ? body : body.replaceAll(grouping, "");
  return decimal === "," ? digits.replace(",", ".") : digits;
}

/** The number that a text in the format stands for, its unit written or not; NaN where it has another form. */
export function parseNumber(text: string, format: NumberFormat): number {
  const parts = splitNumber(text.trim());
  if (parts === null || !(hasUnit(parts, format) || hasUnit(parts, { prefix: "", suffix: "" }))) return Number.NaN;
  const marks = { decimal: format.decimalMark, grouping: format.grouping };
  if (!marksOf(marks.decimal, marks.grouping).test.test(parts.body)) return Number.NaN;
  const value = Number(plainBody(parts.body, marks));
  return parts.negative === null ? value : -value;
}
