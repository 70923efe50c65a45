/**
 * The worker thread that runs the engine with ONNX Runtime's WebAssembly build, where the native library is missing or
 * fails. Both files of the build lie beside this script; nothing is fetched.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort } from "node:worker_threads";
import { serveInNode } from "./nodePlace";
import type { ToBackend } from "./protocol";
import ort = require("onnxruntime-web");

const receive = serveInNode(
  {
    name: "wasm",
    async load({ threads }) {
      ort.env.wasm.wasmBinary = await readFile(join(__dirname, "ort-wasm-simd-threaded.wasm"));
      ort.env.wasm.wasmPaths = { mjs: pathToFileURL(join(__dirname, "ort-wasm-simd-threaded.mjs")).href };
      ort.env.wasm.numThreads = threads;
      return {
        library: ort,
        options: { executionProviders: ["wasm"], graphOptimizationLevel: "all", enableMemPattern: false, logSeverityLevel: 3 },
      };
    },
  },
  (message) => parentPort?.postMessage(message),
);
parentPort?.on("message", (message: ToBackend) => receive(message));
