import { type Distribution, type LevelDistribution, type NumericDistribution, quantile } from "../npt/decode";
import type { EncodedColumn } from "../npt/encode";
import type { Column } from "../table/column";
import { formatEnd, formatLevel, formatValue, limitsOf } from "../table/format";
import { densityOf } from "./density";
import type { Alternative, Suggestion } from "./suggestion";

/** Alternatives shown beside the best value. */
const maxAlternatives = 5;
const minProbability = 0.005;

/** Turns the predictive distribution of one missing cell into a suggestion in the column's own spelling. */
export function suggest(row: number, { source, spread, sorted }: EncodedColumn, distribution: Distribution): Suggestion {
  return distribution.kind === "numeric"
    ? suggestNumber(row, source, spread, sorted, distribution)
    : suggestLevel(row, source, distribution);
}

function suggestNumber(row: number, column: Column, spread: number, sorted: Float64Array, d: NumericDistribution): Suggestion {
  const density = densityOf(d, sorted[0] ?? 0, sorted[sorted.length - 1] ?? 0);
  const certainty = spread > 0 ? 1 - d.sd / spread : 1;
  const low = Math.min(d.best, quantile(d, 0.05));
  const high = Math.max(d.best, quantile(d, 0.95));
  // A trend that leads beyond what was observed is followed where nearly all of the distribution lies there.
  const { low: least, high: greatest } = limitsOf(column);
  const value = low > greatest || high < least ? formatEnd(column, d.best) : formatValue(column, d.best);
  const alternatives: Alternative[] = [];
  const { value: values, probability: chances } = d.existing === null ? d : { value: d.existing.values, probability: d.existing.probability };
  const likeliest = [...chances.keys()].sort((a, b) => chances[b]! - chances[a]!);
  const sums = new Map<string, number>();
  for (const s of likeliest.slice(0, 3 * maxAlternatives)) {
    const probability = chances[s]!;
    if (probability < minProbability) break;
    const text = formatValue(column, values[s]!);
    sums.set(text, (sums.get(text) ?? 0) + probability);
  }
  for (const [text, probability] of [...sums].sort((a, b) => b[1] - a[1]).slice(0, maxAlternatives)) {
    alternatives.push({ value: text, probability: Math.min(1, probability) });
  }
  return {
    row,
    column: column.index,
    value,
    certainty: Math.max(0, Math.min(1, certainty)),
    interval: [formatEnd(column, low), formatEnd(column, high)],
    alternatives,
    estimate: { value: d.best, low, high },
    ...(density === null ? {} : { density }),
  };
}

function suggestLevel(row: number, column: Column, d: LevelDistribution): Suggestion {
  const alternatives: Alternative[] = [];
  for (let k = 0; k < d.levels.length && alternatives.length < maxAlternatives; k++) {
    const probability = d.probability[k]!;
    if (k > 0 && probability < minProbability) break;
    alternatives.push({ value: formatLevel(column, d.levels[k]!), probability });
  }
  return {
    row,
    column: column.index,
    value: formatLevel(column, d.levels[0]!),
    certainty: d.probability[0]!,
    interval: null,
    alternatives,
  };
}
