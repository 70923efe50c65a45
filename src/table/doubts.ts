import type { Dialect } from "../csv/dialect";
import type { Disguised } from "./disguised";
import { type Doubt, say, type Settling, type StatedColumn, type StatedReading } from "./reading";

/** One argument as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function inColumn(name: string, stated: Omit<StatedColumn, "column">): StatedReading {
  return { columns: [{ column: name, ...stated }] };
}

/** -999 among ages. `others`: tokens that mean missing in the column already. */
export function disguisedDoubt(column: number, name: string, { text, cells, surely }: Disguised, others: readonly string[]): Doubt {
  const message = surely
    ? say("{0} in {1} (cells: {2}) looks like a code for a missing value. It is neither filled nor learned from.", text, name, cells)
    : say("{0} in {1} (cells: {2}) stands apart from all other values, as a code for a missing value does. It is read as a value.", text, name, cells);
  return {
    kind: "disguised-missing",
    column,
    message,
    settlings: [
      { label: say("Count as Missing"), flag: `--missing ${shellWord(`${name}:${text}`)}`, stated: inColumn(name, { missingTokens: [...others, text] }) },
      { label: say("Keep as Value"), flag: `--missing ${shellWord(`${name}:`)}`, stated: inColumn(name, { missingTokens: others }) },
    ],
  };
}

/** NA among country codes, `none` among categories. */
export function tokenIsValueDoubt(column: number, name: string, token: string, cells: number, others: readonly string[]): Doubt {
  return {
    kind: "token-is-value",
    column,
    message: say("{0} in {1} (cells: {2}) looks like the column's other values. It is read as a value, not as missing.", token, name, cells),
    settlings: [
      { label: say("Count as Missing"), flag: `--missing ${shellWord(`${name}:${token}`)}`, stated: inColumn(name, { missingTokens: [...others, token] }) },
      { label: say("Keep as Value"), flag: `--missing ${shellWord(`${name}:${others.join(",")}`)}`, stated: inColumn(name, { missingTokens: others }) },
    ],
  };
}

/** A token that people write for "no value", where nobody said that it means missing. */
export function uncountedDoubt(column: number, name: string, token: string, cells: number): Doubt {
  return {
    kind: "uncounted-token",
    column,
    message: say("{0} in {1} (cells: {2}) looks like a missing value. It is not counted as one, and not filled.", token, name, cells),
    settlings: [
      { label: say("Count as Missing"), flag: `--missing ${shellWord(token)}`, stated: { missingTokens: [token] } },
      { label: say("Leave as It Is"), flag: `--missing ${shellWord(`${name}:`)}`, stated: inColumn(name, { missingTokens: [] }) },
    ],
  };
}

export function strangersDoubt(column: number, name: string, text: string, texts: number): Doubt {
  const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  const message =
    texts === 1
      ? say("“{0}” in {1} is no number. It is neither filled nor learned from.", shown, name)
      : say("“{0}” and other texts in {1} (in all: {2}) are no numbers. They are neither filled nor learned from.", shown, name, texts);
  return {
    kind: "texts-among-numbers",
    column,
    message,
    settlings: [{ label: say("Read as Categories"), flag: `--type ${shellWord(`${name}=category`)}`, stated: inColumn(name, { type: "category" }) }],
  };
}

export function mixedDatesDoubt(column: number, name: string, formats: readonly [string, string], cells: number): Doubt {
  const [format, other] = formats;
  return {
    kind: "mixed-dates",
    column,
    message: say("{0} has dates in two formats, {1} and {2} (cells: {3}). Missing ones are written as {1}.", name, format, other, cells),
    settlings: [{ label: say("Leave Out"), flag: `--ignore ${shellWord(name)}`, stated: inColumn(name, { role: "leave" }) }],
  };
}

export function violationsDoubt(column: number, name: string, cells: number): Doubt {
  return {
    kind: "violations",
    column,
    message: say("{0} has values that its constraints do not allow (cells: {1}). They are kept, and not learned from.", name, cells),
    settlings: [],
  };
}

/** Cells of spaces. */
export function blankDoubt(column: number, name: string, cells: number): Doubt {
  return {
    kind: "blank-cells",
    column,
    message: say("Cells of {0} that hold only spaces are not counted as missing (cells: {1}).", name, cells),
    settlings: [
      { label: say("Count as Missing"), flag: "--blank-is-missing", stated: { blankIsMissing: true } },
      { label: say("Leave as It Is"), flag: "", stated: { blankIsMissing: false } },
    ],
  };
}

export function emptyLinesDoubt(lines: number): Doubt {
  return {
    kind: "empty-lines",
    column: null,
    message: say("Empty lines of a file with one column may be missing values or nothing (lines: {0}). They are not filled.", lines),
    settlings: [
      { label: say("Count as Missing"), flag: "--short-rows", stated: { fillShortRows: true } },
      { label: say("Leave as It Is"), flag: "", stated: { fillShortRows: false } },
    ],
  };
}

/** Rows above and under the header that were taken for something else than data. */
function headDoubts({ preamble, unitRows }: Dialect): Doubt[] {
  const found: Doubt[] = [];
  if (unitRows > 0) {
    found.push({
      kind: "unit-rows",
      column: null,
      message: say("Rows under the header that hold units or other names are left alone (rows: {0}).", unitRows),
      settlings: rowSettlings("--unit-rows", unitRows, (rows) => ({ dialect: { unitRows: rows } })),
    });
  }
  if (preamble > 0) {
    found.push({
      kind: "title-rows",
      column: null,
      message: say("Lines above the header are skipped (lines: {0}).", preamble),
      settlings: rowSettlings("--skip-rows", preamble, (rows) => ({ dialect: { preamble: rows } })),
    });
  }
  return found;
}

function rowSettlings(flag: string, rows: number, stated: (rows: number) => StatedReading): Settling[] {
  return [
    { label: say("Right"), flag: `${flag} ${rows}`, stated: stated(rows) },
    { label: say("Read as Data"), flag: `${flag} 0`, stated: stated(0) },
  ];
}

/** Doubts that say the same of several columns become one. */
function merged(doubts: readonly Doubt[]): Doubt[] {
  const alike = new Map<string, Doubt[]>();
  for (const doubt of doubts) {
    const key = sameOfColumns(doubt) ?? `${doubt.kind} ${doubt.column} ${alike.size}`;
    alike.set(key, [...(alike.get(key) ?? []), doubt]);
  }
  return [...alike.values()].map((group) => (group.length === 1 ? group[0]! : ofColumns(group)));
}

/** Equal for doubts that say the same; null for one of its own. */
function sameOfColumns({ kind, message }: Doubt): string | null {
  if (kind === "uncounted-token") return `${kind} ${message.values[0]}`;
  return kind === "blank-cells" ? kind : null;
}

function ofColumns(group: readonly Doubt[]): Doubt {
  const [first] = group as readonly [Doubt];
  const cells = group.reduce((sum, { message }) => sum + Number(message.values.at(-1)), 0);
  if (first.kind === "blank-cells") {
    return { ...first, column: null, message: say("Cells of {0} columns that hold only spaces are not counted as missing (cells: {1}).", group.length, cells) };
  }
  const token = first.message.values[0] ?? "";
  const message = say("{0} in {1} columns (cells: {2}) looks like a missing value. It is not counted as one, and not filled.", token, group.length, cells);
  // One word for all columns can only be to count it everywhere.
  return { ...first, column: null, message, settlings: first.settlings.slice(0, 1) };
}

/** What may be wrong in the reading of a whole table. */
export function tableDoubts(dialect: Dialect, columns: readonly { readonly reading: { readonly doubts: readonly Doubt[] } }[]): Doubt[] {
  return [...headDoubts(dialect), ...merged(columns.flatMap(({ reading }) => reading.doubts))];
}

/** What is left once `stated` has been said about the file. */
export function unsettled(doubts: readonly Doubt[], stated: StatedReading): Doubt[] {
  const { dialect = {}, blankIsMissing, fillShortRows } = stated;
  return doubts.filter(({ kind }) => {
    if (kind === "unit-rows") return dialect.unitRows === undefined;
    if (kind === "title-rows") return dialect.preamble === undefined;
    if (kind === "blank-cells") return blankIsMissing === undefined;
    return kind !== "empty-lines" || fillShortRows === undefined;
  });
}
