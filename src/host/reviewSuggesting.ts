import { l10n } from "vscode";
import type { ImputeOptions } from "../imputation/impute";
import { CellState } from "../shared/cellState";
import type { ReviewSession } from "./review/session";
import { ReviewRun } from "./reviewRun";
import type { Services } from "./services";

/** Runs no longer than this are repeated by themselves after the file was edited, ms. */
const quickRun = 5000;
const pauseBeforeRun = 1000;
/** Suggestions that stream in are told together, ms. */
const streamPause = 200;

/** What suggesting needs of its review. */
interface Review {
  readonly session: ReviewSession;
  options(columns: readonly number[] | null): ImputeOptions;
  /** Brings the session up to the document's present version. */
  sync(): void;
  /** Cells have changed; the state alone has. Tables hear of it within `patienceMs`. */
  changed(patienceMs: number): void;
  tell(patienceMs: number): void;
  announce(text: string): void;
}

/** Has the model fill a review's missing cells: at first, on request, and by itself after edits where that is quick. */
export class ReviewSuggesting {
  readonly run: ReviewRun;
  /** ExplanationView the last run failed; "" where it did not. */
  failure = "";
  #started = false;
  /** The run fills gaps only: suggestions that are there stay as they are. */
  #lackingOnly = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly review: Review,
    private readonly services: Pick<Services, "engine" | "modelFailed">,
  ) {
    this.run = new ReviewRun(services.engine, {
      onSuggestions: (batch, rowMap) => {
        if (review.session.addSuggestions(batch, rowMap, this.#lackingOnly) > 0) review.changed(streamPause);
      },
      onState: () => review.tell(streamPause),
    });
  }

  /** Missing cells without a suggestion that will have none by themselves. */
  get forgotten(): number {
    if (this.run.running || this.#timer !== null || !this.#started) return 0;
    return this.review.session.lacking().cells;
  }

  /** The review is looked at: the first time, what lacks a suggestion gets one. */
  begin(): void {
    if (!this.#started && this.review.session.lacking().cells > 0) void this.suggest(true);
    this.#started = true;
  }

  /** Has the model predict the missing cells: all undecided ones, or only those that have no suggestion. */
  async suggest(lackingOnly: boolean): Promise<void> {
    const { review } = this;
    this.#started = true;
    review.sync();
    this.#lackingOnly = lackingOnly;
    this.failure = "";
    const lacking = review.session.lacking();
    const { table, counts } = review.session;
    const missing = lackingOnly ? lacking.cells : (counts[CellState.Missing] ?? 0) + (counts[CellState.Suggested] ?? 0);
    if (missing === 0) return review.tell(0);
    const asked = lackingOnly ? lacking.columns : null;
    const end = await this.run.start(table, review.options(asked), missing);
    if (end.kind === "done") {
      // Missing cells that came while the model ran are not among those it had no value for.
      const told = end.imputation.columns.filter(({ index }) => asked?.includes(index) ?? true);
      if (table === review.session.table) review.session.setOutcomes(told);
      review.changed(0);
      review.announce(l10n.t("{0} suggestions", review.session.counts[CellState.Suggested] ?? 0));
    } else if (end.kind === "failed") {
      this.failure = end.error.message;
      this.services.modelFailed(end.error, () => void this.suggest(lackingOnly));
    }
    review.tell(0);
  }

  /** Fills the gaps that an edit has torn, by itself where that is quick. */
  afterEdit(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { session } = this.review;
    const { phase } = this.run.state;
    if (session.lacking().cells === 0 || !this.#started || phase === "failed") return;
    if (phase !== "running" && phase !== "preparing" && (this.run.lastMs ?? 0) > quickRun) return;
    this.#timer = setTimeout(() => {
      if (this.run.running) this.afterEdit();
      else if (this.review.session.lacking().cells > 0) void this.suggest(true);
    }, pauseBeforeRun);
  }

  dispose(): void {
    this.run.cancel();
    if (this.#timer) clearTimeout(this.#timer);
  }
}
