import { type Uri, workspace } from "vscode";
import { maxBytesAtOnce } from "../imputation/largeTable";

/** Whether a file is too large to be a document: VS Code hands none above this size to extensions. */
export async function isLarge(uri: Uri): Promise<boolean> {
  if (uri.scheme === "untitled") return false;
  const { size } = await workspace.fs.stat(uri);
  return size > maxBytesAtOnce;
}
