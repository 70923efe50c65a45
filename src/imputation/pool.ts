import { solve } from "../order/leastSquares";

/** What the experts say of the outcomes of a cell that was hidden, in logarithms, and which of them was true. */
export interface PoolTrial {
  readonly logs: readonly Float64Array[];
  readonly truth: number;
  /** How much it counts; 1 unless it says little that others do not. */
  readonly weight: number;
}

/** What holds an exponent near where it starts, by as many trials as `ridge` says, and within bounds. */
export interface Exponent {
  readonly start: number;
  readonly ridge: number;
  readonly least: number;
  readonly most: number;
}

const steps = 12;

/**
 * A logarithmic opinion pool (Genest and Zidek 1986): the product of what the experts say, each to a power.
 * @returns normalised
 */
export function pooled(logs: readonly Float64Array[], exponents: readonly number[]): Float64Array {
  const size = logs[0]!.length;
  const p = new Float64Array(size);
  let most = Number.NEGATIVE_INFINITY;
  for (let s = 0; s < size; s++) {
    let sum = 0;
    for (let e = 0; e < exponents.length; e++) sum += exponents[e]! * logs[e]![s]!;
    p[s] = sum;
    most = Math.max(most, sum);
  }
  let sum = 0;
  for (let s = 0; s < size; s++) sum += p[s] = Math.exp(p[s]! - most);
  for (let s = 0; s < size; s++) p[s]! /= sum;
  return p;
}

/** The exponents with the least surprise on the trials, by Newton's method on a convex loss. */
export function fitPool(trials: readonly PoolTrial[], exponents: readonly Exponent[]): number[] {
  const n = exponents.length;
  let w = exponents.map(({ start }) => start);
  let now = loss(trials, exponents, w);
  for (let step = 0; step < steps; step++) {
    const slope = Float64Array.from(exponents, ({ start, ridge }, e) => ridge * (w[e]! - start));
    const curve = new Float64Array(n * n);
    for (let e = 0; e < n; e++) curve[e * n + e] = exponents[e]!.ridge + 1e-6;
    for (const { logs, truth, weight } of trials) {
      const p = pooled(logs, w);
      const mean = logs.map((log) => dot(p, log));
      for (let e = 0; e < n; e++) {
        slope[e]! += weight * (mean[e]! - logs[e]![truth]!);
        for (let f = 0; f <= e; f++) {
          let both = 0;
          for (let s = 0; s < p.length; s++) both += p[s]! * logs[e]![s]! * logs[f]![s]!;
          curve[e * n + f]! += weight * (both - mean[e]! * mean[f]!);
        }
      }
    }
    const move = solve(curve, slope);
    let next = w;
    let then = now;
    for (let size = 1; size > 0.02 && !(then < now); size /= 2) {
      next = w.map((x, e) => Math.max(exponents[e]!.least, Math.min(exponents[e]!.most, x - size * move[e]!)));
      then = loss(trials, exponents, next);
    }
    if (!(then < now - 1e-6)) break;
    w = next;
    now = then;
  }
  return w;
}

function loss(trials: readonly PoolTrial[], exponents: readonly Exponent[], w: readonly number[]): number {
  let sum = exponents.reduce((total, { start, ridge }, e) => total + (ridge / 2) * (w[e]! - start) ** 2, 0);
  for (const { logs, truth, weight } of trials) sum -= weight * Math.log(Math.max(1e-300, pooled(logs, w)[truth]!));
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
