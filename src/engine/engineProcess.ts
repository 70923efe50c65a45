/**
 * The forked process that runs the engine with the native ONNX Runtime: `session.run` of onnxruntime-node blocks its
 * thread, and the library can abort its process, so it lives in one that may be killed at any time.
 */
import { createRequire } from "node:module";
import { serveInNode } from "./nodePlace";
import type { ToBackend } from "./protocol";

const receive = serveInNode(
  {
    name: "native",
    load: async ({ nativeModule, threads }) => ({
      library: createRequire(__filename)(nativeModule),
      options: {
        executionProviders: ["cpu"],
        graphOptimizationLevel: "all",
        executionMode: "sequential",
        // Shapes change from run to run: a memory plan per shape costs memory and saves nothing.
        enableMemPattern: false,
        enableCpuMemArena: true,
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
        // Threads that wait must not burn the user's cores.
        extra: { session: { intra_op: { allow_spinning: "0" } } },
      },
    }),
  },
  (message) => {
    process.send?.(message, undefined, undefined, (error) => {
      if (error !== null) process.exit(1); // nobody is left to hear the answer
    });
  },
);

process.on("message", (message: ToBackend) => receive(message));
// Ctrl+C in a terminal reaches the whole process group; what happens then is the caller's decision.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
