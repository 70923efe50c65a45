import { checkRequest } from "./checkRequest";
import { openPeer, type Peer } from "./peer";
import { forkChild, startWorker } from "./ports";
import type { EngineResult, GraphFile } from "./protocol";
import { type RunRequest, type RunResult, type Runtime, RuntimeFault, type Tensor, type TensorRef } from "./runtime";

/** The graphs of the model, by name, as the manifest lists them. */
export interface ModelFiles {
  readonly directory: string;
  readonly graphs: Readonly<Record<string, GraphFile>>;
}

export interface RuntimeOptions {
  readonly model: ModelFiles;
  /** The built `child.ts`. */
  readonly childScript: string;
  /** The built `wasmWorker.ts`; the two files of ONNX Runtime's WASM build lie beside it. */
  readonly wasmWorkerScript: string;
  /** Threads inside one operation, at least 1. */
  readonly threads: number;
  /** Default "native", with WASM where that fails. */
  readonly prefer?: "native" | "wasm";
  readonly log?: (line: string) => void;
  /** A backend without work for so long is ended; the next run starts it again. Milliseconds, default 60,000. */
  readonly idleMs?: number;
  /** A run without an answer for so long hangs: its backend is ended. Milliseconds, default 600,000: slow computers take minutes. */
  readonly hangMs?: number;
  /** Module id or absolute path of the native library, default "onnxruntime-node". */
  readonly nativeModule?: string;
}

/** Native processes that may crash one after another before WASM takes over. */
const maxCrashes = 2;
/** How long a cancelled run may go on before its backend is killed: a short run leaves the kept outputs alive. */
const graceMs = 100;
/** A backend that has not loaded its library by then never will. */
const openMs = 60_000;

interface Job {
  readonly request: RunRequest;
  /** Output name -> the number it is kept under. */
  readonly keep: Readonly<Record<string, number>>;
  cancelled: boolean;
  resolve(result: RunResult): void;
  reject(error: Error): void;
}

/**
 * A runtime whose backend starts at the first run, is reused by later ones, and is replaced when it ends: a forked
 * process with the native ONNX Runtime, or, where that cannot be loaded or keeps crashing, a thread with the WASM
 * build. Runs are queued. Saved outputs are lost with their backend: a run that feeds one rejects with `run-failed`, or
 * with `crashed` where the backend was not ended on purpose.
 * `run` rejects with RangeError for a tensor with an empty dimension, and with an AbortError after `dispose`.
 */
export function createRuntime(options: RuntimeOptions): Runtime {
  return new Client(options);
}

class Client implements Runtime {
  backend: "native" | "wasm";
  private threads: number;
  private peer: Peer | null = null;
  /** The backend that was last ended on purpose; one that ends otherwise has crashed. */
  private stopped: Peer | null = null;
  private died = false;
  private opened = false;
  private crashes = 0;
  private readonly queue: Job[] = [];
  private active: Job | null = null;
  private readonly alive = new Set<number>();
  private lastRef = 0;
  private idle: NodeJS.Timeout | null = null;
  private disposed = false;
  private readonly log: (line: string) => void;

  constructor(private readonly options: RuntimeOptions) {
    if (!Number.isInteger(options.threads) || options.threads < 1) throw new RangeError("threads must be at least 1.");
    this.backend = options.prefer ?? "native";
    this.threads = options.threads;
    this.log = options.log ?? (() => {});
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    checkRequest(request);
    if (signal.aborted) throw aborted();
    if (this.disposed) throw aborted();
    const keep: Record<string, number> = {};
    for (const name of request.keep) keep[name] = ++this.lastRef;
    return new Promise<RunResult>((resolve, reject) => {
      const cancel = () => this.cancel(job);
      const settled = () => signal.removeEventListener("abort", cancel);
      const job: Job = {
        request,
        keep,
        cancelled: false,
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      signal.addEventListener("abort", cancel, { once: true });
      this.queue.push(job);
      this.next();
    });
  }

  release(refs: Iterable<TensorRef>): void {
    this.forget([...refs].map(({ ref }) => ref));
  }

  dispose(): void {
    this.disposed = true;
    const jobs = this.active === null ? this.queue.splice(0) : [this.active, ...this.queue.splice(0)];
    for (const job of jobs) {
      job.cancelled = true;
      job.reject(aborted());
    }
    this.stop("closed");
  }

  /** The caller hears at once; the backend gets a moment to end the run by itself. */
  private cancel(job: Job): void {
    job.cancelled = true;
    job.reject(aborted());
    const queued = this.queue.indexOf(job);
    if (queued >= 0) this.queue.splice(queued, 1);
    else setTimeout(() => this.active === job && this.stop("cancelled"), graceMs);
  }

  private next(): void {
    if (this.active !== null) return;
    const job = this.queue.shift();
    if (job === undefined) {
      this.rest();
      return;
    }
    if (this.idle !== null) clearTimeout(this.idle);
    this.peer?.rest(false);
    this.active = job;
    this.execute(job)
      .then(
        ({ tensors, ms }) => this.deliver(job, tensors, ms),
        (error: Error) => job.reject(error),
      )
      .finally(() => {
        this.active = null;
        this.next();
      });
  }

  private deliver(job: Job, tensors: RunResult["tensors"], ms: number): void {
    this.crashes = 0;
    const refs: Record<string, TensorRef> = {};
    for (const [name, ref] of Object.entries(job.keep)) {
      this.alive.add(ref);
      refs[name] = { ref };
    }
    if (job.cancelled) this.forget(Object.values(job.keep));
    else job.resolve({ tensors, refs, ms, keptBytes: 0 });
  }

  /** Runs on the backend, going over to WASM where the native library cannot be loaded. */
  private async execute(job: Job): Promise<EngineResult> {
    const { request, keep } = job;
    for (;;) {
      try {
        const peer = await this.ready(job);
        const feeds: Record<string, Tensor | number> = {};
        for (const [name, feed] of Object.entries(request.feeds)) {
          if ("ref" in feed && !this.alive.has(feed.ref)) throw new LostValue(name, this.died);
          feeds[name] = "ref" in feed ? feed.ref : feed;
        }
        const hangMs = this.options.hangMs ?? 600_000;
        const limit = setTimeout(() => peer.kill(`no answer for ${hangMs / 1000} s`), hangMs);
        try {
          return await peer.call("run", { graph: request.graph, feeds, fetch: request.fetch, keep });
        } finally {
          clearTimeout(limit);
        }
      } catch (error) {
        if (job.cancelled) throw aborted();
        if (!(error instanceof RuntimeFault) || error instanceof LostValue) throw error;
        if (error.kind === "crashed") this.crashed(error);
        // What a process holds that ran out of memory is better given back.
        if (error.kind === "out-of-memory") this.stop("out of memory");
        // A failed run can leave the WASM build's memory unusable.
        if (error.kind === "run-failed" && this.backend === "wasm" && this.peer !== null) this.stop("run failed");
        if (error.kind !== "load-failed" || !this.stepDown(error.message)) throw error;
      }
    }
  }

  /** The backend, with its library loaded. A backend that ends while it loads is started again. */
  private async ready(job: Job): Promise<Peer> {
    while (!job.cancelled) {
      if (this.peer !== null && this.opened) return this.peer;
      const peer = this.peer ?? this.start();
      const limit = setTimeout(() => peer.kill(`not ready after ${openMs / 1000} s`), openMs);
      try {
        const { model, nativeModule = "onnxruntime-node" } = this.options;
        const { directory, graphs } = model;
        const version = await peer.call("open", { directory, graphs, threads: this.threads, nativeModule });
        this.opened = true;
        this.log(`ONNX Runtime ${version} (${this.backend}) is ready in ${peer.title}, threads: ${this.threads}.`);
      } catch (error) {
        if (job.cancelled) break;
        if (!(error instanceof RuntimeFault) || error.kind !== "crashed") throw error;
        const last = this.backend === "wasm";
        this.crashed(error);
        if (last) throw error;
      } finally {
        clearTimeout(limit);
      }
    }
    throw aborted();
  }

  private start(): Peer {
    const { childScript, wasmWorkerScript } = this.options;
    const native = this.backend === "native";
    const peer = openPeer(
      (events) => (native ? forkChild(childScript, events) : startWorker(wasmWorkerScript, events)),
      () => this.ended(peer),
      this.log,
    );
    this.peer = peer;
    return peer;
  }

  private ended(peer: Peer): void {
    if (this.peer !== peer) return;
    this.died = this.stopped !== peer;
    this.peer = null;
    this.opened = false;
    this.alive.clear();
  }

  private crashed(fault: RuntimeFault): void {
    this.log(fault.message);
    this.crashes++;
    if (this.backend === "native" && this.crashes >= maxCrashes) this.stepDown(`it crashed ${this.crashes} times`);
  }

  /** Goes over to the next simpler backend: native, WASM, WASM with one thread. False where there is none. */
  private stepDown(why: string): boolean {
    if (this.backend === "native") this.backend = "wasm";
    else if (this.threads > 1) this.threads = 1;
    else return false;
    this.crashes = 0;
    this.stop("replaced");
    this.log(`Going on with WebAssembly, threads: ${this.threads}, because: ${why}`);
    return true;
  }

  private stop(why: string): void {
    if (this.idle !== null) clearTimeout(this.idle);
    this.stopped = this.peer;
    this.peer?.kill(why);
  }

  private rest(): void {
    if (this.peer === null) return;
    this.peer.rest(true);
    this.idle = setTimeout(() => this.stop("idle"), this.options.idleMs ?? 60_000);
    this.idle.unref();
  }

  private forget(refs: readonly number[]): void {
    const known = refs.filter((ref) => this.alive.delete(ref));
    // The answer says nothing, and a backend that ends has forgotten them all.
    if (known.length > 0) this.peer?.call("release", known).catch(() => {});
  }
}

function aborted(): DOMException {
  return new DOMException("The run was cancelled.", "AbortError");
}

/** A run was to use a value that went with the backend that kept it. */
class LostValue extends RuntimeFault {
  constructor(name: string, died: boolean) {
    const why = died ? "The model's process ended by itself" : "The model's process was ended";
    super(died ? "crashed" : "run-failed", `${why}, and the value kept for "${name}" was lost. Start the run again.`);
  }
}
