import { type RunResult, type Runtime, RuntimeFault, type Tensor, type TensorRef } from "../runtime/runtime";
import type { ColumnBlock } from "./chooseColumns";
import { columnCode, type EncodedTable } from "./encode";
import type { Manifest } from "./manifest";
import type { MemoryRows } from "./memoryRows";

/** What the network says of query rows x targets. Entry (t, q, s) of the first two is `(t * rows.length + q) * slots + s`. */
export interface Predictions {
  /** Data rows, in the order of the predictions. */
  readonly rows: Uint32Array;
  /** Positions in `EncodedTable.columns`. */
  readonly targets: readonly number[];
  /** Probability per slot; sums to 1. */
  readonly probability: Float32Array;
  /** Numeric columns: value per bin, in standard deviations from the mean. */
  readonly value: Float32Array;
  /** Data rows the pointer leaned on most and their weights, `top` of each per cell, falling. Weight 0: no row. */
  readonly top: number;
  readonly topRow: Int32Array;
  readonly topWeight: Float32Array;
  /** Time inside ONNX Runtime, ms. */
  readonly ms: number;
}

/** Cells (rows x memory rows x columns) the similarity kernel may hold at once; bounds the memory of a run. */
const maxKernelCells = 10_000_000;
/** The same for pairs of context rows (pairs x columns): several such tensors live at once. */
const maxStatisticCells = 5_000_000;
/** Cells (rows x columns) the smooth estimate may learn from, and rows. */
const maxFitCells = 120_000;
const maxFitRows = 8000;
/** At most so many rows outside the context does the kernel see in each run. */
const extraRows = 1000;

/** One block of columns, its context read once: predicts rows until it is closed. */
export class Predictor {
  private readonly context: Uint32Array;
  private cache: Readonly<Record<string, TensorRef>> | null = null;
  private readonly fixed: Record<string, Tensor>;
  /** Rows per run. */
  readonly chunk: number;
  ms = 0;

  constructor(
    private readonly table: EncodedTable,
    readonly block: ColumnBlock,
    /** All data rows in random order; the first `contextRows` are the context. */
    private readonly order: Uint32Array,
    contextRows: number,
    private readonly memory: MemoryRows,
    private readonly manifest: Manifest,
    private readonly runtime: Runtime,
  ) {
    this.context = order.subarray(0, contextRows);
    const width = block.columns.length;
    this.fixed = {
      numeric: floats([width], (j) => (table.columns[block.columns[j]!]!.numeric ? 1 : 0)),
      column: integers([width], (j) => columnCode(block.columns[j]!, manifest)),
    };
    const seen = this.context.length + Math.min(extraRows, Math.max(1, table.rows - this.context.length));
    this.chunk = Math.max(8, Math.min(256, Math.floor(maxKernelCells / (seen * width))));
  }

  /** Predicts all targets of the block for up to `chunk` rows. `cells` overrides the table (drawn values). */
  async predict(rows: Uint32Array, signal: AbortSignal, cells: EncodedTable = this.table, targets = this.block.targets): Promise<Predictions> {
    const extra = this.context.length >= this.table.rows ? new Uint32Array(0) : this.memory.near(rows, extraRows);
    const feeds: Record<string, Tensor> = {
      ...this.gather(cells, rows, "", false),
      ...this.gather(this.table, this.context, "context_", true),
      ...this.gather(this.table, extra, "extra_", true),
      ...this.fixed,
      targets: integers([targets.length], (t) => this.block.columns.indexOf(targets[t]!)),
    };
    const result = await this.query(feeds, signal);
    const { probability, value, top_weight: weight, top_row: row } = result.tensors;
    if (probability === undefined || value === undefined || weight === undefined || row === undefined) {
      throw new TypeError("The model's answer lacks an output. The model files do not belong to this version.");
    }
    const known = this.context.length;
    const memoryRow = (index: number): number =>
      index < known ? this.context[index]! : (extra[index - known] ?? -1);
    return {
      rows,
      targets,
      probability: probability.data as Float32Array,
      value: value.data as Float32Array,
      top: this.manifest.topRows,
      topRow: Int32Array.from(row.data as BigInt64Array, (index) => memoryRow(Number(index))),
      topWeight: weight.data as Float32Array,
      ms: result.ms,
    };
  }

  /** Lets the runtime forget the context. */
  close(): void {
    if (this.cache !== null) this.runtime.release(Object.values(this.cache));
    this.cache = null;
  }

  /** Another run's cancellation may have ended the process that kept the context; it is read once more then. */
  private async query(feeds: Record<string, Tensor>, signal: AbortSignal): Promise<RunResult> {
    const fetch = ["probability", "value", "top_weight", "top_row"];
    const had = this.cache !== null;
    try {
      return await this.run({ graph: "query", feeds: { ...feeds, ...(await this.readContext(signal)) }, fetch, keep: [] }, signal);
    } catch (error) {
      if (!had || !(error instanceof RuntimeFault) || error.kind !== "run-failed") throw error;
      this.cache = null;
      return this.run({ graph: "query", feeds: { ...feeds, ...(await this.readContext(signal)) }, fetch, keep: [] }, signal);
    }
  }

  private async readContext(signal: AbortSignal): Promise<Readonly<Record<string, TensorRef>>> {
    if (this.cache !== null) return this.cache;
    const { statisticRows, validationRows } = this.manifest;
    const rows = this.context.length;
    const width = this.block.columns.length;
    const statistic = Math.min(rows, statisticRows, Math.floor(Math.sqrt(maxStatisticCells / width)));
    const validation = Math.min(rows, validationRows, Math.max(8, Math.floor(maxStatisticCells / (rows * width))));
    const learned = Math.max(rows, Math.min(this.order.length, maxFitRows, Math.floor(maxFitCells / width)));
    const feeds = {
      ...this.gather(this.table, this.context, "", true),
      ...this.gather(this.table, this.order.subarray(0, learned), "fit_", false),
      ...this.fixed,
      statistic: integers([statistic], (k) => k),
      validation: integers([validation], (k) => k),
    };
    const result = await this.run({ graph: "context", feeds, fetch: [], keep: this.manifest.cache }, signal);
    this.cache = result.refs;
    return result.refs;
  }

  private async run(request: Parameters<Runtime["run"]>[0], signal: AbortSignal): Promise<RunResult> {
    const result = await this.runtime.run(request, signal);
    this.ms += result.ms;
    return result;
  }

  /** Cells of `rows` and the block's columns; one row of missing cells where there are no rows, since no tensor may be empty. */
  private gather(cells: EncodedTable, rows: Uint32Array, prefix: string, withSlot: boolean): Record<string, Tensor> {
    const { columns } = this.block;
    const width = columns.length;
    const dims = [Math.max(1, rows.length), width];
    const all = cells.columns.length;
    const at = (k: number): number => {
      const row = rows[Math.floor(k / width)];
      return row === undefined ? -1 : row * all + columns[k % width]!;
    };
    const tensors: Record<string, Tensor> = {
      [`${prefix}x`]: floats(dims, (k) => cells.x[at(k)] ?? 0),
      [`${prefix}g`]: floats(dims, (k) => cells.g[at(k)] ?? 0),
      [`${prefix}level`]: integers(dims, (k) => cells.level[at(k)] ?? 0),
      [`${prefix}seen`]: floats(dims, (k) => cells.seen[at(k)] ?? 0),
    };
    if (withSlot) tensors[`${prefix}slot`] = integers(dims, (k) => cells.slot[at(k)] ?? 0);
    return tensors;
  }
}

function floats(dims: readonly number[], value: (k: number) => number): Tensor {
  const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
  for (let k = 0; k < data.length; k++) data[k] = value(k);
  return { type: "float32", dims, data };
}

function integers(dims: readonly number[], value: (k: number) => number): Tensor {
  const data = new BigInt64Array(dims.reduce((a, b) => a * b, 1));
  for (let k = 0; k < data.length; k++) data[k] = BigInt(value(k));
  return { type: "int64", dims, data };
}
