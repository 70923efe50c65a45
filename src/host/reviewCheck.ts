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

  constructor(
    private readonly engine: Engine,
    private readonly onChange: () => void,
  ) {}

  get running(): boolean {
    return this.#abort !== null;
  }

  get state(): RunState {
    if (!this.running) return idle;
    return { phase: "preparing", done: 0, total: 0, message: l10n.t("Hiding known cells and predicting them…") };
  }

  ofColumn(column: number): ColumnAccuracyView | null {
    return this.#result?.columns.find((one) => one.column === column)?.view ?? null;
  }

  /** What the last check lets expect of the suggestions that wait for a decision; null where there was none. */
  expected(session: ReviewSession): Expected | null {
    const suggested = session.columnsWithHoles.map((column) => {
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
    this.onChange();
    try {
      const columns = await this.engine.check(table, options, abort.signal);
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
