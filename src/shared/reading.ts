/** How a file is read, as the webview shows and changes it. */

/** Types that a user may give a column. */
export const columnTypes = ["integer", "number", "level", "code", "category", "boolean", "date", "text", "id"] as const;
export type ColumnTypeName = (typeof columnTypes)[number];

/** What a user may have done with a column: filled and learned from, learned from only, or neither. */
export const columnRoles = ["fill", "learn", "leave"] as const;
export type ColumnRoleName = (typeof columnRoles)[number];

/** What a column is taken for. Fields that the user or a schema has stated are listed. */
export interface ColumnReadingView {
  readonly column: number;
  readonly name: string;
  /** `constant` and `empty` follow from the cells; "" is not known yet. */
  readonly type: ColumnTypeName | "constant" | "empty" | "";
  readonly role: ColumnRoleName;
  readonly stated: readonly (keyof ColumnChange)[];
  /** Why it has this type, a sentence; "" where that is stated or not known. */
  readonly reason: string;
  /** Texts that count as missing, with the cells each took; null cells are not counted yet. */
  readonly tokens: readonly { readonly token: string; readonly cells: number | null }[];
  readonly minimum: string;
  readonly maximum: string;
  /**
   * How far from the truth a suggestion still counts as right, in the column's units; dates: in days. As it is stated,
   * "" where it is not, and by default; "" for columns without numbers and dates.
   */
  readonly tolerance: string;
  readonly usualTolerance: string;
  /** Observed cells beyond the bounds, or against another rule for the values. */
  readonly violations: number;
  /** What was assumed of it and may be wrong, sentences. */
  readonly doubts: readonly string[];
}

/** Columns of the reading's list: those from `from` on, among all whose names contain what was asked for. */
export interface ColumnReadings {
  readonly total: number;
  readonly columns: readonly ColumnReadingView[];
}

/** What the table is taken for. */
export interface TableReadingView {
  readonly delimiter: string;
  readonly quote: string;
  readonly comment: string;
  /** Lines before the header. */
  readonly preamble: number;
  readonly header: boolean;
  readonly unitRows: number;
  /** null where the editor has decoded the text. */
  readonly encoding: string | null;
  readonly blankIsMissing: boolean;
  readonly fillShortRows: boolean;
  /** Texts that mean missing in every column where they are strangers; "auto" for the common ones. */
  readonly missingTokens: readonly string[] | "auto";
  readonly stated: readonly (keyof TableChange)[];
  /** Something is stated that the schema file does not say. */
  readonly unsaved: boolean;
  /** The file that “Save Reading” writes; "" where there is no place for one. */
  readonly schemaName: string;
  /** What was assumed of the table and its columns and may be wrong. */
  readonly doubts: readonly DoubtView[];
}

/** Something in doubt, and the buttons that settle it. */
export interface DoubtView {
  readonly key: string;
  readonly text: string;
  readonly settlings: readonly string[];
}

/** Another word on a column; null takes back what was said, so that it is inferred. */
export interface ColumnChange {
  readonly type?: ColumnTypeName | null;
  readonly role?: ColumnRoleName | null;
  readonly missingTokens?: readonly string[] | null;
  readonly minimum?: string | null;
  readonly maximum?: string | null;
  /** Above 0; of dates, in days. */
  readonly tolerance?: number | null;
}

/** Another word on the table; null takes back what was said. */
export interface TableChange {
  readonly delimiter?: string | null;
  readonly quote?: '"' | "'" | "" | null;
  readonly comment?: string | null;
  readonly preamble?: number | null;
  readonly header?: boolean | null;
  readonly unitRows?: number | null;
  readonly blankIsMissing?: boolean | null;
  readonly fillShortRows?: boolean | null;
  readonly missingTokens?: readonly string[] | "auto" | null;
}
