import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type * as Ort from "onnxruntime-node";
import type { Engine, EngineResult, EngineRun, GraphFile, Setup } from "./protocol";
import { RuntimeFault, type Tensor } from "./runtime";

/** The two names of ONNX Runtime that are used here; the same in its native and its WASM build. */
export interface OrtLibrary {
  readonly InferenceSession: typeof Ort.InferenceSession;
  readonly Tensor: typeof Ort.Tensor;
  readonly env: typeof Ort.env;
}

/** What differs between the backends: how the library is loaded, and its session options. */
export interface Backend {
  load(setup: Setup): Promise<OrtLibrary>;
  options(setup: Setup): Ort.InferenceSession.SessionOptions;
}

/** Runs graphs where this code runs. Sessions are loaded at first use and kept; so are the outputs asked to be kept. */
export function createEngine(backend: Backend): Engine {
  let opened: { setup: Setup; ort: OrtLibrary } | null = null;
  const sessions = new Map<string, Ort.InferenceSession>();
  const kept = new Map<number, Ort.Tensor>();

  function library(): { setup: Setup; ort: OrtLibrary } {
    if (opened === null) throw new RuntimeFault("run-failed", "The model was asked to run before it was opened.");
    return opened;
  }

  async function session(graph: string): Promise<Ort.InferenceSession> {
    const known = sessions.get(graph);
    if (known !== undefined) return known;
    const { setup, ort } = library();
    const bytes = await readGraph(setup, graph);
    try {
      const created = await ort.InferenceSession.create(bytes, backend.options(setup));
      sessions.set(graph, created);
      return created;
    } catch (error) {
      throw new RuntimeFault("load-failed", `The model's graph "${graph}" could not be loaded: ${reason(error)}`);
    }
  }

  function feed(name: string, value: Tensor | number): Ort.Tensor {
    if (typeof value !== "number") return toOrt(library().ort, value);
    const tensor = kept.get(value);
    if (tensor === undefined) throw new RuntimeFault("run-failed", `The kept value for "${name}" was released.`);
    if (tensor.dims.includes(0)) throw new RuntimeFault("run-failed", `The kept value for "${name}" is empty.`);
    return tensor;
  }

  return {
    async open(setup) {
      let ort: OrtLibrary;
      try {
        ort = await backend.load(setup);
      } catch (error) {
        throw new RuntimeFault("load-failed", `ONNX Runtime could not be loaded: ${reason(error)}`);
      }
      opened = { setup, ort };
      return ort.env.versions.common;
    },

    async run(run: EngineRun): Promise<EngineResult> {
      const current = await session(run.graph);
      const feeds: Record<string, Ort.Tensor> = {};
      for (const [name, value] of Object.entries(run.feeds)) feeds[name] = feed(name, value);
      const wanted = [...new Set([...run.fetch, ...Object.keys(run.keep)])];
      const start = performance.now();
      let outputs: Readonly<Record<string, Ort.OnnxValue>>;
      try {
        outputs = await current.run(feeds, wanted);
      } catch (error) {
        if (noMemory.test(reason(error))) throw new RuntimeFault("out-of-memory", noMemorySentence);
        throw new RuntimeFault("run-failed", `The model's graph "${run.graph}" did not run: ${reason(error)}`);
      }
      const ms = performance.now() - start;
      const tensors: Record<string, Tensor> = {};
      for (const name of run.fetch) tensors[name] = toPlain(name, output(outputs, name));
      for (const [name, ref] of Object.entries(run.keep)) kept.set(ref, output(outputs, name));
      return { tensors, ms };
    },

    async release(refs) {
      for (const ref of refs) kept.delete(ref);
      return null;
    },
  };
}

/** How the native library, WebAssembly and the JavaScript engine say that memory is short. */
const noMemory = /failed to allocate memory|bad_alloc|out of memory|allocation failed/i;
const noMemorySentence =
  "There was not enough memory for the model. Close other programs, or let it read fewer rows (“Context Rows” in the settings, --context-rows on the command line).";

/** Reads a graph's file and compares it with the manifest, so that no damaged model is ever run. */
async function readGraph(setup: Setup, graph: string): Promise<Uint8Array> {
  const entry: GraphFile | undefined = Object.hasOwn(setup.graphs, graph) ? setup.graphs[graph] : undefined;
  if (entry === undefined) throw new RuntimeFault("model-missing", `The model has no graph "${graph}".`);
  const path = join(setup.directory, entry.file);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new RuntimeFault("model-missing", `The model file ${path} cannot be read (${reason(error)}). Reinstall NPT Impute.`);
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== entry.sha256.toLowerCase()) {
    throw new RuntimeFault(
      "model-corrupt",
      `The model file ${path} is damaged: its SHA-256 differs from the manifest's. Reinstall NPT Impute.`,
    );
  }
  return bytes;
}

function toOrt({ Tensor }: OrtLibrary, { type, dims, data }: Tensor): Ort.Tensor {
  return new Tensor(type, data, dims);
}

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
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0] ?? message;
}
