import { type EncodedColumn, slotOfRank } from "./encode";
import { bestExisting, existingQuantile, overExisting } from "./existing";
import type { Manifest } from "./manifest";
import type { Predictions } from "./predictor";

/** Predictive distribution of a numeric cell, in the column's own units. */
export interface NumericDistribution {
  readonly kind: "numeric";
  /** Probability and representative value per bin, bins in rising order. */
  readonly probability: Float64Array;
  readonly value: Float64Array;
  /** Inner borders of the bins, one fewer than bins. */
  readonly borders: Float64Array;
  /** Probability per existing value of the column, where its cells hold one of those. */
  readonly existing: { readonly values: Float64Array; readonly probability: Float64Array } | null;
  /** The value that nearly all of the evidence agrees on; null where there is none. */
  readonly exact: number | null;
  /** What to write: the mean, that exact value, or an existing one. */
  readonly best: number;
  readonly sd: number;
  /** Set where the order of the rows leads beyond the observed values. */
  readonly leadsBeyond?: true;
}

/** Predictive distribution of a categorical cell. */
export interface LevelDistribution {
  readonly kind: "levels";
  /** Levels by falling probability, and their probabilities. */
  readonly levels: Int32Array;
  readonly probability: Float64Array;
}

export type Distribution = NumericDistribution | LevelDistribution;

/** Share of the evidence that has to agree on one exact value before that value replaces the mean. */
const agreement = 0.6;

/** The distribution of cell (target t, query row q) of `predictions`. */
export function distributionOf(predictions: Predictions, t: number, q: number, column: EncodedColumn, manifest: Manifest): Distribution {
  const cell = t * predictions.rows.length + q;
  return column.numeric ? numeric(predictions, cell, column, manifest) : levels(predictions, cell, column, manifest);
}

function numeric(p: Predictions, cell: number, column: EncodedColumn, { slots, borders }: Manifest): NumericDistribution {
  const probability = Float64Array.from(p.probability.subarray(cell * slots, (cell + 1) * slots));
  const z = p.value.subarray(cell * slots, (cell + 1) * slots);
  let total = 0;
  let mean = 0;
  let top = 0;
  for (let s = 0; s < slots; s++) {
    total += probability[s]!;
    mean += probability[s]! * z[s]!;
    if (probability[s]! > probability[top]!) top = s;
  }
  mean /= total;
  let variance = 0;
  for (let s = 0; s < slots; s++) {
    probability[s]! /= total;
    variance += probability[s]! * (z[s]! - mean) ** 2;
  }
  const exact = agreedValue(p, cell, column);
  const low = top === 0 ? Number.NEGATIVE_INFINITY : borders[top - 1]!;
  const high = top === slots - 1 ? Number.POSITIVE_INFINITY : borders[top]!;
  const width = 1e-6 + 1e-3 * Math.abs(mean);
  const inTop = exact !== null && probability[top]! > 0.5 && (exact - column.mean) / column.sd >= low - width && (exact - column.mean) / column.sd <= high + width;
  const own = (v: number): number => column.mean + column.sd * v;
  const value = Float64Array.from(z, own);
  const ownBorders = Float64Array.from(borders, own);
  const { existing } = column;
  const likely = existing && overExisting(existing, probability, value, ownBorders);
  const free = likely === null ? own(mean) : bestExisting(existing!, likely, own(mean), column.sd);
  return {
    kind: "numeric",
    probability,
    value,
    borders: ownBorders,
    existing: likely === null ? null : { values: existing!.values, probability: likely },
    exact: inTop ? exact : null,
    best: inTop ? exact : free,
    sd: column.spread * Math.sqrt(variance),
  };
}

/** The value that at least `agreement` of the rows the pointer leaned on share, by weight; null where there is none. */
function agreedValue(p: Predictions, cell: number, column: EncodedColumn): number | null {
  const sums = new Map<number, number>();
  let best: number | null = null;
  for (let k = cell * p.top; k < (cell + 1) * p.top; k++) {
    const row = p.topRow[k]!;
    if (row < 0 || p.topWeight[k]! <= 0) continue;
    const value = column.source.values[row]!;
    const sum = (sums.get(value) ?? 0) + p.topWeight[k]!;
    sums.set(value, sum);
    if (sum >= agreement) best = value;
  }
  return best;
}

function levels(p: Predictions, cell: number, column: EncodedColumn, manifest: Manifest): LevelDistribution {
  const { slots, sharedSlots } = manifest;
  const own = slots - sharedSlots;
  const known = column.ranked.length;
  const mass = new Float64Array(known);
  for (let rank = 0; rank < Math.min(own, known); rank++) mass[rank] = p.probability[cell * slots + rank]!;
  if (known > own) shareSlots(p, cell, column, manifest, mass);
  let total = 0;
  for (const m of mass) total += m;
  const order = Int32Array.from(mass.keys()).sort((a, b) => mass[b]! - mass[a]! || a - b);
  return {
    kind: "levels",
    levels: order.map((rank) => column.ranked[rank]!),
    probability: Float64Array.from(order, (rank) => mass[rank]! / (total || 1)),
  };
}

/** Divides the mass of shared slots among their levels: by the pointer's rows where it leans on any, by frequency else. */
function shareSlots(p: Predictions, cell: number, column: EncodedColumn, manifest: Manifest, mass: Float64Array): void {
  const own = manifest.slots - manifest.sharedSlots;
  const rankOf = new Map<number, number>();
  for (const [rank, level] of column.ranked.entries()) rankOf.set(level, rank);
  const weight = new Float64Array(mass.length);
  for (let rank = own; rank < mass.length; rank++) weight[rank] = 1e-4 * column.counts[rank]!;
  for (let k = cell * p.top; k < (cell + 1) * p.top; k++) {
    const row = p.topRow[k]!;
    const rank = row < 0 ? undefined : rankOf.get(column.source.codes[row]!);
    if (rank !== undefined && rank >= own) weight[rank]! += p.topWeight[k]!;
  }
  const sums = new Float64Array(manifest.slots);
  for (let rank = own; rank < mass.length; rank++) sums[slotOfRank(rank, manifest)]! += weight[rank]!;
  for (let rank = own; rank < mass.length; rank++) {
    const slot = slotOfRank(rank, manifest);
    mass[rank] = (p.probability[cell * manifest.slots + slot]! * weight[rank]!) / sums[slot]!;
  }
}

/** Value below which a share `p` of the distribution lies, within the bins' values; an existing value where those are all there is. */
export function quantile(distribution: NumericDistribution, p: number): number {
  const { probability, value, borders, existing } = distribution;
  if (existing !== null) return existingQuantile(existing.values, existing.probability, p);
  let below = 0;
  for (let s = 0; s < probability.length; s++) {
    const mass = probability[s]!;
    if (below + mass >= p && mass > 0) {
      const share = (p - below) / mass;
      // half of a bin's mass lies on each side of its value
      const left = borders[s - 1] ?? value[s]!;
      const right = borders[s] ?? value[s]!;
      return share < 0.5 ? left + (value[s]! - left) * 2 * share : value[s]! + (right - value[s]!) * (2 * share - 1);
    }
    below += mass;
  }
  return value[value.length - 1]!;
}
