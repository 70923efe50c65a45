import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filledColumns, fillTable } from "../../src/imputation/fillTable";
import { openBytes } from "../../src/csv/csvFile";
import type { ImputeOptions, ImputeTable } from "../../src/imputation/impute";
import { createImputer } from "../../src/imputation/imputeTable";
import { type Manifest, parseManifest } from "../../src/npt/manifest";
import { createRuntime } from "../../src/runtime/client";
import type { Runtime } from "../../src/runtime/runtime";
import { buildTable } from "../../src/table/buildTable";

/** The network as it is shipped: its manifest, its runtime (a process of its own), and the use case on top. */
export interface Shipped {
  readonly manifest: Manifest;
  readonly runtime: Runtime;
  readonly impute: ImputeTable;
}

export interface ShippedOptions {
  readonly threads: number;
  /** Folder of npt.json and its graphs; the project's own by default. */
  readonly models?: string | undefined;
  /** Folder of the built child process; the project's own by default. */
  readonly dist?: string | undefined;
}

/** Opens the network; the process starts with the first run. `runtime.dispose()` ends it. */
export function openShipped({ threads, models, dist }: ShippedOptions): Shipped {
  const root = join(__dirname, "..", "..");
  const directory = models ?? join(root, "models");
  const scripts = dist ?? join(root, "dist");
  const manifest = parseManifest(readFileSync(join(directory, "npt.json"), "utf8"));
  const runtime = createRuntime({
    model: { directory, graphs: manifest.graphs },
    childScript: join(scripts, "child.js"),
    wasmWorkerScript: join(scripts, "wasmWorker.js"),
    threads,
  });
  return { manifest, runtime, impute: createImputer(manifest, runtime) };
}

/** A completed file and what it cost, in milliseconds. */
export interface Completed {
  readonly bytes: Uint8Array;
  readonly inferenceMs: number;
  readonly totalMs: number;
  /** Columns that keep missing cells, and why. */
  readonly left: readonly string[];
}

/** Completes one file through the shipped path: bytes -> scan -> table -> network -> edits -> bytes. */
export async function completeBytes(impute: ImputeTable, bytes: Uint8Array, options: ImputeOptions): Promise<Completed> {
  const begin = performance.now();
  const file = openBytes(bytes);
  const table = buildTable(file);
  const { suggestions, columns, timing } = await impute(table, options, {}, new AbortController().signal);
  const filled = fillTable(file, bytes, table, suggestions);
  const left = filledColumns(columns, filled, 0).flatMap(({ index, missing, filled: got, skipReason: why }) =>
    missing === got ? [] : [`${table.columns[index]?.name}: ${why}`],
  );
  return { bytes: filled.bytes, inferenceMs: timing.inferenceMs, totalMs: performance.now() - begin, left };
}
