import type { CheckedCell, ColumnAccuracy } from "../imputation/checkAccuracy";
import type { CheckedColumn } from "./engine";

/** Fewer checked cells than this say nothing about a share. */
const fewest = 20;

/** Sentences on a column's accuracy, in the user's language. */
export interface AccuracySentences {
  /** Right, hidden, and right by the most common value, as percent texts. */
  levels(right: string, hidden: number, common: string): string;
  /** Share of the variation that is explained, and hidden cells. */
  values(explained: string, hidden: number): string;
  noBetterLevels(hidden: number): string;
  noBetterValues(hidden: number): string;
}

/** One column's accuracy for its header and the inspector. */
export function accuracyView(checked: ColumnAccuracy, sentences: AccuracySentences): CheckedColumn {
  const { column, hidden, measure, better } = checked;
  if (measure === "accuracy") {
    const text = better
      ? sentences.levels(percent(checked.score), hidden, percent(checked.baseline))
      : sentences.noBetterLevels(hidden);
    return { column, text, score: checked.score, baseline: checked.baseline, better };
  }
  // Of the squared error that the mean makes, what the network saves.
  const explained = checked.baseline > 0 ? Math.max(0, 1 - (checked.score / checked.baseline) ** 2) : 0;
  const text = better ? sentences.values(percent(explained), hidden) : sentences.noBetterValues(hidden);
  return { column, text, score: explained, baseline: 0, better };
}

/** Rounded down, so that nothing is promised that was not there. */
function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}

/**
 * Share of hidden categories predicted right among those at least as certain, per whole percent (101 entries);
 * null where too few were checked to tell.
 */
export function expectedRight(checked: readonly ColumnAccuracy[]): (number | null)[] {
  const cells: CheckedCell[] = checked.filter(({ measure }) => measure === "accuracy").flatMap((column) => column.cells);
  const sorted = cells.sort((a, b) => b.certainty - a.certainty);
  const shares = new Array<number | null>(101).fill(null);
  let taken = 0;
  let right = 0;
  for (let at = 100; at >= 0; at--) {
    while (taken < sorted.length && (sorted[taken]?.certainty ?? 0) * 100 + 1e-9 >= at) {
      if (sorted[taken]?.right) right++;
      taken++;
    }
    if (taken >= fewest) shares[at] = right / taken;
  }
  return shares;
}
