import type { DialectOverrides } from "../csv/dialect";

/**
 * What a column holds. `level`: numbers of which few different ones come again and again (1 to 5 stars); `code`:
 * numbers or alike texts that name things (a postal code); `id`: names its row; `constant`: one value; `empty`: none.
 */
export type ColumnType = "integer" | "number" | "level" | "code" | "category" | "boolean" | "date" | "text" | "id" | "constant" | "empty";

/** The types that can be stated; the others follow from the cells. */
export const statableTypes = ["integer", "number", "level", "code", "category", "boolean", "date", "text", "id"] as const satisfies readonly ColumnType[];
export type StatableType = (typeof statableTypes)[number];

/** What is done with a column: filled and learned from, learned from only, or neither. */
export const columnRoles = ["fill", "learn", "leave"] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** What values of a column may be; no suggestion violates it. Nothing set: no bound. */
export interface Constraints {
  /** Numbers in the notation of JSON ("-1.5"), dates as the column writes them or in ISO 8601. */
  readonly minimum?: string;
  readonly maximum?: string;
  /** The only values there are, as the file writes them. */
  readonly enum?: readonly string[];
  /** A regular expression that the whole text matches. */
  readonly pattern?: string;
  /** No value comes twice: none that is there is suggested. */
  readonly unique?: boolean;
  /** Every cell should have a value: a missing one that cannot be filled is told. */
  readonly required?: boolean;
}

/** What is stated of a column; what is not, is inferred. */
export interface StatedColumn {
  /** Its name in the header, or its 0-based position. A name that repeats means every column of it. */
  readonly column: string | number;
  readonly type?: StatableType;
  /** Its cells are texts even where they look like numbers or dates; of which kind, they tell. `type` goes before. */
  readonly texts?: true;
  readonly role?: ColumnRole;
  /** Tokens that mean missing in this column, in place of the table's; empty: none does. */
  readonly missingTokens?: readonly string[];
  readonly constraints?: Constraints;
  /** A pattern in the tokens of `dateFormat.ts`. */
  readonly dateFormat?: string;
  readonly decimalMark?: "." | ",";
  /** Thousands separator, "" for none. */
  readonly grouping?: string;
  /** How far from the truth a number still counts as right, in the column's units; dates: days. Above 0. */
  readonly tolerance?: number;
}

/** Tolerances of dates are stated in days, their values are seconds. */
export const secondsInDay = 86_400;

/** What is stated of a file: by options, a schema file, or in the review. */
export interface StatedReading {
  readonly dialect?: DialectOverrides;
  /** Tokens that mean missing in every column where they are strangers. */
  readonly missingTokens?: readonly string[] | "auto";
  readonly blankIsMissing?: boolean;
  readonly fillShortRows?: boolean;
  readonly columns?: readonly StatedColumn[];
}

/** A column as it is read: inferred where nothing is stated. */
export interface ColumnReading {
  readonly type: ColumnType;
  readonly role: ColumnRole;
  /** Why it has this type, a sentence; "" where it is stated. */
  readonly reason: string;
  /** Texts that count as missing here, with the cells each took. */
  readonly missingTokens: readonly { readonly token: string; readonly cells: number }[];
  readonly constraints: Constraints;
  /** Observed cells that violate a constraint: never learned from. */
  readonly violations: number;
  readonly doubts: readonly Doubt[];
  /** As it is stated (see `StatedColumn`). */
  readonly tolerance?: number;
}

/** Of a column nothing is known of yet. */
export const unread: ColumnReading = { type: "category", role: "fill", reason: "", missingTokens: [], constraints: {}, violations: 0, doubts: [] };

/** A sentence with what stands for {0}, {1}, ...: it is translated where it is shown. */
export interface Sentence {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

export type DoubtKind =
  | "mixed-dates"
  | "texts-among-numbers"
  | "disguised-missing"
  | "token-is-value"
  | "uncounted-token"
  | "unit-rows"
  | "blank-cells"
  | "empty-lines"
  | "violations";

/** Something that was assumed and may be wrong, and what settles it. */
export interface Doubt {
  readonly kind: DoubtKind;
  /** 0-based; null where it is about the table. */
  readonly column: number | null;
  readonly message: Sentence;
  readonly settlings: readonly Settling[];
}

/** One way to settle a doubt. */
export interface Settling {
  /** A button's label. */
  readonly label: Sentence;
  /** The command line's option, quoted for a shell. */
  readonly flag: string;
  readonly stated: StatedReading;
}

/** A sentence; translators get what is written here. */
export function say(text: string, ...values: readonly (string | number)[]): Sentence {
  return { text, values };
}

/** `sentence` in English. */
export function sentenceText({ text, values }: Sentence): string {
  return text.replace(/\{(\d+)\}/g, (whole, at) => String(values[Number(at)] ?? whole));
}

/** What `more` states goes before what `base` states, field by field; columns are matched as they are named. */
export function mergeStated(base: StatedReading, more: StatedReading): StatedReading {
  const columns = new Map((base.columns ?? []).map((column) => [column.column, column]));
  for (const column of more.columns ?? []) {
    const before = columns.get(column.column);
    const constraints = column.constraints ?? before?.constraints;
    columns.set(column.column, { ...before, ...column, ...(constraints === undefined ? {} : { constraints }) });
  }
  return {
    ...base,
    ...more,
    ...(base.dialect || more.dialect ? { dialect: { ...base.dialect, ...more.dialect } } : {}),
    ...(columns.size > 0 ? { columns: [...columns.values()] } : {}),
  };
}

/** What is stated of column `index`, called `name`; a position goes before a name. */
export function statedOf(columns: readonly StatedColumn[], index: number, name: string): Omit<StatedColumn, "column"> {
  let known = byColumn.get(columns);
  if (known === undefined) {
    known = new Map();
    for (const { column, ...stated } of columns) known.set(column, { ...known.get(column), ...stated });
    byColumn.set(columns, known);
  }
  return { ...known.get(name), ...known.get(index) };
}

/** By name and position, so that many columns are found as fast as few. */
const byColumn = new WeakMap<readonly StatedColumn[], Map<string | number, Omit<StatedColumn, "column">>>();

/** Columns read as they were, stated: another part of the same file is read alike. What was stated stays so. */
export function settledColumns(columns: readonly ReadColumn[], stated: readonly StatedColumn[]): StatedColumn[] {
  return columns.map(({ index, name, numberFormat, dateFormat, reading }) => {
    const type = statableTypes.find((one) => one === reading.type);
    return {
      column: index,
      ...(type === undefined ? {} : { type }),
      ...(numberFormat === null ? {} : { decimalMark: numberFormat.decimalMark }),
      ...(dateFormat === null ? {} : { dateFormat }),
      ...statedOf(stated, index, name),
    };
  });
}

interface ReadColumn {
  readonly index: number;
  readonly name: string;
  readonly numberFormat: { readonly decimalMark: "." | "," } | null;
  readonly dateFormat: string | null;
  readonly reading: ColumnReading;
}
