import { l10n } from "vscode";
import type { ImputeOptions } from "../../imputation/impute";
import { CellState } from "../../shared/cellState";
import type { ReviewSession } from "../review/session";
import { ReviewRun } from "../reviewRun";
import type { Services } from "../services";
import { imputeLargeTable } from "./largeEngine";
import type { LargeTable } from "./openLarge";

/** What suggesting needs of its review. */
interface Review {
  readonly session: ReviewSession;
  options(columns: readonly number[] | null): ImputeOptions;
  /** Cells have changed; the state alone has. Tables hear of it within `patienceMs`. */
  changed(patienceMs: number): void;
  tell(patienceMs: number): void;
  announce(text: string): void;
}

const streamPause = 200;

/** Has the model fill the missing cells of a large file: at first, and on request. */
export class LargeSuggesting {
  readonly run: ReviewRun;
  /** ExplanationView the last run failed; "" where it did not. */
  failure = "";
  #started = false;
  #lackingOnly = false;
  /** Missing cells of the run that goes on. */
  #asked = 0;

  constructor(
    private readonly review: Review,
    private readonly services: Pick<Services, "engine" | "modelFailed">,
    large: LargeTable,
  ) {
    const { engine } = services;
    this.run = new ReviewRun(
      {
        impute: (_table, options, events, signal) => {
          // The file is worked on by rows; people count missing cells.
          const onProgress = (done: number, all: number): void =>
            events.onProgress?.(Math.floor((this.#asked * done) / Math.max(1, all)), this.#asked);
          return imputeLargeTable(engine, large, options, { ...events, onProgress }, signal);
        },
      },
      {
        onSuggestions: (batch, rowMap) => {
          if (review.session.addSuggestions(batch, rowMap, this.#lackingOnly) > 0) review.changed(streamPause);
        },
        onState: () => review.tell(streamPause),
      },
    );
  }

  /** Missing cells without a suggestion that will have none by themselves. */
  get forgotten(): number {
    return this.run.running || !this.#started ? 0 : this.review.session.lacking().cells;
  }

  /** The review is looked at: the first time, what lacks a suggestion gets one. */
  begin(): void {
    if (!this.#started && this.review.session.lacking().cells > 0) void this.suggest(true);
    this.#started = true;
  }

  /** Has the model predict the missing cells: all undecided ones, or only those that have no suggestion. */
  async suggest(lackingOnly: boolean): Promise<void> {
    const { review } = this;
    const { session } = review;
    this.#started = true;
    this.#lackingOnly = lackingOnly;
    this.failure = "";
    const lacking = session.lacking();
    const { counts, table } = session;
    this.#asked = lackingOnly ? lacking.cells : (counts[CellState.Missing] ?? 0) + (counts[CellState.Suggested] ?? 0);
    if (this.#asked === 0) return review.tell(0);
    const end = await this.run.start(table, review.options(lackingOnly ? lacking.columns : null), this.#asked);
    if (end.kind === "done") {
      session.setOutcomes(end.imputation.columns);
      review.changed(0);
      review.announce(l10n.t("{0} suggestions", session.counts[CellState.Suggested] ?? 0));
    } else if (end.kind === "failed") {
      this.failure = end.error.message;
      this.services.modelFailed(end.error, () => void this.suggest(lackingOnly));
    }
    review.tell(0);
  }
}
