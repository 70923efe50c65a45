import { FileType, type Uri, workspace } from "vscode";
import { type FileSource, memorySource } from "../files/fileSource";
import { openFileSource } from "../files/openFileSource";
import { stampOf } from "../files/stamp";

/** A file's bytes where they are read as they are needed; file systems that cannot do that hand them over whole. */
export async function bytesAt(uri: Uri): Promise<FileSource> {
  if (uri.scheme === "file") return openFileSource(uri.fsPath);
  const before = await workspace.fs.stat(uri);
  if (before.type & FileType.Directory) throw new Error("it is a folder");
  // What was read is held: nothing that happens to the file concerns it.
  return memorySource(await workspace.fs.readFile(uri));
}

/** What tells one state of a file from another; "" where it is gone. */
export async function stampAt(uri: Uri): Promise<string> {
  if (uri.scheme === "file") return stampOf(uri.fsPath);
  try {
    const { mtime, size } = await workspace.fs.stat(uri);
    return `${mtime},${size}`;
  } catch {
    return "";
  }
}
