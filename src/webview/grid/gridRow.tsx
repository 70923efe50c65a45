import { Component, type ComponentChild } from "preact";
import { type Tile, tileColumns } from "../../shared/protocol";
import type { ColumnLayout } from "../state/columnLayout";
import type { TileCache } from "../state/tiles";
import type { Words } from "../words";
import { GridCell } from "./gridCell";
import type { Slots } from "./slots";

interface RowProps {
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
  /** Columns of numbers. */
  readonly numeric: ReadonlySet<number>;
  /** Tolerances of columns, in words; none for those of other columns. */
  readonly tolerances: ReadonlyMap<number, string>;
  /** A text to mark in the cells, in lower case; "" for none. */
  readonly marked: string;
  readonly words: Words;
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
      now.numeric !== next.numeric ||
      now.tolerances !== next.tolerances ||
      now.marked !== next.marked ||
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
    const { viewRow, layout, cursor, from, to, tiles, words } = this.props;
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
        numeric={this.props.numeric.has(column)}
        within={this.props.tolerances.get(column) ?? ""}
        marked={this.props.marked}
        words={words}
      />
    );
  }
}
