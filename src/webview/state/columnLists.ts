import type { ColumnLine, ColumnOrder, ReviewState } from "../../shared/protocol";
import type { HostClient } from "./hostClient";
import { SearchedList } from "./searchedList";

/** The table's columns, listed to find one: searched by name, in the file's order or the most missing first. */
export class ColumnLists {
  order: ColumnOrder = "file";
  readonly list: SearchedList<ColumnLine>;

  constructor(client: HostClient, onChange: () => void, onError: (error: Error) => void) {
    this.list = new SearchedList(
      async (from, to, query) => {
        const { total, columns } = await client.ask("columnList", { from, to, query, order: this.order });
        return { total, items: columns };
      },
      onChange,
      onError,
    );
  }

  /** Takes note of the review's state. */
  update({ revision, columns, run, reading }: ReviewState): void {
    this.list.update(revision, columns, run.phase === "running" || reading !== null);
  }

  arrange(order: ColumnOrder): void {
    this.order = order;
    this.list.renew();
  }
}
