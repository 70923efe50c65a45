import { fingerprint } from "../csv/fingerprint";
import type { Suggestion } from "../imputation/suggestion";
import type { SavedView } from "../shared/protocol";
import type { Cells, DecidedCell, ReviewSession } from "./session";
import type { ReviewSource } from "./source";

/** What is saved of a suggestion: all but its density and its place. */
type SavedSuggestion = Pick<Suggestion, "value" | "certainty" | "interval" | "alternatives">;

interface SavedCell {
  readonly column: number;
  /** What the document holds there; "" where the decision left it missing. */
  readonly text: string;
  readonly rejected: boolean;
  /** The value chosen for a copy; null where none is. */
  readonly chosen: string | null;
  readonly suggestion: SavedSuggestion | null;
}

export interface SavedRow {
  /** 0-based data row. */
  readonly row: number;
  /** Columns that are or were missing in this row: what the fingerprint leaves out. */
  readonly missing: readonly number[];
  /** Fingerprint of the row's other cells, 0 where there are none: `rowPrint`, or, saved by version 0.2, `textPrint`. */
  readonly print: number | string;
  readonly cells: readonly SavedCell[];
}

/** The decisions of a review as plain data, to be found again after VS Code's restart. */
interface SavedDecisions {
  readonly format: 2;
  /** The state of the file that the rows are those of (`ReviewSource.stamp`). */
  readonly stamp: string;
  /** Names of the columns: with others it is another table. */
  readonly columns: readonly string[];
  readonly rows: readonly SavedRow[];
}

/** A review as it waits for VS Code's next start. */
export interface SavedReview {
  readonly decisions: SavedDecisions | null;
  /** How the table was shown: the webview's own. */
  readonly view: SavedView | null;
}

/** Characters of values and rows that are saved, about 100 for each cell included. */
const maxCharacters = 32_000_000;
/** With more columns than this in a file on disk, looking through them for every row would take too long. */
const maxColumnsOfFile = 256;

/** Everything decided in a review. `whole`: false where it is more than is saved. */
export function saveDecisions(session: ReviewSession, source: ReviewSource): { readonly decisions: SavedDecisions | null; readonly whole: boolean } {
  const byRow = new Map<number, SavedCell[]>();
  let characters = 0;
  let whole = true;
  for (const { row, column, text, rejected, chosen, suggestion } of session.decided()) {
    characters += 100 + text.length + (chosen?.length ?? 0) + (suggestion?.value.length ?? 0);
    if (characters > maxCharacters) {
      whole = false;
      break;
    }
    const cells = byRow.get(row) ?? [];
    cells.push({ column, text, rejected, chosen, suggestion: suggestion && savedSuggestion(suggestion) });
    byRow.set(row, cells);
  }
  if (byRow.size === 0) return { decisions: null, whole };
  const columns = session.columnsWithMissing;
  const few = source.destination.kind === "document" || columns.length <= maxColumnsOfFile;
  const rows = [...byRow].map(([row, cells]): SavedRow => {
    const missing = few ? columns.filter((column) => session.wasMissing(row, column)) : [];
    return { row, missing, print: source.rowPrint(row, missing), cells };
  });
  return { decisions: { format: 2, stamp: source.stamp, columns: columnNames(session), rows }, whole };
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
  const located = await source.locate(saved.rows, saved.stamp);
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

interface OldRow {
  readonly row: number;
  readonly holes: readonly number[];
  readonly key?: string;
  readonly print?: number;
  readonly cells: readonly (Pick<SavedCell, "column" | "chosen"> & Partial<SavedCell>)[];
}

/** Version 0.2 saved documents under `decisions`, large files under `large`. */
interface OldReview {
  readonly decisions?: { readonly format: number; readonly columns: readonly string[]; readonly rows: readonly OldRow[] } | null;
  readonly large?: { readonly format: number; readonly stamp: string; readonly columns: readonly string[]; readonly rows: readonly OldRow[] } | null;
  readonly view: SavedView | null;
}

/** Reads what is saved, by this version or an earlier one; null where it is neither. */
export function readSavedReview(json: unknown): SavedReview | null {
  if (typeof json !== "object" || json === null) return null;
  const { decisions, large, view } = json as OldReview;
  if (decisions?.format === 2) return json as SavedReview;
  const old = large ?? decisions ?? null;
  if (old === null) return { decisions: null, view: view ?? null };
  if (old.format !== 1) return null;
  const stamp = "stamp" in old ? String(old.stamp) : "";
  return { decisions: { format: 2, stamp, columns: old.columns, rows: old.rows.map(fromOldRow) }, view: view ?? null };
}

function fromOldRow({ row, holes, key, print, cells }: OldRow): SavedRow {
  return {
    row,
    missing: holes,
    print: key ?? print ?? 0,
    cells: cells.map(({ column, text = "", chosen, rejected = chosen === null, suggestion = null }) => ({
      column,
      text,
      rejected,
      chosen,
      suggestion: suggestion && { ...suggestion, alternatives: suggestion.alternatives ?? [] },
    })),
  };
}
