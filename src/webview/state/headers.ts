import type { ColumnHeader, ReviewState } from "../../shared/protocol";
import { PageCache } from "./pages";

/** The column headers the webview has. */
export class HeaderCache {
  /** Columns of numbers, as far as they are known; another set when there is another. */
  numeric: ReadonlySet<number> = new Set();
  /** Tolerances in words, of the columns that have one; another map when one is another. */
  tolerances: ReadonlyMap<number, string> = new Map();
  readonly #pages: PageCache<ColumnHeader>;
  #columns: number | null = null;

  constructor(
    fetchHeaders: (from: number, to: number) => Promise<readonly ColumnHeader[]>,
    onArrival: () => void,
    onError: (error: Error) => void,
  ) {
    const arrived = (headers: readonly ColumnHeader[]): void => {
      this.#note(headers);
      onArrival();
    };
    this.#pages = new PageCache(fetchHeaders, arrived, onError);
  }

  /** Takes note of the review's state. */
  update({ revision, columns, run, reading }: ReviewState): void {
    if (columns !== this.#columns) {
      this.#pages.clear();
      this.numeric = new Set();
      this.tolerances = new Map();
    }
    this.#columns = columns;
    this.#pages.update({ revision, length: columns, busy: run.phase === "running" || reading !== null });
  }

  /** The column's header, or null while it is on its way. */
  header(column: number): ColumnHeader | null {
    return this.#pages.item(column);
  }

  #note(headers: readonly ColumnHeader[]): void {
    this.#noteTolerances(headers.filter(({ column, tolerance }) => tolerance !== (this.tolerances.get(column) ?? "")));
    const changed = headers.filter(({ column, kind }) => (kind === "number") !== this.numeric.has(column));
    if (changed.length === 0) return;
    const numeric = new Set(this.numeric);
    for (const { column } of changed) if (!numeric.delete(column)) numeric.add(column);
    this.numeric = numeric;
  }

  #noteTolerances(changed: readonly ColumnHeader[]): void {
    if (changed.length === 0) return;
    const tolerances = new Map(this.tolerances);
    for (const { column, tolerance } of changed) {
      if (tolerance === "") tolerances.delete(column);
      else tolerances.set(column, tolerance);
    }
    this.tolerances = tolerances;
  }
}
