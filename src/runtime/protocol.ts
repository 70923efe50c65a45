import type { RuntimeFault, Tensor } from "./runtime";

/** How a backend is opened. Sent once, before any run. */
export interface Setup {
  /** Folder of the graph files. */
  readonly directory: string;
  readonly graphs: Readonly<Record<string, GraphFile>>;
  /** Threads inside one operation, at least 1. */
  readonly threads: number;
  /** What the native backend loads: a module id or an absolute path. The WASM backend ignores it. */
  readonly nativeModule: string;
}

/** One graph of the model on disk. `sha256` in lower-case hex. */
export interface GraphFile {
  readonly file: string;
  readonly sha256: string;
}

/** One run as the backend sees it: tensors by value or by the number of a kept output. */
export interface EngineRun {
  readonly graph: string;
  readonly feeds: Readonly<Record<string, Tensor | number>>;
  readonly fetch: readonly string[];
  /** Output name -> the number it is kept under. */
  readonly keep: Readonly<Record<string, number>>;
}

export interface EngineResult {
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Milliseconds inside ONNX Runtime. */
  readonly ms: number;
}

/**
 * What a backend answers to, in its own process or thread. The messages below are derived from this interface,
 * so that caller and backend cannot disagree. A rejection arrives at the caller as a `RuntimeFault` of the same kind.
 */
export interface Engine {
  /** Loads the ONNX Runtime library; resolves with its version. Fault `load-failed` where it cannot be loaded. */
  open(setup: Setup): Promise<string>;
  /** Loads the graph at its first run. Faults `model-missing`, `model-corrupt`, `load-failed`, `run-failed`. */
  run(run: EngineRun): Promise<EngineResult>;
  /** Forgets kept outputs; unknown numbers are ignored. */
  release(refs: readonly number[]): Promise<null>;
}

export type Method = keyof Engine;
export type Argument<M extends Method> = Parameters<Engine[M]>[0];
export type Answer<M extends Method> = Awaited<ReturnType<Engine[M]>>;

/** A request. `id` is unique within one backend's life. */
export type Call = {
  [M in Method]: { readonly id: number; readonly method: M; readonly argument: Argument<M> };
}[Method];

/** A fault as plain data. */
export interface Failure {
  readonly kind: RuntimeFault["kind"];
  readonly message: string;
}

export type Outcome<T> = { readonly ok: T } | { readonly err: Failure };

/** The answer to the request of the same `id`. */
export interface Reply {
  readonly id: number;
  readonly outcome: Outcome<Answer<Method>>;
}
