import type { Distribution } from "../npt/decode";
import { binOf, type EncodedColumn } from "../npt/encode";
import type { Manifest } from "../npt/manifest";
import { type Outcomes, valueOutcomes } from "../order/outcomes";

/** The outcomes of a column's cells, and how its known cells are distributed over them. */
export interface OutcomeSpace {
  readonly outcomes: Outcomes;
  readonly base: Float64Array;
}

/** What no cell holds may still come: so many cells, over all bins. */
const unseen = 1;

export function outcomeSpace(column: EncodedColumn, { borders }: Manifest): OutcomeSpace {
  const { existing, ranked, counts, source } = column;
  if (!column.numeric) {
    const base = new Float64Array(source.levels.length);
    for (const [rank, level] of ranked.entries()) base[level] = counts[rank]!;
    return { outcomes: { kind: "levels", size: base.length }, base: shares(base) };
  }
  if (existing !== null) return { outcomes: valueOutcomes(existing.values), base: shares(Float64Array.from(existing.counts)) };
  const size = borders.length + 1;
  const base = new Float64Array(size).fill(unseen / size);
  for (const value of column.sorted) base[binOf((value - column.mean) / column.sd, borders)]!++;
  return { outcomes: { kind: "bins", size, borders: Float64Array.from(borders, (border) => column.mean + column.sd * border) }, base: shares(base) };
}

/** A distribution's probability per outcome. */
export function probabilities(distribution: Distribution, size: number): Float64Array {
  if (distribution.kind === "numeric") return distribution.existing?.probability ?? distribution.probability;
  const all = new Float64Array(size);
  for (const [k, level] of distribution.levels.entries()) all[level] = distribution.probability[k]!;
  return all;
}

function shares(counts: Float64Array): Float64Array {
  const sum = counts.reduce((a, b) => a + b, 0) || 1;
  return counts.map((count) => count / sum);
}
