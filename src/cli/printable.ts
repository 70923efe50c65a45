import type { CsvWarning } from "../csv/csvFile";
import type { ColumnOutcome } from "../imputation/impute";

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

/** A share as a person reads it: 0.93 -> "93%". Never "0%" or "100%" for what is neither. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "<1%";
  if (share > 0.99 && share < 1) return ">99%";
  return `${Math.round(share * 100)}%`;
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

/** A line on a terminal that says how far the work is, rewritten in place. On anything else it is silent. */
export interface Progress {
  show(text: string): void;
  /** Removes the line. */
  clear(): void;
}

/** Shows at most ten texts a second. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show() {}, clear() {} };
  let shown = false;
  let last = 0;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      shown = true;
      stream.write(`\r\u001b[K${text.slice(0, Math.max(0, stream.columns - 1))}`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[K");
      shown = false;
      last = 0;
    },
  };
}

/** One line for each kind of warning: the first of its kind, and how many there are besides. */
export function warningLines(warnings: readonly CsvWarning[]): string[] {
  const kinds = new Map<CsvWarning["kind"], { readonly first: string; more: number }>();
  for (const { kind, message } of warnings) {
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, { first: message, more: 0 });
    else known.more++;
  }
  return [...kinds.values()].map(({ first, more }) => (more === 0 ? first : `${first} (${more >= 99 ? "at least 99" : more} more like it.)`));
}

/** How many missing cells of the wanted columns stay empty, and the first reason; null where none does. */
export function skippedLine(columns: readonly ColumnOutcome[], names: readonly string[], wanted: readonly number[] | null): string | null {
  const skipped = columns.filter(({ index, missing, filled, skipReason }) => missing > filled && skipReason !== null && (wanted?.includes(index) ?? true));
  const [first] = skipped;
  if (first === undefined) return null;
  const cells = skipped.reduce((sum, { missing, filled }) => sum + missing - filled, 0);
  const where = skipped.length === 1 ? "" : ` in ${skipped.length} columns`;
  const stay = cells === 1 ? "missing cell stays" : "missing cells stay";
  return `${cells} ${stay} empty${where}. In "${shorten(names[first.index] ?? "", 60)}": ${first.skipReason}`;
}
