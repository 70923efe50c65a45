import { type ColumnAccuracy, minCellsForShare, type Verdict } from "../imputation/checkAccuracy";
import { asStated, isExact } from "../imputation/tolerance";
import type { ColumnKind, ColumnSchema } from "../table/column";
import { alignedTable, percent, shorten } from "./printable";

/** The result of `--check` for a person: one line for each column that could be checked. */
export function accuracyTable(check: readonly ColumnAccuracy[], columns: readonly ColumnSchema[]): string {
  if (check.length === 0) return "No column has enough known cells to check.\n";
  const rows = [["column", "kind", "hidden", "right", "plain guess", "error", ""]];
  for (const checked of check) {
    const { column, hidden, measure, score, baseline, right, plainRight } = checked;
    const { name, kind } = columns[column]!;
    const errors = measure === "nrmse" ? `${score.toFixed(2)} (${baseline.toFixed(2)})` : "";
    rows.push([shorten(name, 32), kind, String(hidden), share(right, hidden) + within(checked, kind), share(plainRight, hidden), errors, verdictText(checked)]);
  }
  const numbers = check.some(({ measure }) => measure === "nrmse");
  return (
    alignedTable(rows, [2, 3, 4, 5]) +
    (numbers ? "\nNumbers and dates are right within the column's tolerance (--tolerance). Error: root mean squared error, in standard\ndeviations of the column; in parentheses, of always writing the mean.\n" : "")
  );
}

/** A share, or a count where there are too few cells for a share. */
function share(right: number, hidden: number): string {
  return hidden < minCellsForShare ? `${Math.round(right * hidden)} of ${hidden}` : percent(right);
}

function within({ tolerance }: ColumnAccuracy, kind: ColumnKind): string {
  if (tolerance === null || isExact(tolerance)) return "";
  const value = Number(asStated(tolerance.value, { kind }).toPrecision(2));
  return ` within ${value}${kind === "date" ? (value === 1 ? " day" : " days") : ""}`;
}

function verdictText({ measure, verdict }: ColumnAccuracy): string {
  const guess = measure === "nrmse" ? "the mean" : "the most common value";
  const texts: Record<Verdict, string> = {
    better: `better than always writing ${guess}`,
    alike: `about as good as always writing ${guess}`,
    worse: `worse than always writing ${guess}: do not rely on it here`,
  };
  return texts[verdict];
}

/** The same for the report: names instead of positions, without the single cells. */
export function accuracyEntries(check: readonly ColumnAccuracy[], columns: readonly ColumnSchema[]): object[] {
  return check.map(({ column, hidden, measure, score, baseline, verdict, right, plainRight, inside }) => {
    const { name = "", kind = "" } = columns[column] ?? {};
    return { name, kind, hidden, measure, score, baseline, better: verdict === "better", verdict, right, plainRight, insideInterval: inside };
  });
}
