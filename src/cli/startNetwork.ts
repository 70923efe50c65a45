import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { checkAccuracy } from "../imputation/checkAccuracy";
import { drawTable } from "../imputation/draws";
import { defaultOptions } from "../imputation/impute";
import { createImputer } from "../imputation/imputeTable";
import { type Manifest, parseManifest } from "../npt/manifest";
import { openSession } from "../npt/session";
import { createRuntime } from "../runtime/client";
import { RuntimeFault } from "../runtime/runtime";
import type { StartNetwork } from "./network";
import { printable } from "./printable";

/** More threads than this gain nothing on tables of usual size. */
const maxThreads = 8;

/** The network that is installed beside the program: its graphs in models/, its backends in dist/. */
export const startNetwork: StartNetwork = async ({ threads, runtime: wanted, verbose }) => {
  const directory = join(__dirname, "..", "models");
  const { manifest, sha256 } = await readManifest(join(directory, "npt.json"));
  const runtime = createRuntime({
    model: { directory, graphs: manifest.graphs },
    childScript: join(__dirname, "child.js"),
    wasmWorkerScript: join(__dirname, "wasmWorker.js"),
    threads: threads ?? Math.min(maxThreads, availableParallelism()),
    prefer: wanted ?? "native",
    log: (line) => {
      if (verbose) process.stderr.write(`npt-impute: ${printable(line)}\n`);
    },
  });
  const impute = createImputer(manifest, runtime);
  return {
    model: { name: manifest.name, version: manifest.version, sha256 },
    contextRows: defaultOptions.contextRows,
    get backend() {
      return runtime.backend;
    },
    get notice() {
      if (wanted !== "native" || runtime.backend === "native") return null;
      return "the native ONNX Runtime does not work here; WebAssembly was used (see --verbose).";
    },
    impute,
    check: (table, { seed, contextRows }, share, signal) =>
      checkAccuracy(impute, table, { share, seed, contextRows }, signal),
    draw: (table, options, draw, signal) => drawTable(openSession(table, options, manifest, runtime), manifest, options, draw, signal),
    dispose: () => runtime.dispose(),
  };
};

/** `sha256` is the manifest's own: the manifest names that of every graph. */
async function readManifest(path: string): Promise<{ manifest: Manifest; sha256: string }> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    throw new RuntimeFault("model-missing", `The model's manifest ${path} cannot be read. Reinstall NPT Impute.`);
  }
  try {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { manifest: parseManifest(bytes.toString("utf8")), sha256 };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RuntimeFault("model-corrupt", `The model's manifest ${path} cannot be used: ${reason} Reinstall NPT Impute.`);
  }
}
