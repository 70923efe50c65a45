import { type CancellationToken, l10n, type LogOutputChannel, ProgressLocation, type Uri, window, workspace } from "vscode";
import { completeFile } from "./completeFile";
import { type Engine, isAbort } from "./engine";
import { bytesOf, freeCopy, nameOf, writeWhole } from "./files";
import { readSetting, tableOptions } from "./settings";

/** Fills each file's holes in a copy beside it. One file's trouble does not hold up the others. */
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
            progress.report({ message: l10n.t("{0}: {1} of {2} holes", name, done, total) }),
          );
          copies.push(copy.uri);
          sentences.push(copy.sentence);
        } catch (error) {
          if (isAbort(error)) break;
          log.error(`Filling ${uri.toString()} failed.`, error as Error);
          void window.showErrorMessage(l10n.t("{0} was not filled: {1}", name, (error as Error).message));
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
  const bytes = await bytesOf(uri);
  const completed = await completeFile(
    engine,
    bytes,
    {
      table: tableOptions(uri),
      impute: { columns: null, seed: readSetting("seed", uri), contextRows: readSetting("contextRows", uri) },
      minPercent: 0,
    },
    { onProgress },
    signal,
  );
  const copy = target ?? (await freeCopy(uri, "imputed"));
  await writeWhole(copy, completed.bytes, target !== null);
  const sentence = l10n.t(
    "{0} of {1} holes filled in {2}.",
    completed.filled.toLocaleString(),
    completed.holes.toLocaleString(),
    nameOf(copy),
  );
  return { uri: copy, sentence };
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
  for (const copy of copies) await window.showTextDocument(await workspace.openTextDocument(copy), { preview: false });
}

/** VS Code's token as a signal. */
export function signalOf(token: CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
