import { type ExtensionContext, l10n, Uri, window } from "vscode";
import { registerCommands } from "./host/commands";
import { largeViewType, reviewViewType } from "./host/commandIds";
import { CsvDocuments } from "./host/csvDocuments";
import { DecisionStore } from "./host/decisionStore";
import { LargeEditors } from "./host/large/largeEditor";
import { MissingDiagnostics } from "./host/missingDiagnostics";
import { ModelEngine } from "./host/modelEngine";
import { modelFailed } from "./host/modelFailed";
import { type PublicApi, publicApi } from "./host/publicApi";
import { ReviewEditors } from "./host/reviewEditor";
import { saveReviewedCopy } from "./host/saveCopy";
import { MissingCount } from "./host/statusBar";
import { TextHints } from "./host/textHints";

let decisions: DecisionStore | null = null;

/** Builds the parts and registers them. What it returns is for other extensions. */
export function activate(context: ExtensionContext): PublicApi {
  const log = window.createOutputChannel("NPT Impute", { log: true });
  context.subscriptions.push(log);
  try {
    const documents = new CsvDocuments();
    const engine = new ModelEngine(context.extensionUri, log);
    decisions = new DecisionStore(Uri.joinPath(context.globalStorageUri, "reviews"), log);
    const services = {
      documents,
      engine,
      decisions,
      modelFailed: (error: Error, again: () => void) => modelFailed(log, error, again),
      saveCopy: saveReviewedCopy,
    };
    const editors = new ReviewEditors(context.extensionUri, services, log);
    const large = new LargeEditors(context.extensionUri, services, log, editors);
    const hints = new TextHints(editors);
    context.subscriptions.push(
      documents,
      engine,
      editors,
      editors.onDidChange(() => hints.refresh()),
      hints,
      new MissingCount(documents),
      new MissingDiagnostics(documents),
      large,
      window.registerCustomEditorProvider(reviewViewType, editors, { supportsMultipleEditorsPerDocument: true }),
      window.registerCustomEditorProvider(largeViewType, large, { supportsMultipleEditorsPerDocument: true }),
      ...registerCommands({ engine, editors, large, log }),
    );
    return publicApi(String(context.extension.packageJSON.version), engine);
  } catch (error) {
    log.error("The extension could not start.", error as Error);
    void window.showErrorMessage(l10n.t("NPT Impute could not start: {0}", (error as Error).message));
    throw error;
  }
}

/** VS Code is about to end: what was decided in the last moment is kept, too. */
export function deactivate(): void {
  decisions?.flush();
}
