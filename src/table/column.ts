/** What a column holds, decided from its observed cells (see `inferKind`). */
export type ColumnKind = "number" | "date" | "boolean" | "category" | "text" | "id" | "constant" | "empty";

/** ExplanationView a cell has no value. `None` cells are observed; the order is part of the contract of `Column.missing`. */
export const enum Missing {
  None = 0,
  /** Nothing between the delimiters, bare or quoted. */
  Empty = 1,
  /** White space only. */
  Blank = 2,
  /** A sentinel token such as `NA`, where settings and column say it means missing. */
  Sentinel = 3,
  /** The row ends before this column. */
  ShortRow = 4,
}

/** How numbers are written in a column. */
export interface NumberFormat {
  /** Decimals written in every cell (`fixed`) or at most (`!fixed`). 0 for integers. */
  readonly decimals: number;
  readonly fixed: boolean;
  readonly decimalMark: "." | ",";
  /** Thousands separator used in the column, "" for none. */
  readonly grouping: string;
  /** Text around the number that all cells share, such as "$" or " %". */
  readonly prefix: string;
  readonly suffix: string;
}

/** One column of a table. All arrays have one entry per data row. */
export interface Column {
  /** 0-based position in the file. */
  readonly index: number;
  /** The header's text; "Column 3" where there is no header or its cell is empty. May repeat. */
  readonly name: string;
  readonly kind: ColumnKind;
  /**
   * `Missing` per row. An observed cell (`Missing.None`) that says nothing in this column (text among numbers, white
   * space) has value NaN and code -1: it is neither filled nor learned from. Ask `isKnown` and `isMissing` of `cell.ts`.
   */
  readonly missing: Uint8Array;
  /** Numbers as they are, dates in seconds since 1970 UTC, booleans 0/1; NaN where missing or for other kinds. */
  readonly values: Float64Array;
  /** Level per row, an index into `levels`; -1 where missing. Filled for every kind but number and date. */
  readonly codes: Int32Array;
  /** Distinct observed values, each in its most frequent spelling, in order of first appearance. */
  readonly levels: readonly string[];
  /** Set for kind number. */
  readonly numberFormat: NumberFormat | null;
  /** Set for kind date: a pattern in the tokens of `dateFormat.ts`. */
  readonly dateFormat: string | null;
  /** ExplanationView missing cells of this column are not filled (a sentence for the user), or null where they are. */
  readonly skipReason: string | null;
}

/** A parsed table: columns over the data rows, header and preamble left out. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Whether cells that `Missing.ShortRow` marks are to be filled; absent means no. */
  readonly fillShortRows?: boolean;
}
