import { l10n, window, workspace } from "vscode";
import { fillBytes } from "./completeFile";
import { freeCopy, nameOf, writeWhole } from "./files";
import type { ReviewController } from "./reviewController";
import { tableOptions } from "./settings";

/** Saves the file's own bytes with the values that were accepted in a review whose document cannot keep them. */
export async function saveReviewedCopy(controller: ReviewController): Promise<void> {
  const { uri } = controller.document;
  const fills = [...controller.session.choices()];
  if (fills.length === 0) {
    void window.showInformationMessage(l10n.t("No value has been accepted yet."));
    return;
  }
  const target = await window.showSaveDialog({
    defaultUri: await freeCopy(uri, "imputed"),
    title: l10n.t("Save as a Copy"),
  });
  if (!target) return;
  if (target.toString() === uri.toString()) {
    void window.showErrorMessage(l10n.t("The copy must be another file than {0}.", nameOf(uri)));
    return;
  }
  const bytes = await workspace.fs.readFile(uri);
  const { bytes: filled, filled: cells, because } = fillBytes(bytes, fills, tableOptions(uri));
  await writeWhole(target, filled, true);
  const done = l10n.t("{0} of {1} values written to {2}.", cells, fills.length, nameOf(target));
  void window.showInformationMessage(cells === fills.length ? done : `${done} ${because}`);
}
