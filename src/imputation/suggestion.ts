import type { Density } from "./density";

/** Alternatives of a suggestion at most, the suggested value among them. */
export const maxAlternatives = 5;
/** One that is less probable is none. */
export const minProbability = 0.005;

/**
 * What certainty means, as a version: whatever is saved or handed on says which. 1: of a number, by how much narrower
 * its distribution was than the column's values. 2: see `Suggestion.certainty`.
 */
export const certaintyVersion = 2;

/** A value the cell could hold, the suggested one among them. */
export interface Alternative {
  /** As it would be written in the column. */
  readonly value: string;
  /** 0..1: that it is right; of numbers and dates, that it is within the column's tolerance. */
  readonly probability: number;
}

/** One observed row the network leaned on for a cell. */
export interface Evidence {
  /** 0-based data row. */
  readonly row: number;
  /** Share of the pointer head's attention, 0..1. */
  readonly weight: number;
}

/** A predicted value for one missing cell: one plain object from birth to file. */
export interface Suggestion {
  /** 0-based data row. */
  readonly row: number;
  /** 0-based column position in the file. */
  readonly column: number;
  /** The value as it will be written: in the column's own spelling, not yet quoted. */
  readonly value: string;
  /**
   * 0..1, the probability that `value` is right. Numbers and dates: that the truth lies within the column's tolerance
   * of it (see `toleranceOf`). -1 where it is not known: in what a version with another certainty saved.
   */
  readonly certainty: number;
  /** Central 90 % predictive interval, written in the column's spelling; numbers and dates only. */
  readonly interval: readonly [string, string] | null;
  /** Likeliest first, after the suggested value. What they stand for does not overlap. */
  readonly alternatives: readonly Alternative[];
  /**
   * `value` and `interval` as numbers (dates: seconds since 1970 UTC), before rounding to the column's spelling, and the
   * standard deviation of the predictive distribution (dates: seconds).
   */
  readonly estimate?: { readonly value: number; readonly low: number; readonly high: number; readonly sd: number };
  /** What else the cell could hold, over the column's observed range; numbers and dates that vary. */
  readonly density?: Density;
}
