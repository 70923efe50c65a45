import { commands, type Disposable, l10n, type LogOutputChannel, TabInputText, Uri, ViewColumn, window } from "vscode";
import { CellState } from "../shared/cellState";
import type { Decided } from "../shared/protocol";
import { activeUri } from "./statusBar";
import { type CommandName, commandIds, largeViewType, reviewViewType } from "./commandIds";
import type { Engine } from "./engine";
import { nameOf, writeWhole } from "./files";
import { copyName } from "./copyName";
import { exportDraws } from "./exportDraws";
import { imputeToCopy } from "./imputeToCopy";
import type { LargeEditors } from "./large/largeEditor";
import { isLarge } from "./large/isLarge";
import type { ReviewEditors } from "./reviewEditor";
import { reviewReport } from "./reviewReport";
import type { ReviewTarget } from "./reviewTarget";
import { readSetting } from "./settings";

interface Parts {
  readonly engine: Engine;
  readonly editors: ReviewEditors;
  readonly large: LargeEditors;
  readonly log: LogOutputChannel;
}

type Handler = (...args: readonly unknown[]) => unknown;

/** Registers every command of `commandIds`; leaving one out is a type error. */
export function registerCommands(parts: Parts): Disposable[] {
  const { engine, editors, log } = parts;
  const onReview = (action: (review: ReviewTarget) => unknown) => () => {
    const review = editors.active;
    if (review) return action(review);
    void window.showInformationMessage(l10n.t("Open a review first: “Review Missing Values” on a CSV file."));
    return undefined;
  };
  const handlers: Record<CommandName, Handler> = {
    review: (uri, selected) => review(parts, targets(uri, selected)),
    imputeToCopy: (uri, selected) => imputeToCopy(engine, targets(uri, selected), log),
    checkAccuracy: async (uri) => {
      const [target] = targets(uri, undefined);
      if (!target) return;
      const controller = await review(parts, [target]);
      await controller?.checkAccuracy();
    },
    exportDraws: async (uri) => {
      const [target] = targets(uri, undefined);
      if (target) await exportDraws(engine, target);
    },
    exportReport: onReview((controller) => exportReport(controller, engine)),
    acceptCell: onReview((controller) => onSelected(controller, (scope) => controller.decide(() => controller.accept(scope)))),
    rejectCell: onReview((controller) => onSelected(controller, (scope) => controller.decide(() => controller.reject(scope)))),
    acceptColumn: onReview((controller) =>
      onSelected(controller, ({ column }) => controller.decide(() => controller.accept({ kind: "column", column }))),
    ),
    rejectColumn: onReview((controller) =>
      onSelected(controller, ({ column }) => controller.decide(() => controller.reject({ kind: "column", column }))),
    ),
    acceptAbove: onReview((controller) =>
      tell(controller.decide(() => controller.accept({ kind: "above", percent: controller.percent }))),
    ),
    acceptAll: onReview((controller) => tell(controller.decide(() => controller.accept({ kind: "all" })))),
    nextMissing: onReview((controller) => controller.goToNext(false)),
    previousMissing: onReview((controller) => controller.goToNext(true)),
    suggestAgain: onReview((controller) => controller.suggest(false)),
    cancel: onReview((controller) => controller.cancel()),
    fillCell: (uri, row, column, value) => fillCell(editors, uri, row, column, value),
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
async function review({ editors, large }: Parts, uris: readonly Uri[]): Promise<ReviewTarget | null> {
  let last: ReviewTarget | null = null;
  for (const uri of uris) {
    const options = { viewColumn: columnOf(uri), preview: uris.length === 1 };
    const tooLarge = await isLarge(uri);
    await commands.executeCommand("vscode.openWith", uri, tooLarge ? largeViewType : reviewViewType, options);
    last = tooLarge ? await large.opened(uri) : await editors.opened(uri);
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
  controller: ReviewTarget,
  action: (scope: { kind: "cell"; row: number; column: number }) => Promise<Decided>,
): Promise<void> {
  if (!controller.selection) {
    void window.showInformationMessage(l10n.t("Select a cell of the review first."));
    return;
  }
  await tell(action({ kind: "cell", ...controller.selection }));
}

async function tell(decided: Promise<Decided>): Promise<void> {
  const { message } = await decided;
  if (message !== "") void window.showWarningMessage(message);
}

async function exportReport(controller: ReviewTarget, engine: Engine): Promise<void> {
  const { uri } = controller.document;
  if (controller.session.counts.every((count, state) => count === 0 || state === CellState.Missing)) {
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
  const report = reviewReport(controller.session, await engine.model(), readSetting("seed", uri));
  await writeWhole(target, new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`), true);
  const open = l10n.t("Open");
  if ((await window.showInformationMessage(l10n.t("Report written to {0}.", nameOf(target)), open)) === open) {
    await window.showTextDocument(target);
  }
}

/** Fills one missing cell from the text editor's quick fix. */
async function fillCell(editors: ReviewEditors, uri: unknown, row: unknown, column: unknown, value: unknown): Promise<void> {
  if (!(uri instanceof Uri) || typeof row !== "number" || typeof column !== "number" || typeof value !== "string") return;
  const controller = editors.at(uri);
  if (!controller) return;
  const suggestion = controller.session.suggestion(row, column);
  const scope = { kind: "cell", row, column } as const;
  if (suggestion?.value === value) await tell(controller.decide(() => controller.accept(scope)));
}
