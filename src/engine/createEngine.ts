import { Client, type ClientOptions } from "./client";
import type { Engine } from "./contract";
import { forkProcess, startWorker } from "./ports";

export interface EngineOptions extends Omit<ClientOptions, "start"> {
  /** The built `engineProcess.ts`. */
  readonly processScript: string;
  /** The built `engineWorker.ts`; the two files of ONNX Runtime's WASM build lie beside it. */
  readonly workerScript: string;
}

/** The engine for programs that run in Node: a forked process, or a worker thread where that does not work. */
export function createEngine({ processScript, workerScript, ...options }: EngineOptions): Engine {
  return new Client({
    ...options,
    start: {
      native: (events) => forkProcess(processScript, events),
      wasm: (events) => startWorker(workerScript, events),
    },
  });
}
