import type { StatedColumn } from "./reading";

/** What counts as missing beyond empty cells. */
export interface TableOptions {
  /** Tokens that mean missing where they are strangers in their column; "auto" for the common ones. */
  readonly missingTokens: readonly string[] | "auto";
  /** Whether cells of white space are missing cells. */
  readonly blankIsMissing: boolean;
  /** Whether cells behind the end of a short row are missing cells. */
  readonly fillShortRows: boolean;
  /** What is stated of single columns. */
  readonly columns: readonly StatedColumn[];
}

/** Only empty cells, bare or quoted, are missing cells. */
export const defaultTableOptions: TableOptions = { missingTokens: [], blankIsMissing: false, fillShortRows: false, columns: [] };
