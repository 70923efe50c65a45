import type { Gap, Neighbours } from "./neighbours";

/** Known cells that an interpolation looks at, on each side. */
const side = 4;
/** Estimates of one sequence: between the nearest two; how far from it a mean weighted by nearness is, and a line through all. */
export const estimatesOfSequence = 3;

/** What a column's values are standardised by. */
export interface Standard {
  readonly mean: number;
  readonly sd: number;
}

/**
 * Estimates of the cell of `row` from the known cells at least `gap` away, from `into[offset]` on, in standard deviations:
 * the first from the mean, the others from the first; left as they are where there is no such cell.
 * @returns how far the nearest two are apart, NaN where one of them is lacking; null where both are
 */
export function interpolate(near: Neighbours, row: number, gap: Gap, { mean, sd }: Standard, into: Float64Array, offset: number): number | null {
  const { along } = near.sequence;
  const { values } = near.column;
  const own = (at: number): number => (values[at]! - mean) / sd;
  const above = near.above(row, gap.above, side);
  const below = near.below(row, gap.below, side);
  const [a] = above;
  const [b] = below;
  if (a === undefined && b === undefined) return null;
  const here = along[row]!;
  if (a === undefined || b === undefined) into[offset] = own((a ?? b)!);
  else {
    const width = along[b]! - along[a]!;
    const share = width > 0 ? Math.min(1, Math.max(0, (here - along[a]!) / width)) : 0.5;
    into[offset] = own(a) + (own(b) - own(a)) * share;
  }
  // Distances are counted in steps of the nearest neighbour, so that what they are measured in does not matter.
  const all = [...above, ...below];
  const unit = Math.max(1e-12, Math.min(...all.map((r) => Math.abs(along[r]! - here)).filter((d) => d > 0), Number.POSITIVE_INFINITY));
  const step = Number.isFinite(unit) ? unit : 1;
  let w = 0;
  let wx = 0;
  let wy = 0;
  let wxx = 0;
  let wxy = 0;
  for (const r of all) {
    const x = (along[r]! - here) / step;
    const y = own(r);
    const weight = 1 / (1 + Math.abs(x));
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
  }
  into[offset + 1] = wy / w - into[offset]!;
  const det = w * wxx - wx * wx;
  into[offset + 2] = all.length >= 4 && det > 1e-9 * w * wxx ? (wxx * wy - wx * wxy) / det - into[offset]! : 0;
  return a === undefined || b === undefined ? Number.NaN : Math.abs(own(a) - own(b));
}
