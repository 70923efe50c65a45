import type { CheckedCell, ColumnAccuracy } from "../imputation/checkAccuracy";
import type { Expected } from "../shared/protocol";
import { type Evidence, evidenceOf, steps } from "./evidence";

/** Fewer checked cells than this tell nothing about a column by itself, or about a whole table. */
const minCellsOfColumn = 10;
const minCells = 20;
/** More than these say no more about a whole table. */
const most = 2000;

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
    for (const { column, measure, cells } of checked) {
      for (const cell of cells) (measure === "accuracy" ? levels : values).push(cell);
      this.#columns.set(column, evidenceOf(cells));
    }
    this.#levels = evidenceOf(some(levels));
    this.#values = evidenceOf(some(values));
  }

  /** @param suggested per column with suggestions: whether it holds numbers or dates, and their number per whole percent */
  of(suggested: Iterable<{ readonly column: number; readonly numeric: boolean; readonly certainty: ArrayLike<number> }>): Omit<Expected, "sure"> {
    const right = new Mean();
    let numbers = false;
    for (const { column, numeric, certainty } of suggested) {
      const all = numeric ? this.#values : this.#levels;
      const own = this.#columns.get(column);
      let taken = 0;
      for (let at = steps - 1; at >= 0; at--) {
        taken += certainty[at] ?? 0;
        if (taken === 0) continue;
        numbers ||= numeric;
        const evidence = own && own.cells[at]! >= minCellsOfColumn ? own : all;
        const known = all.cells[at]! >= minCells;
        right.add(at, known ? evidence.right[at]! : null, taken);
      }
    }
    return { right: right.shares, numbers };
  }
}

/** About `most` cells, scattered over all. */
function some(cells: readonly CheckedCell[]): readonly CheckedCell[] {
  const share = most / cells.length;
  return share >= 1 ? cells : cells.filter((_, i) => (Math.imul(i, 0x9e3779b1) >>> 0) / 2 ** 32 < share);
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
