import { CellState } from "../shared/cellState";
import type { Column } from "../table/column";
import type { ModelInfo } from "./engine";
import type { ReviewSession } from "./review/session";
import { parseValue } from "../table/parseValue";

/** What was decided about a cell. */
type Decision = "accepted" | "rejected" | "edited" | "undecided";

const decisions: Partial<Record<CellState, Decision>> = {
  [CellState.Accepted]: "accepted",
  [CellState.Rejected]: "rejected",
  [CellState.Edited]: "edited",
  [CellState.Suggested]: "undecided",
};

/** The report of a review as plain data: the command line's report with the decision and the seed in it. */
export function reviewReport(session: ReviewSession, model: ModelInfo, seed: number): object {
  const columns = session.table.columns.map((column) => {
    const counts = session.columnCounts(column.index);
    const missing = counts.reduce((sum, count) => sum + count, 0);
    const filled = (counts[CellState.Accepted] ?? 0) + (counts[CellState.Edited] ?? 0);
    return { name: column.name, kind: column.kind, missing: missing, filled, left: missing > 0 ? session.skipReason(column.index) : null };
  });
  return { model, seed, table: { rows: session.rows, columns }, cells: [...cells(session)] };
}

function* cells(session: ReviewSession): Generator<object> {
  for (const column of session.table.columns) {
    for (const suggestion of session.suggestionsOf(column.index)) {
      const decision = decisions[session.state(suggestion.row, column.index)];
      if (!decision) continue;
      yield {
        row: suggestion.row,
        column: column.name,
        decision,
        value: decision === "edited" ? session.text(suggestion.row, column.index) : suggestion.value,
        ...(decision === "edited" ? { suggested: suggestion.value } : {}),
        certainty: suggestion.certainty,
        interval: suggestion.interval && intervalOf(column, suggestion.interval),
        alternatives: suggestion.alternatives,
      };
    }
  }
}

/** Numbers as numbers, dates as they are written. */
function intervalOf(column: Column, interval: readonly [string, string]): readonly (string | number)[] {
  if (column.kind !== "number") return interval;
  return interval.map((end) => {
    const value = parseValue(column, end);
    return Number.isNaN(value) ? end : value;
  });
}
