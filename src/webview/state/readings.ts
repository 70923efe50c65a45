import type { ReviewState } from "../../shared/protocol";
import type { ColumnChange, ColumnReadingView, TableChange, TableReadingView } from "../../shared/reading";
import type { Words } from "../words";
import type { HostClient } from "./hostClient";
import { SearchedList } from "./searchedList";

/** What the store does for the reading. */
interface Around {
  readonly client: HostClient;
  readonly words: Words;
  changed(): void;
  failed(error: Error): void;
  announce(text: string): void;
}

/** How the file is read, as far as the webview has been told, and what the user changes of that. */
export class Readings {
  /** Of the whole table; null while it is on its way. */
  table: TableReadingView | null = null;
  readonly columns: SearchedList<ColumnReadingView>;
  #revision = -1;
  /** Of `table`. */
  #tableRevision = -1;
  #asking = false;

  constructor(private readonly around: Around) {
    this.columns = new SearchedList(
      async (from, to, query) => {
        const { total, columns } = await around.client.ask("columnReadings", { from, to, query });
        return { total, items: columns };
      },
      () => around.changed(),
      (error) => around.failed(error),
    );
  }

  /** Takes note of the review's state. */
  update({ revision, columns, run, reading }: ReviewState): void {
    this.#revision = revision;
    this.columns.update(revision, columns, run.phase === "running" || reading !== null);
  }

  /** Asks for the table's reading where it is out of date. Called while the reading is shown. */
  refresh(): void {
    if (this.#asking || this.#tableRevision === this.#revision) return;
    this.#asking = true;
    const revision = this.#revision;
    const { client, changed, failed } = this.around;
    client.ask("tableReading", {}).then(
      (table) => {
        this.#asking = false;
        this.#tableRevision = revision;
        this.table = table;
        changed();
      },
      (error: Error) => {
        this.#asking = false;
        this.#tableRevision = revision;
        failed(error);
      },
    );
  }

  readonly restateColumn = (column: number, change: ColumnChange): void => {
    this.#restate(this.around.client.ask("restateColumn", { column, change }));
  };

  readonly restateTable = (change: TableChange): void => {
    this.#restate(this.around.client.ask("restateTable", { change }));
  };

  reset(): void {
    this.#restate(this.around.client.ask("resetReading", {}));
  }

  save(): void {
    this.around.client.ask("saveReading", {}).catch((error: Error) => this.around.failed(error));
  }

  #restate(done: Promise<unknown>): void {
    const { words, announce, failed } = this.around;
    done.then(
      () => announce(words.announceRestated),
      (error: Error) => {
        // The field shows again what is true.
        this.around.changed();
        failed(error);
      },
    );
  }
}
