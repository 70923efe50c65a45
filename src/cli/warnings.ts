import type { CsvWarning } from "../csv/csvFile";
import type { ColumnOutcome } from "../imputation/impute";
import { shorten } from "./printable";

/** One line for each kind of warning: the first of its kind, and how many there are besides. */
export function warningLines(warnings: readonly CsvWarning[]): string[] {
  const kinds = new Map<CsvWarning["kind"], { readonly first: string; more: number }>();
  for (const { kind, message } of warnings) {
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, { first: message, more: 0 });
    else known.more++;
  }
  return [...kinds.values()].map(({ first, more }) => (more === 0 ? first : `${first} (${more >= 99 ? "at least 99" : more} more like it.)`));
}

/** How many missing cells of the wanted columns stay empty, and the first reason; null where none does. */
export function skippedLine(columns: readonly ColumnOutcome[], names: readonly string[], wanted: readonly number[] | null): string | null {
  const skipped = columns.filter(({ index, missing, filled, skipReason }) => missing > filled && skipReason !== null && (wanted?.includes(index) ?? true));
  const [first] = skipped;
  if (first === undefined) return null;
  const cells = skipped.reduce((sum, { missing, filled }) => sum + missing - filled, 0);
  const where = skipped.length === 1 ? "" : ` in ${skipped.length} columns`;
  const stay = cells === 1 ? "missing cell stays" : "missing cells stay";
  return `${cells} ${stay} empty${where}. In "${shorten(names[first.index] ?? "", 60)}": ${first.skipReason}`;
}
