import { CellState } from "../shared/cellState";
import type { Scope } from "../shared/protocol";
import { maskOf, type RowOrder } from "./rowView";
import type { ReviewSession } from "./session";
import type { CellPlace } from "./table";

/** The cells in `state` that a decision is about. `threshold`: see `ReviewCheck.threshold`. */
export function* cellsOf(
  session: ReviewSession,
  order: RowOrder | null,
  scope: Scope,
  state: CellState,
  threshold: (column: number, wish: number) => number | null,
): Generator<CellPlace> {
  switch (scope.kind) {
    case "cell":
      if (session.state(scope.row, scope.column) === state) yield { row: scope.row, column: scope.column };
      return;
    case "range":
      for (let viewRow = scope.fromViewRow; viewRow <= scope.toViewRow; viewRow++) {
        const row = order ? order[viewRow] : viewRow;
        if (row === undefined || row >= session.rows) return;
        for (const column of scope.columns) if (session.state(row, column) === state) yield { row, column };
      }
      return;
    case "column":
      yield* session.cellsIn(state, scope.column);
      return;
    case "above":
      if (state === CellState.Suggested) yield* session.cellsAbove(scope.percent);
      return;
    case "sure":
      if (state !== CellState.Suggested) return;
      for (const column of session.columnsWithMissing) {
        const percent = threshold(column, scope.wish);
        if (percent !== null) yield* session.cellsAbove(percent, column);
      }
      return;
    case "filter": {
      if (order === null) {
        yield* session.cellsIn(state);
        return;
      }
      const shown = maskOf(order, session.rows);
      for (const place of session.cellsIn(state)) if (shown[place.row] === 1) yield place;
      return;
    }
    case "all":
      yield* session.cellsIn(state);
  }
}
