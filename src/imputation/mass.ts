import type { NumericDistribution } from "../npt/decode";
import type { ValueLimits } from "../table/format";

/**
 * The probability of a value from `low` to `high`, both included: of the existing values where the column has those,
 * else over the bins. As in `quantile`, half of a bin's mass lies evenly on each side of its value.
 */
export function massBetween({ probability, value, borders, existing }: NumericDistribution, low: number, high: number): number {
  let mass = 0;
  if (existing !== null) {
    for (let i = 0; i < existing.values.length; i++) if (existing.values[i]! >= low && existing.values[i]! <= high) mass += existing.probability[i]!;
    return Math.min(1, mass);
  }
  for (let s = 0; s < probability.length; s++) {
    const at = value[s]!;
    mass += (probability[s]! / 2) * (shareBetween(borders[s - 1] ?? at, at, low, high) + shareBetween(at, borders[s] ?? at, low, high));
  }
  return Math.min(1, mass);
}

/** The probability of a value at most `reach` from `centre`; what no value of the column can be beyond counts at that end. */
export function massAround(d: NumericDistribution, centre: number, reach: number, { least, greatest }: Pick<ValueLimits, "least" | "greatest">): number {
  const [low, high] = [centre - reach, centre + reach];
  return massBetween(d, low <= least ? Number.NEGATIVE_INFINITY : low, high >= greatest ? Number.POSITIVE_INFINITY : high);
}

/** The share of what lies evenly from `a` to `b` that is between `low` and `high`. */
function shareBetween(a: number, b: number, low: number, high: number): number {
  const [from, to] = a <= b ? [a, b] : [b, a];
  if (to === from) return from >= low && from <= high ? 1 : 0;
  return Math.max(0, Math.min(to, high) - Math.max(from, low)) / (to - from);
}
