import { fingerprint } from "../csv/fingerprint";
import type { Suggestion } from "../imputation/suggestion";
import type { SavedCell, SavedDecisions, SavedRow, SavedSuggestion } from "./savedFormat";
import type { DecidedCell, ReviewSession } from "./session";
import type { ReviewSource } from "./source";
import type { Cells } from "./table";
import type { Turns } from "./turns";

/** Characters of values and rows that are saved, about 100 for each cell included. */
const maxCharacters = 32_000_000;
/** With more columns than this in a file on disk, looking through them for every row would take too long. */
const maxColumnsOfFile = 256;

/** Cells looked at in a turn. */
const cellsPerTurn = 2000;

/** Everything decided in a review. `whole`: false where it is more than is saved. */
export function* saveDecisions(session: ReviewSession, source: ReviewSource): Turns<{ readonly decisions: SavedDecisions | null; readonly whole: boolean }> {
  const byRow = new Map<number, SavedCell[]>();
  let characters = 0;
  let whole = true;
  let seen = 0;
  for (const { row, column, text, rejected, chosen, suggestion } of session.decided()) {
    characters += 100 + text.length + (chosen?.length ?? 0) + (suggestion?.value.length ?? 0);
    if (characters > maxCharacters) {
      whole = false;
      break;
    }
    const cells = byRow.get(row) ?? [];
    cells.push({ column, text, rejected, chosen, suggestion: suggestion && savedSuggestion(suggestion) });
    byRow.set(row, cells);
    if (++seen % cellsPerTurn === 0) yield;
  }
  if (byRow.size === 0) return { decisions: null, whole };
  const columns = session.columnsWithMissing;
  const few = source.destination.kind === "document" || columns.length <= maxColumnsOfFile;
  const rows: SavedRow[] = [];
  for (const [row, cells] of byRow) {
    const missing = few ? columns.filter((column) => session.wasMissing(row, column)) : [];
    rows.push({ row, missing, print: source.rowPrint(row, missing), cells });
    if (rows.length % cellsPerTurn === 0) yield;
  }
  return { decisions: { format: 3, stamp: source.stamp, columns: columnNames(session), rows }, whole };
}

function savedSuggestion({ value, certainty, interval, alternatives }: Suggestion): SavedSuggestion {
  return { value, certainty, interval, alternatives };
}

/**
 * Takes saved decisions up again: each where its row still holds what it held, at its place or where it has moved to,
 * and its cell is as it was. @returns the number of cells
 */
export async function recallDecisions(session: () => ReviewSession, source: ReviewSource, saved: SavedDecisions): Promise<number> {
  if (saved.columns.join("\n") !== columnNames(session()).join("\n")) return 0;
  let located: ReadonlyMap<number, SavedRow>;
  let version: number;
  do {
    version = source.version;
    located = await source.locate(saved.rows, saved.stamp);
    // Rows that moved while they were looked for are elsewhere.
  } while (version !== source.version);
  let cells = 0;
  for (const [row, { cells: decided }] of located) {
    for (const cell of decided) if (session().recall(recalled(row, cell))) cells++;
  }
  return cells;
}

function recalled(row: number, { column, text, rejected, chosen, suggestion }: SavedCell): DecidedCell {
  return { row, column, text, rejected, chosen, suggestion: suggestion && { row, column, ...suggestion } };
}

function columnNames(session: ReviewSession): string[] {
  return session.table.columns.map(({ name }) => name);
}

/** Whether a row of `source` is the saved one: outside what was missing it holds what it held. */
export function isSavedRow(source: Cells & Pick<ReviewSource, "rowPrint" | "table">, row: number, { print, missing }: SavedRow): boolean {
  // Without a single other cell nothing says that it is still the same row.
  if (print === 0 || missing.length >= source.table.columns.length) return false;
  return (typeof print === "string" ? textPrint(source, row, source.table.columns.length, missing) : source.rowPrint(row, missing)) === print;
}

/** Fingerprint of a row's texts outside the columns `except`, as version 0.2 saved it. */
export function textPrint(source: Cells, row: number, columns: number, except: readonly number[]): string {
  let texts = "";
  for (let column = 0; column < columns; column++) {
    if (except.includes(column)) continue;
    const text = source.cell(row, column) ?? "";
    texts += `${text.length}:${text}`;
  }
  return fingerprint(texts);
}
