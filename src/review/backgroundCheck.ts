import { defaultShare, minCellsForShare } from "../imputation/checkAccuracy";
import type { ReviewCheck } from "./check";
import type { ReviewContext } from "./context";
import { isAbort } from "./run";

/** A run of the model that made suggestions. */
interface PastRun {
  readonly cells: number;
  readonly ms: number;
}

/** How long nothing else wants the model before the check begins, and begins again, ms. */
const pauseBefore = 500;
const pauseBeforeAgain = 3000;
/** What takes less than this may take as long, ms. */
const quick = 5000;
/** Cells of each column that are tested after a quick run, however few were missing. */
const leastAfterQuick = 50;
/** A larger share is hidden of small tables, up to this, so that so many cells are tested; more hidden is another table. */
const wanted = 40;
const mostHidden = 0.3;
/** Cells of each column beyond which a check tests no more; see `checkAccuracy`. */
const mostOfColumn = 400;

/**
 * Tests known cells by itself once the suggestions are there, so that it can be told how sure they are before decisions
 * begin. Nobody waits for it: any other run of the model ends it, and it begins again when nothing is to do.
 */
export class BackgroundCheck {
  #timer: NodeJS.Timeout | null = null;
  #longest: PastRun | null = null;
  /** It took too long, failed, or the user wants no work in the background. */
  #stopped = false;

  constructor(
    private readonly review: Pick<ReviewContext, "session" | "source" | "services">,
    private readonly check: ReviewCheck,
    private readonly suggesting: () => boolean,
  ) {}

  /** The suggestions have come. */
  suggested(run: PastRun): void {
    if (run.ms > (this.#longest?.ms ?? -1)) this.#longest = run;
    this.#begin(pauseBefore);
  }

  /** The table is another one. */
  beginAgain(): void {
    this.#wait();
    this.#longest = null;
    this.#stopped = false;
  }

  /** No check begins by itself any more. */
  stop(): void {
    this.#stopped = true;
    this.#wait();
  }

  #wait(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #begin(pause: number): void {
    this.#wait();
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#test();
    }, pause);
  }

  async #test(): Promise<void> {
    const { source, session, services } = this.review;
    // The end of a run begins the check.
    if (this.#longest === null || this.#stopped || this.suggesting() || this.check.running || this.check.known || !source.checkSettings().background) return;
    const columns = session.columnsWithSuggestions;
    const share = shareToTest(this.#longest, columns.length, source.learnedRows ?? session.rows);
    if (share === null) return;
    const brake = new AbortController();
    const limit = 2 * Math.max(quick, this.#longest.ms);
    let timer: NodeJS.Timeout | null = null;
    try {
      await this.check.start(async ({ onProgress }, signal) => {
        const table = await source.engineTable(signal);
        const events = {
          onProgress: (done: number, total: number) => {
            timer ??= setTimeout(() => brake.abort(), limit);
            onProgress?.(done, total);
          },
        };
        const found = await table.check({ share, columns, yields: true, ...source.imputeOptions() }, events, AbortSignal.any([signal, brake.signal]));
        return { found, columns: table.summary.columns };
      }, true);
    } catch (error) {
      if (brake.signal.aborted) return;
      if (isAbort(error)) return this.#begin(pauseBeforeAgain);
      this.#stopped = true;
      services.log(error as Error);
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
  }
}

/**
 * The share of known cells whose test takes about as long as the run did; null where that would be too few to tell anything.
 * @param rows rows that the model learns from
 */
export function shareToTest({ cells, ms }: PastRun, columns: number, rows: number): number | null {
  const within = (cells * Math.max(1, quick / ms)) / columns;
  const each = Math.max(within, ms < quick ? leastAfterQuick : 0);
  if (columns === 0 || each < minCellsForShare) return null;
  const share = Math.max(defaultShare, Math.min(mostHidden, wanted / rows));
  return each >= Math.min(mostOfColumn, rows * share) ? share : each / rows;
}
