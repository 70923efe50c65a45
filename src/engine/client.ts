import { ChangeList } from "../csv/splice";
import { RuntimeFault } from "../runtime/runtime";
import { Backend, type BackendOptions } from "./backend";
import type { Engine, EngineTable, ModelInfo, OpenEvents, ReadingOptions, TableInput, TableSummary } from "./contract";
import { aborted } from "./failure";
import type { Peer } from "./peer";
import type { Answer, Argument, Events, Method, Opened } from "./protocol";

/** How the engine is run. */
export interface ClientOptions extends BackendOptions {
  /** A backend without work is ended after so long, where no table is open. Milliseconds, default 60,000. */
  readonly idleMs?: number;
  /** The same where tables are open, whose prepared state goes with it. Milliseconds, default 900,000. */
  readonly restMs?: number;
  /** How long a cancelled call may go on before its backend is killed. Milliseconds, default 1,000: what a chunk of rows takes. */
  readonly graceMs?: number;
}

/** An open table, as the client remembers it. */
interface Remembered {
  readonly id: number;
  readonly reading: ReadingOptions;
  input: TableInput;
  /** The backend that has it open. */
  peer: Peer | null;
  opening: Promise<Opened> | null;
}

/** Calls that run the network over a whole table: one at a time, in the order in which they came. */
const heavy: ReadonlySet<Method> = new Set<Method>(["suggest", "check", "fill"]);
/** Characters of a text in one message: a few milliseconds of work. */
const textPart = 1 << 20;
const runsNetwork: ReadonlySet<Method> = new Set<Method>([...heavy, "explain"]);

/**
 * The engine in a backend that starts with the first call, is used by later ones, and is replaced when it ends. Tables
 * outlive it. A call that was lost because its backend was ended for another call's sake is made again.
 */
export class Client implements Engine {
  readonly #backend: Backend;
  readonly #tables = new Set<Remembered>();
  readonly #disposed = new AbortController();
  #lastTable = 0;
  /** Settles when the heavy calls that came so far have. */
  #lane: Promise<unknown> = Promise.resolve();
  /** Calls off heavy calls that nobody waits for. */
  readonly #yielding = new Set<AbortController>();
  /** Calls in flight; of those, the ones that do not wait for others. */
  #calls = 0;
  readonly #active = new Set<AbortSignal>();
  #idle: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly options: ClientOptions) {
    this.#backend = new Backend(options);
  }

  get backend(): "native" | "wasm" {
    return this.#backend.kind;
  }

  async open(input: TableInput, reading: ReadingOptions, events: OpenEvents, signal: AbortSignal): Promise<EngineTable> {
    const table: Remembered = { id: ++this.#lastTable, reading, input, peer: null, opening: null };
    const { summary } = await this.#call(signal, false, (peer, cancelled) => this.#openOn(peer, table, events, cancelled));
    this.#tables.add(table);
    this.#rest();
    return this.#tableOf(table, summary);
  }

  model(): Promise<ModelInfo> {
    return this.#call(this.#disposed.signal, false, (peer, cancelled) => this.#answer(peer, "model", null, {}, cancelled));
  }

  dispose(): void {
    this.#disposed.abort();
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#tables.clear();
    this.#backend.stop("closed");
  }

  #tableOf(table: Remembered, summary: TableSummary): EngineTable {
    const call = <M extends Method>(method: M, argument: Argument<M>, events: Events<M>, signal: AbortSignal): Promise<Answer<M>> => {
      const work = (peer: Peer, cancelled: AbortSignal): Promise<Answer<M>> =>
        this.#reopen(peer, table, cancelled).then(() => this.#answer(peer, method, argument, events, cancelled));
      return this.#call(signal, heavy.has(method), work);
    };
    const { id } = table;
    return {
      summary,
      suggest: (options, events, signal) => {
        this.#callOff();
        return call("suggest", { table: id, options }, events, signal);
      },
      check: (options, events, signal) => {
        const check = (until: AbortSignal): Promise<Answer<"check">> => call("check", { table: id, options }, events, until);
        if (options.yields === true) return this.#yield(signal, check);
        this.#callOff();
        return check(signal);
      },
      explain: (row, column, options, signal) => call("explain", { table: id, row, column, options }, {}, signal),
      missingWhere: (column, signal) => call("missingWhere", { table: id, column }, {}, signal),
      fill: async (options, events, signal) => {
        this.#callOff();
        const { copies, ...filled } = await call("fill", { table: id, options }, events, signal);
        return { ...filled, copies: copies.map((copy) => ChangeList.unpack(copy)) };
      },
      close: async () => {
        this.#tables.delete(table);
        const { peer } = table;
        table.peer = null;
        // A backend that ends has let go of everything.
        await peer?.call("close", id).answer.catch(() => {});
        this.#rest();
      },
    };
  }

  /**
   * Makes a call on a backend that is ready. The caller hears at once of its cancellation, however long the work goes on.
   * @param work makes the call; again where its backend was ended for another call's sake
   */
  #call<T>(signal: AbortSignal, isHeavy: boolean, work: (peer: Peer, cancelled: AbortSignal) => Promise<T>): Promise<T> {
    if (signal.aborted || this.#disposed.signal.aborted) return Promise.reject(aborted());
    this.#calls++;
    this.#rest();
    return new Promise<T>((resolve, reject) => {
      const cancelled = new AbortController();
      const cancel = (): void => {
        reject(aborted());
        cancelled.abort();
      };
      const sources = [signal, this.#disposed.signal];
      for (const source of sources) source.addEventListener("abort", cancel, { once: true });
      const settled = isHeavy ? this.#inLane(cancelled.signal, () => this.#try(cancelled.signal, work)) : this.#try(cancelled.signal, work);
      settled.then(resolve, reject).finally(() => {
        for (const source of sources) source.removeEventListener("abort", cancel);
        this.#calls--;
        this.#rest();
      });
    });
  }

  /** Ends what nobody waits for. */
  #callOff(): void {
    for (const yielding of this.#yielding) yielding.abort();
  }

  /** Makes a call that ends as soon as a heavy one comes for which somebody waits. */
  async #yield<T>(signal: AbortSignal, call: (until: AbortSignal) => Promise<T>): Promise<T> {
    const yielding = new AbortController();
    this.#yielding.add(yielding);
    try {
      return await call(AbortSignal.any([signal, yielding.signal]));
    } finally {
      this.#yielding.delete(yielding);
    }
  }

  /** Waits for the heavy calls before; one that is cancelled meanwhile is not made. */
  #inLane<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const turn = this.#lane.then(() => {
      if (signal.aborted) throw aborted();
      return work();
    });
    this.#lane = turn.catch(() => {});
    return turn;
  }

  async #try<T>(signal: AbortSignal, work: (peer: Peer, cancelled: AbortSignal) => Promise<T>): Promise<T> {
    const stopEnforcing = this.#enforced(signal);
    try {
      for (;;) {
        const peer = await this.#backend.ready(() => signal.aborted);
        peer.rest(false);
        try {
          return await work(peer, signal);
        } catch (error) {
          if (signal.aborted) throw aborted();
          if (!(error instanceof RuntimeFault)) throw error;
          if (error.kind === "crashed" && peer.stopped !== null) continue;
          if (!this.#backend.failed(peer, error)) throw error;
        }
      }
    } finally {
      stopEnforcing();
    }
  }

  /** Ends the backend where cancelled work goes on for too long, and nobody waits for other work of it. */
  #enforced(signal: AbortSignal): () => void {
    let grace: ReturnType<typeof setTimeout> | null = null;
    const wait = (): void => {
      grace = setTimeout(() => {
        if ([...this.#active].every((one) => one.aborted)) this.#backend.stop("cancelled");
        else wait();
      }, this.options.graceMs ?? 1000);
    };
    this.#active.add(signal);
    signal.addEventListener("abort", wait, { once: true });
    return () => {
      this.#active.delete(signal);
      signal.removeEventListener("abort", wait);
      if (grace !== null) clearTimeout(grace);
    };
  }

  /** One call on one backend; its cancellation is passed on. */
  #answer<M extends Method>(peer: Peer, method: M, argument: Argument<M>, events: Events<M>, signal: AbortSignal): Promise<Answer<M>> {
    if (signal.aborted) return Promise.reject(aborted());
    const { answer, cancel } = peer.call(method, argument, whileWanted(events, signal));
    signal.addEventListener("abort", cancel, { once: true });
    if (runsNetwork.has(method)) answer.then(() => this.#backend.worked(), () => {});
    return answer.finally(() => signal.removeEventListener("abort", cancel));
  }

  async #openOn(peer: Peer, table: Remembered, events: OpenEvents, signal: AbortSignal): Promise<Opened> {
    const { id, input, reading } = table;
    const sent = input.kind === "text" ? { ...input, text: await this.#sendBeginning(peer, id, input.text, signal) } : input;
    const opened = await this.#answer(peer, "open", { table: id, input: sent, reading }, events, signal);
    table.peer = peer;
    // What is read later must be what was read now.
    if (input.kind === "file") table.input = { ...input, stamp: opened.stamp };
    return opened;
  }

  /** Sends a long text up to its last part: in one piece it would block the thread. @returns the last part */
  async #sendBeginning(peer: Peer, table: number, text: string, signal: AbortSignal): Promise<string> {
    let from = 0;
    try {
      for (; text.length - from > textPart; from += textPart) {
        await this.#answer(peer, "text", { table, from, part: text.slice(from, from + textPart) }, {}, signal);
      }
    } catch (error) {
      // Nobody brings the rest.
      void peer.call("close", table).answer.catch(() => {});
      throw error;
    }
    return text.slice(from);
  }

  /** Opens the table again where its backend has ended; several calls wait for one opening. */
  async #reopen(peer: Peer, table: Remembered, signal: AbortSignal): Promise<void> {
    while (table.peer !== peer) {
      if (signal.aborted) throw aborted();
      if (table.opening !== null) {
        await table.opening.catch(() => {});
        continue;
      }
      table.opening = this.#openOn(peer, table, {}, signal).finally(() => {
        table.opening = null;
      });
      await table.opening;
    }
    if (this.#tables.has(table)) return;
    // It was closed meanwhile.
    void peer.call("close", table.id).answer.catch(() => {});
    throw aborted();
  }

  /** Whether the backend keeps the caller alive, and when it is ended. */
  #rest(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    const { peer } = this.#backend;
    if (this.#calls > 0 || peer === null) return;
    peer.rest(true);
    const { idleMs = 60_000, restMs = 900_000 } = this.options;
    this.#idle = setTimeout(() => this.#backend.stop("idle"), this.#tables.size > 0 ? restMs : idleMs);
    // Only Node's timers keep a program alive.
    (this.#idle as { unref?(): void }).unref?.();
  }
}

/** Events that are not heard any more once the caller has called its work off. */
function whileWanted<E extends object>(events: E, signal: AbortSignal): E {
  const entries = Object.entries(events).map(([name, listener]) => [
    name,
    (...values: unknown[]) => {
      if (!signal.aborted) (listener as (...values: unknown[]) => void)(...values);
    },
  ]);
  return Object.fromEntries(entries) as E;
}
