import * as l10n from "@vscode/l10n";
import type { MissingWhere } from "../table/missingWhere";
import { formatWithin } from "../table/format";
import type { ReviewedTable } from "./table";
import { countText, shareText } from "./words";

/** Where a column's cells are missing unlike elsewhere, as a sentence. @param sampled rows it was looked for in; null for all */
export function missingSentence({ by, part, rows, missing, otherRows, otherMissing }: MissingWhere, { columns }: ReviewedTable, sampled: number | null): string {
  const column = columns[by];
  const name = column?.name ?? "";
  const [here, count, elsewhere] = [shareText(missing, rows), countText(rows), shareText(otherMissing, otherRows)];
  const sample = sampled === null ? "" : ` ${l10n.t("Seen in a sample of {0} rows.", countText(sampled))}`;
  return sentence() + sample;

  function sentence(): string {
    if (part.kind === "level") {
      return missing / rows > otherMissing / otherRows
        ? l10n.t("Missing more often where {0} = {1}: {2} of {3} rows, {4} elsewhere.", name, part.text, here, count, elsewhere)
        : l10n.t("Missing less often where {0} = {1}: {2} of {3} rows, {4} elsewhere.", name, part.text, here, count, elsewhere);
    }
    const limits = column?.summary?.limits ?? null;
    const value = column === undefined || limits === null ? countText(part.value) : formatWithin(column, limits, part.value);
    return part.kind === "below"
      ? l10n.t("Missing more often where {0} < {1}: {2} of {3} rows, {4} elsewhere.", name, value, here, count, elsewhere)
      : l10n.t("Missing more often where {0} ≥ {1}: {2} of {3} rows, {4} elsewhere.", name, value, here, count, elsewhere);
  }
}
