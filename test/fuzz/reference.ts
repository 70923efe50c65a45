import assert from "node:assert/strict";
import type { Dialect } from "../../src/csv/dialect";

/**
 * The cells of `text` by the rules of `Dialect`, read in another way than the scanner does: by regular expressions, one
 * field at a time. Only for texts in which every quote is where it belongs.
 * @throws AssertionError where one is not
 */
export function referenceCells(text: string, dialect: Dialect): string[][] {
  const { comment } = dialect;
  const field = fieldReader(text, dialect);
  const records: { readonly cells: string[]; readonly blank: boolean }[] = [];
  for (let at = afterPreamble(text, dialect.preamble); at < text.length; ) {
    if (comment !== "" && text.startsWith(comment, at)) {
      at = afterLineEnd(text, lineEnd(text, at));
      continue;
    }
    const cells: string[] = [];
    const begin = at;
    for (let more = true; more; ) {
      const { cell, end } = field(at);
      cells.push(cell);
      more = text[end] === dialect.delimiter;
      at = more ? end + 1 : end;
    }
    records.push({ cells, blank: cells.length === 1 && /^[ \t]*$/.test(text.slice(begin, at)) });
    at = afterLineEnd(text, at);
  }
  // A blank line is an empty cell in a table of one column, and nothing in any other.
  const wide = records.some(({ cells }) => cells.length > 1);
  return records.filter(({ blank }) => !(blank && wide)).map(({ cells }) => cells);
}

function fieldReader(text: string, { delimiter, quote, initialSpace }: Dialect): (at: number) => { cell: string; end: number } {
  const [d, q] = [delimiter, quote].map((character) => character.replace(/[^\w\s]/g, "\\$&"));
  const plain = new RegExp(`[^${d}\\r\\n]*`, "y");
  const spaces = delimiter === " " ? "" : " *";
  const opening = new RegExp(`${initialSpace ? spaces : ""}${q}`, "y");
  const quoted = new RegExp(`${opening.source}((?:[^${q}]|${q}${q})*)${q}${spaces}(?=${d}|[\\r\\n]|$)`, "y");
  const read = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  return (at) => {
    if (quote !== "" && read(opening, at)) {
      const [all, inner] = read(quoted, at) ?? assert.fail("a quote that is not where it belongs is not noticed");
      return { cell: inner!.replaceAll(quote + quote, quote), end: at + all.length };
    }
    const [cell] = read(plain, at)!;
    return { cell, end: at + cell.length };
  };
}

function afterPreamble(text: string, lines: number): number {
  let at = text.startsWith("\ufeff") ? 1 : 0;
  for (let line = 0; line < lines; line++) at = afterLineEnd(text, lineEnd(text, at));
  return at;
}

function lineEnd(text: string, at: number): number {
  const end = text.slice(at).search(/[\r\n]/);
  return end < 0 ? text.length : at + end;
}

function afterLineEnd(text: string, at: number): number {
  return at + (text.startsWith("\r\n", at) ? 2 : at < text.length ? 1 : 0);
}
