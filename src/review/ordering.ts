import * as l10n from "@vscode/l10n";
import { reasonOf } from "../files/reasonOf";
import type { Arranged, SortOrder } from "../shared/protocol";
import { keepRows, rowsWithText, type TextCondition } from "./conditions";
import type { ReviewContext } from "./context";
import { isAbort } from "./run";
import type { RowOrder } from "./rowView";
import { sortRows, type Unsortable } from "./sortRows";

/** Which rows are shown, and in which order: what needs a column's texts comes as soon as they have been read. */
export class Ordering {
  /** Why the rows are not in the order that was asked for; null where they are, or will be. */
  unsorted: { readonly column: string; readonly because: Unsortable } | null = null;
  /** How far the rows have been looked through for the conditions, 0..1; null where they are not. */
  share: number | null = null;
  #sorted: { readonly sort: SortOrder; readonly rows: RowOrder } | null = null;
  /** What columns' texts say of the conditions, by condition, and of which version of the text. */
  #texts = new Map<string, Uint8Array>();
  #textsOf = -1;
  /** 1 for each row that meets the conditions; null where there are none. */
  #kept: Uint8Array | null = null;
  #work: AbortController | null = null;

  constructor(private readonly review: ReviewContext) {}

  /** Resolves when the rows are those asked for; they may be in another order for a while. */
  async arrange(wanted: Arranged): Promise<void> {
    const { view } = this.review;
    const { filter, sort, conditions } = wanted;
    this.#work?.abort();
    this.#work = null;
    this.share = null;
    this.unsorted = null;
    if (sort === null || !isSame(sort, this.#sorted?.sort)) this.#sorted = null;
    view.conditions = conditions;
    view.filter = filter;
    if (conditions.length === 0) {
      this.#kept = null;
      this.#apply();
    }
    // Shown before the rows are in order: who asks again meanwhile goes on from there.
    view.sort = sort;
    this.review.rearranged();
    await this.#arrange(wanted);
  }

  /** The rows are others: an order made of the old ones is of no use the next time, and one in the making none at all. */
  rowsChanged(): void {
    this.#sorted = null;
    this.#texts.clear();
    if (this.#work === null) return;
    this.#work.abort();
    const { filter, sort, conditions } = this.review.view;
    void this.#arrange({ filter, sort, conditions });
  }

  dispose(): void {
    this.#work?.abort();
  }

  async #arrange({ sort, conditions }: Arranged): Promise<void> {
    const work = new AbortController();
    this.#work = work;
    if (conditions.length > 0) await this.#filter(conditions, work.signal);
    const sorting = sort !== null && this.#sorted === null && !work.signal.aborted ? this.#sort(sort, work.signal) : Promise.resolve();
    void sorting.then(() => {
      if (this.#work === work) this.#work = null;
    });
  }

  async #filter(conditions: Arranged["conditions"], signal: AbortSignal): Promise<void> {
    const { source, session, view } = this.review;
    const pause = async (): Promise<void> => {
      await source.pause();
      signal.throwIfAborted();
    };
    try {
      const kept = new Uint8Array(session.rows).fill(1);
      for (const condition of conditions) {
        const texts = condition.kind === "pattern" ? null : await this.#textsFor(condition, signal);
        signal.throwIfAborted();
        await keepRows(kept, condition, session, texts, pause);
      }
      this.#kept = kept;
      this.#apply();
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      view.conditions = [];
      this.review.services.failed(l10n.t("{0} was not filtered: {1}.", source.name, reasonOf(error).replace(/\.$/, "")));
    }
    this.share = null;
    this.review.rearranged();
  }

  async #textsFor(condition: TextCondition, signal: AbortSignal): Promise<Uint8Array | null> {
    const { source, session } = this.review;
    const column = session.table.columns[condition.column];
    if (column === undefined) return null;
    if (this.#textsOf !== source.version) this.#texts.clear();
    this.#textsOf = source.version;
    const key = JSON.stringify(condition);
    const known = this.#texts.get(key);
    if (known) return known;
    const said = (share: number): void => {
      if (signal.aborted) return;
      this.share = share;
      this.review.tell(200);
    };
    const texts = await rowsWithText(condition, source, session.rows, column, said, signal);
    // What nobody asks for any more is not kept.
    const wanted = new Set(this.review.view.conditions.map((one) => JSON.stringify(one)));
    for (const old of this.#texts.keys()) if (!wanted.has(old)) this.#texts.delete(old);
    this.#texts.set(key, texts);
    return texts;
  }

  async #sort(sort: SortOrder, signal: AbortSignal): Promise<void> {
    const { source, session, view } = this.review;
    const column = session.table.columns[sort.column];
    if (!column) return;
    try {
      const rows = await this.review.services.progress(l10n.t("Sorting {0} by {1}", source.name, column.name), (said) =>
        sortRows(source, session.rows, column, sort.descending, said, signal),
      );
      if (signal.aborted) return;
      if (typeof rows === "string") {
        this.unsorted = { column: column.name, because: rows };
        view.sort = null;
      } else {
        this.#sorted = { sort, rows };
        this.#apply();
      }
      this.review.rearranged();
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      view.sort = null;
      this.review.rearranged();
      this.review.services.failed(l10n.t("{0} was not sorted: {1}.", source.name, reasonOf(error).replace(/\.$/, "")));
    }
  }

  #apply(): void {
    const { session, view, percent } = this.review;
    view.arrange(session, view.filter, percent, this.#sorted?.rows ?? null, this.#kept);
  }
}

function isSame(a: SortOrder, b: SortOrder | undefined): boolean {
  return b !== undefined && a.column === b.column && a.descending === b.descending;
}
