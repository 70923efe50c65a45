import { l10n } from "vscode";
import type { ImputeOptions } from "../imputation/impute";
import type { ColumnAccuracyView, Expected, RunState } from "../shared/protocol";
import type { Table } from "../table/column";
import type { CheckedColumn, Engine } from "./engine";
import { Expectation } from "./expectation";
import type { ReviewSession } from "./review/session";

const idle: RunState = { phase: "idle", done: 0, total: 0, message: "" };

/** The accuracy check of one review: at most one at a time, its last result kept. */
export class ReviewCheck {
  #result: { readonly columns: readonly CheckedColumn[]; readonly expectation: Expectation } | null = null;
  #abort: AbortController | null = null;
  #done = 0;
  #total = 0;

  constructor(
    private readonly engine: Engine,
    /** It has begun or ended. */
    private readonly onChange: () => void,
    /** It has come further. */
    private readonly onProgress: () => void,
  ) {}

  get running(): boolean {
    return this.#abort !== null;
  }

  get state(): RunState {
    if (!this.running) return idle;
    const [done, total] = [this.#done, this.#total];
    const message = l10n.t("Hiding known cells and predicting them…");
    return { phase: total > 0 ? "running" : "preparing", done, total, message };
  }

  ofColumn(column: number): ColumnAccuracyView | null {
    return this.#result?.columns.find((one) => one.column === column)?.view ?? null;
  }

  /** What the last check lets expect of the suggestions that wait for a decision; null where there was none. */
  expected(session: ReviewSession): Expected | null {
    const suggested = session.columnsWithMissing.map((column) => {
      const { kind } = session.table.columns[column] ?? {};
      return { column, numeric: kind === "number" || kind === "date", certainty: session.columnCertainty(column) };
    });
    return this.#result?.expectation.of(suggested) ?? null;
  }

  /** Rejects with an `AbortError` when it is called off, with `RuntimeFault` when the model fails. */
  async start(table: Table, options: ImputeOptions): Promise<void> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    this.#done = 0;
    this.#total = 0;
    this.onChange();
    const onProgress = (done: number, total: number): void => {
      if (this.#abort !== abort) return;
      this.#done = done;
      this.#total = total;
      this.onProgress();
    };
    try {
      const columns = await this.engine.check(table, options, { onProgress }, abort.signal);
      if (this.#abort === abort) this.#result = { columns, expectation: new Expectation(columns) };
    } finally {
      if (this.#abort === abort) this.#abort = null;
      this.onChange();
    }
  }

  cancel(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.onChange();
  }

  /** Drops a result that is about another table. */
  forget(): void {
    this.cancel();
    this.#result = null;
  }
}
