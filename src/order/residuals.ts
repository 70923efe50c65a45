/** A distribution of residuals: the observed ones, smoothed, as a table of its distribution function. */
export class Residuals {
  readonly scale: number;
  readonly #cdf: Float64Array;

  /** @param floor the smallest standard deviation that the smoothing may leave */
  constructor(residuals: Float64Array, floor: number) {
    const sorted = residuals.slice().sort();
    const n = sorted.length;
    const mean = 0;
    let squares = 0;
    for (const r of sorted) squares += (r - mean) ** 2;
    const quartiles = n === 0 ? 0 : (sorted[Math.floor(0.75 * (n - 1))]! - sorted[Math.floor(0.25 * (n - 1))]!) / 1.34;
    const sd = Math.sqrt(squares / Math.max(1, n));
    const narrow = Math.max(floor, Math.min(sd, quartiles > 0 ? quartiles : sd));
    const width = Math.max(floor, 0.9 * narrow * Math.max(1, n) ** -0.2);
    this.scale = narrow;
    this.#cdf = new Float64Array(2 * half + 1);
    for (let k = -half; k <= half; k++) {
      const at = place(k) * narrow;
      let sum = 0;
      for (const r of sorted) sum += logistic((at - r) / width);
      // A little in wide tails: what was not seen among few may still happen.
      this.#cdf[k + half] = (0.98 * sum) / Math.max(1, n) + (n === 0 ? 0.98 : 0) * logistic(at / width) + 0.02 * logistic(at / (3 * (sd + floor)));
    }
  }

  /** The share of residuals below `value`. */
  below(value: number): number {
    const k = Math.asinh(value / this.scale) / bend + half;
    if (k <= 0) return this.#cdf[0]!;
    if (k >= 2 * half) return this.#cdf[2 * half]!;
    const low = Math.floor(k);
    return this.#cdf[low]! + (k - low) * (this.#cdf[low + 1]! - this.#cdf[low]!);
  }
}

const half = 96;
const bend = 0.07;

/** Places of the table, close around 0. */
function place(k: number): number {
  return Math.sinh(bend * k);
}

/** Close to the normal distribution function. */
function logistic(z: number): number {
  return 1 / (1 + Math.exp(-1.702 * z));
}
