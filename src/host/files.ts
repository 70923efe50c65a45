import { FileSystemError, l10n, Uri, workspace } from "vscode";
import { writeAtomically } from "../files/atomicWrite";

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === "FileNotFound") return false;
    throw error;
  }
}

export function nameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}

/** A name beside `uri` that no file has: `a.imputed.csv`, `a.imputed-2.csv`, … */
export async function freeCopy(uri: Uri, suffix: string): Promise<Uri> {
  for (let n = 1; n < 1000; n++) {
    const copy = Uri.joinPath(uri, "..", copyName(nameOf(uri), suffix, n));
    if (!(await exists(copy))) return copy;
  }
  throw new Error(l10n.t("There are too many copies of {0} in its folder. Remove some.", nameOf(uri)));
}

/**
 * Writes a file whole or not at all: under another name first, then renamed. A file on disk that is replaced keeps its
 * owner, permissions and symbolic link, and is not replaced where it is read-only.
 */
export async function writeWhole(uri: Uri, bytes: Uint8Array, overwrite: boolean): Promise<void> {
  if (uri.scheme === "file" && overwrite) {
    return writeAtomically([{ path: uri.fsPath, pieces: [bytes] }], new AbortController().signal);
  }
  const part = Uri.joinPath(uri, "..", `.${nameOf(uri)}.${Date.now().toString(36)}.part`);
  try {
    await workspace.fs.writeFile(part, bytes);
    await workspace.fs.rename(part, uri, { overwrite });
  } catch (error) {
    await workspace.fs.delete(part).then(undefined, () => undefined);
    throw error;
  }
}

/** The bytes a document has or would have: the file's own, or, with unsaved changes, its text in its encoding. */
export async function bytesOf(uri: Uri): Promise<Uint8Array> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty) return workspace.encode(open.getText(), { encoding: open.encoding });
  return workspace.fs.readFile(uri);
}

/** The name of a file's `n`-th completed copy: `a.csv` becomes `a.imputed.csv`, then `a.imputed-2.csv`. */
export function copyName(name: string, suffix: string, n = 1): string {
  const dot = name.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  return `${stem}.${suffix}${n === 1 ? "" : `-${n}`}${extension}`;
}
