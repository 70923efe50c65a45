import * as l10n from "@vscode/l10n";
import { maxMissingAtOnce } from "../imputation/largeTable";
import { CellState } from "../shared/cellState";
import type { ReviewContext } from "./context";
import { ReviewRun } from "./run";
import { countText } from "./words";

/** Runs no longer than this are repeated by themselves after the file was edited, ms. */
const quickRun = 5000;
const pauseBeforeRun = 1000;
/** Suggestions that stream in are told together, ms. */
const streamPause = 200;
/** Suggestions a review holds: some 150 bytes each. */
export const maxSuggestions = maxMissingAtOnce;

/** Has the model predict a review's missing cells: at first, on request, and by itself after edits where that is quick. */
export class Suggesting {
  readonly run: ReviewRun;
  /** Why the last run failed; "" where it did not. */
  failure = "";
  /** Whether the last run ended because it had made as many suggestions as are held. */
  limited = false;
  #looked = false;
  #started = false;
  /** The last run was cancelled by the user or failed: none starts by itself. */
  #stopped = false;
  /** The run fills gaps only: suggestions that are there stay as they are. */
  #lackingOnly = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly review: ReviewContext) {
    this.run = new ReviewRun({
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

  /** The review is looked at, or more is known of its table: the first time, what lacks a suggestion gets one. */
  begin(looked = true): void {
    this.#looked ||= looked;
    if (!this.#looked || this.#started || this.review.source.reading !== null) return;
    this.#started = true;
    if (this.review.session.lacking().cells > 0) void this.suggest(true);
  }

  /** The table is another one: how long its runs take is not known yet, and nobody has cancelled one. */
  beginAgain(): void {
    this.#stopWaiting();
    this.#stopped = false;
    this.#started = false;
    this.run.lastMs = null;
    this.begin(false);
  }

  /** Has the model predict the missing cells: all undecided ones, or only those that have no suggestion. */
  async suggest(lackingOnly: boolean): Promise<void> {
    const { review } = this;
    this.#started = true;
    this.#stopped = false;
    await review.source.sync();
    const { session, source } = review;
    this.#lackingOnly = lackingOnly;
    this.failure = "";
    this.limited = false;
    const { counts } = session;
    const missing = lackingOnly ? session.lacking().cells : (counts[CellState.Missing] ?? 0) + (counts[CellState.Suggested] ?? 0);
    if (missing === 0) return review.tell(0);
    const { version } = source;
    let asked: readonly number[] | null = null;
    const end = await this.run.start(async (events, signal) => {
      const table = await source.engineTable(signal);
      asked = lackingOnly ? review.session.lacking().columns : null;
      if (asked?.length === 0) return { columns: [], timing: { encodeMs: 0, inferenceMs: 0 } };
      return table.suggest({ ...source.imputeOptions(), columns: asked, limit: maxSuggestions, ...this.#firstRows() }, events, signal);
    }, missing);
    if (end.kind === "done") {
      const { columns } = end.suggested;
      // Missing cells that came while the model ran are not among those it had no value for.
      const told = columns.filter(({ index }) => asked?.includes(index) ?? true);
      if (version === source.version && session === review.session) session.setOutcomes(told);
      this.limited = columns.length === 0 && (session.counts[CellState.Suggested] ?? 0) >= maxSuggestions;
      review.changed(0);
      review.suggested(missing, this.run.lastMs ?? 0);
      const suggested = session.counts[CellState.Suggested] ?? 0;
      review.announce(suggested === 1 ? l10n.t("1 suggestion to review") : l10n.t("{0} suggestions to review", countText(suggested)));
    } else if (end.kind === "failed") {
      this.#stop();
      this.failure = end.error.message;
      review.services.modelFailed(end.error, () => void this.suggest(lackingOnly));
    }
    review.tell(0);
  }

  /** Cancels the run for the user. */
  cancel(): void {
    if (!this.run.running) return;
    this.run.cancel();
    this.#stop();
  }

  #stop(): void {
    this.#stopped = true;
    this.#stopWaiting();
  }

  /** Ends the wait for a run that would have begun by itself. */
  #stopWaiting(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Fills the gaps that an edit has torn, by itself where that is quick. */
  afterEdit(): void {
    this.#stopWaiting();
    const { phase } = this.run.state;
    if (this.review.session.lacking().cells === 0 || !this.#started || this.#stopped) return;
    if (phase !== "running" && phase !== "preparing" && (this.run.lastMs ?? 0) > quickRun) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.run.running) this.afterEdit();
      else if (this.review.session.lacking().cells > 0) void this.suggest(true);
    }, pauseBeforeRun);
  }

  /** Data rows that are looked at now; none where the grid does not show the file's order. */
  #firstRows(): { readonly firstRows?: { readonly from: number; readonly to: number } } {
    const { rowsInView, view } = this.review;
    return rowsInView === null || view.order !== null ? {} : { firstRows: rowsInView };
  }

  dispose(): void {
    this.run.cancel();
    this.#stopWaiting();
  }
}
