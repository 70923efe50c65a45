import type { Suggested, SuggestEvents } from "../engine/contract";
import type { PackedSuggestions } from "../imputation/packed";
import type { RunState } from "../shared/protocol";
import { composeRowMaps } from "./rowMap";

const idle: RunState = { phase: "idle", done: 0, total: 0, message: "" };

export interface RunEvents {
  /** Suggestions, with where their rows are by now. */
  onSuggestions(batch: PackedSuggestions, rowMap: Int32Array | null): void;
  onState(): void;
}

/** How a run ended. */
export type RunEnd =
  | { readonly kind: "done"; readonly suggested: Suggested }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly error: Error };

/** One run of the model at a time over a table that may be edited while it goes on. */
export class ReviewRun {
  #state: RunState = idle;
  #abort: AbortController | null = null;
  #rowMap: Int32Array | null = null;
  /** How long the last complete run took, ms; null before the first. */
  lastMs: number | null = null;

  constructor(private readonly events: RunEvents) {}

  get state(): RunState {
    return this.#state;
  }

  get running(): boolean {
    return this.#abort !== null;
  }

  /** Starts a run, calling off the one that goes on. `total`: cells it is about, until the model counts them. */
  async start(work: (events: SuggestEvents, signal: AbortSignal) => Promise<Suggested>, total: number): Promise<RunEnd> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    this.#rowMap = null;
    this.#say({ phase: "preparing", done: 0, total, message: "" });
    const started = performance.now();
    const events: SuggestEvents = {
      onSuggestions: (batch) => {
        if (this.#abort === abort) this.events.onSuggestions(batch, this.#rowMap);
      },
      onProgress: (done, all) => {
        if (this.#abort === abort) this.#say({ phase: "running", done, total: all, message: "" });
      },
    };
    try {
      const suggested = await untilAborted(work(events, abort.signal), abort.signal);
      if (this.#abort !== abort) return { kind: "cancelled" };
      this.lastMs = performance.now() - started;
      this.#end(abort, { phase: "done", done: 0, total: 0, message: "" });
      return { kind: "done", suggested };
    } catch (error) {
      if (isAbort(error) || abort.signal.aborted) {
        this.#end(abort, { phase: "cancelled", done: 0, total: 0, message: "" });
        return { kind: "cancelled" };
      }
      this.#end(abort, { phase: "failed", done: 0, total: 0, message: "" });
      return { kind: "failed", error: error as Error };
    }
  }

  /** Calls the run off; what it has found so far is kept. */
  cancel(): void {
    const abort = this.#abort;
    if (!abort) return;
    abort.abort();
    this.#end(abort, { phase: "cancelled", done: 0, total: 0, message: "" });
  }

  /** Notes that rows have moved while the run goes on. */
  moved(rowMap: Int32Array | null): void {
    if (this.#abort) this.#rowMap = composeRowMaps(this.#rowMap, rowMap);
  }

  #end(abort: AbortController, state: RunState): void {
    if (this.#abort !== abort) return;
    this.#abort = null;
    this.#say(state);
  }

  #say(state: RunState): void {
    this.#state = state;
    this.events.onState();
  }
}

/** Whether `error` says that the work was called off, not that it failed. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** Does not wait for the work to notice that it was called off: the user has an answer at once. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(new DOMException("The run was cancelled.", "AbortError"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
