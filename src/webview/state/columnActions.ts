import type { Arranged, Condition } from "../../shared/protocol";
import { format } from "../../shared/strings";
import { type Arrangement, resized, withHidden, withPinToggled, withShown } from "./arrangement";
import type { Whereabouts } from "./decisions";
import type { ReviewStore } from "./store";

/** Steps in which keys and menu change a column's width, px. */
const widthStep = 16;

/** What the user does with columns and the order of rows. */
export class ColumnActions {
  constructor(
    private readonly store: ReviewStore,
    private readonly at: () => Whereabouts,
    /** Changes the arrangement; resolves when it is on the page, the cursor on the column given (or as near as may be). */
    private readonly change: (edit: (before: Arrangement) => Arrangement, cursor?: number) => Promise<void>,
  ) {}

  /** Filters and sorts the rows anew; what is not given stays as it is. */
  arrange(change: Partial<Arranged>): void {
    const { store } = this;
    const { filter = "all", sort = null, conditions = [] } = { ...store.state, ...change };
    store.perform(
      store.client.ask("arrange", { filter, sort, conditions }).then(() => {
        if (change.filter !== undefined || change.conditions !== undefined) store.announce(store.words.counted("announceRows", store.state?.viewRows ?? 0));
      }),
    );
  }

  /** Shows only the rows that meet a condition besides; it takes the place of one about the same column. */
  restrict(condition: Condition): void {
    this.arrange({ conditions: [...this.#others(condition), condition] });
  }

  /** Does without a condition. */
  release(condition: Condition): void {
    this.arrange({ conditions: this.#others(condition) });
  }

  #others(condition: Condition): Condition[] {
    return (this.store.state?.conditions ?? []).filter((one) => subjectOf(one) !== subjectOf(condition));
  }

  /** Ascending, then descending, then the file's order. */
  readonly sortNext = (column: number): void => {
    const sort = this.store.state?.sort;
    if (sort?.column !== column) this.arrange({ sort: { column, descending: false } });
    else this.arrange({ sort: sort.descending ? null : { column, descending: true } });
  };

  readonly resize = (column: number, width: number): void => {
    void this.change((before) => resized(before, column, width));
  };

  /** Makes the cursor's column wider or narrower by a step. */
  step(wider: boolean): void {
    const { layout, column, cursor } = this.at();
    const width = (layout.left[cursor.place + 1] ?? 0) - (layout.left[cursor.place] ?? 0);
    this.resize(column, width + (wider ? widthStep : -widthStep));
  }

  /** Pins the cursor's column or takes the pin out; the cursor stays with its column. */
  async pin(): Promise<void> {
    const { words } = this.store;
    const { column, layout, cursor } = this.at();
    const pinned = cursor.place < layout.pinned;
    const before = layout.shown.slice(0, layout.pinned);
    await this.change((arrangement) => withPinToggled(arrangement, column, before), column);
    this.#say(pinned ? words.announceUnpinned : words.announcePinned, column);
  }

  /** Shows a column that may be hidden. */
  async show(column: number): Promise<void> {
    if ((this.at().layout.place[column] ?? -1) < 0) await this.change((before) => withShown(before, column));
  }

  /** Hides the cursor's column, unless it is the last one shown. */
  async hide(): Promise<void> {
    const { layout, column } = this.at();
    if (layout.shown.length < 2) return;
    await this.change((before) => withHidden(before, column));
    this.#say(this.store.words.announceHidden, column);
  }

  #say(sentence: string, column: number): void {
    this.store.announce(format(sentence, this.store.header(column)?.name ?? ""));
  }
}

/** What a condition is about: a column, or -1 for patterns of missing cells. */
function subjectOf(condition: Condition): number {
  return condition.kind === "pattern" ? -1 : condition.column;
}
