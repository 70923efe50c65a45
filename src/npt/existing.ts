/** The different values of a numeric column, where they come again and again: its cells hold one of them. */
export interface ExistingValues {
  /** Rising. */
  readonly values: Float64Array;
  /** Cells that hold each. */
  readonly counts: Int32Array;
}

/** So many different values, each in so many cells on average, make a column of existing values; or more of them, each more often. */
const few = { values: 60, cells: 5 };
const many = { values: 500, cells: 50 };

/** @param sorted the observed values, rising. @returns null where nearly any other value may come next */
export function existingValues(sorted: Float64Array): ExistingValues | null {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (value === values.at(-1)) counts[counts.length - 1]!++;
    else if (values.length === many.values) return null;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  const { length } = values;
  const cells = sorted.length / Math.max(1, length);
  if (length < 2 || !((length <= few.values && cells >= few.cells) || cells >= many.cells)) return null;
  return { values: Float64Array.from(values), counts: Int32Array.from(counts) };
}

/**
 * The probability of each existing value: that of its bin, divided among the values of the bin by how often the column
 * has them; a bin without one gives its mass to the nearest value.
 * @param probability per bin, summing to 1. @param centre a value for each bin. @param borders between the bins
 */
export function overExisting({ values, counts }: ExistingValues, probability: Float64Array, centre: Float64Array, borders: Float64Array): Float64Array {
  const bin = new Int32Array(values.length);
  const inBin = new Float64Array(probability.length);
  for (let i = 0, b = 0; i < values.length; i++) {
    const slack = 1e-9 * Math.max(1, Math.abs(values[i]!));
    while (b < borders.length && borders[b]! <= values[i]! + slack) b++;
    bin[i] = b;
    inBin[b]! += counts[i]!;
  }
  const mass = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) mass[i] = (probability[bin[i]!]! * counts[i]!) / inBin[bin[i]!]!;
  for (let b = 0; b < probability.length; b++) if (inBin[b] === 0 && probability[b]! > 0) mass[nearest(values, centre[b]!)]! += probability[b]!;
  return mass;
}

/**
 * What a value's probability is worth against its squared distance from the mean, in variances of the column. Measured
 * over 149 columns of the public corpus with the rule of `bestExisting`: the exact value is hit in .523 of the cells
 * (written as means: .161) at an NRMSE of .654 (.637); the nearest to the mean alone .505 and .651, the likeliest alone
 * .545 and .710.
 */
const worth = 0.2;

/** The existing value to write: one with more than half of the probability, else one near the mean, and likely. @param sd of the observed values */
export function bestExisting({ values }: ExistingValues, probability: Float64Array, mean: number, sd: number): number {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (probability[i]! > 0.5) return values[i]!;
    const score = worth * probability[i]! - ((values[i]! - mean) / sd) ** 2;
    if (score > most) [best, most] = [i, score];
  }
  return values[best]!;
}

/** The value below or at which a share `p` of the probability lies. */
export function existingQuantile(values: Float64Array, probability: Float64Array, p: number): number {
  let below = 0;
  for (let i = 0; i < values.length; i++) {
    below += probability[i]!;
    if (below >= p) return values[i]!;
  }
  return values[values.length - 1]!;
}

function nearest(values: Float64Array, value: number): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]! - value) < Math.abs(values[best]! - value)) best = i;
  return best;
}
