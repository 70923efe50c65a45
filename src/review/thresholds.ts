import type { ColumnAccuracy } from "../imputation/checkAccuracy";
import type { Sure } from "../shared/protocol";
import { type Evidence, evidenceOf, steps } from "./evidence";

/** Checked cells without which nothing is said of a column. */
const minCells = 20;
/** How far below the wished share the lower bound of what was found may lie. */
const slack = 0.05;
/** Doubtful columns that are named. */
const mostNamed = 20;

/** A column with undecided suggestions: their number per whole percent of certainty. */
interface Suggested {
  readonly column: number;
  readonly name: string;
  readonly certainty: ArrayLike<number>;
}

/** From which certainty on each column's suggestions are right as often as wished, by an accuracy check of the same table. */
export class Thresholds {
  readonly #columns = new Map<number, { readonly evidence: Evidence; readonly from: Int8Array }>();

  constructor(checked: readonly ColumnAccuracy[]) {
    for (const { column, cells } of checked) {
      const evidence = evidenceOf(cells);
      this.#columns.set(column, { evidence, from: thresholds(evidence) });
    }
  }

  /** The least certainty of a column, in whole percent, from which `wish` percent are right; null where there is none. */
  of(column: number, wish: number): number | null {
    const from = this.#columns.get(column)?.from[wish] ?? -1;
    return from < 0 ? null : from;
  }

  /** What each wished share takes. */
  sure(suggested: Iterable<Suggested>): Sure {
    const cells = new Array<number>(steps).fill(0);
    const hits = new Float64Array(steps);
    const doubtful = new Array<number>(steps).fill(0);
    const columns: { readonly name: string; readonly reach: number }[] = [];
    for (const { column, name, certainty } of suggested) {
      const above = countsAbove(certainty);
      if (above[0] === 0) continue;
      const known = this.#columns.get(column);
      let reach = -1;
      for (let wish = 0; wish < steps; wish++) {
        const from = known?.from[wish] ?? -1;
        if (known === undefined || from < 0) {
          doubtful[wish]!++;
          continue;
        }
        reach = wish;
        cells[wish]! += above[from]!;
        hits[wish]! += above[from]! * known.evidence.right[from]!;
      }
      columns.push({ name, reach });
    }
    columns.sort((a, b) => a.reach - b.reach);
    return { cells, right: cells.map((count, wish) => (count === 0 ? null : hits[wish]! / count)), doubtful, columns: columns.slice(0, mostNamed) };
  }
}

/** Per wished share in whole percent the lowest certainty that keeps it; -1 for none. */
function thresholds({ cells, right }: Evidence): Int8Array {
  const from = new Int8Array(steps).fill(-1);
  for (let at = steps - 1; at >= 0; at--) {
    if (cells[at]! < minCells) continue;
    const least = lowerBound(right[at]!, cells[at]!) + slack;
    const kept = Math.min(right[at]!, least) * 100 + 1e-9;
    for (let wish = 0; wish < steps && wish <= kept; wish++) from[wish] = at;
  }
  return from;
}

/** Lower end of the interval of one standard error around a share (Wilson, Probable inference, 1927). */
function lowerBound(share: number, cells: number): number {
  const middle = share + 1 / (2 * cells);
  const half = Math.sqrt((share * (1 - share)) / cells + 1 / (4 * cells * cells));
  return (middle - half) / (1 + 1 / cells);
}

function countsAbove(certainty: ArrayLike<number>): Int32Array {
  const above = new Int32Array(steps);
  let cells = 0;
  for (let at = steps - 1; at >= 0; at--) {
    cells += certainty[at] ?? 0;
    above[at] = cells;
  }
  return above;
}
