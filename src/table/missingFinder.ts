import { type CsvFile, tableOver } from "../csv/csvFile";
import type { FileIndex } from "../csv/fileIndex";
import { type CellState, cellState } from "../csv/missing";
import type { RecordPart } from "../csv/parts";
import { defaultTableOptions, type TableOptions } from "./buildTable";
import { Missing } from "./column";
import { sentinelTokens } from "./sentinel";

/** Finds the cells of a large file that may be missing cells. Whether a token means missing is decided with its column. */
export class MissingFinder {
  readonly #options: TableOptions;
  readonly #tokens: ReadonlySet<string>;
  readonly #longestToken: number;
  #part: RecordPart | null = null;
  #file: CsvFile | null = null;

  constructor(
    private readonly index: FileIndex,
    options: Partial<TableOptions>,
  ) {
    this.#options = { ...defaultTableOptions, ...options };
    this.#tokens = sentinelTokens(this.#options.missingTokens);
    this.#longestToken = Math.max(0, ...[...this.#tokens].map((token) => token.length));
  }

  /**
   * Calls `found` for every such cell of a record; `missing` is what the cell is if it is a missing cell.
   * @param found its last argument is a token's text
   */
  find(part: RecordPart, record: number, found: (column: number, missing: Missing, token: string) => void): void {
    const file = this.#tableOf(part);
    for (let column = 0; column < file.columns; column++) {
      const missing = this.#missing(file, record, column, cellState(file, record, column));
      if (missing === Missing.None) continue;
      found(column, missing, missing === Missing.Sentinel ? (file.cell(record, column) ?? "").trim() : "");
    }
  }

  #missing(file: CsvFile, row: number, column: number, state: CellState): Missing {
    const { blankIsMissing } = this.#options;
    switch (state) {
      case "empty":
        return Missing.Empty;
      case "blank":
        return blankIsMissing ? Missing.Blank : Missing.None;
      case "line":
      case "short":
        return Missing.ShortRow;
      default:
        return this.#missingText(file, row, column, blankIsMissing);
    }
  }

  #missingText(file: CsvFile, row: number, column: number, blankIsMissing: boolean): Missing {
    if (this.#tokens.size === 0 && !blankIsMissing) return Missing.None;
    const range = file.range(row, column);
    // White space that only Unicode knows, and tokens, are short; the spaces around them seldom many.
    if (range === null || range.end - range.start > 4 * this.#longestToken + 64) return Missing.None;
    const text = (file.cell(row, column) ?? "").trim();
    if (text === "") return blankIsMissing ? Missing.Blank : Missing.None;
    return this.#tokens.has(text) ? Missing.Sentinel : Missing.None;
  }

  #tableOf(part: RecordPart): CsvFile {
    if (this.#file === null || this.#part !== part) {
      const { dialect, header, columns } = this.index;
      const { codec, scan } = part;
      this.#part = part;
      this.#file = tableOver({ units: codec.units, decode: codec.decode, dialect, scan, skipped: 0, header, columns, warnings: [] });
    }
    return this.#file;
  }
}
