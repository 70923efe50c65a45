import type { CsvWarning } from "../csv/csvFile";

/** One line for each kind of warning: the first of its kind, and how many there are besides. */
export function warningLines(warnings: readonly CsvWarning[]): string[] {
  const kinds = new Map<CsvWarning["kind"], { readonly first: string; more: number }>();
  for (const { kind, message } of warnings) {
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, { first: message, more: 0 });
    else known.more++;
  }
  return [...kinds.values()].map(({ first, more }) => (more === 0 ? first : `${first} (${more >= 99 ? "99 or more" : more} more like it.)`));
}
