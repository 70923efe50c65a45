/** Rows and columns for growing trees: features in at most 256 ordered codes. */
export interface TreeData {
  /** Code per row, by feature. */
  readonly features: readonly Uint8Array[];
  /** Number or class per row. */
  readonly target: Float64Array;
  /** Number of classes; 0 for a regression. */
  readonly classes: number;
}

export interface TreeOptions {
  /** Features tried at each split. */
  readonly tried: number;
  readonly minLeaf: number;
}

/**
 * A decision tree grown on `sample` (rows, may repeat; reordered in place): at each node `tried` random features that
 * vary there, the split with the least variance or Gini impurity. Leaves keep their part of the sample.
 */
export class Tree {
  /** By node: feature (-1: leaf), code that still goes left, child numbers; leaves: first and last sample position. */
  private readonly feature: number[] = [];
  private readonly border: number[] = [];
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  private readonly first: number[] = [];
  private readonly last: number[] = [];
  private readonly sorted: Int32Array;
  private readonly start = new Int32Array(257);
  private readonly leftCounts: Float64Array;
  private readonly rightCounts: Float64Array;
  private readonly order: number[];

  constructor(
    private readonly data: TreeData,
    readonly sample: Int32Array,
    private readonly options: TreeOptions,
    private readonly random: () => number,
  ) {
    this.sorted = new Int32Array(sample.length);
    this.leftCounts = new Float64Array(data.classes);
    this.rightCounts = new Float64Array(data.classes);
    this.order = [...data.features.keys()];
    this.grow(0, sample.length);
  }

  /** Positions in `sample` of the leaf that a row falls into. */
  leaf(row: number): { first: number; last: number } {
    let node = 0;
    while (this.feature[node]! >= 0) {
      const code = this.data.features[this.feature[node]!]![row]!;
      node = code <= this.border[node]! ? this.left[node]! : this.right[node]!;
    }
    return { first: this.first[node]!, last: this.last[node]! };
  }

  private grow(first: number, last: number): number {
    const node = this.feature.length;
    this.first.push(first);
    this.last.push(last);
    this.feature.push(-1);
    this.border.push(0);
    this.left.push(0);
    this.right.push(0);
    const best = last - first >= 2 * this.options.minLeaf && !this.pure(first, last) ? this.split(first, last) : null;
    if (best === null) return node;
    const middle = this.partition(first, last, best.feature, best.border);
    this.feature[node] = best.feature;
    this.border[node] = best.border;
    this.left[node] = this.grow(first, middle);
    this.right[node] = this.grow(middle, last);
    return node;
  }

  private pure(first: number, last: number): boolean {
    const value = this.data.target[this.sample[first]!]!;
    for (let k = first + 1; k < last; k++) if (this.data.target[this.sample[k]!] !== value) return false;
    return true;
  }

  private split(first: number, last: number): { feature: number; border: number } | null {
    let best: { feature: number; border: number; score: number } | null = null;
    let tried = 0;
    for (let k = 0; k < this.order.length && tried < this.options.tried; k++) {
      const pick = k + Math.floor(this.random() * (this.order.length - k));
      const feature = this.order[pick]!;
      this.order[pick] = this.order[k]!;
      this.order[k] = feature;
      if (!this.sort(first, last, feature)) continue;
      tried++;
      const found = this.data.classes === 0 ? this.variance(feature, last - first) : this.gini(feature, last - first);
      if (found !== null && (best === null || found.score > best.score)) best = { feature, ...found };
    }
    return best;
  }

  /** Copies the node's rows into `sorted` by rising code (a counting sort); false where all codes are equal. */
  private sort(first: number, last: number, feature: number): boolean {
    const codes = this.data.features[feature]!;
    const { sample, sorted, start } = this;
    let low = 255;
    let high = 0;
    for (let k = first; k < last; k++) {
      const code = codes[sample[k]!]!;
      if (code < low) low = code;
      if (code > high) high = code;
    }
    if (low === high) return false;
    start.fill(0, low, high + 2);
    for (let k = first; k < last; k++) start[codes[sample[k]!]! + 1]!++;
    for (let c = low + 1; c <= high; c++) start[c]! += start[c - 1]!;
    for (let k = first; k < last; k++) sorted[start[codes[sample[k]!]!]!++] = sample[k]!;
    return true;
  }

  /** The best border of the sorted rows; the score is what the sum of squares explained rises with. */
  private variance(feature: number, size: number): { border: number; score: number } | null {
    const codes = this.data.features[feature]!;
    const { target } = this.data;
    let total = 0;
    for (let k = 0; k < size; k++) total += target[this.sorted[k]!]!;
    let sum = 0;
    let border = -1;
    let most = (total * total) / size + 1e-12;
    const least = this.options.minLeaf;
    for (let k = 0; k < size - least; k++) {
      const row = this.sorted[k]!;
      sum += target[row]!;
      if (k + 1 < least || codes[row] === codes[this.sorted[k + 1]!]) continue;
      const score = (sum * sum) / (k + 1) + (total - sum) ** 2 / (size - k - 1);
      if (score > most) {
        most = score;
        border = codes[row]!;
      }
    }
    return border < 0 ? null : { border, score: most };
  }

  private gini(feature: number, size: number): { border: number; score: number } | null {
    const codes = this.data.features[feature]!;
    const { target } = this.data;
    const { leftCounts, rightCounts } = this;
    // only the classes of these rows: there may be hundreds of others
    for (let k = 0; k < size; k++) {
      leftCounts[target[this.sorted[k]!]!] = 0;
      rightCounts[target[this.sorted[k]!]!] = 0;
    }
    let left = 0;
    let right = 0;
    for (let k = 0; k < size; k++) right += 2 * rightCounts[target[this.sorted[k]!]!]!++ + 1;
    let border = -1;
    let most = right / size - 1e-12;
    const least = this.options.minLeaf;
    for (let k = 0; k < size - least; k++) {
      const row = this.sorted[k]!;
      const level = target[row]!;
      left += 2 * leftCounts[level]!++ + 1;
      right -= 2 * rightCounts[level]!-- - 1;
      if (k + 1 < least || codes[row] === codes[this.sorted[k + 1]!]) continue;
      const score = left / (k + 1) + right / (size - k - 1);
      if (score > most) {
        most = score;
        border = codes[row]!;
      }
    }
    return border < 0 ? null : { border, score: most };
  }

  private partition(first: number, last: number, feature: number, border: number): number {
    const codes = this.data.features[feature]!;
    const { sample } = this;
    let middle = first;
    for (let k = first; k < last; k++) {
      const row = sample[k]!;
      if (codes[row]! > border) continue;
      sample[k] = sample[middle]!;
      sample[middle++] = row;
    }
    return middle;
  }
}
