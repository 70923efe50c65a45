import * as l10n from "@vscode/l10n";
import { type ColumnAccuracy, minCellsForShare } from "../imputation/checkAccuracy";
import type { ColumnAccuracyView } from "../shared/protocol";
import type { ColumnSchema } from "../table/column";
import { distanceText, toleranceText } from "./distance";
import { median } from "./median";
import { countText, percentText } from "./words";

/** One column's accuracy for its header and the inspector. */
export function accuracyView(checked: ColumnAccuracy, column: Pick<ColumnSchema, "kind" | "numberFormat">): ColumnAccuracyView {
  const { measure, verdict } = checked;
  return measure === "accuracy" ? { verdict, ...levelsView(checked) } : { verdict, ...numbersView(checked, column) };
}

function levelsView(checked: ColumnAccuracy): Pick<ColumnAccuracyView, "text" | "short"> {
  const right = shareOf(checked, checked.right);
  const plain = shareOf(checked, checked.plainRight);
  const cells = cellsText(checked);
  const texts = {
    better: () => l10n.t("{0} hidden cells right; always writing the most common value gets {1} right.", cells, plain),
    alike: () =>
      right === plain
        ? l10n.t("{0} hidden cells right, as is always writing the most common value.", cells)
        : l10n.t("{0} hidden cells right, about as with always writing the most common value ({1}).", cells, plain),
    worse: () => l10n.t("{0} hidden cells right; always writing the most common value gets {1} right. Do not rely on this column.", cells, plain),
  };
  return { text: texts[checked.verdict](), short: l10n.t("{0} right", right) };
}

function numbersView(checked: ColumnAccuracy, column: Pick<ColumnSchema, "kind" | "numberFormat">): Pick<ColumnAccuracyView, "text" | "short"> {
  const plain = shareOf(checked, checked.plainRight);
  const off = distanceText(median(checked.cells.map((cell) => cell.off)), column);
  const plainOff = distanceText(checked.meanOff, column);
  const within = toleranceText(column, checked.tolerance);
  const close = within === "" ? l10n.t("{0} hidden cells right", cellsText(checked)) : l10n.t("{0} hidden cells within {1}", cellsText(checked), within);
  const texts = {
    better: () => l10n.t("{0}; always writing the mean, {1}. Half are off by {2} or less; always writing the mean, by {3}.", close, plain, off, plainOff),
    alike: () => l10n.t("{0}, about as with always writing the mean ({1}). Half are off by {2} or less; always writing the mean, by {3}.", close, plain, off, plainOff),
    worse: () => l10n.t("{0}; always writing the mean, {1}. Half are off by {2} or less; always writing the mean, by {3}. Do not rely on this column.", close, plain, off, plainOff),
  };
  return { text: texts[checked.verdict](), short: l10n.t("half within {0} (guessing the mean: {1})", off, plainOff) };
}

/** How many of how many cells are right: "98% of 400", and of few cells "9 of 10". */
function cellsText(checked: ColumnAccuracy): string {
  const share = shareOf(checked, checked.right);
  return checked.hidden < minCellsForShare ? share : l10n.t("{0} of {1}", share, countText(checked.hidden));
}

/** A share of the cells, or a count where there are too few of them for a share. */
function shareOf({ hidden }: ColumnAccuracy, share: number): string {
  return hidden < minCellsForShare ? l10n.t("{0} of {1}", countText(Math.round(share * hidden)), countText(hidden)) : percentText(share);
}
