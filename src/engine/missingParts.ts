import { rowPrint } from "../csv/fingerprint";
import type { SurveyEvents } from "../imputation/largeTable";
import { type ColumnSchema, Missing } from "../table/column";
import { TokenCells } from "../table/tokenCells";
import type { MissingPart } from "./contract";

/** Entries of a part that is sent, a few milliseconds of work for whoever gets it; a part is sent sooner where this takes long. */
const maxEntries = 1 << 12;
const patienceMs = 200;

/** Counts the missing cells that a survey finds, and sends them on in parts where somebody listens. */
export class MissingParts {
  /** Cells per column that are to be filled, whatever the tokens among them turn out to be. */
  readonly #counts: Float64Array;
  readonly #tokens = new TokenCells();
  #rows: number[] = [];
  #columns: number[] = [];
  #kinds: number[] = [];
  #printedRows: number[] = [];
  #prints: number[] = [];
  #sent = performance.now();

  constructor(
    columns: number,
    private readonly fillShortRows: boolean,
    private readonly send: ((part: MissingPart) => void) | undefined,
  ) {
    this.#counts = new Float64Array(columns);
  }

  readonly onMissing: SurveyEvents["onMissing"] = (row, column, missing, token) => {
    if (missing !== Missing.ShortRow || this.fillShortRows) this.#counts[column]!++;
    if (missing === Missing.Sentinel) this.#tokens.add(row, column, token);
    if (this.send !== undefined) this.#add(row, column, missing);
  };

  /** Fingerprints cost time: absent where nobody listens. */
  get onRow(): SurveyEvents["onRow"] {
    if (this.send === undefined) return undefined;
    return ({ codec, scan }, record, row, columns) => {
      this.#printedRows.push(row);
      this.#prints.push(rowPrint(codec.units, scan, record, columns));
      if (this.#rows.length >= maxEntries || performance.now() - this.#sent > patienceMs) this.#flush();
    };
  }

  /** Sends the rest, and takes the tokens back that are values in their columns. @returns missing cells per column */
  settle(columns: readonly ColumnSchema[]): Float64Array {
    this.#flush();
    for (const { column, missing, rows } of this.#tokens.settled(columns)) {
      if (missing) continue;
      this.#counts[column]! -= rows.length;
      if (this.send !== undefined) for (const row of rows) this.#add(row, column, Missing.None);
    }
    this.#flush();
    return this.#counts;
  }

  #add(row: number, column: number, kind: Missing): void {
    this.#rows.push(row);
    this.#columns.push(column);
    this.#kinds.push(kind);
  }

  #flush(): void {
    if (this.#rows.length > 0) {
      this.send?.({
        rows: Int32Array.from(this.#rows),
        columns: Int32Array.from(this.#columns),
        kinds: Uint8Array.from(this.#kinds),
        printedRows: Int32Array.from(this.#printedRows),
        prints: Float64Array.from(this.#prints),
      });
    }
    this.#rows = [];
    this.#columns = [];
    this.#kinds = [];
    this.#printedRows = [];
    this.#prints = [];
    this.#sent = performance.now();
  }
}
