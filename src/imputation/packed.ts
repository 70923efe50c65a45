import { densitySteps } from "./density";
import type { Suggestion } from "./suggestion";

/**
 * Suggestions as columns of numbers beside the texts they use: what crosses process borders and what a review holds.
 * Entry `k` of each array belongs to the k-th suggestion; texts are numbers for `textOf`.
 */
export interface PackedSuggestions {
  readonly length: number;
  /** 0-based data rows. */
  readonly rows: Int32Array;
  /** 0-based file columns. */
  readonly columns: Int32Array;
  /** 0..1. */
  readonly certainty: Float64Array;
  /** Every text once, one after the other: a string for each of millions would make collecting garbage slow. */
  readonly text: string;
  /** Where each of the texts begins in `text`; one more entry for the end. */
  readonly textStart: Int32Array;
  readonly value: Int32Array;
  /** Ends of the central 90 % interval; -1 where there is none. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** `value`, `low`, `high` and `sd` of the estimates, `estimateParts` each; NaN where there are none. */
  readonly estimate: Float64Array;
  /** Where each suggestion's alternatives begin in the two arrays below; one more entry for the end. */
  readonly alternativeStart: Int32Array;
  readonly alternativeText: Int32Array;
  readonly alternativeProbability: Float64Array;
  /** Range of the predictive density, two each; NaN where there is none. */
  readonly densityRange: Float64Array;
  /** Heights of the densities, `densitySteps` each (see `density.ts`), zero where there is none; empty where none has any. */
  readonly densityHeights: Uint8Array;
}

/** Numbers of an estimate. */
export const estimateParts = 4;

/** The text of a number. */
export function textOf({ text, textStart }: PackedSuggestions, number: number): string {
  return text.slice(textStart[number]!, textStart[number + 1]!);
}

/** Packs suggestions. */
export function packSuggestions(suggestions: readonly Suggestion[]): PackedSuggestions {
  const { length } = suggestions;
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    let number = numbers.get(text);
    if (number === undefined) {
      number = texts.length;
      texts.push(text);
      numbers.set(text, number);
    }
    return number;
  };
  const alternatives = suggestions.reduce((sum, one) => sum + one.alternatives.length, 0);
  const dense = suggestions.some(({ density }) => density !== undefined);
  const packed = {
    length,
    rows: new Int32Array(length),
    columns: new Int32Array(length),
    certainty: new Float64Array(length),
    value: new Int32Array(length),
    low: new Int32Array(length).fill(-1),
    high: new Int32Array(length).fill(-1),
    estimate: new Float64Array(estimateParts * length).fill(Number.NaN),
    alternativeStart: new Int32Array(length + 1),
    alternativeText: new Int32Array(alternatives),
    alternativeProbability: new Float64Array(alternatives),
    densityRange: new Float64Array(dense ? 2 * length : 0).fill(Number.NaN),
    densityHeights: new Uint8Array(dense ? densitySteps * length : 0),
  };
  let next = 0;
  for (const [k, { row, column, value, certainty, interval, estimate, density, alternatives: others }] of suggestions.entries()) {
    packed.rows[k] = row;
    packed.columns[k] = column;
    packed.certainty[k] = certainty;
    packed.value[k] = numberOf(value);
    if (interval !== null) {
      packed.low[k] = numberOf(interval[0]);
      packed.high[k] = numberOf(interval[1]);
    }
    if (estimate !== undefined) packed.estimate.set([estimate.value, estimate.low, estimate.high, estimate.sd], estimateParts * k);
    if (density !== undefined) {
      packed.densityRange.set([density.from, density.to], 2 * k);
      packed.densityHeights.set(density.heights, densitySteps * k);
    }
    for (const other of others) {
      packed.alternativeText[next] = numberOf(other.value);
      packed.alternativeProbability[next++] = other.probability;
    }
    packed.alternativeStart[k + 1] = next;
  }
  const textStart = new Int32Array(texts.length + 1);
  for (const [number, text] of texts.entries()) textStart[number + 1] = textStart[number]! + text.length;
  return { ...packed, text: texts.join(""), textStart };
}

/** The `k`-th suggestion. @param row its row, where that has moved since */
export function unpackSuggestion(packed: PackedSuggestions, k: number, row = packed.rows[k]!): Suggestion {
  const { low, high, estimate, densityRange, densityHeights } = packed;
  const from = packed.alternativeStart[k]!;
  const count = packed.alternativeStart[k + 1]! - from;
  const range = densityRange[2 * k];
  const [value, least, greatest, sd] = estimate.subarray(estimateParts * k, estimateParts * (k + 1));
  return {
    row,
    column: packed.columns[k]!,
    value: textOf(packed, packed.value[k]!),
    certainty: packed.certainty[k]!,
    interval: low[k]! < 0 ? null : [textOf(packed, low[k]!), textOf(packed, high[k]!)],
    alternatives: Array.from({ length: count }, (_, at) => ({
      value: textOf(packed, packed.alternativeText[from + at]!),
      probability: packed.alternativeProbability[from + at]!,
    })),
    ...(Number.isNaN(value!) ? {} : { estimate: { value: value!, low: least!, high: greatest!, sd: sd! } }),
    ...(range === undefined || Number.isNaN(range)
      ? {}
      : { density: { from: range, to: densityRange[2 * k + 1]!, heights: densityHeights.subarray(densitySteps * k, densitySteps * (k + 1)) } }),
  };
}

/** All of them, in their order. */
export function* unpackSuggestions(packed: PackedSuggestions): Generator<Suggestion> {
  for (let k = 0; k < packed.length; k++) yield unpackSuggestion(packed, k);
}
