/** Text from a file or a path, safe for a terminal: control characters are shown, not obeyed. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const escapes: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
    return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** `text` in at most `width` characters. */
export function shorten(text: string, width: number): string {
  const characters = [...printable(text)];
  return characters.length <= width ? characters.join("") : `${characters.slice(0, width - 1).join("")}…`;
}

/** A share as a person reads it: 0.93 -> "93 %". Never "0 %" or "100 %" for what is neither. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "<1 %";
  if (share > 0.99 && share < 1) return ">99 %";
  return `${Math.round(share * 100)} %`;
}

/** Rows of text as a table with aligned columns; the first row is the heading. `right` lists right-aligned columns. */
export function alignedTable(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, text] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, [...text].length);
  }
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => {
        const padding = " ".repeat((widths[column] ?? 0) - [...text].length);
        return right.includes(column) ? padding + text : text + padding;
      })
      .join("  ")
      .trimEnd();
  const [head, ...body] = rows.map(line);
  const rule = widths
    .map((width) => "-".repeat(width))
    .join("  ")
    .trimEnd();
  return [head, rule, ...body, ""].join("\n");
}
