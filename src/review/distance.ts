import * as l10n from "@vscode/l10n";
import { isExact, type Tolerance } from "../imputation/tolerance";
import type { ColumnSchema } from "../table/column";
import type { ReviewedColumn } from "./table";
import { percentText } from "./words";

/**
 * A distance between two values of a column, in its units or, of dates, as a span of time. @param distance dates: seconds
 * @param digits two say all that some hundred cells can tell
 */
export function distanceText(distance: number, { kind, numberFormat }: Pick<ColumnSchema, "kind" | "numberFormat">, digits = 2): string {
  return kind === "date" ? spanText(distance, digits) : rounded(distance, digits).replace(".", numberFormat?.decimalMark ?? ".");
}

/** A column's tolerance such as "± 0.4"; "" where nothing but the suggested value itself counts as right. */
export function toleranceText(column: Pick<ColumnSchema, "kind" | "numberFormat">, tolerance: Tolerance | null): string {
  return tolerance === null || isExact(tolerance) ? "" : `± ${distanceText(tolerance.value, column, 3)}`;
}

/** How certain a suggestion is, such as "72%" or "72% within ± 0.4"; "" where that is not known. */
export function certaintyText(certainty: number, column: ReviewedColumn | undefined): string {
  if (certainty < 0) return "";
  const within = column === undefined ? "" : toleranceText(column, column.summary?.tolerance ?? null);
  return within === "" ? percentText(certainty) : l10n.t("{0} within {1}", percentText(certainty), within);
}

/** Without thousands separators, which might be decimal marks. */
function rounded(value: number, digits: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: digits, useGrouping: false });
}

function spanText(seconds: number, digits: number): string {
  const counted = (unit: number, one: string, many: (number: string) => string): string => {
    const text = rounded(seconds / unit, digits);
    return text === "1" ? one : many(text);
  };
  if (seconds >= 86_400) return counted(86_400, l10n.t("1 day"), (days) => l10n.t("{0} days", days));
  if (seconds >= 3_600) return counted(3_600, l10n.t("1 hour"), (hours) => l10n.t("{0} hours", hours));
  if (seconds >= 60) return counted(60, l10n.t("1 minute"), (minutes) => l10n.t("{0} minutes", minutes));
  return counted(1, l10n.t("1 second"), (rest) => l10n.t("{0} seconds", rest));
}
