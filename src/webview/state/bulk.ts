import type { ReviewState, Sure } from "../../shared/protocol";
import { countAbove } from "./counts";

/** By what the first button accepts: the share expected right, where a check has told it, or the certainty. */
export type BulkBy = "right" | "certainty";

/** What the slider and the list beside it are set to. */
export interface Bulk {
  readonly by: BulkBy;
  /** Minimum certainty, whole percent. */
  readonly percent: number;
  /** Share wished to be right, whole percent. */
  readonly wish: number;
}

/** Names of doubtful columns beyond which the others are counted. */
const mostNamed = 3;

/** What each wished share takes, where suggestions are accepted by that. */
export function sureOf(review: Pick<ReviewState, "expected">, { by }: Pick<Bulk, "by">): Sure | null {
  return by === "right" ? (review.expected?.sure ?? null) : null;
}

/** By what the first button accepts until the user chooses: what a check says, where it says something and the slider was not moved before. */
export function bulkBy(review: Pick<ReviewState, "expected">, percent: number | null): BulkBy {
  const tells = (review.expected?.sure.cells[0] ?? 0) > 0;
  return tells && percent === null ? "right" : "certainty";
}

/** Cells that the first button takes. */
export function bulkCells(review: ReviewState, bulk: Bulk): number {
  return sureOf(review, bulk)?.cells[bulk.wish] ?? countAbove(review, bulk.percent);
}

/** The columns that a wished share leaves out: the most doubtful by name, and how many others. */
export function leftOut(sure: Sure, wish: number): { readonly names: readonly string[]; readonly others: number } {
  const names = sure.columns.filter(({ reach }) => reach < wish).slice(0, mostNamed).map(({ name }) => name);
  return { names, others: (sure.doubtful[wish] ?? 0) - names.length };
}
