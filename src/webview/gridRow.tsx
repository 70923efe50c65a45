import { Component, type ComponentChild } from "preact";
import { CellState } from "../shared/cellState";
import { type Tile, tileColumns } from "../shared/protocol";
import type { Strings } from "../shared/strings";
import type { ColumnLayout } from "./columns";
import { Icon, type IconName } from "./icons";
import type { Slots } from "./slots";
import type { CellView, TileCache } from "./tiles";

export interface RowProps {
  readonly viewRow: number;
  /** px from the body's origin. */
  readonly top: number;
  readonly height: number;
  readonly layout: ColumnLayout;
  /** The first so many places stay in view; then come the scrolled ones, `first` to `last`, both included. */
  readonly sticky: number;
  readonly first: number;
  readonly last: number;
  readonly slots: Slots;
  /** Place of the grid's cursor in this row, -1 where it is elsewhere. */
  readonly cursor: number;
  /** Places of the selected range in this row; from > to where none. */
  readonly from: number;
  readonly to: number;
  readonly tiles: TileCache;
  /** The tiles the row was drawn from, to see when to draw it again. */
  readonly drawnFrom: readonly (Tile | undefined)[];
  readonly strings: Strings;
}

/** The tiles that a row's columns lie in: those of the first `sticky` places and of `first`..`last`. */
export function tilesOfRow(
  tiles: TileCache,
  viewRow: number,
  layout: ColumnLayout,
  sticky: number,
  first: number,
  last: number,
): (Tile | undefined)[] {
  const found: (Tile | undefined)[] = [];
  let page = -1;
  const look = (place: number): void => {
    const column = layout.shown[place] ?? 0;
    if (Math.floor(column / tileColumns) === page) return;
    page = Math.floor(column / tileColumns);
    found.push(tiles.tileOf(viewRow, column));
  };
  for (let place = 0; place < sticky; place++) look(place);
  for (let place = first; place <= last; place++) look(place);
  return found;
}

/** One row of the grid; drawn again only when something it shows has changed. */
export class GridRow extends Component<RowProps> {
  override shouldComponentUpdate(next: Readonly<RowProps>): boolean {
    const now = this.props;
    return (
      now.viewRow !== next.viewRow ||
      now.top !== next.top ||
      now.height !== next.height ||
      now.layout !== next.layout ||
      now.sticky !== next.sticky ||
      now.first !== next.first ||
      now.last !== next.last ||
      now.cursor !== next.cursor ||
      now.from !== next.from ||
      now.to !== next.to ||
      now.drawnFrom.length !== next.drawnFrom.length ||
      now.drawnFrom.some((tile, i) => tile !== next.drawnFrom[i])
    );
  }

  override render(): ComponentChild {
    const { viewRow, top, height, layout, sticky, first, last, cursor, tiles } = this.props;
    const places: number[] = [];
    for (let place = first; place <= last; place++) places.push(place);
    if (cursor >= sticky && cursor < first) places.unshift(cursor);
    if (cursor > last) places.push(cursor);
    const dataRow = tiles.dataRow(viewRow, layout.shown[sticky > 0 ? 0 : first] ?? 0);
    return (
      <div
        role="row"
        class={viewRow % 2 === 1 ? "row odd" : "row"}
        aria-rowindex={viewRow + 2}
        aria-busy={dataRow < 0}
        style={{ top: `${top}px`, height: `${height}px` }}
      >
        <div role="rowheader" class="gutter" aria-colindex={1}>
          {dataRow >= 0 ? dataRow + 1 : ""}
        </div>
        {sticky > 0 && (
          <div role="presentation" class="pins" style={{ width: `${layout.left[sticky] ?? 0}px` }}>
            {Array.from({ length: sticky }, (_, place) => this.#cell(place, place))}
          </div>
        )}
        <div role="presentation" class="cells">
          {/* Places outside the range are the cursor's, kept in the page for the focus. */}
          {places.map((place) => this.#cell(place, place < first || place > last ? "cursor" : this.props.slots.of(place)))}
        </div>
      </div>
    );
  }

  #cell(place: number, key: string | number): ComponentChild {
    const { viewRow, layout, cursor, from, to, tiles, strings } = this.props;
    const column = layout.shown[place] ?? 0;
    return (
      <GridCell
        key={key}
        cell={tiles.cell(viewRow, column)}
        column={column}
        colIndex={place + 2}
        viewRow={viewRow}
        left={layout.left[place] ?? 0}
        width={(layout.left[place + 1] ?? 0) - (layout.left[place] ?? 0)}
        active={place === cursor}
        selected={place >= from && place <= to}
        strings={strings}
      />
    );
  }
}

interface CellProps {
  readonly cell: CellView | null;
  readonly column: number;
  readonly colIndex: number;
  readonly viewRow: number;
  readonly left: number;
  readonly width: number;
  readonly active: boolean;
  readonly selected: boolean;
  readonly strings: Strings;
}

const classes: Record<CellState, string> = {
  [CellState.Observed]: "",
  [CellState.Missing]: " missing",
  [CellState.Suggested]: " suggested",
  [CellState.Accepted]: " accepted",
  [CellState.Rejected]: " rejected",
  [CellState.Edited]: " edited",
  [CellState.Skipped]: " left",
};

const icons: Partial<Record<CellState, IconName>> = {
  [CellState.Accepted]: "accept",
  [CellState.Rejected]: "reject",
  [CellState.Edited]: "edit",
  [CellState.Skipped]: "left",
};

/** What is read out beside a cell's text; "" for observed cells. */
function spokenState(cell: CellView | null, strings: Strings): string {
  switch (cell?.state) {
    // On its way: the row says so.
    case undefined:
    case CellState.Observed:
      return "";
    case CellState.Missing:
      return strings.stateMissing;
    case CellState.Suggested:
      return strings.stateSuggested;
    case CellState.Accepted:
      return strings.stateAccepted;
    case CellState.Rejected:
      return strings.stateRejected;
    case CellState.Edited:
      return strings.stateEdited;
    case CellState.Skipped:
      return strings.stateSkipped;
  }
}

function GridCell({ cell, column, colIndex, viewRow, left, width, active, selected, strings }: CellProps): ComponentChild {
  const state = cell?.state ?? CellState.Observed;
  const icon = icons[state];
  const said = spokenState(cell, strings);
  return (
    <div
      role="gridcell"
      class={`cell${state === CellState.Observed ? "" : " stated"}${classes[state]}${active ? " active" : ""}${selected ? " selected" : ""}`}
      aria-colindex={colIndex}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      data-row={viewRow}
      data-column={column}
      data-state={state}
      data-testid={`cell-${viewRow}-${column}`}
      style={{ left: `${left}px`, width: `${width}px` }}
    >
      {icon && <Icon name={icon} />}
      {/* The state's class again: Chromium forgets to restyle what is inside a cell that changes its class and is moved. */}
      <span class={`value${classes[state]}`}>{cell?.text ?? ""}</span>
      {cell && state === CellState.Suggested && (
        <span class="certainty">
          <span class="meter">
            <span class="meterfill" style={{ width: `${cell.certainty}%` }} />
          </span>
          {`${cell.certainty} %`}
        </span>
      )}
      {said !== "" && <span class="sr">{said}</span>}
      {cell && state === CellState.Suggested && active && (
        <span class="inline" aria-hidden="true">
          <button type="button" tabIndex={-1} title={strings.acceptCell} data-action="accept" data-testid="cell-accept">
            <Icon name="accept" />
          </button>
          <button type="button" tabIndex={-1} title={strings.rejectCell} data-action="reject" data-testid="cell-reject">
            <Icon name="reject" />
          </button>
        </span>
      )}
    </div>
  );
}
