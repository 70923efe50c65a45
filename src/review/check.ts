import * as l10n from "@vscode/l10n";
import type { EngineTable, SuggestEvents } from "../engine/contract";
import type { ColumnAccuracy } from "../imputation/checkAccuracy";
import type { ColumnAccuracyView, Expected, RunState } from "../shared/protocol";
import { accuracyView } from "./accuracyView";
import { Expectation } from "./expectation";
import type { ReviewSession } from "./session";
import { Thresholds } from "./thresholds";

const idle: RunState = { phase: "idle", done: 0, total: 0, message: "" };

interface Result {
  readonly views: ReadonlyMap<number, ColumnAccuracyView>;
  readonly expectation: Expectation;
  readonly thresholds: Thresholds;
}

/** Runs an accuracy check; see `EngineTable.check`. */
export type RunCheck = (events: Pick<SuggestEvents, "onProgress">, signal: AbortSignal) => Promise<{
  readonly found: readonly ColumnAccuracy[];
  readonly columns: EngineTable["summary"]["columns"];
}>;

/** The accuracy check of one review: at most one at a time, its last result kept. */
export class ReviewCheck {
  #result: Result | null = null;
  #abort: AbortController | null = null;
  /** The one that goes on was not asked for: nobody is told of it. */
  #quiet = false;
  #done = 0;
  #total = 0;

  constructor(
    /** It has begun or ended. */
    private readonly onChange: () => void,
    /** It has come further. */
    private readonly onProgress: () => void,
  ) {}

  /** One that somebody asked for goes on. */
  get running(): boolean {
    return this.#abort !== null && !this.#quiet;
  }

  /** Whether there is a result. */
  get known(): boolean {
    return this.#result !== null;
  }

  get state(): RunState {
    if (!this.running) return idle;
    const [done, total] = [this.#done, this.#total];
    const message = l10n.t("Testing on known cells…");
    return { phase: total > 0 ? "running" : "preparing", done, total, message };
  }

  ofColumn(column: number): ColumnAccuracyView | null {
    return this.#result?.views.get(column) ?? null;
  }

  /** What the last check lets expect of the suggestions that wait for a decision; null where there was none. */
  expected(session: ReviewSession): Expected | null {
    if (this.#result === null) return null;
    const suggested = session.columnsWithMissing.map((column) => {
      const { kind, name = "" } = session.table.columns[column] ?? {};
      return { column, name, numeric: kind === "number" || kind === "date", certainty: session.columnCertainty(column) };
    });
    return { ...this.#result.expectation.of(suggested), sure: this.#result.thresholds.sure(suggested) };
  }

  /** From which certainty on `wish` percent of a column's suggestions are right; null where none is known to be. */
  threshold(column: number, wish: number): number | null {
    return this.#result?.thresholds.of(column, wish) ?? null;
  }

  /** @param quiet nobody has asked for it. Rejects with an `AbortError` when it is called off, with `RuntimeFault` when the model fails. */
  async start(check: RunCheck, quiet = false): Promise<void> {
    this.cancel();
    this.#quiet = quiet;
    const abort = new AbortController();
    this.#abort = abort;
    this.#done = 0;
    this.#total = 0;
    if (!quiet) this.onChange();
    const onProgress = (done: number, total: number): void => {
      if (this.#abort !== abort) return;
      this.#done = done;
      this.#total = total;
      if (!quiet) this.onProgress();
    };
    try {
      const { found, columns } = await check({ onProgress }, abort.signal);
      if (this.#abort !== abort) return;
      const views = new Map(found.map((one) => [one.column, accuracyView(one, columns[one.column]!)] as const));
      this.#result = { views, expectation: new Expectation(found), thresholds: new Thresholds(found) };
      if (quiet) this.onChange();
    } finally {
      if (this.#abort === abort) this.#abort = null;
      if (!quiet) this.onChange();
    }
  }

  cancel(): void {
    if (this.#abort === null) return;
    this.#abort.abort();
    this.#abort = null;
    if (!this.#quiet) this.onChange();
  }

  /** Drops a result that is about another table. */
  forget(): void {
    this.cancel();
    this.#result = null;
  }
}
