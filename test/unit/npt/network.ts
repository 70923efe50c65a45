import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { type Manifest, parseManifest } from "../../../src/npt/manifest";
import type { RunRequest, RunResult, Runtime, Tensor, TensorRef } from "../../../src/runtime/runtime";
import { unread } from "../../../src/table/reading";
import type { Column, Table } from "../../../src/table/column";

const models = join(__dirname, "..", "..", "..", "models");

export const manifest: Manifest = parseManifest(readFileSync(join(models, "npt.json"), "utf8"));

/** ONNX Runtime in the test's own process: the graphs themselves, without the process that the product puts around them. */
export class DirectRuntime implements Runtime {
  readonly backend = "native";
  private readonly sessions = new Map<string, Promise<ort.InferenceSession>>();
  private readonly kept = new Map<number, ort.Tensor>();
  private next = 0;

  async run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    signal.throwIfAborted();
    const session = await this.session(request.graph);
    const feeds: Record<string, ort.Tensor> = {};
    for (const [name, feed] of Object.entries(request.feeds)) {
      feeds[name] = "ref" in feed ? this.kept.get(feed.ref)! : new ort.Tensor(feed.type, feed.data as Float32Array, feed.dims);
    }
    const begin = performance.now();
    const out = await session.run(feeds, [...request.fetch, ...request.keep]);
    const ms = performance.now() - begin;
    const tensors: Record<string, Tensor> = {};
    const refs: Record<string, TensorRef> = {};
    for (const name of request.fetch) {
      const { type, dims, data } = out[name]!;
      tensors[name] = { type, dims, data } as Tensor;
    }
    for (const name of request.keep) {
      const ref = this.next++;
      this.kept.set(ref, out[name]!);
      refs[name] = { ref };
    }
    return { tensors, refs, ms, keptBytes: 0 };
  }

  release(refs: Iterable<TensorRef>): void {
    for (const { ref } of refs) this.kept.delete(ref);
  }

  dispose(): void {
    this.kept.clear();
  }

  private session(graph: string): Promise<ort.InferenceSession> {
    const known = this.sessions.get(graph) ?? ort.InferenceSession.create(join(models, `npt.${graph}.onnx`), { intraOpNumThreads: 1, logSeverityLevel: 3 });
    this.sessions.set(graph, known);
    return known;
  }
}

/** A column of numbers; null for a missing cell. */
export function numberColumn(index: number, cells: readonly (number | null)[]): Column {
  return {
    index,
    name: `n${index}`,
    kind: "number",
    missing: Uint8Array.from(cells, (cell) => (cell === null ? 1 : 0)),
    values: Float64Array.from(cells, (cell) => cell ?? Number.NaN),
    codes: new Int32Array(cells.length).fill(-1),
    levels: [],
    numberFormat: { decimals: 6, fixed: false, decimalMark: ".", grouping: "", prefix: "", suffix: "", negative: "-", plus: false, exponent: null },
    dateFormat: null,
    skipReason: null,
    padding: null,
    wordsMeanMissing: false,
    valueTokens: [],
    reading: unread,
  };
}

/** A column of level numbers; null for a missing cell. */
export function levelColumn(index: number, cells: readonly (number | null)[]): Column {
  const count = cells.reduce<number>((most, cell) => Math.max(most, (cell ?? -1) + 1), 0);
  return {
    index,
    name: `c${index}`,
    kind: "category",
    missing: Uint8Array.from(cells, (cell) => (cell === null ? 1 : 0)),
    values: new Float64Array(cells.length).fill(Number.NaN),
    codes: Int32Array.from(cells, (cell) => cell ?? -1),
    levels: Array.from({ length: count }, (_, level) => `level ${level}`),
    numberFormat: null,
    dateFormat: null,
    skipReason: null,
    padding: null,
    wordsMeanMissing: false,
    valueTokens: [],
    reading: unread,
  };
}

export function tableOf(columns: readonly Column[]): Table {
  return { rows: columns[0]?.missing.length ?? 0, columns };
}
