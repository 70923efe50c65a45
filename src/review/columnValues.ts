import type { ValueList } from "../shared/protocol";
import { Missing } from "../table/column";
import type { ReviewContext } from "./context";

/** Different values that are counted; a column with more lists those that came first. */
const maxValues = 200_000;

interface Counted {
  readonly values: readonly { readonly value: string; readonly cells: number }[];
  readonly cut: boolean;
}

/** A column's values with the cells that hold them, counted when they are first looked at. */
export class ColumnValues {
  #of: { readonly column: number; readonly version: number; readonly session: object; readonly counted: Promise<Counted> } | null = null;
  #counting: AbortController | null = null;

  constructor(private readonly review: Pick<ReviewContext, "source" | "session">) {}

  /** Values `from` to `to` (not included) among those that contain `query`, the most frequent first. */
  async list({ column, from, to, query }: { readonly column: number; readonly from: number; readonly to: number; readonly query: string }): Promise<ValueList> {
    const { values, cut } = await this.#counted(column);
    const wanted = query.trim().toLowerCase();
    const found = wanted === "" ? values : values.filter(({ value }) => value.toLowerCase().includes(wanted));
    return { total: found.length, values: found.slice(from, to), cut };
  }

  dispose(): void {
    this.#counting?.abort();
  }

  #counted(column: number): Promise<Counted> {
    const { source, session } = this.review;
    const { version } = source;
    const known = this.#of;
    if (known?.column === column && known.version === version && known.session === session) return known.counted;
    this.#counting?.abort();
    this.#counting = new AbortController();
    const counted = this.#count(column, this.#counting.signal);
    this.#of = { column, version, session, counted };
    counted.catch(() => {
      if (this.#of?.counted === counted) this.#of = null;
    });
    return counted;
  }

  async #count(column: number, signal: AbortSignal): Promise<Counted> {
    const { source, session } = this.review;
    const at = session.table.columns[column];
    const cells = new Map<string, number>();
    let cut = false;
    const add = (text: string): void => {
      const value = text.trim();
      const count = cells.get(value);
      if (count !== undefined) cells.set(value, count + 1);
      else if (cells.size < maxValues) cells.set(value, 1);
      else cut = true;
    };
    const visit = (row: number, text: string | null): void => {
      if (text !== null && at?.missing[row] === Missing.None) add(text);
    };
    await source.eachCell(column, visit, () => undefined, signal);
    for (const chosen of session.choices()) if (chosen.column === column) add(chosen.value);
    const collator = new Intl.Collator(undefined, { numeric: true });
    const values = [...cells].map(([value, count]) => ({ value, cells: count })).sort((a, b) => b.cells - a.cells || collator.compare(a.value, b.value));
    return { values, cut };
  }
}
