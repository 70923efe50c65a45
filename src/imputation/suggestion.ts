import type { Density } from "./density";

/** Another value the cell could hold. Numbers and dates: central values of the likeliest bins. */
export interface Alternative {
  /** As it would be written in the column. */
  readonly value: string;
  /** 0..1. */
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
   * 0..1. Categories, booleans, text: the probability of `value`. Numbers and dates:
   * 1 - sd(predictive) / sd(observed column), clipped.
   */
  readonly certainty: number;
  /** Central 90 % predictive interval, written in the column's spelling; numbers and dates only. */
  readonly interval: readonly [string, string] | null;
  readonly alternatives: readonly Alternative[];
  /** `value` and `interval` as numbers (dates: seconds since 1970 UTC), before rounding to the column's spelling. */
  readonly estimate?: { readonly value: number; readonly low: number; readonly high: number };
  /** What else the cell could hold, over the column's observed range; numbers and dates that vary. */
  readonly density?: Density;
}
