import { FileType, l10n, type Uri, workspace } from "vscode";
import type { ByteSource } from "../../csv/parts";
import { type FileSource, memorySource } from "../../files/fileSource";
import { openFileSource } from "../../files/openFileSource";

/** A file's bytes where they are read as they are needed; file systems that cannot do that hand them over whole. */
export async function sourceOf(uri: Uri): Promise<FileSource> {
  if (uri.scheme === "file") return openFileSource(uri.fsPath);
  const before = await workspace.fs.stat(uri);
  if (before.type & FileType.Directory) throw new Error("it is a folder");
  // What was read is held: nothing that happens to the file concerns it.
  return memorySource(await workspace.fs.readFile(uri));
}

/** The file as long as it is what was read at first. */
export function whileUnchanged(source: FileSource, name: string): ByteSource {
  return {
    size: source.size,
    async read(start, end) {
      const bytes = await source.read(start, end);
      await source.checkUnchanged().catch(() => {
        throw new Error(l10n.t("{0} changed on disk: its rows are other ones now.", name));
      });
      return bytes;
    },
  };
}
