import type { NumericDistribution } from "../npt/decode";

/** A predictive density, small enough to keep for every missing cell. */
export interface Density {
  /** The range it is given on, in the column's own units. */
  readonly from: number;
  readonly to: number;
  /** Over equal steps of the range, 255 at the highest. */
  readonly heights: Uint8Array;
}

const steps = 48;

/**
 * The density of `d` over `[from, to]`: as in `quantile`, half of a bin's mass lies evenly on each side of its value.
 * What lies outside the range counts at its ends. Neighbouring steps are averaged (1, 2, 1), as the bins are coarse.
 * Null where the range is empty.
 */
export function densityOf(d: NumericDistribution, from: number, to: number): Density | null {
  if (!(to > from)) return null;
  const mass = new Float64Array(steps);
  const place = (value: number): number => Math.max(0, Math.min(1, (value - from) / (to - from))) * steps;
  for (let s = 0; s < d.probability.length; s++) {
    const value = d.value[s]!;
    const half = d.probability[s]! / 2;
    spread(mass, place(d.borders[s - 1] ?? value), place(value), half);
    spread(mass, place(value), place(d.borders[s] ?? value), half);
  }
  const smooth = mass.map((own, i) => (mass[i - 1] ?? own) + 2 * own + (mass[i + 1] ?? own));
  const most = Math.max(...smooth);
  return { from, to, heights: Uint8Array.from(smooth, (share) => Math.round((share / most) * 255)) };
}

/** Lays `mass` evenly between the places `a` and `b`, in steps. */
function spread(into: Float64Array, a: number, b: number, mass: number): void {
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  const last = into.length - 1;
  const first = Math.min(last, Math.floor(low));
  if (high - low < 1e-9) {
    into[first]! += mass;
    return;
  }
  for (let step = first; step <= last && step < high; step++) {
    into[step]! += (mass * (Math.min(high, step + 1) - Math.max(low, step))) / (high - low);
  }
}

/** The density's height (0..1) at a value; 0 outside its range. */
export function heightAt({ from, to, heights }: Density, value: number): number {
  if (value < from || value > to) return 0;
  const step = Math.min(heights.length - 1, Math.floor(((value - from) / (to - from)) * heights.length));
  return (heights[step] ?? 0) / 255;
}

/** As many steps as a kept density has. */
export const densitySteps = steps;
