import { l10n, ProgressLocation, type Uri, window } from "vscode";
import { openBytes } from "../csv/csvFile";
import { buildTable } from "../table/buildTable";
import { fillBytes } from "./completeFile";
import { countMissing } from "./countMissing";
import { type Engine, isAbort } from "./engine";
import { bytesOf, freeCopy, nameOf, writeWhole } from "./files";
import { signalOf } from "./signalOf";
import { isLarge } from "./large/isLarge";
import { readSetting, tableOptions } from "./settings";

const maxCopies = 50;

/** Multiple imputation: several completed copies beside the file, each a draw from the joint predictive distribution. */
export async function exportDraws(engine: Engine, uri: Uri): Promise<void> {
  if (await isLarge(uri)) {
    void window.showWarningMessage(l10n.t("{0} is larger than 50 MB: draw copies of it with the command line, npt-impute --draws.", nameOf(uri)));
    return;
  }
  const bytes = await bytesOf(uri);
  const table = buildTable(openBytes(bytes), tableOptions(uri));
  if (countMissing(table) === 0) {
    void window.showInformationMessage(l10n.t("{0} has no missing values.", nameOf(uri)));
    return;
  }
  const asked = await window.showInputBox({
    title: l10n.t("Export Several Completed Copies"),
    prompt: l10n.t("How many copies? Each draws its values anew, so that differences between copies show what is not known."),
    value: "5",
    validateInput: (text) => (isCount(text) ? null : l10n.t("A whole number from 1 to {0}.", maxCopies)),
  });
  if (asked === undefined) return;
  const count = Number(asked);
  const options = { columns: null, seed: readSetting("seed", uri), contextRows: readSetting("contextRows", uri) };
  await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t("Completing copies of {0}", nameOf(uri)), cancellable: true },
    async (progress, token) => {
      const signal = signalOf(token);
      const names: string[] = [];
      try {
        for (let draw = 0; draw < count; draw++) {
          progress.report({ message: l10n.t("{0} of {1}", draw + 1, count) });
          const fills = await engine.draw(table, options, draw, signal);
          const copy = await freeCopy(uri, `draw-${draw + 1}`);
          await writeWhole(copy, fillBytes(bytes, fills, tableOptions(uri)).bytes, false);
          names.push(nameOf(copy));
        }
      } catch (error) {
        if (!isAbort(error)) throw error;
      }
      if (names.length > 0) void window.showInformationMessage(l10n.t("Completed copies: {0}.", names.join(", ")));
    },
  );
}

function isCount(text: string): boolean {
  return /^\d{1,2}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= maxCopies;
}
