import { type CellState, cellState } from "../csv/missing";
import type { CsvFile } from "../csv/csvFile";
import { Missing, type Padding } from "./column";

/** The texts of a column: each distinct one once. */
export interface DistinctTexts {
  /** `Missing` per row, sentinels not yet told apart. */
  readonly missing: Uint8Array;
  /** Index into `texts` per row; -1 where the cell holds nothing but white space or is missing. */
  readonly codes: Int32Array;
  /** Without the white space around them, in order of first appearance. */
  readonly texts: readonly string[];
  /** How each is written most often, white space included. */
  readonly spellings: readonly string[];
  /** Cells that hold it. */
  readonly counts: readonly number[];
  /** Cells with a text. */
  readonly observed: number;
  /** Set where every cell is filled up with spaces to one width. */
  readonly padding: Padding | null;
  /** Cells of white space that are not missing. */
  readonly blanks: number;
  /** Empty lines of a file with one column. */
  readonly emptyLines: number;
  /** Row in the file per row, and the rows of the file, where these are only some of them. */
  readonly chosen?: CsvFile["chosen"];
}

const missingOf: Record<CellState, Missing> = {
  value: Missing.None,
  empty: Missing.Empty,
  blank: Missing.Blank,
  line: Missing.ShortRow,
  short: Missing.ShortRow,
};

/** Reads column `column` of the file. Blank cells are missing only where `blankIsMissing`. */
export function distinctTexts(file: CsvFile, column: number, blankIsMissing: boolean): DistinctTexts {
  const missing = new Uint8Array(file.rows);
  const codes = new Int32Array(file.rows).fill(-1);
  const written = new Map<string, { code: number; count: number }>();
  const byText = new Map<string, number>();
  const texts: string[] = [];
  const counts: number[] = [];
  let observed = 0;
  let blanks = 0;
  let emptyLines = 0;
  for (let row = 0; row < file.rows; row++) {
    const state = cellState(file, row, column);
    missing[row] = state === "blank" && !blankIsMissing ? Missing.None : missingOf[state];
    if (state === "line") emptyLines++;
    if (state === "blank" && !blankIsMissing) blanks++;
    if (state !== "value") continue;
    const raw = file.cell(row, column) ?? "";
    let entry = written.get(raw);
    if (entry === undefined) {
      const text = raw.trim();
      if (text === "") {
        // White space that only Unicode knows.
        if (blankIsMissing) missing[row] = Missing.Blank;
        else blanks++;
        continue;
      }
      let code = byText.get(text);
      if (code === undefined) {
        code = texts.length;
        byText.set(text, code);
        texts.push(text);
        counts.push(0);
      }
      entry = { code, count: 0 };
      written.set(raw, entry);
    }
    entry.count++;
    counts[entry.code]!++;
    codes[row] = entry.code;
    observed++;
  }
  const spellings: string[] = [...texts];
  const most = new Float64Array(texts.length);
  for (const [raw, { code, count }] of written) {
    if (count > most[code]!) {
      most[code] = count;
      spellings[code] = raw;
    }
  }
  const padding = paddingOf(written.keys());
  return { missing, codes, texts, spellings, counts, observed, padding, blanks, emptyLines, ...(file.chosen ? { chosen: file.chosen } : {}) };
}

function paddingOf(raws: Iterable<string>): Padding | null {
  let width = -1;
  let before = true;
  let behind = true;
  let filled = false;
  for (const raw of raws) {
    if (width >= 0 && raw.length !== width) return null;
    width = raw.length;
    if (raw.startsWith(" ")) behind = false;
    if (raw.endsWith(" ")) before = false;
    if (raw.trim().length < raw.length) filled = true;
  }
  return filled && before !== behind ? { width, before } : null;
}
