import { type ColumnReading, unread } from "./reading";

/** How the network treats a column; follows from its type (see `reading.ts`). */
export type ColumnKind = "number" | "date" | "boolean" | "category" | "text" | "id" | "constant" | "empty";

/** Why a cell has no value. `None` cells are observed; the order is part of the contract of `Column.missing`. */
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

/** How a value below 0 is written: a sign before it, parentheses around it (or behind the currency), a minus behind it. */
export type NegativeStyle = "-" | "\u2212" | "()" | "$()" | "trailing";

/** How an exponent is written: at least `digits` digits, a plus sign or none above 0. */
export interface ExponentFormat {
  readonly letter: "e" | "E";
  readonly digits: number;
  readonly plus: boolean;
}

/** How numbers are written in a column. */
export interface NumberFormat {
  /** Decimals written in every cell (`fixed`) or at most (`!fixed`); with an exponent those of the mantissa. 0 for integers. */
  readonly decimals: number;
  readonly fixed: boolean;
  readonly decimalMark: "." | ",";
  /** Thousands separator used in the column, "" for none. */
  readonly grouping: string;
  /** Text around the number that all cells share, such as "$" or " %". */
  readonly prefix: string;
  readonly suffix: string;
  readonly negative: NegativeStyle;
  /** Whether values above 0 have a plus sign. */
  readonly plus: boolean;
  /** Set where every number is written with an exponent. */
  readonly exponent: ExponentFormat | null;
}

/** Cells filled up with spaces to one width, in characters: before the text or behind it. */
export interface Padding {
  readonly width: number;
  readonly before: boolean;
}

/** What a column is, without its cells: what is shown of it, and how a value is written in it. */
export interface ColumnSchema {
  /** 0-based position in the file. */
  readonly index: number;
  /** The header's text; "Column 3" where there is no header or its cell is empty. May repeat. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** Set for kind number. */
  readonly numberFormat: NumberFormat | null;
  /** Set for kind date: a pattern in the tokens of `dateFormat.ts`. */
  readonly dateFormat: string | null;
  /** Set where every cell has the same width. */
  readonly padding: Padding | null;
  /** Why missing cells of this column are not filled (a sentence for the user), or null where they are. */
  readonly skipReason: string | null;
  /** Whether a token that is a word, such as `none`, means missing here: it does among numbers, dates and truth values. */
  readonly wordsMeanMissing: boolean;
  /** Tokens that are values here, although they mean missing elsewhere. */
  readonly valueTokens: readonly string[];
  readonly reading: ColumnReading;
}

/** What is taken for granted of a column of which nothing is known yet. */
export const unknownColumn: Omit<ColumnSchema, "index" | "name"> = {
  kind: "category",
  numberFormat: null,
  dateFormat: null,
  padding: null,
  skipReason: null,
  wordsMeanMissing: false,
  valueTokens: [],
  reading: unread,
};

/** A column and which of its cells are missing: what a review and the planner of edits need. */
export interface OutlinedColumn extends ColumnSchema {
  /**
   * `Missing` per row. An observed cell (`Missing.None`) that says nothing in this column (text among numbers, white
   * space) is neither filled nor learned from. Ask `isKnown` and `isMissing` of `cell.ts`.
   */
  readonly missing: Uint8Array;
}

/** A table without its values: columns over the data rows, header and preamble left out. */
export interface TableOutline {
  readonly rows: number;
  readonly columns: readonly OutlinedColumn[];
  /** Whether cells that `Missing.ShortRow` marks are to be filled; absent means no. */
  readonly fillShortRows?: boolean;
}

/** One column of a table. All arrays have one entry per data row. */
export interface Column extends OutlinedColumn {
  /** Numbers as they are, dates in seconds since 1970 UTC, booleans 0/1; NaN where not known or for other kinds. */
  readonly values: Float64Array;
  /** Level per row, an index into `levels`; -1 where not known. Filled for every kind but number and date. */
  readonly codes: Int32Array;
  /** Distinct observed values, each in its most frequent spelling, in order of first appearance. */
  readonly levels: readonly string[];
  /** Numbers whose cells are written otherwise than `numberFormat` has it, and how most of them are. */
  readonly spellings?: ReadonlyMap<number, string>;
}

/** Whether a column holds numbers, or dates as numbers. */
export function hasNumbers({ kind }: Pick<ColumnSchema, "kind">): boolean {
  return kind === "number" || kind === "date";
}

/** A parsed table. */
export interface Table extends TableOutline {
  readonly columns: readonly Column[];
  /** Each row's number in the file, rising, where the table has some of its rows only. */
  readonly places?: Int32Array;
}
