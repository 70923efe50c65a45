import * as l10n from "@vscode/l10n";
import type { ColumnAccuracy } from "../imputation/checkAccuracy";
import type { ColumnAccuracyView } from "../shared/protocol";
import type { ColumnSchema } from "../table/column";
import { median } from "./median";
import { countText, percentText } from "./words";

/** One column's accuracy for its header and the inspector. */
export function accuracyView(checked: ColumnAccuracy, { kind, numberFormat }: Pick<ColumnSchema, "kind" | "numberFormat">): ColumnAccuracyView {
  const { measure, better } = checked;
  const hidden = countText(checked.hidden);
  if (measure === "accuracy") {
    const right = percentText(checked.score);
    const text = better
      ? l10n.t("{0} of {1} hidden cells predicted correctly; always writing the most common value would get {2}.", right, hidden, percentText(checked.baseline))
      : l10n.t("No better than the most common value, on {0} hidden cells. Do not rely on this column.", hidden);
    return { text, short: right, better };
  }
  // Of the squared error that the mean makes, what the network saves.
  const explained = checked.baseline > 0 ? Math.max(0, 1 - (checked.score / checked.baseline) ** 2) : 0;
  const distance = (value: number): string =>
    kind === "date" ? spanText(value) : rounded(value).replace(".", numberFormat?.decimalMark ?? ".");
  const off = distance(median(checked.cells.map((cell) => cell.off)));
  const text = better
    ? l10n.t(
        "Explains {0} of the variation in {1} hidden cells. Half of them were off by {2} or less; always writing the mean, by {3}.",
        percentText(explained),
        hidden,
        off,
        distance(checked.meanOff),
      )
    : l10n.t("No better than the column's mean, on {0} hidden cells. Do not rely on this column.", hidden);
  return { text, short: `± ${off}`, better };
}

/** Two digits say all that some hundred cells can tell; without thousands separators, which might be decimal marks. */
function rounded(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 2, useGrouping: false });
}

function spanText(seconds: number): string {
  if (seconds >= 86_400) return l10n.t("{0} days", rounded(seconds / 86_400));
  if (seconds >= 3_600) return l10n.t("{0} hours", rounded(seconds / 3_600));
  if (seconds >= 60) return l10n.t("{0} minutes", rounded(seconds / 60));
  return l10n.t("{0} seconds", rounded(seconds));
}
