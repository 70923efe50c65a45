import { type ExtensionContext, l10n, window } from "vscode";
import { registerCommands } from "./host/commands";
import { reviewViewType } from "./host/commandIds";
import { CsvDocuments } from "./host/csvDocuments";
import { MissingDiagnostics } from "./host/missingDiagnostics";
import { ModelEngine } from "./host/modelEngine";
import { modelFailed } from "./host/modelFailed";
import { type PublicApi, publicApi } from "./host/publicApi";
import { ReviewEditors } from "./host/reviewEditor";
import { saveReviewedCopy } from "./host/saveCopy";
import { MissingCount } from "./host/statusBar";
import { TextHints } from "./host/textHints";

/** Builds the parts and registers them. What it returns is for other extensions. */
export function activate(context: ExtensionContext): PublicApi {
  const log = window.createOutputChannel("NPT Impute", { log: true });
  context.subscriptions.push(log);
  try {
    const documents = new CsvDocuments();
    const engine = new ModelEngine(context.extensionUri, log);
    const services = {
      documents,
      engine,
      modelFailed: (error: Error, again: () => void) => modelFailed(log, error, again),
      saveCopy: saveReviewedCopy,
    };
    const editors = new ReviewEditors(context.extensionUri, services, log);
    const hints = new TextHints(editors);
    context.subscriptions.push(
      documents,
      engine,
      editors,
      editors.onDidChange(() => hints.refresh()),
      hints,
      new MissingCount(documents),
      new MissingDiagnostics(documents),
      window.registerCustomEditorProvider(reviewViewType, editors, { supportsMultipleEditorsPerDocument: true }),
      ...registerCommands({ engine, editors, log }),
    );
    return publicApi(String(context.extension.packageJSON.version), engine);
  } catch (error) {
    log.error("The extension could not start.", error as Error);
    void window.showErrorMessage(l10n.t("NPT Impute could not start: {0}", (error as Error).message));
    throw error;
  }
}
