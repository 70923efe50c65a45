import { Range, type TextDocument, WorkspaceEdit, workspace } from "vscode";
import type { Edit } from "../csv/edits";
import { groupEdits } from "./groupEdits";

/**
 * Above this many edits VS Code takes seconds to apply them one by one; fewer, larger ones are as exact, and one
 * undo step all the same.
 */
export const maxEditsAtOnce = 500;

/**
 * Makes `edits` in the document as one undo step.
 * @param version the document's version that the offsets belong to
 * @returns false where the document has changed meanwhile or refuses the edit; then nothing was written
 */
export async function applyEdits(document: TextDocument, version: number, edits: readonly Edit[]): Promise<boolean> {
  if (document.version !== version || document.isClosed) return false;
  const text = edits.length > maxEditsAtOnce ? document.getText() : "";
  const grouped = edits.length > maxEditsAtOnce ? groupEdits(text, edits, maxEditsAtOnce) : edits;
  const edit = new WorkspaceEdit();
  for (const { start, end, text: replacement } of grouped) {
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), replacement);
  }
  return workspace.applyEdit(edit);
}
