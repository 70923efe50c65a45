import { type Distribution, type LevelDistribution, type NumericDistribution, quantile } from "../npt/decode";
import type { EncodedColumn } from "../npt/encode";
import type { Column } from "../table/column";
import { formatEnd, formatLevel, formatValue, limitsOf } from "../table/format";
import { parseValue } from "../table/parseValue";
import { densityOf } from "./density";
import { massAround } from "./mass";
import { numberAlternatives } from "./numberAlternatives";
import { type Alternative, maxAlternatives, minProbability, type Suggestion } from "./suggestion";
import { reachOf, toleranceOf } from "./tolerance";

/** Turns the predictive distribution of one missing cell into a suggestion in the column's own spelling. */
export function suggest(row: number, { source, spread, sorted }: EncodedColumn, distribution: Distribution): Suggestion {
  return distribution.kind === "numeric"
    ? suggestNumber(row, source, spread, sorted, distribution)
    : suggestLevel(row, source, distribution);
}

function suggestNumber(row: number, column: Column, spread: number, sorted: Float64Array, d: NumericDistribution): Suggestion {
  const density = densityOf(d, sorted[0] ?? 0, sorted[sorted.length - 1] ?? 0);
  const low = Math.min(d.best, quantile(d, 0.05));
  const high = Math.max(d.best, quantile(d, 0.95));
  // A trend that leads beyond what was observed is followed where nearly all of the distribution lies there.
  const limits = limitsOf(column);
  const beyond = d.leadsBeyond === true || low > limits.high || high < limits.low;
  const value = beyond ? formatEnd(column, d.best) : formatValue(column, d.best);
  const written = parseValue(column, value);
  const at = Number.isNaN(written) ? d.best : written;
  const reach = reachOf(toleranceOf(column));
  // Where nothing varies, by the rule of succession, as for constants.
  const certainty = spread > 0 ? massAround(d, at, reach, limits) : (sorted.length + 1) / (sorted.length + 2);
  return {
    row,
    column: column.index,
    value,
    certainty,
    interval: [formatEnd(column, low), formatEnd(column, high)],
    alternatives: [{ value, probability: certainty }, ...(spread > 0 ? numberAlternatives(column, d, at, reach) : [])],
    estimate: { value: d.best, low, high, sd: d.sd },
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
