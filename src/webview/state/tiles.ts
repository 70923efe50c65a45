import { CellState } from "../../shared/cellState";
import { type Place, type ReviewState, type Tile, tileColumns, tileRows } from "../../shared/protocol";

/** One cell as the grid draws it. */
export interface CellView {
  readonly text: string;
  readonly state: CellState;
  /** Whole percent, -1 where there is none. */
  readonly certainty: number;
}

/** Tiles and characters held beyond what is in view; a screenful is about half a dozen tiles. */
const maxTiles = 64;
const maxCharacters = 2_000_000;

/** Requests under way at once: what is scrolled past before its turn comes is never asked for. */
const maxRequests = 6;

interface Held {
  readonly tile: Tile;
  /** Of all its texts. */
  readonly characters: number;
  /** Rows of the view when it was asked for. */
  readonly viewRows: number;
}

/**
 * The cells the webview has, fetched tile by tile. Out-of-date tiles in view are shown until the new ones come, so that
 * the grid never blinks; beyond the view only current ones are held, up to a bound.
 */
export class TileCache {
  /** In order of use. */
  readonly #held = new Map<string, Held>();
  #characters = 0;
  readonly #asked = new Set<string>();
  /** Those that could not be fetched; not asked for again before the review changes. */
  readonly #refused = new Set<string>();
  /** What is in view, by key. */
  #wanted: ReadonlyMap<string, readonly [rowPage: number, columnPage: number]> = new Map();
  #state: Pick<ReviewState, "revision" | "layout" | "columns" | "viewRows"> = { revision: -1, layout: -1, columns: -1, viewRows: 0 };

  constructor(
    private readonly fetchTile: (rowPage: number, columnPage: number) => Promise<Tile>,
    private readonly onArrival: () => void,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Takes note of the review's state. */
  update(state: ReviewState): void {
    const before = this.#state;
    this.#state = state;
    if (state.revision !== before.revision) this.#refused.clear();
    for (const [id, { tile }] of this.#held) {
      const stale = tile.revision < state.revision && !this.#wanted.has(id);
      if (stale || state.columns !== before.columns) this.#drop(id);
    }
  }

  /**
   * Fetches what is missing or out of date of what is in view.
   * @param firstRow first view row, `lastRow` the last; both included
   * @param also a cell beyond, which is wanted too: the cursor's
   */
  want(firstRow: number, lastRow: number, columns: Iterable<number>, also?: Place): void {
    const columnPages = new Set<number>();
    for (const column of columns) columnPages.add(Math.floor(column / tileColumns));
    const wanted = new Map<string, readonly [number, number]>();
    for (let rowPage = Math.floor(firstRow / tileRows); rowPage <= Math.floor(lastRow / tileRows); rowPage++) {
      for (const columnPage of columnPages) wanted.set(key(rowPage, columnPage), [rowPage, columnPage]);
    }
    if (also) {
      const place = [Math.floor(also.viewRow / tileRows), Math.floor(also.column / tileColumns)] as const;
      wanted.set(key(...place), place);
    }
    this.#wanted = wanted;
    for (const id of wanted.keys()) {
      const held = this.#held.get(id);
      if (!held) continue;
      this.#held.delete(id);
      this.#held.set(id, held);
    }
    this.#ask();
  }

  /** Data row of a view row, or -1 while unknown. */
  dataRow(viewRow: number, column: number): number {
    return this.#tile(viewRow, column)?.rows[viewRow % tileRows] ?? -1;
  }

  /** Whether the cell is known as the review's last state has it. */
  isCurrent(viewRow: number, column: number): boolean {
    const tile = this.#tile(viewRow, column);
    return tile !== undefined && tile.revision >= this.#state.revision;
  }

  /** The layout in which the row shown at `viewRow` was fetched. */
  layoutAt(viewRow: number, column: number): number {
    return this.#tile(viewRow, column)?.layout ?? this.#state.layout;
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
    return this.#held.get(key(Math.floor(viewRow / tileRows), Math.floor(column / tileColumns)))?.tile;
  }

  /** Asks for what is in view and not here as it is now, as far as requests may be under way. */
  #ask(): void {
    for (const [id, [rowPage, columnPage]] of this.#wanted) {
      if (this.#asked.size >= maxRequests) return;
      if (this.#asked.has(id) || this.#refused.has(id) || this.#upToDate(this.#held.get(id))) continue;
      this.#asked.add(id);
      const { viewRows } = this.#state;
      this.fetchTile(rowPage, columnPage).then(
        (tile) => {
          this.#asked.delete(id);
          this.#arrive(id, tile, viewRows);
        },
        (error: Error) => {
          this.#asked.delete(id);
          this.#refused.add(id);
          this.#ask();
          this.onError(error);
        },
      );
    }
  }

  /** Whether a tile is of this revision, and has all the rows that are there by now. */
  #upToDate(held: Held | undefined): boolean {
    const { revision, layout } = this.#state;
    if (held === undefined || held.tile.revision < revision || held.tile.layout !== layout) return false;
    const rows = Math.min(tileRows, this.#state.viewRows - held.tile.rowPage * tileRows);
    return held.tile.rows.length >= rows || held.viewRows >= this.#state.viewRows;
  }

  #arrive(id: string, tile: Tile, viewRows: number): void {
    const have = this.#held.get(id);
    const older = have !== undefined && have.tile.revision > tile.revision;
    if (tile.layout === this.#state.layout && !older) this.#hold(id, { tile, characters: charactersOf(tile), viewRows });
    this.#ask();
    this.onArrival();
  }

  #hold(id: string, held: Held): void {
    this.#drop(id);
    this.#held.set(id, held);
    this.#characters += held.characters;
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= maxTiles && this.#characters <= maxCharacters) return;
      if (!this.#wanted.has(oldest)) this.#drop(oldest);
    }
  }

  #drop(id: string): void {
    this.#characters -= this.#held.get(id)?.characters ?? 0;
    this.#held.delete(id);
  }
}

function charactersOf({ texts }: Tile): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

function key(rowPage: number, columnPage: number): string {
  return `${rowPage}:${columnPage}`;
}
