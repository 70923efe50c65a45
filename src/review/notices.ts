import * as l10n from "@vscode/l10n";
import type { Notice, NoticeAction } from "../shared/protocol";
import { doubtKey, openDoubts } from "./doubts";
import type { ReviewReading } from "./reading";
import { translated } from "./readingView";
import type { Unsortable } from "./sortRows";
import type { ReviewSource } from "./source";
import { countText } from "./words";

/** What there may be to tell about a review. */
export interface Circumstances {
  readonly source: Pick<ReviewSource, "destination" | "learnedRows" | "warnings" | "reading" | "summary">;
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
  readonly reading: Pick<ReviewReading, "state" | "conflict" | "problem" | "schema">;
}

/** More doubts than this are told in the Reading panel only. */
const maxDoubts = 3;

/** The notices above the table, one to three sentences each. */
export function reviewNotices(at: Circumstances): Notice[] {
  const notices: Notice[] = [];
  const tell = (id: Notice["id"], text: string, ...actions: readonly NoticeAction[]): void => void notices.push({ id, text, actions, doubt: null });
  const about = aboutFile(at);
  if (about.length > 0) {
    const copies = at.source.destination.kind === "copy";
    tell("copyOnly", about.join(" "), ...(copies ? [{ label: l10n.t("Save as a Copy…"), method: "saveCopy", args: {} } as const] : []));
  }
  const again = { label: l10n.t("Recompute Suggestions"), method: "runAgain", args: {} } as const;
  if (at.failure !== "") tell("failed", l10n.t("{0} Suggestions found before are still here.", at.failure), again);
  else if (at.limit !== null) tell("stale", l10n.t("Suggestions end after {0} cells. “Impute to a Copy…” fills all of them.", countText(at.limit)));
  else if (at.lacking > 0) tell("stale", l10n.t("Cells without a suggestion: {0}.", countText(at.lacking)), again);
  const [warning, ...more] = at.source.warnings;
  if (warning) tell("warning", more.length === 0 ? warning.message : l10n.t("{0} ({1} more like this)", warning.message, countText(more.length)));
  if (at.nothingMissing && at.source.reading === null) {
    const text = l10n.t("No cell of this table is empty. Markers such as NA or ? count as missing only if you choose them in the settings.");
    tell("nothingMissing", text, { label: l10n.t("Choose Missing Markers…"), method: "tokens", args: {} });
  }
  return [...notices, ...aboutSchema(at), ...aboutDoubts(at)];
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

function aboutSchema({ reading: { conflict, problem, schema } }: Circumstances): Notice[] {
  if (problem !== "") return [{ id: "schema", text: l10n.t("The schema file is not used. {0}", problem), actions: [], doubt: null }];
  if (conflict === null) return [];
  const text = l10n.t("{0} has changed, and you have changed the reading as well without saving it.", schema?.name ?? "");
  const actions: NoticeAction[] = [
    { label: l10n.t("Use File"), method: "useSchema", args: {} },
    { label: l10n.t("Keep Mine"), method: "keepReading", args: {} },
  ];
  return [{ id: "schema", text, actions, doubt: null }];
}

function aboutDoubts({ source, reading: { state } }: Circumstances): Notice[] {
  const doubts = openDoubts(source.summary?.doubts ?? [], state);
  const told = doubts.slice(0, maxDoubts).map((doubt): Notice => {
    const key = doubtKey(doubt);
    const actions = doubt.settlings.map(({ label }, settling): NoticeAction => ({ label: translated(label), method: "settle", args: { doubt: key, settling } }));
    return { id: "doubt", text: translated(doubt.message), actions, doubt: key };
  });
  const more = doubts.length - told.length;
  if (more === 0) return told;
  const text = more === 1 ? l10n.t("1 more in the Reading panel.") : l10n.t("{0} more in the Reading panel.", countText(more));
  return [...told, { id: "moreDoubts", text, actions: [{ label: l10n.t("Show Reading"), method: "showReading", args: {} }], doubt: null }];
}
