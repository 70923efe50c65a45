import type { CheckedCell, ColumnAccuracy } from "../imputation/checkAccuracy";
import type { Expected } from "../shared/protocol";
import { median } from "./median";

/** Whole percents of certainty, 0 to 100. */
const steps = 101;
/** Fewer checked cells than this tell nothing about a column by itself, or about a whole table. */
const minCellsOfColumn = 10;
const minCells = 20;
/** More than these say no more about a whole table. */
const most = 2000;

/** What the check says of cells at least as certain, per whole percent: how many were checked, and their figures. */
interface Evidence {
  readonly cells: Int32Array;
  /** Share right; of numbers and dates, within their interval. */
  readonly right: Float64Array;
  /** Numbers and dates: how far half of them were off at most, as a share of the column's usual range. */
  readonly off: Float64Array;
}

/**
 * What to expect of the suggestions of at least a certainty, from an accuracy check of the same table.
 * Each column counts by as many suggestions as it has there: a column that is easily predicted and has no missing cells
 * promises nothing for the others.
 */
export class Expectation {
  readonly #columns = new Map<number, Evidence>();
  /** Of all columns together, for those that were checked too little: categories, and numbers and dates. */
  readonly #levels: Evidence;
  readonly #values: Evidence;

  constructor(checked: readonly ColumnAccuracy[]) {
    const levels: CheckedCell[] = [];
    const values: CheckedCell[] = [];
    for (const { column, measure, cells, middleRange } of checked) {
      // A column that hardly varies has no range to compare with.
      const shares = cells.map((cell) => ({ ...cell, off: middleRange > 0 ? cell.off / middleRange : cell.off > 0 ? 1 : 0 }));
      for (const cell of shares) (measure === "accuracy" ? levels : values).push(cell);
      this.#columns.set(column, evidenceOf(shares));
    }
    this.#levels = evidenceOf(some(levels));
    this.#values = evidenceOf(some(values));
  }

  /** @param suggested per column with suggestions: whether it holds numbers or dates, and their number per whole percent */
  of(suggested: Iterable<{ readonly column: number; readonly numeric: boolean; readonly certainty: ArrayLike<number> }>): Expected {
    const right = new Mean();
    const within = new Mean();
    const off = new Mean();
    for (const { column, numeric, certainty } of suggested) {
      const all = numeric ? this.#values : this.#levels;
      const own = this.#columns.get(column);
      let taken = 0;
      for (let at = steps - 1; at >= 0; at--) {
        taken += certainty[at] ?? 0;
        if (taken === 0) continue;
        const evidence = own && own.cells[at]! >= minCellsOfColumn ? own : all;
        const known = all.cells[at]! >= minCells;
        (numeric ? within : right).add(at, known ? evidence.right[at]! : null, taken);
        if (numeric) off.add(at, known ? evidence.off[at]! : null, taken);
      }
    }
    return { right: right.shares, within: within.shares, off: off.shares };
  }
}

/** About `most` cells, scattered over all. */
function some(cells: readonly CheckedCell[]): readonly CheckedCell[] {
  const share = most / cells.length;
  return share >= 1 ? cells : cells.filter((_, i) => (Math.imul(i, 0x9e3779b1) >>> 0) / 2 ** 32 < share);
}

function evidenceOf(checked: readonly CheckedCell[]): Evidence {
  const sorted = [...checked].sort((a, b) => b.certainty - a.certainty);
  const evidence = { cells: new Int32Array(steps), right: new Float64Array(steps), off: new Float64Array(steps) };
  const offs: number[] = [];
  let hits = 0;
  for (let at = steps - 1; at >= 0; at--) {
    const before = offs.length;
    for (let next = sorted[offs.length]; next && next.certainty * 100 + 1e-9 >= at; next = sorted[offs.length]) {
      if (next.right) hits++;
      offs.push(next.off);
    }
    evidence.cells[at] = offs.length;
    if (offs.length === 0) continue;
    evidence.right[at] = hits / offs.length;
    evidence.off[at] = offs.length === before ? evidence.off[at + 1]! : median(offs);
  }
  return evidence;
}

/** Weighted means, one per whole percent; null where nothing counted, or one part is not known. */
class Mean {
  readonly #sum = new Float64Array(steps);
  readonly #weight = new Float64Array(steps);

  add(at: number, value: number | null, weight: number): void {
    this.#sum[at] = this.#sum[at]! + (value ?? Number.NaN) * weight;
    this.#weight[at] = this.#weight[at]! + weight;
  }

  get shares(): (number | null)[] {
    return Array.from(this.#sum, (sum, at) => (this.#weight[at] === 0 || Number.isNaN(sum) ? null : sum / this.#weight[at]!));
  }
}
