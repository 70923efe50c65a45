import * as l10n from "@vscode/l10n";
import { isExact, type Tolerance } from "../imputation/tolerance";
import type { ColumnSchema } from "../table/column";
import type { ReviewedColumn } from "./table";
import { percentText } from "./words";

/** A distance between two values of a column, in its units or, of dates, as a span of time. @param distance dates: seconds */
export function distanceText(distance: number, { kind, numberFormat }: Pick<ColumnSchema, "kind" | "numberFormat">): string {
  return kind === "date" ? spanText(distance) : rounded(distance).replace(".", numberFormat?.decimalMark ?? ".");
}

/** A column's tolerance such as "± 0.4"; "" where nothing but the suggested value itself counts as right. */
export function toleranceText(column: Pick<ColumnSchema, "kind" | "numberFormat">, tolerance: Tolerance | null): string {
  return tolerance === null || isExact(tolerance) ? "" : `± ${distanceText(tolerance.value, column)}`;
}

/** How certain a suggestion is, such as "72%" or "72% within ± 0.4"; "" where that is not known. */
export function certaintyText(certainty: number, column: ReviewedColumn | undefined): string {
  if (certainty < 0) return "";
  const within = column === undefined ? "" : toleranceText(column, column.summary?.tolerance ?? null);
  return within === "" ? percentText(certainty) : l10n.t("{0} within {1}", percentText(certainty), within);
}

/** Two digits say all that some hundred cells can tell; without thousands separators, which might be decimal marks. */
function rounded(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 2, useGrouping: false });
}

function spanText(seconds: number): string {
  if (seconds >= 86_400) return counted(seconds / 86_400, l10n.t("1 day"), (days) => l10n.t("{0} days", days));
  if (seconds >= 3_600) return counted(seconds / 3_600, l10n.t("1 hour"), (hours) => l10n.t("{0} hours", hours));
  if (seconds >= 60) return counted(seconds / 60, l10n.t("1 minute"), (minutes) => l10n.t("{0} minutes", minutes));
  return counted(seconds, l10n.t("1 second"), (rest) => l10n.t("{0} seconds", rest));
}

function counted(number: number, one: string, many: (number: string) => string): string {
  const text = rounded(number);
  return text === "1" ? one : many(text);
}
