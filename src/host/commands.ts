import { commands, type Disposable, l10n, type LogOutputChannel, TabInputText, Uri, ViewColumn, window } from "vscode";
import { CellState } from "../shared/cellState";
import type { Engine } from "../engine/contract";
import type { Review } from "../review/review";
import { reviewReport } from "../review/reviewReport";
import type { Decided } from "../shared/protocol";
import { activeUri } from "./statusBar";
import { type CommandName, commandIds, largeViewType, reviewViewType } from "../shared/commandIds";
import { copyName, nameOf, writeWhole } from "./files";
import { exportDraws } from "./exportDraws";
import { imputeToCopy } from "./imputeToCopy";
import type { StatedOf } from "./openForFill";
import { isLarge } from "./isLarge";
import type { Reviews } from "./reviews";
import { readSetting } from "./settings";

interface Parts {
  readonly engine: Engine;
  readonly reviews: Reviews;
  readonly log: LogOutputChannel;
}

type Handler = (...args: readonly unknown[]) => unknown;

/** Registers every command of `commandIds`; leaving one out is a type error. */
export function registerCommands(parts: Parts): Disposable[] {
  const { engine, reviews, log } = parts;
  const statedOf: StatedOf = (uri) => reviews.statedOf(uri);
  const onReview = (action: (review: Review) => unknown) => () => {
    const review = reviews.active?.review;
    if (review) return action(review);
    void window.showInformationMessage(l10n.t("Open a review first: “Review Missing Values” on a CSV file."));
    return undefined;
  };
  const handlers: Record<CommandName, Handler> = {
    review: (uri, selected) => review(parts, targets(uri, selected)),
    imputeToCopy: (uri, selected) => imputeToCopy(engine, targets(uri, selected), statedOf, log),
    checkAccuracy: async (uri) => {
      const [target] = targets(uri, undefined);
      if (!target) return;
      const opened = await review(parts, [target]);
      await opened?.checkAccuracy();
    },
    exportDraws: async (uri) => {
      const [target] = targets(uri, undefined);
      if (target) await exportDraws(engine, target, statedOf);
    },
    exportReport: onReview((active) => exportReport(active, reviews.active!.uri, engine)),
    acceptCell: onReview((active) => onSelected(active, (scope) => active.decisions.accept(scope))),
    rejectCell: onReview((active) => onSelected(active, (scope) => active.decisions.reject(scope))),
    acceptColumn: onReview((active) => onSelected(active, ({ column }) => active.decisions.accept({ kind: "column", column }))),
    rejectColumn: onReview((active) => onSelected(active, ({ column }) => active.decisions.reject({ kind: "column", column }))),
    acceptAbove: onReview((active) => tell(active.decisions.accept({ kind: "above", percent: active.percent }))),
    acceptAll: onReview((active) => tell(active.decisions.accept({ kind: "all" }))),
    nextMissing: onReview((active) => active.goToNext(false)),
    previousMissing: onReview((active) => active.goToNext(true)),
    suggestAgain: onReview((active) => active.suggest(false)),
    showReading: onReview((active) => active.showReading()),
    cancel: onReview((active) => active.cancel()),
    fillCell: (uri, row, column, value) => fillCell(reviews, uri, row, column, value),
    showLog: () => log.show(),
  };
  return Object.entries(handlers).map(([name, handler]) =>
    commands.registerCommand(commandIds[name as CommandName], async (...args: unknown[]) => {
      try {
        return await handler(...args);
      } catch (error) {
        log.error(`The command ${name} failed.`, error as Error);
        void window.showErrorMessage(l10n.t("NPT Impute: {0}", (error as Error).message));
        return undefined;
      }
    }),
  );
}

/** The files a command is about: those selected in the explorer, the one clicked, or the one in front. */
function targets(uri: unknown, selected: unknown): Uri[] {
  if (Array.isArray(selected)) {
    const uris = selected.filter((one): one is Uri => one instanceof Uri);
    if (uris.length > 0) return uris.filter((one) => /\.(csv|tsv|tab|psv|txt)$/i.test(one.path));
  }
  if (uri instanceof Uri) return [uri];
  const active = activeUri();
  if (active) return [active];
  void window.showInformationMessage(l10n.t("Open a CSV file first, or right-click one in the explorer."));
  return [];
}

/** Opens the review of each file; answers with the last one's. */
async function review({ reviews }: Parts, uris: readonly Uri[]): Promise<Review | null> {
  let last: Review | null = null;
  for (const uri of uris) {
    const options = { viewColumn: columnOf(uri), preview: uris.length === 1 };
    const opened = reviews.opened(uri);
    await commands.executeCommand("vscode.openWith", uri, (await isLarge(uri)) ? largeViewType : reviewViewType, options);
    last = await opened;
  }
  return last;
}

/** The group that shows the file as text, so that the review comes up there. */
function columnOf(uri: Uri): ViewColumn {
  for (const group of window.tabGroups.all) {
    const { activeTab } = group;
    if (activeTab?.input instanceof TabInputText && activeTab.input.uri.toString() === uri.toString()) return group.viewColumn;
  }
  return ViewColumn.Active;
}

async function onSelected(
  review: Review,
  action: (scope: { kind: "cell"; row: number; column: number }) => Promise<Decided>,
): Promise<void> {
  if (!review.selection) {
    void window.showInformationMessage(l10n.t("Select a cell of the review first."));
    return;
  }
  await tell(action({ kind: "cell", ...review.selection }));
}

async function tell(decided: Promise<Decided>): Promise<void> {
  const { message } = await decided;
  if (message !== "") void window.showWarningMessage(message);
}

async function exportReport({ session }: Review, uri: Uri, engine: Engine): Promise<void> {
  if (session.counts.every((count, state) => count === 0 || state === CellState.Missing)) {
    void window.showInformationMessage(l10n.t("There is nothing to report yet: no missing cell has a suggestion."));
    return;
  }
  const name = copyName(nameOf(uri), "report").replace(/\.[^.]*$/, ".json");
  const target = await window.showSaveDialog({
    defaultUri: Uri.joinPath(uri, "..", name),
    filters: { JSON: ["json"] },
    title: l10n.t("Export Imputation Report"),
  });
  if (!target) return;
  const pieces: (Uint8Array | string)[] = [];
  for await (const piece of reviewReport(session, await engine.model(), readSetting("seed", uri))) pieces.push(piece);
  await writeWhole(target, Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece))), true);
  const open = l10n.t("Open");
  if ((await window.showInformationMessage(l10n.t("Report written to {0}.", nameOf(target)), open)) === open) {
    await window.showTextDocument(target);
  }
}

/** Fills one missing cell from the text editor's quick fix. */
async function fillCell(reviews: Reviews, uri: unknown, row: unknown, column: unknown, value: unknown): Promise<void> {
  if (!(uri instanceof Uri) || typeof row !== "number" || typeof column !== "number" || typeof value !== "string") return;
  const review = reviews.at(uri)?.review;
  if (review?.session.suggestedValue(row, column) === value) await tell(review.decisions.accept({ kind: "cell", row, column }));
}
