import { commands, l10n, type LogOutputChannel, window } from "vscode";
import { commandIds } from "../shared/commandIds";

/** Says once what happened to the model, and offers to try again. */
export function modelFailed(log: LogOutputChannel, error: Error, again: () => void): void {
  log.error("The model failed.", error);
  const retry = l10n.t("Try Again");
  const show = l10n.t("Show Log");
  void window.showErrorMessage(l10n.t("NPT Impute: {0}", error.message), retry, show).then((choice) => {
    if (choice === retry) again();
    else if (choice === show) void commands.executeCommand(commandIds.showLog);
  });
}
