import type { DistinctTexts } from "./distinct";

/** A value that stands apart as codes for "no value" do. */
export interface Disguised {
  /** As most cells write it. */
  readonly text: string;
  readonly value: number;
  readonly cells: number;
  /** Whether nothing but a code looks like that: it is not learned from until somebody says what it is. */
  readonly surely: boolean;
}

/** Codes in one column at most: -998 and -999 come together. */
const maxCodes = 3;
const nines = /^-?9{2,6}(?:[.,](?:9+|0+))?$/;
const surveyCodes = new Set([0, -1, -7, -8, -9]);
const dateCodes = new Set(["0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1901-01-01", "1970-01-01", "2099-12-31", "2999-12-31", "9999-12-31"]);
/** How many times greater than all other values a code is that is nothing else. */
const farBeyond = 4;
/** Of a column's cells, what a code takes at most. */
const maxShare = 0.4;
/** Other values that have to be there: of three one cannot say what is usual. */
const leastOthers = 5;

/**
 * Values that mean "missing" in disguise: -999, 9999, 1900-01-01, or 0 where nothing is near 0. They lie at the end of
 * the column's values, further from the others than nine tenths of those are from each other.
 * @param values per distinct text, NaN where it is no value
 */
export function disguisedMissing({ texts, counts }: DistinctTexts, values: Float64Array, areDates: boolean): Disguised[] {
  const found: Disguised[] = [];
  if (!isNamed(texts, values, areDates, least(values)) && !isNamed(texts, values, areDates, greatest(values))) return found;
  const order = [...values.keys()].filter((i) => !Number.isNaN(values[i]!)).sort((a, b) => values[a]! - values[b]!);
  while (found.length < maxCodes && order.length > leastOthers) {
    const at = [0, order.length - 1].find((one) => standsApart(order, one, { texts, counts }, values, areDates));
    if (at === undefined) break;
    const [i = 0] = order.splice(at, 1);
    const value = values[i]!;
    const [low = 0, high = 0] = [values[order[0]!], values[order.at(-1)!]];
    const beyond = Math.abs(value) > 99 && ((value < 0 && low >= 0) || Math.abs(value) >= farBeyond * Math.max(Math.abs(low), Math.abs(high)));
    found.push({ text: texts[i]!, value, cells: counts[i]!, surely: areDates || (nines.test(texts[i]!) && beyond) });
  }
  return found;
}

/** Whether people use the value as a code. @param i a distinct text, -1 for none */
function isNamed(texts: readonly string[], values: Float64Array, areDates: boolean, i: number): boolean {
  if (i < 0) return false;
  return areDates ? dateCodes.has(new Date(values[i]! * 1000).toISOString().slice(0, 10)) : nines.test(texts[i]!) || surveyCodes.has(values[i]!);
}

function least(values: Float64Array): number {
  let best = -1;
  for (const [i, value] of values.entries()) if (value < (values[best] ?? Number.POSITIVE_INFINITY)) best = i;
  return best;
}

function greatest(values: Float64Array): number {
  let best = -1;
  for (const [i, value] of values.entries()) if (value > (values[best] ?? Number.NEGATIVE_INFINITY)) best = i;
  return best;
}

/** Whether the value at one end of `order` is a usual code, and far from the others. */
function standsApart(order: readonly number[], at: number, { texts, counts }: Pick<DistinctTexts, "texts" | "counts">, values: Float64Array, areDates: boolean): boolean {
  const i = order[at]!;
  const value = values[i]!;
  if (!isNamed(texts, values, areDates, i)) return false;
  // A long code may stand once; a short one is a value unless it comes again.
  if (!areDates && Math.abs(value) < 999 && counts[i]! < 2) return false;
  const others = order.filter((_, k) => k !== at);
  const cells = others.reduce((sum, k) => sum + counts[k]!, counts[i]!);
  if (counts[i]! > maxShare * cells) return false;
  const nearest = values[at === 0 ? others[0]! : others.at(-1)!]!;
  // 0 and -1 are codes only where all others are above 0.
  if (surveyCodes.has(value) && !areDates && nearest <= 0) return false;
  const [low, high] = middle(others, values, counts);
  return Math.abs(nearest - value) > high - low;
}

/** The values between which the middle nine tenths of the cells lie. */
function middle(order: readonly number[], values: Float64Array, counts: readonly number[]): readonly [number, number] {
  const total = order.reduce((sum, i) => sum + counts[i]!, 0);
  let below = 0;
  let low: number | null = null;
  for (const i of order) {
    below += counts[i]!;
    if (low === null && below >= 0.05 * total) low = values[i]!;
    if (below >= 0.95 * total) return [low ?? values[i]!, values[i]!];
  }
  return [0, 0];
}
