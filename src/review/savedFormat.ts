import type { Suggestion } from "../imputation/suggestion";
import { readSavedView, type SavedView } from "../shared/protocol";
import { type ReadingState, readReadingState } from "./readingState";
import type { Turns } from "./turns";

/** What is saved of a suggestion: all but its density, its estimate and its place. */
export type SavedSuggestion = Pick<Suggestion, "value" | "certainty" | "interval" | "alternatives">;

export interface SavedCell {
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
export interface SavedDecisions {
  /** 2, and 1 of version 0.2, were of suggestions of numbers with another certainty. */
  readonly format: 3;
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
  /** What is stated of the file; null where nothing is. Versions before 0.5 saved none. */
  readonly reading: ReadingState | null;
}

/** Rows written in a turn. */
const rowsPerTurn = 2000;

/** The review as JSON, in pieces of a turn's size; null where there is nothing to save. */
export function* savedPieces(work: Turns<SavedReview | null>): Turns<readonly string[] | null> {
  const review = yield* work;
  if (review?.decisions == null) return review && [JSON.stringify(review)];
  const { rows, ...known } = review.decisions;
  const pieces = [`{"decisions":${JSON.stringify(known).slice(0, -1)},"rows":[`];
  for (let from = 0; from < rows.length; from += rowsPerTurn) {
    const text = JSON.stringify(rows.slice(from, from + rowsPerTurn));
    // Without its brackets.
    pieces.push((from > 0 ? "," : "") + text.slice(1, -1));
    yield;
  }
  pieces.push(`]},"view":${JSON.stringify(review.view)},"reading":${JSON.stringify(review.reading)}}`);
  return pieces;
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
  readonly reading?: unknown;
}

/** Reads what is saved, by this version or an earlier one; null where it is neither. */
export function readSavedReview(json: unknown): SavedReview | null {
  if (typeof json !== "object" || json === null) return null;
  const { decisions, large, view: shown, reading: read } = json as OldReview;
  const view = shown ? readSavedView(shown) : null;
  const reading = readReadingState(read);
  if (decisions?.format === 3) return { ...(json as SavedReview), view, reading };
  if (decisions?.format === 2) return { decisions: fromFormat2((json as SavedReview).decisions!), view, reading };
  const old = large ?? decisions ?? null;
  if (old === null) return { decisions: null, view, reading };
  if (old.format !== 1) return null;
  const stamp = "stamp" in old ? String(old.stamp) : "";
  return { decisions: { format: 3, stamp, columns: old.columns, rows: old.rows.map(fromOldRow).map(withoutOldCertainty) }, view, reading };
}

function fromFormat2(decisions: SavedDecisions): SavedDecisions {
  return { ...decisions, format: 3, rows: decisions.rows.map(withoutOldCertainty) };
}

/** What numbers and dates, which have an interval, were said to be certain of and what else was likely meant something else. */
function withoutOldCertainty({ cells, ...row }: SavedRow): SavedRow {
  const now = (suggestion: SavedSuggestion): SavedSuggestion => (suggestion.interval === null ? suggestion : { ...suggestion, certainty: -1, alternatives: [] });
  return { ...row, cells: cells.map((cell) => ({ ...cell, suggestion: cell.suggestion && now(cell.suggestion) })) };
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
