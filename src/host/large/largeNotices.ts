import { l10n } from "vscode";
import { isFormula } from "../../csv/formula";
import { needsQuotes } from "../../csv/quoting";
import { CellState } from "../../shared/cellState";
import type { Notice } from "../../shared/protocol";
import type { ReviewSession } from "../review/session";
import { reviewNotices } from "../reviewNotices";
import { maxSuggestions } from "./largeEngine";
import type { LargeOrder } from "./largeOrder";
import type { LargeTable } from "./openLarge";

interface Circumstances {
  /** ExplanationView the last run failed; "" where it did not. */
  readonly failure: string;
  /** Missing cells that could have a suggestion, have none, and will have none by themselves. */
  readonly lacking: number;
  readonly unsorted: LargeOrder["unsorted"];
  /** There are more decisions than are kept for the next start. */
  readonly cut: boolean;
}

/** The notices above the table of a large file: what is other than in a smaller one, and the common ones. */
export function largeNotices({ index, learning }: LargeTable, session: ReviewSession, at: Circumstances): Notice[] {
  const { failure, lacking, unsorted, cut } = at;
  const sentences = [l10n.t("This file is larger than 50 MB: its rows are read as you look at them, and accepted values go to a copy.")];
  if (learning.rows < session.rows) sentences.push(l10n.t("The model learns from {0} of its rows.", learning.rows.toLocaleString()));
  if (unsorted?.because === "rows") sentences.push(l10n.t("It has too many rows to be sorted; filter them instead."));
  if (unsorted?.because === "texts") sentences.push(l10n.t("“{0}” has too many different values for the rows to be sorted by it.", unsorted.column));
  if (cut) sentences.push(l10n.t("Not all of these decisions can be kept until the next start: save a copy before you close the file."));
  const { counts } = session;
  if (lacking > 0 && (counts[CellState.Suggested] ?? 0) + (counts[CellState.Accepted] ?? 0) >= maxSuggestions) {
    sentences.push(l10n.t("Suggestions end after {0} cells; “Impute to a Copy…” fills all.", maxSuggestions.toLocaleString()));
  }
  const action = { label: l10n.t("Save as a Copy…"), method: "saveCopy" } as const;
  const noneMissing = counts.every((count) => count === 0);
  const others = reviewNotices({ unfaithful: null, failure, lacking, warnings: index.warnings, noneMissing });
  return [{ id: "copyOnly", text: sentences.join(" "), action }, ...others];
}

/** What can be said against a value without a look at its row, or null; the rest is said when the copy is saved. */
export function unwritable({ index, found }: LargeTable, value: string): string | null {
  const { dialect, encoding } = index;
  if (value.trim() === "") return l10n.t("A value needs a visible character.");
  if (isFormula(value)) return l10n.t("{0} was not taken: a spreadsheet would run it as a formula.", value.slice(0, 40));
  if (dialect.quote === "" && needsQuotes(value, dialect)) return l10n.t("{0} needs quotes, and this file has none.", value.slice(0, 40));
  const spelled = found.learning.codec.encode(value) !== null;
  return spelled ? null : l10n.t("The file's encoding {0} cannot write some of the values.", encoding);
}
