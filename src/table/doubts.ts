import type { Dialect } from "../csv/dialect";
import type { Disguised } from "./disguised";
import { type Doubt, say, type Sentence, type Settling, type StatedColumn, type StatedReading } from "./reading";
import { saysAll } from "./saysAll";

/** Of one cell, and of many. */
const sentences = {
  code1: "“{0}” in {1} (1 cell) looks like a code for a missing value. It is neither filled nor learned from.",
  code: "“{0}” in {1} ({2} cells) looks like a code for a missing value. It is neither filled nor learned from.",
  apart1: "“{0}” in {1} (1 cell) is far from all other values, as a code for a missing value is. It is read as a value.",
  apart: "“{0}” in {1} ({2} cells) is far from all other values, as a code for a missing value is. It is read as a value.",
  alike1: "“{0}” in {1} (1 cell) looks like the column's other values. It is read as a value, not as missing.",
  alike: "“{0}” in {1} ({2} cells) looks like the column's other values. It is read as a value, not as missing.",
  uncounted1: "“{0}” looks like a missing value (1 cell in {1}). It doesn't count as missing and isn't filled.",
  uncounted: "“{0}” looks like a missing value ({2} cells in {1}). It doesn't count as missing and isn't filled.",
  stranger1: "“{0}” in {1} isn't a number. It is neither filled nor learned from.",
  stranger: "“{0}” and other texts in {1} ({2} cells) aren't numbers. They are neither filled nor learned from.",
  mixed1: "{0} has dates in two formats: {1}, and {2} in 1 cell. Missing ones are written as {1}.",
  mixed: "{0} has dates in two formats: {1}, and {2} in {3} cells. Missing ones are written as {1}.",
  violation1: "1 value in {0} violates the column's constraints: {1}. It is kept, and not learned from.",
  violation: "{2} values in {0} violate the column's constraints: {1}. They are kept, and not learned from.",
  blank1: "1 cell in {0} holds only spaces. It doesn't count as missing.",
  blank: "{1} cells in {0} hold only spaces. They don't count as missing.",
  line1: "1 line is empty. In a file with one column that may be a missing value or nothing; it isn't filled.",
  line: "{0} lines are empty. In a file with one column that may be a missing value or nothing; they aren't filled.",
  units1: "1 row under the header holds units or other names. It is left alone.",
  units: "{0} rows under the header hold units or other names. They are left alone.",
} as const;

/** One argument as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A token among others on the command line. */
function listed(token: string): string {
  return /[",:]|^\s|\s$/.test(token) ? `"${token.replaceAll('"', '""')}"` : token;
}

function missingFlag(name: string, tokens: readonly string[]): string {
  return `--missing ${shellWord(`${name}:${tokens.map(listed).join(",")}`)}`;
}

function inColumn(name: string, stated: Omit<StatedColumn, "column">): StatedReading {
  return { columns: [{ column: name, ...stated }] };
}

/** "1 cell" or "12 cells", said in the language of whoever reads it. `values` begin with what the sentence is about and end with the count. */
function counted(one: string, many: string, ...values: readonly (string | number)[]): Sentence {
  return say(values.at(-1) === 1 ? one : many, ...values);
}

/** Values that a doubt lists. */
const maxListed = 5;

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** -999 among ages. `others`: tokens that mean missing in the column already. */
export function disguisedDoubt(column: number, name: string, { text, cells, surely }: Disguised, others: readonly string[]): Doubt {
  const message = surely
    ? counted(sentences.code1, sentences.code, text, name, cells)
    : counted(sentences.apart1, sentences.apart, text, name, cells);
  return {
    kind: "disguised-missing",
    column,
    message,
    settlings: countOrKeep(name, text, others),
  };
}

/** NA among country codes. */
export function tokenIsValueDoubt(column: number, name: string, token: string, cells: number, others: readonly string[]): Doubt {
  const message = counted(sentences.alike1, sentences.alike, token, name, cells);
  return { kind: "token-is-value", column, message, settlings: countOrKeep(name, token, others) };
}

function countOrKeep(name: string, token: string, others: readonly string[]): Settling[] {
  return [
    { label: say("Count as Missing"), flag: missingFlag(name, [...others, token]), stated: inColumn(name, { missingTokens: [...others, token] }) },
    { label: say("Keep as Value"), flag: missingFlag(name, others), stated: inColumn(name, { missingTokens: others }) },
  ];
}

/** A token that people write for "no value", where nobody said that it means missing. */
export function uncountedDoubt(column: number, name: string, token: string, cells: number): Doubt {
  return {
    kind: "uncounted-token",
    column,
    message: counted(sentences.uncounted1, sentences.uncounted, token, name, cells),
    settlings: [
      { label: say("Count as Missing"), flag: `--missing ${shellWord(listed(token))}`, stated: { missingTokens: [token] } },
      { label: say("Leave As Is"), flag: missingFlag(name, []), stated: inColumn(name, { missingTokens: [] }) },
    ],
  };
}

export function strangersDoubt(column: number, name: string, text: string, cells: number): Doubt {
  const shown = shortened(text);
  return {
    kind: "texts-among-numbers",
    column,
    message: counted(sentences.stranger1, sentences.stranger, shown, name, cells),
    settlings: [{ label: say("Read as Categories"), flag: `--type ${shellWord(`${name}=category`)}`, stated: inColumn(name, { type: "category" }) }],
  };
}

export function mixedDatesDoubt(column: number, name: string, formats: readonly [string, string], cells: number): Doubt {
  const [format, other] = formats;
  return {
    kind: "mixed-dates",
    column,
    message: counted(sentences.mixed1, sentences.mixed, name, format, other, cells),
    settlings: [{ label: say("Leave Out"), flag: `--ignore ${shellWord(name)}`, stated: inColumn(name, { role: "leave" }) }],
  };
}

/** @param texts that violate a constraint, each once */
export function violationsDoubt(column: number, name: string, texts: readonly string[], cells: number): Doubt {
  const shown = texts.slice(0, maxListed).map((text) => `“${shortened(text)}”`).join(", ");
  const listed = texts.length > maxListed ? `${shown}, …` : shown;
  return { kind: "violations", column, message: counted(sentences.violation1, sentences.violation, name, listed, cells), settlings: [] };
}

/** Cells of spaces. */
export function blankDoubt(column: number, name: string, cells: number): Doubt {
  return {
    kind: "blank-cells",
    column,
    message: counted(sentences.blank1, sentences.blank, name, cells),
    settlings: [
      { label: say("Count as Missing"), flag: "--blank-is-missing", stated: { blankIsMissing: true } },
      { label: say("Leave As Is"), flag: "", stated: { blankIsMissing: false } },
    ],
  };
}

export function emptyLinesDoubt(lines: number): Doubt {
  return {
    kind: "empty-lines",
    column: null,
    message: counted(sentences.line1, sentences.line, lines),
    settlings: [
      { label: say("Count as Missing"), flag: "--short-rows", stated: { fillShortRows: true } },
      { label: say("Leave As Is"), flag: "", stated: { fillShortRows: false } },
    ],
  };
}

/** Rows under the header that were taken for something else than data. */
function unitRowsDoubt(rows: number): Doubt {
  return {
    kind: "unit-rows",
    column: null,
    message: counted(sentences.units1, sentences.units, rows),
    settlings: [
      { label: say("Leave Them Out"), flag: `--unit-rows ${rows}`, stated: { dialect: { unitRows: rows } } },
      { label: say("Read as Data"), flag: "--unit-rows 0", stated: { dialect: { unitRows: 0 } } },
    ],
  };
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
    return { ...first, column: null, message: say("{1} cells in {0} columns hold only spaces. They don't count as missing.", group.length, cells) };
  }
  const token = first.message.values[0] ?? "";
  const message = say("“{0}” looks like a missing value ({2} cells in {1} columns). It doesn't count as missing and isn't filled.", token, group.length, cells);
  // One word for all columns can only be to count it everywhere.
  return { ...first, column: null, message, settlings: first.settlings.slice(0, 1) };
}

/** What may be wrong in the reading of a whole table. */
export function tableDoubts(dialect: Dialect, columns: readonly { readonly reading: { readonly doubts: readonly Doubt[] } }[]): Doubt[] {
  return [...(dialect.unitRows > 0 ? [unitRowsDoubt(dialect.unitRows)] : []), ...merged(columns.flatMap(({ reading }) => reading.doubts))];
}

/** Whether what `stated` says is one of the ways to settle the doubt. */
export function isSettled({ settlings }: Doubt, stated: StatedReading): boolean {
  return settlings.some((settling) => saysAll(stated, settling.stated));
}

/** What is left once `stated` has been said about the file. */
export function unsettled(doubts: readonly Doubt[], stated: StatedReading): Doubt[] {
  return doubts.filter((doubt) => !isSettled(doubt, stated));
}
