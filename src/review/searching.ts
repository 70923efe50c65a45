import { CellState } from "../shared/cellState";
import type { Found, SearchArguments } from "../shared/protocol";
import type { ReviewContext } from "./context";

/** Cells that are noted; of more, only those in the first rows of the file. */
const maxMatches = 200_000;
/** Suggestions looked at in a turn. */
const cellsPerTurn = 50_000;

interface Matches {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly cut: boolean;
}

/** Finds the cells that contain a text, as the grid shows them: the file's, and values suggested or chosen. */
export class Searching {
  #texts: { readonly query: string; readonly version: number; readonly session: object; readonly matches: Promise<Matches> } | null = null;
  #work: AbortController | null = null;
  /** Places in the grid, rising: view row times columns plus column. */
  #places: { readonly key: string; readonly of: object; readonly places: Float64Array; readonly cut: boolean } | null = null;
  #revision = -1;

  constructor(private readonly review: ReviewContext & { readonly revision: number }) {}

  dispose(): void {
    this.#work?.abort();
  }

  /** The next (or previous) such cell from a place on, going round at the end. Rejects with an AbortError where another text is searched for meanwhile. */
  async search({ query, viewRow, column, backwards, hidden }: SearchArguments): Promise<Found> {
    const wanted = query.toLowerCase();
    if (wanted === "") return { place: null, at: 0, total: 0, cut: false };
    const { places, cut } = await this.#placesOf(wanted, new Set(hidden));
    const { length: columns } = this.review.session.table.columns;
    const total = places.length;
    if (total === 0) return { place: null, at: 0, total, cut };
    const from = viewRow * columns + column;
    const next = firstFrom(places, backwards ? from : from + 1);
    const at = backwards ? (next - 1 + total) % total : next % total;
    const place = places[at]!;
    return { place: { viewRow: Math.floor(place / columns), column: place % columns }, at: at + 1, total, cut };
  }

  async #placesOf(wanted: string, hidden: ReadonlySet<number>): Promise<{ readonly places: Float64Array; readonly cut: boolean }> {
    const { session, layout, revision, source } = this.review;
    const key = JSON.stringify([wanted, layout, source.version, [...hidden]]);
    if (this.#places?.key === key && this.#places.of === session && this.#revision === revision) return this.#places;
    const texts = await this.#textMatches(wanted);
    const others = await this.#otherMatches(wanted);
    const { view } = this.review;
    const columns = session.table.columns.length;
    const viewRows = viewRowsOf(view.order, session.rows);
    const places: number[] = [];
    const seen = new Set<number>();
    for (const matches of [others, texts]) {
      for (const [k, row] of matches.rows.entries()) {
        const column = matches.columns[k]!;
        const cell = row * columns + column;
        const viewRow = viewRows === null ? row : (viewRows[row] ?? -1);
        if (viewRow < 0 || hidden.has(column) || seen.has(cell)) continue;
        if (matches === texts && this.#hidesText(row, column)) continue;
        seen.add(cell);
        places.push(viewRow * columns + column);
      }
    }
    const cut = texts.cut || others.cut;
    this.#places = { key, of: session, places: Float64Array.from(places).sort(), cut };
    this.#revision = revision;
    return this.#places;
  }

  /** Whether the grid shows another text of the cell than the file holds. */
  #hidesText(row: number, column: number): boolean {
    const { session, source } = this.review;
    const state = session.state(row, column);
    return state === CellState.Suggested || (source.destination.kind === "copy" && (state === CellState.Accepted || state === CellState.Edited));
  }

  #textMatches(wanted: string): Promise<Matches> {
    const { source, session } = this.review;
    const { version } = source;
    const known = this.#texts;
    if (known?.query === wanted && known.version === version && known.session === session) return known.matches;
    this.#work?.abort();
    this.#work = new AbortController();
    const matches = this.#read(wanted, this.#work.signal);
    this.#texts = { query: wanted, version, session, matches };
    matches.catch(() => {
      if (this.#texts?.matches === matches) this.#texts = null;
    });
    return matches;
  }

  async #read(wanted: string, signal: AbortSignal): Promise<Matches> {
    const { source, session } = this.review;
    const { length: columns } = session.table.columns;
    const rows: number[] = [];
    const found: number[] = [];
    // A row's text without its quotes' doubling says at once of most rows that no cell of theirs contains it.
    const quoted = source.dialect !== null && source.dialect.quote !== "" && wanted.includes(source.dialect.quote);
    await source.eachRow(
      (row, text, cell) => {
        if (rows.length >= maxMatches || (!quoted && !contains(text, wanted))) return;
        for (let column = 0; column < columns; column++) {
          if (!contains(cell(column) ?? "", wanted)) continue;
          rows.push(row);
          found.push(column);
        }
      },
      signal,
    );
    return { rows, columns: found, cut: rows.length >= maxMatches };
  }

  async #otherMatches(wanted: string): Promise<Matches> {
    const { session, source } = this.review;
    const rows: number[] = [];
    const columns: number[] = [];
    const note = (row: number, column: number, text: string | null): void => {
      if (text === null || rows.length >= maxMatches || !contains(text, wanted)) return;
      rows.push(row);
      columns.push(column);
    };
    let looked = 0;
    for (const { row, column } of session.cellsIn(CellState.Suggested)) {
      note(row, column, session.suggestedValue(row, column));
      if (++looked % cellsPerTurn === 0) await source.pause();
    }
    for (const { row, column, value } of session.choices()) note(row, column, value);
    return { rows, columns, cut: rows.length >= maxMatches };
  }
}

function contains(text: string, wanted: string): boolean {
  return text.toLowerCase().includes(wanted);
}

/** The view row of each data row, -1 for those that are not shown; null where they are the same. */
function viewRowsOf(order: Uint32Array | null, rows: number): Int32Array | null {
  if (order === null) return null;
  const viewRows = new Int32Array(rows).fill(-1);
  for (const [viewRow, row] of order.entries()) viewRows[row] = viewRow;
  return viewRows;
}

/** Index of the first place that is `from` or behind it. */
function firstFrom(places: Float64Array, from: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
