import type { ColumnAccuracy } from "../imputation/checkAccuracy";
import type { ColumnSchema } from "../table/column";
import { alignedTable, percent, shorten } from "./printable";

/** The result of `--check` for a person: one line for each column that could be checked. */
export function accuracyTable(check: readonly ColumnAccuracy[], columns: readonly ColumnSchema[]): string {
  if (check.length === 0) return "No column has enough known cells to check.\n";
  const rows = [["column", "kind", "hidden", "network", "plain guess", ""]];
  for (const { column, hidden, measure, score, baseline, better } of check) {
    const { name = "", kind = "" } = columns[column] ?? {};
    const guess = measure === "nrmse" ? "the mean" : "the most common value";
    const verdict = better ? `better than ${guess}` : `no better than ${guess}: do not rely on it here`;
    rows.push([shorten(name, 32), kind, String(hidden), shown(measure, score), shown(measure, baseline), verdict]);
  }
  const errors = check.some(({ measure }) => measure === "nrmse");
  return (
    alignedTable(rows, [2, 3, 4]) +
    (errors ? "\nError: root mean squared error, in standard deviations of the column.\n" : "")
  );
}

function shown(measure: ColumnAccuracy["measure"], score: number): string {
  return measure === "accuracy" ? `${percent(score)} right` : `error ${score.toFixed(2)}`;
}

/** The same for the report: names instead of positions, without the single cells. */
export function accuracyEntries(check: readonly ColumnAccuracy[], columns: readonly ColumnSchema[]): object[] {
  return check.map(({ column, hidden, measure, score, baseline, better }) => {
    const { name = "", kind = "" } = columns[column] ?? {};
    return { name, kind, hidden, measure, score, baseline, better };
  });
}
