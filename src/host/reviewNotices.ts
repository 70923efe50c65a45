import { l10n } from "vscode";
import type { CsvWarning } from "../csv/csvFile";
import type { Notice } from "../shared/protocol";
import type { CellSentences } from "./review/cellView";
import type { Unfaithful } from "./fidelity";

/** What there may be to tell about a review. */
export interface Circumstances {
  readonly unfaithful: Unfaithful | null;
  /** ExplanationView the last run failed; "" where it did not. */
  readonly failure: string;
  /** Missing cells that could have a suggestion, have none, and will have none by themselves. */
  readonly lacking: number;
  readonly warnings: readonly CsvWarning[];
  readonly noneMissing: boolean;
}

/** The notices above the table, one sentence each. */
export function reviewNotices({ unfaithful, failure, lacking, warnings, noneMissing }: Circumstances): Notice[] {
  const notices: Notice[] = [];
  if (unfaithful !== null) {
    const action = { label: l10n.t("Save as a Copy…"), method: "saveCopy" } as const;
    notices.push({ id: "copyOnly", text: copySentence(unfaithful), action });
  }
  const again = { label: l10n.t("Suggest Again"), method: "runAgain" } as const;
  if (failure !== "") {
    notices.push({ id: "failed", text: l10n.t("{0} What was found before is kept.", failure), action: again });
  } else if (lacking > 0) {
    const text = l10n.t("Cells without a suggestion: {0}.", lacking.toLocaleString());
    notices.push({ id: "stale", text, action: again });
  }
  const [warning, ...more] = warnings;
  if (warning) {
    const text = more.length === 0 ? warning.message : l10n.t("{0} ({1} more like it)", warning.message, more.length);
    notices.push({ id: "warning", text, action: null });
  }
  if (noneMissing) {
    const text = l10n.t("No cell of this table is empty. Texts such as NA or ? count as missing where the settings name them.");
    notices.push({ id: "noHoles", text, action: { label: l10n.t("Name Them…"), method: "tokens" } });
  }
  return notices;
}

function copySentence(unfaithful: Unfaithful): string {
  return unfaithful === "line-ends"
    ? l10n.t("This file mixes line ends, which VS Code would even out on saving. Accepted values go to a copy instead, with every other byte as it is.")
    : l10n.t("This file has bytes that VS Code cannot keep in its encoding. Accepted values go to a copy instead, with every other byte as it is.");
}

/** ExplanationView a cell has no suggestion, where its column does not tell. */
export function cellSentences(): CellSentences {
  return {
    shortRow: l10n.t("This row ends before this column. Set “Fill Short Rows” to have it filled."),
    notYet: l10n.t("The model has not come to this cell yet."),
    noSuggestion: l10n.t("There is no suggestion for this cell."),
    reason: (sentence) => l10n.t(sentence),
  };
}
