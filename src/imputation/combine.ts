import type { Distribution, LevelDistribution, NumericDistribution } from "../npt/decode";
import type { EncodedColumn } from "../npt/encode";
import { bestExisting } from "../npt/existing";
import { chancesOf, noOpinion, type OrderExpert, type OrderOpinion } from "../order/orderExpert";
import { type Outcomes, outcomeOf } from "../order/outcomes";
import { type OutcomeSpace, probabilities } from "./outcomeSpace";
import { pooled } from "./pool";

/** How the network's prediction of a column's cells and what their neighbours say become one. */
export interface Combination {
  /** Exponents of the network, of the order and of the column's own distribution in the pool. */
  readonly exponents: readonly number[];
  /** Numbers: share of the pool in the result, 0..1; the rest is the network's. */
  readonly share: number;
}

/** A combination for one column of a table. */
export interface Combined extends Combination {
  readonly column: EncodedColumn;
  readonly space: OutcomeSpace;
  /** null where the order of the column's rows tells nothing. */
  readonly order: OrderExpert | null;
}

/** Of every distribution, as much is taken from the column's own: nothing is impossible. */
const mixed = 0.02;
const floor = 1e-6;
/** An exact value is written where so much of the prediction is on it. */
const agreement = 0.5;

/** What the pool is made of, in logarithms: the network, what the order tells beyond the column's own distribution, and that. */
export function logsOf(network: Float64Array, order: Float64Array, base: Float64Array): Float64Array[] {
  const log = (p: Float64Array): Float64Array => p.map((chance, s) => Math.log((1 - mixed) * chance + mixed * base[s]! + floor));
  const own = log(base);
  return [log(network), log(order).map((told, s) => told - own[s]!), own];
}

/** The network's distribution of a cell, combined with what its neighbours say. */
export function combine(network: Distribution, by: Combined, row: number): Distribution {
  return combineWith(network, by, by.order?.says(row) ?? noOpinion);
}

export function combineWith(network: Distribution, { column, space: { outcomes, base }, exponents, share }: Omit<Combined, "order">, opinion: OrderOpinion): Distribution {
  const own = probabilities(network, outcomes.size);
  const order = chancesOf(opinion, outcomes, base);
  const pool = pooled(logsOf(own, order, base), exponents);
  if (network.kind === "levels") return levels(pool);
  const probability = pool.map((p, s) => share * p + (1 - share) * own[s]!);
  if (network.existing !== null) return existing(network, column, network.existing.values, probability);
  const value = values(network, exponents, share, own, pool, order, opinion, outcomes);
  return bins(network, column, probability, value, opinion, outcomes);
}

function levels(pool: Float64Array): LevelDistribution {
  const order = Int32Array.from(pool.keys()).sort((a, b) => pool[b]! - pool[a]! || a - b);
  return { kind: "levels", levels: order, probability: Float64Array.from(order, (level) => pool[level]!) };
}

/** The distribution over existing values; its bins hold them. */
function existing(network: NumericDistribution, column: EncodedColumn, own: Float64Array, probability: Float64Array): NumericDistribution {
  const { borders } = network;
  const mass = new Float64Array(borders.length + 1);
  const sums = new Float64Array(borders.length + 1);
  let mean = 0;
  let squares = 0;
  for (let k = 0, bin = 0; k < own.length; k++) {
    const value = own[k]!;
    while (bin < borders.length && borders[bin]! <= value + 1e-9 * Math.max(1, Math.abs(value))) bin++;
    mass[bin]! += probability[k]!;
    sums[bin]! += probability[k]! * value;
    mean += probability[k]! * value;
  }
  for (let k = 0; k < own.length; k++) squares += probability[k]! * ((own[k]! - mean) / column.sd) ** 2;
  return {
    ...network,
    probability: mass,
    value: network.value.map((centre, bin) => (mass[bin]! > 1e-12 ? sums[bin]! / mass[bin]! : centre)),
    existing: { values: own, probability },
    exact: null,
    best: bestExisting(column.existing!, probability, mean, column.sd),
    sd: column.spread * Math.sqrt(squares),
  };
}

/** The value of each bin: what network and order have in it, by how much each has there. */
function values(
  network: NumericDistribution,
  [own = 1, told = 0]: readonly number[],
  share: number,
  probability: Float64Array,
  pool: Float64Array,
  order: Float64Array,
  { around, exact }: OrderOpinion,
  outcomes: Outcomes,
): Float64Array {
  const { value, borders } = network;
  const inBin = new Map<number, { weight: number; sum: number }>();
  for (const { value: neighbour, chance } of exact) {
    const at = outcomeOf(outcomes, neighbour);
    const { weight, sum } = inBin.get(at) ?? { weight: 0, sum: 0 };
    inBin.set(at, { weight: weight + chance, sum: sum + chance * neighbour });
  }
  return value.map((centre, s) => {
    let weight = own * probability[s]! + 1e-9;
    let sum = weight * centre;
    const exactly = inBin.get(s);
    if (exactly !== undefined) {
      weight += told * exactly.weight;
      sum += told * exactly.sum;
    }
    if (around !== null) {
      const low = borders[s - 1] ?? Number.NEGATIVE_INFINITY;
      const high = borders[s] ?? Number.POSITIVE_INFINITY;
      const inside = Math.max(low, Math.min(high, around.centre));
      // A spread that is narrower than the bin knows better where in it the value is.
      const sharp = Number.isFinite(high - low) ? Math.max(1, (high - low) / (4 * around.residuals.scale * around.sd)) : 1;
      const left = sharp * Math.max(0, order[s]! - (exactly?.weight ?? 0));
      weight += told * left;
      sum += told * left * inside;
    }
    const both = share * pool[s]! + (1 - share) * probability[s]!;
    return both > 0 ? (share * pool[s]! * (sum / weight) + (1 - share) * probability[s]! * centre) / both : centre;
  });
}

function bins(network: NumericDistribution, column: EncodedColumn, probability: Float64Array, value: Float64Array, { exact, around }: OrderOpinion, outcomes: Outcomes): NumericDistribution {
  let mean = 0;
  let squares = 0;
  for (let s = 0; s < probability.length; s++) mean += probability[s]! * value[s]!;
  for (let s = 0; s < probability.length; s++) squares += probability[s]! * ((value[s]! - mean) / column.sd) ** 2;
  const neighbour = exact.reduce((best, one) => (one.chance > best.chance ? one : best), { value: Number.NaN, chance: agreement });
  // Rows that agree on a value are not followed where the neighbours lead elsewhere.
  const contradicted = around !== null && around.chance > agreement && Math.abs((network.exact ?? 0) - around.centre) > 2 * around.residuals.scale * around.sd;
  const agreed = [(contradicted ? null : network.exact) ?? Number.NaN, neighbour.value].find((one) => !Number.isNaN(one) && probability[outcomeOf(outcomes, one)]! > agreement);
  const { sorted } = column;
  const leads = around !== null && around.chance > agreement && (around.centre < sorted[0]! || around.centre > sorted[sorted.length - 1]!);
  const sd = column.spread * Math.sqrt(squares);
  return { ...network, probability, value, existing: null, exact: agreed ?? null, best: agreed ?? mean, sd, ...(leads && { leadsBeyond: true }) };
}
