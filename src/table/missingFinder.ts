import { type CsvFile, tableOver } from "../csv/csvFile";
import type { FileIndex } from "../csv/fileIndex";
import { cellState } from "../csv/missing";
import type { RecordPart } from "../csv/parts";
import { fieldEnd } from "../csv/scan";
import { SPACE } from "../csv/units";
import { columnNames } from "./buildTable";
import { defaultTableOptions, type TableOptions } from "./tableOptions";
import { Missing } from "./column";
import { statedOf } from "./reading";
import { sentinelTokens } from "./sentinel";

/** Called for a cell that may be missing; `missing` is what it is if it is, `token` the text of one that holds a token. */
export type FoundMissing = (column: number, missing: Missing, token: string) => void;

const noBreakSpace = 0xa0;

/** Finds the cells that may be missing, from a file's records alone. Whether a token means missing is decided with its column. */
export class MissingFinder {
  readonly #options: TableOptions;
  readonly #tokens: Tokens;
  /** Tokens of the columns for which some are stated; found with the first row. */
  #own: ReadonlyMap<number, Tokens> | null = null;

  constructor(options: Partial<TableOptions>) {
    this.#options = { ...defaultTableOptions, ...options };
    this.#tokens = tokensOf(sentinelTokens(this.#options.missingTokens));
  }

  /** Looks at one row. */
  find(file: CsvFile, row: number, found: FoundMissing): void {
    const { scan, units, dialect, columns } = file;
    const quote = dialect.quote === "" ? -1 : dialect.quote.charCodeAt(0);
    const record = file.record(row);
    const first = scan.first[record]!;
    const width = scan.first[record + 1]! - first;
    this.#own ??= ownTokens(file, this.#options.columns);
    for (let column = 0; column < columns; column++) {
      const tokens = this.#own.get(column) ?? this.#tokens;
      if (column < width && tokens.set.size === 0) {
        // Nearly every cell begins with a character that no missing cell begins with.
        const at = scan.start[first + column]!;
        const unit = units[at]!;
        if (unit > SPACE && unit !== quote && unit !== noBreakSpace && at < fieldEnd(scan, record, first + column)) {
          if (unit < 128 || !this.#options.blankIsMissing) continue;
        }
      }
      const missing = this.#missing(file, row, column, tokens);
      if (missing === Missing.None) continue;
      found(column, missing, missing === Missing.Sentinel ? (file.cell(row, column) ?? "").trim() : "");
    }
  }

  #missing(file: CsvFile, row: number, column: number, tokens: Tokens): Missing {
    const { blankIsMissing } = this.#options;
    switch (cellState(file, row, column)) {
      case "empty":
        return Missing.Empty;
      case "blank":
        return blankIsMissing ? Missing.Blank : Missing.None;
      case "line":
      case "short":
        return Missing.ShortRow;
      default:
        return missingText(file, row, column, tokens, blankIsMissing);
    }
  }
}

interface Tokens {
  readonly set: ReadonlySet<string>;
  readonly longest: number;
}

function tokensOf(set: ReadonlySet<string>): Tokens {
  return { set, longest: Math.max(0, ...[...set].map((token) => token.length)) };
}

function ownTokens(file: CsvFile, stated: TableOptions["columns"]): ReadonlyMap<number, Tokens> {
  const own = new Map<number, Tokens>();
  if (!stated.some(({ missingTokens }) => missingTokens !== undefined)) return own;
  for (const [index, name] of columnNames(file).entries()) {
    const { missingTokens } = statedOf(stated, index, name);
    if (missingTokens !== undefined) own.set(index, tokensOf(new Set(missingTokens)));
  }
  return own;
}

function missingText(file: CsvFile, row: number, column: number, { set, longest }: Tokens, blankIsMissing: boolean): Missing {
  if (set.size === 0 && !blankIsMissing) return Missing.None;
  const range = file.range(row, column);
  // White space that only Unicode knows, and tokens, are short; the spaces around them seldom many.
  if (range === null || range.end - range.start > 4 * longest + 64) return Missing.None;
  const text = (file.cell(row, column) ?? "").trim();
  if (text === "") return blankIsMissing ? Missing.Blank : Missing.None;
  return set.has(text) ? Missing.Sentinel : Missing.None;
}

/** The records of a file's part as rows of a table of their own; the last part asked for is remembered. */
export function partTables(index: FileIndex): (part: RecordPart) => CsvFile {
  let last: RecordPart | null = null;
  let file: CsvFile | null = null;
  return (part) => {
    if (file === null || last !== part) {
      const { dialect, header, columns } = index;
      const { codec, scan } = part;
      last = part;
      file = tableOver({ units: codec.units, decode: codec.decode, dialect, scan, skipped: 0, header, columns, warnings: [] });
    }
    return file;
  };
}
