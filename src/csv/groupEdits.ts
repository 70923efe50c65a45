import { applyToText, type Edit } from "./edits";

/**
 * The same change to `text` in at most `most` edits: where there are more, in one for each line or, where that is too
 * many still, in one for the whole. VS Code applies those fastest: its extension host takes an edit of many lines apart
 * into lines and moves all that follow for each of them, so blocks of some hundred lines are the worst case.
 * @param edits sorted and apart from each other
 */
export function groupEdits(text: string, edits: readonly Edit[], most: number): readonly Edit[] {
  if (edits.length <= most) return edits;
  const starts = [0];
  for (let i = 1; i < edits.length; i++) if (hasLineBreak(text, edits[i - 1]!.end, edits[i]!.start)) starts.push(i);
  if (starts.length > most) return [joined(text, edits)];
  return starts.map((from, group) => joined(text, edits.slice(from, starts[group + 1])));
}

function hasLineBreak(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) return true;
  }
  return false;
}

function joined(text: string, edits: readonly Edit[]): Edit {
  const start = edits[0]!.start;
  const end = edits.at(-1)!.end;
  const shifted = edits.map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text }));
  return { start, end, text: applyToText(text.slice(start, end), shifted) };
}
