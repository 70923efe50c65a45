import type { Suggestion } from "../../imputation/suggestion";
import { fingerprint } from "../../csv/fingerprint";
import type { DecidedCell, ReviewSession } from "./session";

/** What is remembered of a suggestion: all but its density and its place. */
type SavedSuggestion = Pick<Suggestion, "value" | "certainty" | "interval" | "alternatives">;

interface SavedCell {
  readonly column: number;
  readonly text: string;
  readonly rejected: boolean;
  readonly chosen: string | null;
  readonly suggestion: SavedSuggestion | null;
}

interface SavedRow {
  /** 0-based data row. */
  readonly row: number;
  /** Columns that are or were missing cells in this row: what the fingerprint leaves out. */
  readonly holes: readonly number[];
  /** Fingerprint of the row's other cells. */
  readonly key: string;
  readonly cells: readonly SavedCell[];
}

/** The decisions of a review as plain data, to be found again after VS Code's restart. */
export interface SavedDecisions {
  readonly format: 1;
  /** Names of the columns: with others it is another table. */
  readonly columns: readonly string[];
  readonly rows: readonly SavedRow[];
}

/** Cells that may be read to find rows that have moved while the review was closed. */
const maxSearched = 20_000_000;

/** Everything decided in a review; null where nothing is. */
export function saveDecisions(session: ReviewSession): SavedDecisions | null {
  const byRow = new Map<number, SavedCell[]>();
  for (const { row, column, text, rejected, chosen, suggestion } of session.decided()) {
    const cells = byRow.get(row) ?? [];
    const kept = suggestion && savedSuggestion(suggestion);
    cells.push({ column, text, rejected, chosen, suggestion: kept });
    byRow.set(row, cells);
  }
  if (byRow.size === 0) return null;
  const rows = [...byRow].map(([row, cells]) => {
    const holes = session.columnsWithMissing.filter((column) => session.wasMissing(row, column));
    return { row, holes, key: rowKey(session, row, new Set(holes)), cells };
  });
  return { format: 1, columns: columnNames(session), rows };
}

function savedSuggestion({ value, certainty, interval, alternatives }: Suggestion): SavedSuggestion {
  return { value, certainty, interval, alternatives };
}

/**
 * Takes kept decisions up again: each where its row still holds what it held, at its place or where it has moved to,
 * and its cell is as it was. @returns the number of cells
 */
export function recallDecisions(session: ReviewSession, kept: SavedDecisions): number {
  if (kept.format !== 1 || kept.columns.join("\n") !== columnNames(session).join("\n")) return 0;
  const taken = new Set<number>();
  const moved: SavedRow[] = [];
  let cells = 0;
  const take = (at: number, row: SavedRow): void => {
    taken.add(at);
    for (const cell of row.cells) if (session.recall(recalled(at, cell))) cells++;
  };
  for (const row of kept.rows) {
    if (row.row < session.rows && matches(session, row.row, row)) take(row.row, row);
    else moved.push(row);
  }
  for (const [at, row] of findMoved(session, moved, taken)) take(at, row);
  return cells;
}

function recalled(row: number, { column, text, rejected, chosen, suggestion }: SavedCell): DecidedCell {
  return { row, column, text, rejected, chosen, suggestion: suggestion && { row, column, ...suggestion } };
}

function matches(session: ReviewSession, at: number, { holes, key }: SavedRow): boolean {
  // Without a single other cell nothing says that it is still the same row.
  return holes.length < session.table.columns.length && rowKey(session, at, new Set(holes)) === key;
}

/** Where rows are that are not at their place any more, as far as looking for them stays cheap. */
function* findMoved(session: ReviewSession, moved: readonly SavedRow[], taken: ReadonlySet<number>): Generator<[number, SavedRow]> {
  const patterns = new Map<string, SavedRow[]>();
  for (const row of moved) {
    if (row.holes.length >= session.table.columns.length) continue;
    const pattern = row.holes.join();
    const rows = patterns.get(pattern) ?? [];
    rows.push(row);
    patterns.set(pattern, rows);
  }
  let searched = 0;
  const used = new Set(taken);
  for (const rows of patterns.values()) {
    searched += session.rows * session.table.columns.length;
    if (searched > maxSearched) return;
    const wanted = new Map<string, SavedRow[]>();
    for (const row of rows) wanted.set(row.key, [...(wanted.get(row.key) ?? []), row]);
    const except = new Set(rows[0]?.holes);
    for (let at = 0; at < session.rows && wanted.size > 0; at++) {
      if (used.has(at)) continue;
      const key = rowKey(session, at, except);
      const row = wanted.get(key)?.shift();
      if (!row) continue;
      used.add(at);
      yield [at, row];
    }
  }
}

function columnNames(session: ReviewSession): string[] {
  return session.table.columns.map(({ name }) => name);
}

/** Fingerprint of a row's cells outside the columns `except`. */
function rowKey(session: ReviewSession, row: number, except: ReadonlySet<number>): string {
  let key = "";
  for (let column = 0; column < session.table.columns.length; column++) {
    if (!except.has(column)) key += `${session.text(row, column).length}:${session.text(row, column)}`;
  }
  return fingerprint(key);
}
