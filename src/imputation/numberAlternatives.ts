import type { NumericDistribution } from "../npt/decode";
import type { Column } from "../table/column";
import { formatEnd, formatValue, limitsOf } from "../table/format";
import { parseValue } from "../table/parseValue";
import { massAround } from "./mass";
import { type Alternative, maxAlternatives, minProbability } from "./suggestion";

/**
 * What else a number or date may be, likeliest first: values whose ranges of ± `reach` do not overlap with each other
 * nor with that of `value`, so that the probabilities add up to no more than 1. Existing values where the column has
 * those, else the centres of the ranges beside it.
 */
export function numberAlternatives(column: Column, d: NumericDistribution, value: number, reach: number): Alternative[] {
  const found: Alternative[] = [];
  const taken = [value];
  const candidates = d.existing === null ? rangesBeside(column, d, value, reach) : existingOnes(d.existing, reach);
  for (const { centre, probability } of candidates.sort((a, b) => b.probability - a.probability)) {
    if (found.length === maxAlternatives - 1 || probability < minProbability) break;
    // Ranges that touch do not overlap.
    if (taken.some((other) => Math.abs(other - centre) < 2 * reach * (1 - 1e-9))) continue;
    const text = d.existing === null ? formatEnd(column, centre) : formatValue(column, centre);
    // A centre that no value of the column can be: the bounds lie between.
    if (!(Math.abs(parseValue(column, text) - centre) <= reach)) continue;
    taken.push(centre);
    found.push({ value: text, probability });
  }
  return found;
}

interface Candidate {
  readonly centre: number;
  readonly probability: number;
}

/** Ranges looked at: those in which the likeliest bins are. */
const maxBins = 3 * maxAlternatives;

function rangesBeside(column: Column, d: NumericDistribution, value: number, reach: number): Candidate[] {
  const limits = limitsOf(column);
  const bins = [...d.probability.keys()].sort((a, b) => d.probability[b]! - d.probability[a]!).slice(0, maxBins);
  const places = new Set(bins.map((s) => Math.round((d.value[s]! - value) / (2 * reach))));
  return [...places].map((place) => {
    const centre = value + 2 * reach * place;
    return { centre, probability: massAround(d, centre, reach, limits) };
  });
}

function existingOnes({ values, probability }: NonNullable<NumericDistribution["existing"]>, reach: number): Candidate[] {
  const found: Candidate[] = [];
  let mass = 0;
  let from = 0;
  let to = 0;
  for (const centre of values) {
    while (to < values.length && values[to]! <= centre + reach) mass += probability[to++]!;
    while (values[from]! < centre - reach) mass -= probability[from++]!;
    found.push({ centre, probability: Math.min(1, mass) });
  }
  return found;
}
