import * as translations from "@vscode/l10n";
import { env, type ExtensionContext, l10n, ProgressLocation, Uri, window } from "vscode";
import { registerCommands } from "./host/commands";
import { largeViewType, reviewViewType } from "./shared/commandIds";
import { CsvDocuments } from "./host/csvDocuments";
import { DecisionStore } from "./host/decisionStore";
import { DocumentEditor } from "./host/documentEditor";
import { FileEditor } from "./host/fileEditor";
import { MissingDiagnostics } from "./host/missingDiagnostics";
import { modelFailed } from "./host/modelFailed";
import { type PublicApi, publicApi } from "./host/publicApi";
import { Reviews } from "./host/reviews";
import { ShippedEngine } from "./host/shippedEngine";
import { MissingCount } from "./host/statusBar";
import { TextHints } from "./host/textHints";
import { writeNumbersIn } from "./review/words";

let decisions: DecisionStore | null = null;

/** Builds the parts and registers them. What it returns is for other extensions. */
export function activate(context: ExtensionContext): PublicApi {
  const log = window.createOutputChannel("NPT Impute", { log: true });
  context.subscriptions.push(log);
  try {
    if (l10n.bundle) translations.config({ contents: l10n.bundle });
    writeNumbersIn(env.language);
    const engine = new ShippedEngine(context.extensionUri, log);
    const documents = new CsvDocuments(engine);
    decisions = new DecisionStore(Uri.joinPath(context.globalStorageUri, "reviews"), log);
    const reviews = new Reviews(
      context.extensionUri,
      {
        saved: decisions,
        modelFailed: (error, again) => modelFailed(log, error, again),
        log: (error) => log.warn("The review went on without something.", error),
        failed: (sentence) => void window.showErrorMessage(sentence),
        copy: async (text) => env.clipboard.writeText(text),
        progress: (title, work) =>
          Promise.resolve(window.withProgress({ location: ProgressLocation.Window, title }, (progress) => work((share) => progress.report({ message: `${Math.floor(share * 100)}%` })))),
      },
      log,
    );
    const hints = new TextHints(reviews);
    const options = { supportsMultipleEditorsPerDocument: true };
    context.subscriptions.push(
      engine,
      documents,
      reviews,
      reviews.onDidChange(() => hints.refresh()),
      hints,
      new MissingCount(documents),
      new MissingDiagnostics(documents),
      window.registerCustomEditorProvider(reviewViewType, new DocumentEditor(reviews, documents), options),
      window.registerCustomEditorProvider(largeViewType, new FileEditor(reviews, engine, log), options),
      ...registerCommands({ engine, reviews, log }),
    );
    return publicApi(String(context.extension.packageJSON.version), engine);
  } catch (error) {
    log.error("The extension could not start.", error as Error);
    void window.showErrorMessage(l10n.t("NPT Impute could not start: {0}", (error as Error).message));
    throw error;
  }
}

/** VS Code is about to end: what was decided in the last moment is saved, too. */
export function deactivate(): void {
  decisions?.flush();
}
