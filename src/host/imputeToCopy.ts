import { commands, l10n, type LogOutputChannel, ProgressLocation, type Uri, window } from "vscode";
import type { Engine } from "../engine/contract";
import { reasonOf } from "../files/reasonOf";
import { isAbort } from "../review/run";
import { countText } from "../review/words";
import { writeSpliced } from "./copies";
import { freeCopy, nameOf } from "./files";
import { openForFill, type StatedOf } from "./openForFill";
import { runSettings } from "./settings";
import { signalOf } from "./signalOf";

/** Fills each file's missing cells in a copy beside it. One file's trouble does not hold up the others. */
export async function imputeToCopy(engine: Engine, uris: readonly Uri[], statedOf: StatedOf, log: LogOutputChannel): Promise<void> {
  const target = uris.length === 1 && uris[0] ? await pickTarget(uris[0]) : null;
  if (target === undefined) return;
  await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t("Filling missing values"), cancellable: true },
    async (progress, token) => {
      const signal = signalOf(token);
      const copies: Uri[] = [];
      const sentences: string[] = [];
      for (const uri of uris) {
        if (signal.aborted) break;
        const name = nameOf(uri);
        progress.report({ message: name });
        try {
          const copy = await fillOne(engine, uri, statedOf, target, signal, (done, total) =>
            progress.report({ message: l10n.t("{0}: {1} of {2} missing cells", name, countText(done), countText(total)) }),
          );
          copies.push(copy.uri);
          sentences.push(copy.sentence);
        } catch (error) {
          if (isAbort(error)) break;
          log.error(`Filling ${uri.toString()} failed.`, error as Error);
          void window.showErrorMessage(l10n.t("{0} was not filled: {1}.", name, reasonOf(error).replace(/\.$/, "")));
        }
      }
      void announce(copies, sentences);
    },
  );
}

async function fillOne(
  engine: Engine,
  uri: Uri,
  statedOf: StatedOf,
  target: Uri | null,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<{ readonly uri: Uri; readonly sentence: string }> {
  const { table, bytes, close } = await openForFill(engine, uri, statedOf, signal);
  try {
    const options = { columns: null, ...runSettings(uri), minCertainty: 0, draws: null };
    const { copies, written } = await table.fill(options, { onProgress }, signal);
    const copy = target ?? (await freeCopy(uri, "imputed"));
    await writeSpliced(copy, bytes, copies[0]!, signal, target !== null);
    const missing = table.summary.columns.reduce((sum, column) => sum + column.missing, 0);
    return { uri: copy, sentence: l10n.t("{0} of {1} missing cells filled in {2}.", countText(written), countText(missing), nameOf(copy)) };
  } finally {
    await close();
  }
}

/** undefined where the user called it off; VS Code's dialog asks before it lets a file be replaced. */
async function pickTarget(uri: Uri): Promise<Uri | null | undefined> {
  const picked = await window.showSaveDialog({
    defaultUri: await freeCopy(uri, "imputed"),
    title: l10n.t("Impute to a Copy"),
    saveLabel: l10n.t("Fill into This File"),
  });
  if (picked?.toString() === uri.toString()) {
    void window.showErrorMessage(l10n.t("The copy must be another file than {0}.", nameOf(uri)));
    return undefined;
  }
  return picked;
}

async function announce(copies: readonly Uri[], sentences: readonly string[]): Promise<void> {
  const [first] = copies;
  if (!first) return;
  const open = l10n.t("Open");
  if ((await window.showInformationMessage(sentences.join(" "), open)) !== open) return;
  for (const copy of copies) await commands.executeCommand("vscode.open", copy, { preview: false });
}
