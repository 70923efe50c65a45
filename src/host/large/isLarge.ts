import { type Uri, workspace } from "vscode";

/** VS Code hands no document above this size to extensions. */
const largestDocument = 50 * 2 ** 20;

/** Whether a file is too large to be a document. */
export async function isLarge(uri: Uri): Promise<boolean> {
  if (uri.scheme === "untitled") return false;
  const { size } = await workspace.fs.stat(uri);
  return size > largestDocument;
}
