import type { ComponentChild } from "preact";
import { CellState } from "../../shared/cellState";
import type { CellView } from "../state/tiles";
import { Icon, type IconName } from "../ui/icons";
import { certaintyText, type Words } from "../words";

interface CellProps {
  readonly cell: CellView | null;
  readonly column: number;
  readonly colIndex: number;
  readonly viewRow: number;
  readonly left: number;
  readonly width: number;
  readonly active: boolean;
  readonly selected: boolean;
  /** Of a column of numbers: aligned at the right. */
  readonly numeric: boolean;
  /** The column's tolerance, such as "± 0.4"; "" for none. */
  readonly within: string;
  /** A text to mark, in lower case; "" for none. */
  readonly marked: string;
  readonly words: Words;
}

const classes: Record<CellState, string> = {
  [CellState.Observed]: "",
  [CellState.Missing]: " missing",
  [CellState.Suggested]: " suggested",
  [CellState.Accepted]: " accepted",
  [CellState.Rejected]: " rejected",
  [CellState.Edited]: " edited",
  [CellState.Skipped]: " skipped",
};

const icons: Partial<Record<CellState, IconName>> = {
  [CellState.Accepted]: "accept",
  [CellState.Rejected]: "reject",
  [CellState.Edited]: "edit",
  [CellState.Skipped]: "skipped",
};

/** What is read out before a cell's text; "" for observed cells. */
function spokenState(cell: CellView | null, words: Words): string {
  switch (cell?.state) {
    // On its way: the row says so.
    case undefined:
    case CellState.Observed:
      return "";
    case CellState.Missing:
      return words.stateMissing;
    case CellState.Suggested:
      return words.stateSuggested;
    case CellState.Accepted:
      return words.stateAccepted;
    case CellState.Rejected:
      return words.stateRejected;
    case CellState.Edited:
      return words.stateEdited;
    case CellState.Skipped:
      return words.stateSkipped;
  }
}

/** One cell: its text, its state by line, sign and words, and what decides about it while the cursor is on it. */
export function GridCell({ cell, column, colIndex, viewRow, left, width, active, selected, numeric, within, marked, words }: CellProps): ComponentChild {
  const state = cell?.state ?? CellState.Observed;
  const observed = state === CellState.Observed;
  const icon = icons[state];
  const said = spokenState(cell, words);
  const found = marked !== "" && cell !== null && cell.text.toLowerCase().includes(marked);
  return (
    <div
      role="gridcell"
      class={`cell${numeric ? " numeric" : ""}${observed ? "" : " stated"}${classes[state]}${active ? " active" : ""}${selected ? " selected" : ""}${found ? " found" : ""}`}
      aria-colindex={colIndex}
      aria-selected={selected}
      {...(observed ? { "aria-readonly": true } : {})}
      tabIndex={active ? 0 : -1}
      data-row={viewRow}
      data-column={column}
      data-state={state}
      data-testid={`cell-${viewRow}-${column}`}
      style={{ left: `${left}px`, width: `${width}px` }}
    >
      {/* Read out in this order: state, value, certainty. */}
      {said !== "" && <span class="sr">{`${said} `}</span>}
      {icon && <Icon name={icon} />}
      {/* The state's class again: Chromium forgets to restyle what is inside a cell that changes its class and is moved. */}
      <span class={`value${classes[state]}`}>{cell?.text ?? ""}</span>
      {cell && state === CellState.Suggested && cell.certainty >= 0 && (
        <span class="certainty" title={certaintyText(cell.certainty, within, words)}>
          <span class="meter">
            <span class="meterfill" style={{ width: `${cell.certainty}%` }} />
          </span>
          <span class="sr">{within === "" ? ", " : `, ${certaintyText(cell.certainty, within, words)}`}</span>
          <span aria-hidden={within !== ""}>{words.percent(cell.certainty)}</span>
        </span>
      )}
      {cell && state === CellState.Suggested && active && (
        <span class="inline" aria-hidden="true">
          <button type="button" tabIndex={-1} title={words.acceptCell} data-action="accept" data-testid="cell-accept">
            <Icon name="accept" />
          </button>
          <button type="button" tabIndex={-1} title={words.rejectCell} data-action="reject" data-testid="cell-reject">
            <Icon name="reject" />
          </button>
        </span>
      )}
    </div>
  );
}
