import type { ReviewState } from "../../shared/protocol";
import type { HostClient } from "./hostClient";
import { SearchedList } from "./searchedList";

interface CountedValue {
  readonly value: string;
  readonly cells: number;
}

/** More values than are ever counted. */
const unbounded = Number.MAX_SAFE_INTEGER;

/** The values of the column looked at, with their counts. */
export class ValueLists {
  /** The column has more different values than are counted. */
  cut = false;
  readonly list: SearchedList<CountedValue>;
  #column = -1;

  constructor(client: HostClient, onChange: () => void, onError: (error: Error) => void) {
    this.list = new SearchedList(
      async (from, to, query) => {
        const { total, values, cut } = await client.ask("values", { column: this.#column, from, to, query });
        this.cut = cut;
        return { total, items: values };
      },
      onChange,
      onError,
    );
  }

  /** The list of a column's values. Called while it is shown. */
  of(column: number): SearchedList<CountedValue> {
    if (column !== this.#column) {
      this.#column = column;
      this.list.query = "";
      this.list.forget();
    }
    return this.list;
  }

  /** Takes note of the review's state. */
  update({ revision, run, reading }: ReviewState): void {
    this.list.update(revision, unbounded, run.phase === "running" || reading !== null);
  }
}
