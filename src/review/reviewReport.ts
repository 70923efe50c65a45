import type { ModelInfo } from "../engine/contract";
import { cellEntry, type Decision, reportPieces } from "../report/report";
import { CellState } from "../shared/cellState";
import type { ReviewSession } from "./session";

/** What was decided about a cell that has a suggestion. */
const decisions: Partial<Record<CellState, Decision>> = {
  [CellState.Accepted]: "accepted",
  [CellState.Rejected]: "rejected",
  [CellState.Edited]: "edited",
  [CellState.Suggested]: "undecided",
};

/** The report of a review: the command line's report with the decisions and the seed in it, in pieces. */
export function reviewReport(session: ReviewSession, model: ModelInfo, seed: number): AsyncGenerator<Uint8Array | string> {
  const columns = session.table.columns.map((column) => ({ ...column, tolerance: column.summary?.tolerance ?? null }));
  const outcomes = columns.map(({ index }) => {
    const counts = session.columnCounts(index);
    const missing = counts.reduce((sum, count) => sum + count, 0);
    const filled = (counts[CellState.Accepted] ?? 0) + (counts[CellState.Edited] ?? 0);
    return { index, missing, filled, skipReason: missing > 0 ? session.skipReason(index) : null };
  });
  return reportPieces({ model, seed, rows: session.rows, columns, outcomes }, cellsOf(session));
}

function* cellsOf(session: ReviewSession): Generator<string> {
  let separator = "\n";
  for (const column of session.table.columns) {
    for (const row of [...session.suggestedRows(column.index)].sort((a, b) => a - b)) {
      const decision = decisions[session.state(row, column.index)];
      const suggestion = decision && session.suggestion(row, column.index);
      if (!suggestion) continue;
      const cell = decision === "edited" ? { decision, edited: session.text(row, column.index) } : { decision };
      yield `${separator}${JSON.stringify(cellEntry(suggestion, column, cell))}`;
      separator = ",\n";
    }
  }
}
