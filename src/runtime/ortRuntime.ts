import type * as Ort from "onnxruntime-node";
import { checkRequest } from "./checkRequest";
import { type RunRequest, type RunResult, type Runtime, RuntimeFault, type Tensor, type TensorRef } from "./runtime";

/** The names of ONNX Runtime that are used here; the same in its native and its WASM build. */
export interface OrtLibrary {
  readonly InferenceSession: typeof Ort.InferenceSession;
  readonly Tensor: typeof Ort.Tensor;
  readonly env: typeof Ort.env;
}

export interface OrtBackend {
  readonly name: Runtime["backend"];
  readonly library: OrtLibrary;
  readonly options: Ort.InferenceSession.SessionOptions;
  /** Bytes of a graph of the model. Rejects with `RuntimeFault` where it is missing or damaged. */
  readGraph(graph: string): Promise<Uint8Array>;
}

/**
 * ONNX Runtime in the process or thread that calls it, which it blocks during a run. Sessions are loaded at first use
 * and kept; runs wait for each other. Faults of `run`: those of `readGraph`, `load-failed`, `run-failed`, `out-of-memory`;
 * RangeError or TypeError for a tensor that would end the native library.
 */
export function createOrtRuntime(backend: OrtBackend): Runtime {
  return new OrtRuntime(backend);
}

class OrtRuntime implements Runtime {
  readonly backend: Runtime["backend"];
  readonly #sessions = new Map<string, Promise<Ort.InferenceSession>>();
  readonly #kept = new Map<number, Ort.Tensor>();
  #lastRef = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(private readonly ort: OrtBackend) {
    this.backend = ort.name;
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    checkRequest(request);
    signal.throwIfAborted();
    const turn = this.#tail.then(() => this.#run(request, signal));
    this.#tail = turn.catch(() => {});
    return turn;
  }

  release(refs: Iterable<TensorRef>): void {
    for (const { ref } of refs) this.#kept.delete(ref);
  }

  dispose(): void {
    this.#kept.clear();
    this.#sessions.clear();
  }

  async #run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    const session = await this.#session(request.graph);
    signal.throwIfAborted();
    const feeds: Record<string, Ort.Tensor> = {};
    for (const [name, value] of Object.entries(request.feeds)) feeds[name] = this.#feed(name, value);
    const wanted = [...new Set([...request.fetch, ...request.keep])];
    const start = performance.now();
    let outputs: Readonly<Record<string, Ort.OnnxValue>>;
    try {
      outputs = await session.run(feeds, wanted);
    } catch (error) {
      if (noMemory.test(firstLine(error))) throw new RuntimeFault("out-of-memory", noMemorySentence);
      throw new RuntimeFault("run-failed", `The model's graph "${request.graph}" did not run: ${firstLine(error)}`);
    }
    const ms = performance.now() - start;
    const tensors: Record<string, Tensor> = {};
    for (const name of request.fetch) tensors[name] = toPlain(name, output(outputs, name));
    const refs: Record<string, TensorRef> = {};
    let keptBytes = 0;
    for (const name of request.keep) {
      const kept = output(outputs, name);
      const ref = ++this.#lastRef;
      this.#kept.set(ref, kept);
      refs[name] = { ref };
      keptBytes += kept.size * (kept.type === "int64" ? 8 : kept.type === "bool" ? 1 : 4);
    }
    return { tensors, refs, ms, keptBytes };
  }

  #session(graph: string): Promise<Ort.InferenceSession> {
    const loading = this.#sessions.get(graph) ?? this.#load(graph);
    this.#sessions.set(graph, loading);
    // A failure is tried anew the next time.
    loading.catch(() => this.#sessions.delete(graph));
    return loading;
  }

  async #load(graph: string): Promise<Ort.InferenceSession> {
    const bytes = await this.ort.readGraph(graph);
    try {
      return await this.ort.library.InferenceSession.create(bytes, this.ort.options);
    } catch (error) {
      throw new RuntimeFault("load-failed", `The model's graph "${graph}" could not be loaded: ${firstLine(error)}`);
    }
  }

  #feed(name: string, value: Tensor | TensorRef): Ort.Tensor {
    if (!("ref" in value)) return new this.ort.library.Tensor(value.type, value.data, value.dims);
    const tensor = this.#kept.get(value.ref);
    if (tensor === undefined) throw new RuntimeFault("run-failed", `The kept value for "${name}" was released.`);
    if (tensor.dims.includes(0)) throw new RuntimeFault("run-failed", `The kept value for "${name}" is empty.`);
    return tensor;
  }
}

/** How the native library, WebAssembly and the JavaScript engine say that memory is short. */
const noMemory = /failed to allocate memory|bad_alloc|out of memory|allocation failed/i;
const noMemorySentence =
  "There was not enough memory for the model. Close other programs, or let it read fewer rows (“Context Rows” in the settings, --context-rows on the command line).";

function output(outputs: Readonly<Record<string, Ort.OnnxValue>>, name: string): Ort.Tensor {
  const value = outputs[name];
  if (value === undefined) throw new RuntimeFault("run-failed", `The model gave no output "${name}".`);
  return value;
}

function toPlain(name: string, { type, dims, data }: Ort.Tensor): Tensor {
  if (type === "float32" && data instanceof Float32Array) return { type, dims, data };
  if (type === "int64" && data instanceof BigInt64Array) return { type, dims, data };
  if (type === "bool" && data instanceof Uint8Array) return { type, dims, data };
  throw new RuntimeFault("run-failed", `The model's output "${name}" is of type ${type}, which is not supported.`);
}

/** The first line says it; Node's "Require stack" and the like follow. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0] ?? message;
}
