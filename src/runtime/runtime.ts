/** A tensor as plain data, so that it crosses process borders unchanged. `dims` has no zero: an empty tensor kills the native library. */
export interface Tensor {
  readonly type: "float32" | "int64" | "bool";
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array | Uint8Array;
}

/** An output kept by the runtime, to be fed to a later run. */
export interface TensorRef {
  readonly ref: number;
}

/** One run of one graph of the model. */
export interface RunRequest {
  /** Name of a graph in the manifest, such as "context". */
  readonly graph: string;
  readonly feeds: Readonly<Record<string, Tensor | TensorRef>>;
  /** Outputs to send back. */
  readonly fetch: readonly string[];
  /** Outputs to keep; the result holds a reference for each. */
  readonly keep: readonly string[];
}

/** Outputs of a run: `tensors` for what was fetched, `refs` for what was kept. `ms` is the time inside ONNX Runtime. */
export interface RunResult {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly refs: Readonly<Record<string, TensorRef>>;
  readonly ms: number;
  /** What the kept outputs take of memory. */
  readonly keptBytes: number;
}

/** ONNX Runtime as the network's code knows it. */
export interface Runtime {
  readonly backend: "native" | "wasm";
  /** Rejects with an `AbortError` when `signal` aborts, with `RuntimeFault` when the model or its process fails. */
  run(request: RunRequest, signal: AbortSignal): Promise<RunResult>;
  /** Forgets kept outputs. Unknown references are ignored. */
  release(refs: Iterable<TensorRef>): void;
  dispose(): void;
}

/** What went wrong where the model runs, with a sentence a user can act on. */
export class RuntimeFault extends Error {
  override readonly name = "RuntimeFault";
  constructor(
    readonly kind: "model-missing" | "model-corrupt" | "load-failed" | "crashed" | "out-of-memory" | "run-failed",
    message: string,
  ) {
    super(message);
  }
}
