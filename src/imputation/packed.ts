/**
 * Suggestions as columns of numbers beside the texts they use: what crosses process borders and what a review holds.
 * Entry `k` of each array belongs to the k-th suggestion; texts are indices into `texts`.
 */
export interface PackedSuggestions {
  readonly length: number;
  /** 0-based data rows. */
  readonly rows: Int32Array;
  /** 0-based file columns. */
  readonly columns: Int32Array;
  /** 0..1. */
  readonly certainty: Float64Array;
  /** Every text once. */
  readonly texts: readonly string[];
  readonly value: Int32Array;
  /** Ends of the central 90 % interval; -1 where there is none. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** `value`, `low` and `high` as numbers before rounding, three each; NaN where there are none. */
  readonly estimate: Float64Array;
  /** Where each suggestion's alternatives begin in the two arrays below; one more entry for the end. */
  readonly alternativeStart: Int32Array;
  readonly alternativeText: Int32Array;
  readonly alternativeProbability: Float64Array;
  /** Range of the predictive density, two each; NaN where there is none. */
  readonly densityRange: Float64Array;
  /** Heights of the densities, `densityCells` each (see `density.ts`), zero where there is none; empty where none has any. */
  readonly densityHeights: Uint8Array;
}
