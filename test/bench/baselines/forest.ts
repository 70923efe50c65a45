import { seededRandom } from "../../../src/npt/random";
import { centre, type FrameColumn, type Imputer, moments, split } from "./frame";
import { Tree, type TreeData } from "./tree";

/** How large the forests are. */
export interface ForestOptions {
  readonly trees: number;
  /** Each tree sees a bootstrap sample of at most so many rows. */
  readonly treeRows: number;
  readonly rounds: number;
}

/** As the forest baseline of the evaluation corpus. */
export const usualForest: ForestOptions = { trees: 50, treeRows: 1200, rounds: 10 };

/**
 * Chained random forests (MissForest, Stekhoven & Bühlmann 2012): columns by rising number of missing cells, each predicted by
 * a forest on all others, sqrt(p) features a split, until the difference between rounds rises for numbers and
 * categories alike; the round before that is the result. Features are cut into at most 256 quantile codes.
 */
export function forestChain({ trees, treeRows, rounds }: ForestOptions = usualForest): Imputer {
  return ({ columns }) => {
    const random = seededRandom(1);
    let filled = columns.map((column) => {
      const middle = centre(column);
      return column.values.map((value) => (Number.isNaN(value) ? middle : value));
    });
    const codes = filled.map(toCodes);
    const work = columns
      .map((column, j) => ({ column, j, ...split(column) }))
      .filter(({ holes, known }) => holes.length > 0 && known.length > 0)
      .sort((a, b) => a.holes.length - b.holes.length);
    let before = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < rounds && columns.length > 1; round++) {
      const last = filled.map((values) => values.slice());
      for (const { column, j, known, holes } of work) {
        const features = codes.filter((_, k) => k !== j);
        const data: TreeData = { features, target: filled[j]!, classes: column.levels };
        const predicted = predictMissing(data, known, holes, trees, treeRows, random);
        for (const [h, row] of holes.entries()) filled[j]![row] = predicted[h]!;
        codes[j] = toCodes(filled[j]!);
      }
      const now = differences(columns, filled, last);
      const rising = now.map((value, k) => Number.isNaN(value) || value > before[k]!);
      if (round > 0 && rising.every(Boolean)) {
        filled = last;
        break;
      }
      before = now.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value));
    }
    return filled;
  };
}

function predictMissing(data: TreeData, known: readonly number[], holes: readonly number[], trees: number, most: number, random: () => number): Float64Array {
  const { target, classes } = data;
  const options = { tried: Math.max(1, Math.floor(Math.sqrt(data.features.length))), minLeaf: classes === 0 ? 3 : 1 };
  const width = Math.max(1, classes);
  const votes = new Float64Array(holes.length * width);
  for (let t = 0; t < trees; t++) {
    const sample = Int32Array.from({ length: Math.min(known.length, most) }, () => known[Math.floor(random() * known.length)]!);
    const tree = new Tree(data, sample, options, random);
    for (const [h, row] of holes.entries()) {
      const { first, last } = tree.leaf(row);
      for (let k = first; k < last; k++) {
        const value = target[sample[k]!]!;
        if (classes === 0) votes[h]! += value / (last - first) / trees;
        else votes[h * width + value]! += 1 / (last - first);
      }
    }
  }
  if (classes === 0) return votes;
  return Float64Array.from(holes, (_, h) => {
    const mine = votes.subarray(h * width, (h + 1) * width);
    return mine.indexOf(Math.max(...mine));
  });
}

/** Ranks among at most 256 quantiles, so that order alone counts. */
function toCodes(values: Float64Array): Uint8Array {
  const sorted = Float64Array.from(new Set(values)).sort();
  let borders = sorted;
  if (sorted.length > 256) {
    const all = values.slice().sort();
    borders = Float64Array.from(new Set(Array.from({ length: 256 }, (_, k) => all[Math.floor((k * all.length) / 256)]!)));
  }
  return Uint8Array.from(values, (value) => {
    let low = 0;
    let high = borders.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (borders[middle]! <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  });
}

/** How much a round changed: the numbers' squared relative change, and the share of other categories; NaN without any. */
function differences(columns: readonly FrameColumn[], now: readonly Float64Array[], before: readonly Float64Array[]): number[] {
  let change = 0;
  let size = 0;
  let other = 0;
  let cells = 0;
  for (const [j, column] of columns.entries()) {
    const { mean, sd } = column.numeric ? moments(column) : { mean: 0, sd: 1 };
    const scale = sd * sd + mean * mean || 1;
    for (const row of split(column).holes) {
      const [a, b] = [now[j]![row]!, before[j]![row]!];
      if (column.numeric) {
        change += (a - b) ** 2 / scale;
        size += (a * a) / scale;
      } else {
        other += Number(a !== b);
        cells++;
      }
    }
  }
  return [size === 0 ? Number.NaN : change / size, cells === 0 ? Number.NaN : other / cells];
}
