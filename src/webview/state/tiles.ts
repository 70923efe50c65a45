import { CellState } from "../../shared/cellState";
import { type ReviewState, type Tile, tileColumns, tileRows } from "../../shared/protocol";

/** One cell as the grid draws it. */
export interface CellView {
  readonly text: string;
  readonly state: CellState;
  /** Whole percent, -1 where there is none. */
  readonly certainty: number;
}

/** Tiles kept; a screenful is about a dozen. */
const capacity = 400;

/**
 * The cells the webview has, fetched tile by tile. Out-of-date tiles are shown until the new ones come, so that the
 * grid never blinks.
 */
export class TileCache {
  readonly #tiles = new Map<string, Tile>();
  readonly #asked = new Map<string, number>();
  #layout = -1;
  #columns = -1;
  #revision = -1;

  constructor(
    private readonly fetchTile: (rowPage: number, columnPage: number) => Promise<Tile>,
    private readonly onArrival: () => void,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Takes note of the review's state. */
  update(state: ReviewState): void {
    if (state.columns !== this.#columns) this.#tiles.clear();
    this.#columns = state.columns;
    this.#layout = state.layout;
    this.#revision = state.revision;
  }

  /** Fetches what is missing or out of date of the view rows and columns given, both ends included. */
  want(firstRow: number, lastRow: number, columns: Iterable<number>): void {
    const columnPages = new Set<number>();
    for (const column of columns) columnPages.add(Math.floor(column / tileColumns));
    for (let rowPage = Math.floor(firstRow / tileRows); rowPage <= Math.floor(lastRow / tileRows); rowPage++) {
      for (const columnPage of columnPages) this.#want(rowPage, columnPage);
    }
  }

  /** Data row of a view row, or -1 while unknown. */
  dataRow(viewRow: number, column: number): number {
    return this.#tile(viewRow, column)?.rows[viewRow % tileRows] ?? -1;
  }

  /** Whether the cell is known as the review's last state has it. */
  isCurrent(viewRow: number, column: number): boolean {
    const tile = this.#tile(viewRow, column);
    return tile !== undefined && tile.revision >= this.#revision;
  }

  /** The layout in which the row shown at `viewRow` was fetched. */
  layoutAt(viewRow: number, column: number): number {
    return this.#tile(viewRow, column)?.layout ?? this.#layout;
  }

  /** The cell, or null while it is on its way. */
  cell(viewRow: number, column: number): CellView | null {
    const tile = this.#tile(viewRow, column);
    if (!tile) return null;
    const row = viewRow % tileRows;
    if (row >= tile.rows.length) return null;
    const at = row * tile.columns + (column % tileColumns);
    return {
      text: tile.texts[at] ?? "",
      state: tile.states[at] ?? CellState.Observed,
      certainty: tile.certainties[at] ?? -1,
    };
  }

  /** A value that changes whenever the row's cells may have changed, to compare rows by. */
  tileOf(viewRow: number, column: number): Tile | undefined {
    return this.#tile(viewRow, column);
  }

  #tile(viewRow: number, column: number): Tile | undefined {
    return this.#tiles.get(key(Math.floor(viewRow / tileRows), Math.floor(column / tileColumns)));
  }

  #want(rowPage: number, columnPage: number): void {
    const id = key(rowPage, columnPage);
    const have = this.#tiles.get(id);
    if (have && have.revision >= this.#revision) {
      // Re-inserting keeps the map in order of use.
      this.#tiles.delete(id);
      this.#tiles.set(id, have);
      return;
    }
    if ((this.#asked.get(id) ?? -1) >= this.#revision) return;
    this.#asked.set(id, this.#revision);
    this.fetchTile(rowPage, columnPage).then(
      (tile) => this.#arrive(id, tile),
      (error: Error) => {
        this.#asked.delete(id);
        this.onError(error);
      },
    );
  }

  #arrive(id: string, tile: Tile): void {
    this.#asked.delete(id);
    const have = this.#tiles.get(id);
    if (tile.layout !== this.#layout || (have && have.revision > tile.revision)) {
      this.onArrival();
      return;
    }
    this.#tiles.delete(id);
    this.#tiles.set(id, tile);
    while (this.#tiles.size > capacity) {
      const oldest = this.#tiles.keys().next().value;
      if (oldest === undefined) break;
      this.#tiles.delete(oldest);
    }
    this.onArrival();
  }
}

function key(rowPage: number, columnPage: number): string {
  return `${rowPage}:${columnPage}`;
}
