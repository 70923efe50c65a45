import type { ColumnAccuracy } from "../imputation/checkAccuracy";
import type { ColumnAccuracyView } from "../shared/protocol";
import type { Column } from "../table/column";
import { median } from "./median";

/** Sentences on a column's accuracy, in the user's language. */
export interface AccuracySentences {
  /** Right, hidden, and right by the most common value, as percent texts. */
  levels(right: string, hidden: number, common: string): string;
  /** Share of the variation that is explained, hidden cells, and how far off half of them were: the model's, the mean's. */
  values(explained: string, hidden: number, off: string, meanOff: string): string;
  noBetterLevels(hidden: number): string;
  noBetterValues(hidden: number): string;
  /** A span of time, such as "3 days". */
  span(count: string, unit: "days" | "hours" | "minutes" | "seconds"): string;
}

/** One column's accuracy for its header and the inspector. */
export function accuracyView(
  checked: ColumnAccuracy,
  { kind, numberFormat }: Pick<Column, "kind" | "numberFormat">,
  sentences: AccuracySentences,
): ColumnAccuracyView {
  const { hidden, measure, better } = checked;
  if (measure === "accuracy") {
    const right = percent(checked.score);
    const text = better ? sentences.levels(right, hidden, percent(checked.baseline)) : sentences.noBetterLevels(hidden);
    return { text, short: right, better };
  }
  // Of the squared error that the mean makes, what the network saves.
  const explained = checked.baseline > 0 ? Math.max(0, 1 - (checked.score / checked.baseline) ** 2) : 0;
  const distance = (value: number): string =>
    kind === "date" ? spanText(value, sentences) : rounded(value).replace(".", numberFormat?.decimalMark ?? ".");
  const off = distance(median(checked.cells.map((cell) => cell.off)));
  const text = better
    ? sentences.values(percent(explained), hidden, off, distance(checked.meanOff))
    : sentences.noBetterValues(hidden);
  return { text, short: `± ${off}`, better };
}

/** Rounded down, so that nothing is promised that was not there. */
function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}

/** Two digits say all that some hundred cells can tell; without thousands separators, which might be decimal marks. */
function rounded(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 2, useGrouping: false });
}

const units = [
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
] as const;

function spanText(seconds: number, { span }: AccuracySentences): string {
  const [unit, length] = units.find((one) => seconds >= one[1]) ?? (["seconds", 1] as const);
  return span(rounded(seconds / length), unit);
}
