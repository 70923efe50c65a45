import { RuntimeFault } from "../runtime/runtime";
import { aborted, isAbort } from "./failure";
import { openPeer, type Peer } from "./peer";
import type { Port, PortEvents } from "./ports";
import type { Setup } from "./protocol";

/** How backends are started, and how long one waits for them. */
export interface BackendOptions {
  readonly start: Readonly<Record<"native" | "wasm", (events: PortEvents) => Port>>;
  /** The manifest's folder; see `Setup`. */
  readonly models: string;
  /** Threads inside one operation, at least 1. */
  readonly threads: number;
  /** Default "native", with WASM where that fails. */
  readonly prefer?: "native" | "wasm";
  readonly log?: (line: string) => void;
  /** A call during which the backend says nothing for so long hangs. Milliseconds, default 600,000: slow computers take minutes for one run. */
  readonly hangMs?: number;
  /** Module id or absolute path of the native library, default "onnxruntime-node". */
  readonly nativeModule?: string;
}

/** Native processes that may crash one after another before WASM takes over. */
const maxCrashes = 2;
/** A backend that has not loaded its library by then never will. */
const startMs = 60_000;

/**
 * The process or thread that the engine runs in. It is started when it is needed and replaced when it ends: a process
 * with the native ONNX Runtime, or, where that cannot be loaded or keeps crashing, a thread with the WASM build, at
 * last with one thread.
 */
export class Backend {
  kind: "native" | "wasm";
  peer: Peer | null = null;
  #threads: number;
  #crashes = 0;
  #starting: Promise<void> | null = null;
  readonly #log: (line: string) => void;

  constructor(private readonly options: BackendOptions) {
    if (!Number.isInteger(options.threads) || options.threads < 1) throw new RangeError("threads must be at least 1.");
    this.kind = options.prefer ?? "native";
    this.#threads = options.threads;
    this.#log = options.log ?? (() => {});
  }

  /**
   * The backend, with its library loaded. One that ends while it loads is started again.
   * Faults: `load-failed`, `crashed`. Rejects with an AbortError where it was stopped, or `cancelled` says so.
   */
  async ready(cancelled: () => boolean): Promise<Peer> {
    for (;;) {
      if (cancelled()) throw aborted();
      if (this.peer !== null && this.#starting === null) return this.peer;
      const { kind } = this;
      try {
        this.#starting ??= this.#start().finally(() => {
          this.#starting = null;
        });
        await this.#starting;
      } catch (error) {
        if (cancelled()) throw aborted();
        // It was stopped for another call's sake.
        if (isAbort(error)) continue;
        if (!(error instanceof RuntimeFault)) throw error;
        if (error.kind === "load-failed" && this.#stepDown(error.message)) continue;
        if (error.kind === "crashed" && kind === "native") continue;
        throw error;
      }
    }
  }

  /** What a failed call means for the backend. @returns whether the call can be tried on another one */
  failed(peer: Peer, error: RuntimeFault): boolean {
    if (peer !== this.peer) return false;
    // What a process holds that ran out of memory is better given back.
    if (error.kind === "out-of-memory") this.stop("out of memory");
    // A failed run can leave the WASM build's memory unusable.
    if (error.kind === "run-failed" && this.kind === "wasm") this.stop("run failed");
    return error.kind === "load-failed" && this.#stepDown(error.message);
  }

  /** The network has run: crashes before are forgotten. */
  worked(): void {
    this.#crashes = 0;
  }

  stop(reason: string): void {
    this.peer?.stop(reason);
  }

  async #start(): Promise<void> {
    const { models, nativeModule = "onnxruntime-node", hangMs = 600_000 } = this.options;
    const kind = this.kind;
    const peer: Peer = openPeer({
      start: this.options.start[kind],
      hangMs,
      onEnd: (fault, pending) => this.#ended(peer, fault, pending),
      log: this.#log,
    });
    this.peer = peer;
    const limit = setTimeout(() => peer.kill(`not ready after ${startMs / 1000} s`), startMs);
    try {
      const setup: Setup = { models, threads: this.#threads, nativeModule };
      const version = await peer.call("start", setup).answer;
      this.#log(`ONNX Runtime ${version} (${kind}) is ready in ${peer.title}, threads: ${this.#threads}.`);
    } catch (error) {
      if (peer.stopped !== null) throw aborted();
      peer.stop("not started");
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  #ended(peer: Peer, fault: RuntimeFault, pending: number): void {
    if (this.peer === peer) this.peer = null;
    if (peer.stopped !== null || pending === 0) return;
    this.#log(fault.message);
    this.#crashes++;
    if (this.kind === "native" && this.#crashes >= maxCrashes) this.#stepDown(`it crashed ${this.#crashes} times`);
  }

  /** Goes over to the next simpler backend: native, WASM, WASM with one thread. False where there is none. */
  #stepDown(reason: string): boolean {
    if (this.kind === "native") this.kind = "wasm";
    else if (this.#threads > 1) this.#threads = 1;
    else return false;
    this.#crashes = 0;
    this.stop("replaced");
    this.#log(`Going on with WebAssembly, threads: ${this.#threads}, because: ${reason}`);
    return true;
  }
}
