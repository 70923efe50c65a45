import { applyToText, type Edit } from "./edits";

/**
 * The same change to `text` in at most `most` edits: neighbours with the least text between them are joined, the
 * text between them becoming part of the edit unchanged.
 * @param edits sorted and apart from each other
 */
export function groupEdits(text: string, edits: readonly Edit[], most: number): readonly Edit[] {
  if (edits.length <= most) return edits;
  const gaps = edits.slice(1).map((edit, i) => edit.start - (edits[i]?.end ?? 0));
  const joins = edits.length - Math.max(1, most);
  const limit = Uint32Array.from(gaps).sort()[joins - 1] ?? 0;
  // Of the gaps just as wide as the limit only as many are joined as still needed.
  let spare = joins - gaps.filter((gap) => gap < limit).length;
  const grouped: Edit[] = [];
  let from = 0;
  for (let i = 0; i < edits.length; i++) {
    const gap = gaps[i];
    if (gap !== undefined && (gap < limit || (gap === limit && spare-- > 0))) continue;
    grouped.push(joined(text, edits.slice(from, i + 1)));
    from = i + 1;
  }
  return grouped;
}

function joined(text: string, edits: readonly Edit[]): Edit {
  const start = edits[0]?.start ?? 0;
  const end = edits[edits.length - 1]?.end ?? start;
  const shifted = edits.map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text }));
  return { start, end, text: applyToText(text.slice(start, end), shifted) };
}
