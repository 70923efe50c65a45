import { commands, l10n, type LogOutputChannel, ProgressLocation, type Uri, window } from "vscode";
import { openBytes } from "../csv/csvFile";
import { memorySource } from "../files/fileSource";
import { why } from "../files/reasonOf";
import { isDense } from "../imputation/largeTable";
import { completeFile } from "./completeFile";
import { type Engine, isAbort } from "./engine";
import { completeLarge } from "./large/completeLarge";
import { isLarge } from "./large/isLarge";
import { sourceOf } from "./large/sourceOf";
import { bytesOf, freeCopy, nameOf, writeWhole } from "./files";
import { signalOf } from "./signalOf";
import { readSetting, tableOptions } from "./settings";

/** Fills each file's missing cells in a copy beside it. One file's trouble does not hold up the others. */
export async function imputeToCopy(engine: Engine, uris: readonly Uri[], log: LogOutputChannel): Promise<void> {
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
          const copy = await completeOne(engine, uri, target, signal, (done, total) =>
            progress.report({ message: l10n.t("{0}: {1} of {2} missing cells", name, done, total) }),
          );
          copies.push(copy.uri);
          sentences.push(copy.sentence);
        } catch (error) {
          if (isAbort(error)) break;
          log.error(`Filling ${uri.toString()} failed.`, error as Error);
          void window.showErrorMessage(l10n.t("{0} was not filled: {1}.", name, why(error).replace(/\.$/, "")));
        }
      }
      void announce(copies, sentences);
    },
  );
}

async function completeOne(
  engine: Engine,
  uri: Uri,
  target: Uri | null,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<{ readonly uri: Uri; readonly sentence: string }> {
  const impute = { columns: null, seed: readSetting("seed", uri), contextRows: readSetting("contextRows", uri) };
  const copyOf = async (): Promise<Uri> => target ?? freeCopy(uri, "imputed");
  const bytes = (await isLarge(uri)) ? null : await bytesOf(uri);
  if (bytes === null || isDense(openBytes(bytes))) {
    const source = bytes === null ? await sourceOf(uri) : memorySource(bytes);
    const done = await completeLarge(engine, uri, source, copyOf, impute, onProgress, signal);
    return { uri: done.uri, sentence: filledSentence(done, done.uri) };
  }
  const completed = await completeFile(engine, bytes, { table: tableOptions(uri), impute, minPercent: 0 }, { onProgress }, signal);
  const copy = await copyOf();
  await writeWhole(copy, completed.bytes, target !== null);
  return { uri: copy, sentence: filledSentence(completed, copy) };
}

function filledSentence({ filled, missing }: { readonly filled: number; readonly missing: number }, copy: Uri): string {
  return l10n.t("{0} of {1} missing cells filled in {2}.", filled.toLocaleString(), missing.toLocaleString(), nameOf(copy));
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
