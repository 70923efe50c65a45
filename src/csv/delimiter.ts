import type { Dialect, DialectOverrides } from "./dialect";
import { FieldFlag, type Scan } from "./fields";
import { fieldEnd, type Sample, scanSample } from "./scan";
import { rawText, SPACE, type Units } from "./units";

const delimiters = [",", ";", "\t", "|"] as const;

/** Chooses delimiter, quote and initial spaces: the reading under which records are alike and cells are clean. */
export function chooseDelimiter(
  sample: Sample,
  base: Pick<Dialect, "newline" | "preamble">,
  overrides: Omit<DialectOverrides, "delimiter"> & { readonly delimiter?: string | undefined },
): Dialect {
  let best: Dialect | null = null;
  let bestScore = -1;
  for (const quote of overrides.quote !== undefined ? [overrides.quote] : (['"', "'"] as const)) {
    for (const delimiter of overrides.delimiter !== undefined ? [overrides.delimiter] : delimiters) {
      if (delimiter === quote) continue;
      const comment = overrides.comment ?? leadingComment(sample.units);
      const plain: Dialect = { ...base, delimiter, quote, comment, header: true, unitRows: 0, initialSpace: false };
      for (const initialSpace of overrides.initialSpace !== undefined ? [overrides.initialSpace] : [false, true]) {
        const dialect = { ...plain, initialSpace };
        const score = scoreOf(sample, dialect);
        // Earlier candidates are the more usual ones: a later one has to be clearly better.
        if (score > bestScore + 1e-9) {
          best = dialect;
          bestScore = score;
        }
      }
    }
  }
  if (best === null) throw new Error("no delimiter to choose from");
  return best;
}

/** "#" where the file starts with such lines (the header search decides later whether they are comments). */
function leadingComment(sample: Units): string {
  return sample[0] === "#".charCodeAt(0) ? "#" : "";
}

function scoreOf(sample: Sample, dialect: Dialect): number {
  const found = scanSample(sample, dialect);
  if (found.records === 0) return 0;
  const widths = new Map<number, number>();
  for (let r = 0; r < found.records; r++) {
    const width = found.first[r + 1]! - found.first[r]!;
    widths.set(width, (widths.get(width) ?? 0) + 1);
  }
  let mode = 1;
  for (const [width, count] of widths) {
    const now = widths.get(mode) ?? 0;
    if (count > now || (count === now && width > mode)) mode = width;
  }
  const clean = cleanShare(sample.units, dialect, found);
  // A single column is what remains when no delimiter fits.
  if (mode === 1) return 0.05 * clean;
  const alike = widths.get(mode)! / found.records;
  return alike * alike * (1 - 0.5 / mode) * clean * clean;
}

/** Share of the cells that hold no character of another reading. */
function cleanShare(sample: Units, dialect: Dialect, found: Scan): number {
  let clean = 0;
  let seen = 0;
  for (let r = 0; r < found.records && seen < 5000; r++) {
    for (let f = found.first[r]!; f < found.first[r + 1]!; f++, seen++) {
      const flags = found.flags[f]!;
      let start = found.start[f]!;
      const end = fieldEnd(found, r, f);
      while (start < end && sample[start] === SPACE) start++;
      if ((flags & FieldFlag.Quoted) !== 0) clean += (flags & (FieldFlag.Junk | FieldFlag.Stray)) === 0 ? 1 : 0;
      else if ((flags & FieldFlag.Unterminated) === 0)
        clean += cellScore(rawText(sample, start, Math.min(end, start + 60)), dialect);
    }
  }
  return seen === 0 ? 0 : clean / seen;
}

function cellScore(cell: string, dialect: Dialect): number {
  if (/^[+-]?\d{1,3}(?:[ .,']?\d{3})*(?:[.,]\d+)?$|^[+-]?\d+[.,]\d+$/.test(cell)) return 1;
  // Both quotes count where they wrap a cell; an apostrophe inside a word does not.
  if (/^['"]|['"]$/.test(cell)) return 0.4;
  for (const other of delimiters) {
    if (other !== dialect.delimiter && cell.includes(other)) return other === "," && /, /.test(cell) ? 0.8 : 0.5;
  }
  return 1;
}
