import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Engine } from "../engine/contract";
import { createEngine } from "../engine/createEngine";
import type { CommandOptions } from "./args";
import { printable } from "./printable";

/** Makes an engine ready; it starts with its first call. */
export type StartEngine = (options: Pick<CommandOptions, "threads" | "runtime" | "verbose">) => Engine;

/** More threads than this gain nothing on tables of usual size. */
const maxThreads = 8;

/** The engine that is installed beside the program: its graphs in models/, its backends in dist/. */
export const startEngine: StartEngine = ({ threads, runtime, verbose }) =>
  createEngine({
    models: join(__dirname, "..", "models"),
    processScript: join(__dirname, "engineProcess.js"),
    workerScript: join(__dirname, "engineWorker.js"),
    threads: threads ?? Math.min(maxThreads, availableParallelism()),
    prefer: runtime ?? "native",
    log: (line) => {
      if (verbose) process.stderr.write(`npt-impute: ${printable(line)}\n`);
    },
  });
