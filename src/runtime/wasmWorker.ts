/**
 * The worker thread that runs ONNX Runtime's WebAssembly build, where the native library is missing or fails.
 * Both files of the build lie beside this script; nothing is fetched.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort } from "node:worker_threads";
import type { OrtLibrary } from "./engine";
import { createEngine } from "./engine";
import type { Call } from "./protocol";
import { serve } from "./serve";
import ort = require("onnxruntime-web");

const engine = createEngine({
  async load({ threads }): Promise<OrtLibrary> {
    ort.env.wasm.wasmBinary = await readFile(join(__dirname, "ort-wasm-simd-threaded.wasm"));
    ort.env.wasm.wasmPaths = { mjs: pathToFileURL(join(__dirname, "ort-wasm-simd-threaded.mjs")).href };
    ort.env.wasm.numThreads = threads;
    return ort;
  },
  options: () => ({
    executionProviders: ["wasm"],
    graphOptimizationLevel: "all",
    enableMemPattern: false,
    logSeverityLevel: 3,
  }),
});

const answer = serve(engine, (reply) => parentPort?.postMessage(reply));
parentPort?.on("message", (call: Call) => answer(call));
