import * as l10n from "@vscode/l10n";
import type { Notice } from "../shared/protocol";
import type { Unsortable } from "./sortRows";
import type { ReviewSource } from "./source";
import { countText } from "./words";

/** What there may be to tell about a review. */
export interface Circumstances {
  readonly source: Pick<ReviewSource, "destination" | "learnedRows" | "warnings" | "reading">;
  /** Why the last run failed; "" where it did not. */
  readonly failure: string;
  /** Missing cells that could have a suggestion, have none, and will have none by themselves. */
  readonly lacking: number;
  /** The run ended because it had made as many suggestions as are held. */
  readonly limit: number | null;
  readonly nothingMissing: boolean;
  /** Why the rows are not in the order that was asked for. */
  readonly unsorted: { readonly column: string; readonly because: Unsortable } | null;
  /** There are more decisions than are saved for the next start. */
  readonly cut: boolean;
}

/** The notices above the table, one to three sentences each. */
export function reviewNotices(at: Circumstances): Notice[] {
  const notices: Notice[] = [];
  const about = aboutFile(at);
  if (about.length > 0) {
    const copies = at.source.destination.kind === "copy";
    notices.push({ id: "copyOnly", text: about.join(" "), action: copies ? { label: l10n.t("Save as a Copy…"), method: "saveCopy" } : null });
  }
  const again = { label: l10n.t("Recompute Suggestions"), method: "runAgain" } as const;
  if (at.failure !== "") {
    notices.push({ id: "failed", text: l10n.t("{0} Suggestions found before are still here.", at.failure), action: again });
  } else if (at.limit !== null) {
    const text = l10n.t("Suggestions end after {0} cells. “Impute to a Copy…” fills all of them.", countText(at.limit));
    notices.push({ id: "stale", text, action: null });
  } else if (at.lacking > 0) {
    notices.push({ id: "stale", text: l10n.t("Cells without a suggestion: {0}.", countText(at.lacking)), action: again });
  }
  const [warning, ...more] = at.source.warnings;
  if (warning) {
    const text = more.length === 0 ? warning.message : l10n.t("{0} ({1} more like this)", warning.message, countText(more.length));
    notices.push({ id: "warning", text, action: null });
  }
  if (at.nothingMissing && at.source.reading === null) {
    const text = l10n.t("No cell of this table is empty. Markers such as NA or ? count as missing only if you choose them in the settings.");
    notices.push({ id: "nothingMissing", text, action: { label: l10n.t("Choose Missing Markers…"), method: "tokens" } });
  }
  return notices;
}

function aboutFile({ source, unsorted, cut }: Circumstances): string[] {
  const sentences: string[] = [];
  if (source.destination.kind === "copy") sentences.push(source.destination.reason);
  if (source.learnedRows !== null) sentences.push(l10n.t("The model learns from {0} of its rows.", countText(source.learnedRows)));
  if (unsorted?.because === "rows") sentences.push(l10n.t("It has too many rows to sort; filter them instead."));
  if (unsorted?.because === "texts") sentences.push(l10n.t("“{0}” has too many different values to sort by.", unsorted.column));
  if (cut) sentences.push(l10n.t("Not all of these decisions can be kept until the next start: save a copy before you close the file."));
  return sentences;
}
