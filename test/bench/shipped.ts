import { join } from "node:path";
import { createEngine } from "../../src/engine/createEngine";
import type { ColumnSummary, Engine } from "../../src/engine/contract";
import { splicedPieces } from "../../src/csv/splice";
import { memorySource } from "../../src/files/fileSource";
import type { ImputeOptions } from "../../src/imputation/impute";
import { unpackSuggestions } from "../../src/imputation/packed";
import type { Suggestion } from "../../src/imputation/suggestion";
import type { StatedColumn } from "../../src/table/reading";

export interface ShippedOptions {
  readonly threads: number;
  /** Folder of npt.json and its graphs; the project's own by default. */
  readonly models?: string | undefined;
  /** Folder of the built engine; the project's own by default. */
  readonly dist?: string | undefined;
}

/** The engine as it is shipped, in a process of its own, which starts with the first call; `dispose` ends it. */
export function openShipped({ threads, models, dist }: ShippedOptions): Engine {
  const root = join(__dirname, "..", "..");
  const scripts = dist ?? join(root, "dist");
  return createEngine({
    models: models ?? join(root, "models"),
    processScript: join(scripts, "engineProcess.js"),
    workerScript: join(scripts, "engineWorker.js"),
    threads,
  });
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
export async function completeBytes(engine: Engine, bytes: Uint8Array, options: ImputeOptions, columns: readonly StatedColumn[] = []): Promise<Completed> {
  const begin = performance.now();
  const { signal } = new AbortController();
  const table = await engine.open({ kind: "bytes", bytes }, { dialect: {}, table: { columns }, seed: options.seed }, {}, signal);
  try {
    const { copies, columns: outcomes, timing } = await table.fill({ ...options, minCertainty: 0, draws: null }, {}, signal);
    const pieces: Uint8Array[] = [];
    for await (const piece of splicedPieces(memorySource(bytes), copies[0]!)) pieces.push(piece);
    const left = outcomes.flatMap(({ index, missing, filled, skipReason }) =>
      missing === filled ? [] : [`${table.summary.columns[index]?.name}: ${skipReason}`],
    );
    return { bytes: Buffer.concat(pieces), inferenceMs: timing.inferenceMs, totalMs: performance.now() - begin, left };
  } finally {
    await table.close();
  }
}

/** What is suggested for the missing cells of one file, and its columns. */
export async function suggestBytes(engine: Engine, bytes: Uint8Array, options: ImputeOptions): Promise<{ readonly columns: readonly ColumnSummary[]; readonly suggestions: readonly Suggestion[] }> {
  const { signal } = new AbortController();
  const table = await engine.open({ kind: "bytes", bytes }, { dialect: {}, table: {}, seed: options.seed }, {}, signal);
  try {
    const suggestions: Suggestion[] = [];
    await table.suggest(options, { onSuggestions: (batch) => void suggestions.push(...unpackSuggestions(batch)) }, signal);
    return { columns: table.summary.columns, suggestions };
  } finally {
    await table.close();
  }
}
