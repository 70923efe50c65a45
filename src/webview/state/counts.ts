import type { CellState } from "../../shared/cellState";
import type { ColumnHeader, ReviewState } from "../../shared/protocol";

/** Cells in a state, of the table or of a column. */
export function cellsIn(of: Pick<ReviewState | ColumnHeader, "counts">, state: CellState): number {
  return of.counts[state] ?? 0;
}

/** Cells that are or were missing. */
export function everMissing({ counts }: Pick<ReviewState, "counts">): number {
  return counts.reduce((sum, cells) => sum + cells, 0);
}

/** Whether no row is filtered out. */
export function showsAll(review: Pick<ReviewState, "filter" | "conditions"> | null): boolean {
  return review === null || (review.filter === "all" && review.conditions.length === 0);
}

/** Undecided suggestions of at least `percent` whole percent. */
export function countAbove({ certaintyCounts }: Pick<ReviewState, "certaintyCounts">, percent: number): number {
  let cells = 0;
  for (let i = percent; i <= 100; i++) cells += certaintyCounts[i] ?? 0;
  return cells;
}

/** Whether the model is at work. */
export function isRunning({ run }: Pick<ReviewState, "run">): boolean {
  return run.phase === "running" || run.phase === "preparing";
}
