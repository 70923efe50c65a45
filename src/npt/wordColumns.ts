import type { Column, Table } from "../table/column";

/** Columns with fewer levels are compared as a whole only. */
const minLevels = 30;
/** Letters per level on average, below which levels are codes and not words. */
const minLetters = 3;
/** At most so many columns of words does a table get. */
const maxColumns = 8;

/**
 * What strings have in common: columns made of one word of each string of a text-like column ("Mr" of a name, the maker
 * of "ford torino", the last word of a style). They are read beside the table's own columns and never predicted. A word
 * column stands for its source: it has its `index`, and a missing cell where the source has one.
 */
export function wordColumns(table: Table): Column[] {
  const found: Column[] = [];
  for (const column of table.columns) {
    if (!isTextLike(column)) continue;
    const words = column.levels.map(wordsOf);
    const frequency = frequencies(words);
    const choices = [
      (w: readonly string[]) => commonest(w, frequency),
      (w: readonly string[]) => w[0],
      (w: readonly string[]) => (w.length > 1 ? w[w.length - 1] : undefined),
      (w: readonly string[]) => (w.length > 2 ? w[1] : undefined),
    ];
    const kept: Column[] = [];
    for (const choose of choices) {
      const made = wordColumn(column, words.map(choose));
      if (made !== null && !kept.some((other) => sameCodes(other, made))) kept.push(made);
    }
    found.push(...kept);
  }
  return found.slice(0, maxColumns);
}

function isTextLike({ kind, levels }: Column): boolean {
  if (kind !== "category" && kind !== "text" && kind !== "id") return false;
  if (levels.length < minLevels) return false;
  let letters = 0;
  for (const level of levels) letters += level.match(/\p{L}/gu)?.length ?? 0;
  return letters >= minLetters * levels.length;
}

/** Lower-case words of two letters and more; a long cell is known by its beginning. */
function wordsOf(level: string): string[] {
  return level.slice(0, 500).toLowerCase().match(/\p{L}{2,}/gu) ?? [];
}

/** In how many levels each word stands. */
function frequencies(words: readonly (readonly string[])[]): Map<string, number> {
  const count = new Map<string, number>();
  for (const some of words) for (const word of new Set(some)) count.set(word, (count.get(word) ?? 0) + 1);
  return count;
}

function commonest(words: readonly string[], frequency: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  for (const word of words) if (best === undefined || frequency.get(word)! > frequency.get(best)!) best = word;
  return best;
}

/** The column of one word per level; null where it tells nothing: one word, nearly all different, or the source again. */
function wordColumn(source: Column, wordOfLevel: readonly (string | undefined)[]): Column | null {
  const known = source.codes.reduce((sum, code) => sum + (code >= 0 ? 1 : 0), 0);
  const number = new Map<string, number>();
  const codeOfLevel = wordOfLevel.map((word) => {
    if (word === undefined) return -1;
    const code = number.get(word) ?? number.size;
    number.set(word, code);
    return code;
  });
  if (number.size < 2 || number.size > known / 2 || number.size >= source.levels.length) return null;
  const codes = source.codes.map((code) => (code < 0 ? -1 : codeOfLevel[code]!));
  return { ...source, kind: "category", codes, values: new Float64Array(codes.length).fill(Number.NaN), levels: [...number.keys()], skipReason: null, reading: { ...source.reading, role: "learn" } };
}

function sameCodes(a: Column, b: Column): boolean {
  return a.codes.every((code, row) => code === b.codes[row]);
}
