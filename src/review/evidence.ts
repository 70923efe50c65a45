import type { CheckedCell } from "../imputation/checkAccuracy";

/** Whole percents of certainty, 0 to 100. */
export const steps = 101;

/** What the check says of cells at least as certain, per whole percent: how many were checked, and the share that was right. */
export interface Evidence {
  readonly cells: Int32Array;
  /** See `CheckedCell.right`. */
  readonly right: Float64Array;
}

export function evidenceOf(checked: readonly CheckedCell[]): Evidence {
  const sorted = [...checked].sort((a, b) => b.certainty - a.certainty);
  const evidence = { cells: new Int32Array(steps), right: new Float64Array(steps) };
  let cells = 0;
  let hits = 0;
  for (let at = steps - 1; at >= 0; at--) {
    for (let next = sorted[cells]; next && next.certainty * 100 + 1e-9 >= at; next = sorted[++cells]) if (next.right) hits++;
    evidence.cells[at] = cells;
    if (cells > 0) evidence.right[at] = hits / cells;
  }
  return evidence;
}
