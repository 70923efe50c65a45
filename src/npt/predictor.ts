import type { RunResult, Runtime, Tensor, TensorRef } from "../runtime/runtime";
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

/** Feeds that stay the same from run to run. */
interface ContextFeeds {
  /** Of the "context" graph: the rows themselves; of "query": the same under other names. */
  readonly own: Readonly<Record<string, Tensor>>;
  readonly query: Readonly<Record<string, Tensor>>;
}

/** One block of columns, its context read once: predicts rows, and reads the context anew after it was closed. */
export class Predictor {
  private readonly context: Uint32Array;
  private readonly columns: Int32Array;
  private cache: Readonly<Record<string, TensorRef>> | null = null;
  private contextFeeds: ContextFeeds | null = null;
  private keptBytes = 0;
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
    this.columns = Int32Array.from(block.columns);
    const width = block.columns.length;
    this.fixed = {
      numeric: floats([width], block.columns.map((j) => (table.columns[j]!.numeric ? 1 : 0))),
      column: integers([width], block.columns.map((j) => columnCode(j, manifest))),
    };
    const seen = this.context.length + Math.min(extraRows, Math.max(1, table.rows - this.context.length));
    this.chunk = Math.max(8, Math.min(256, Math.floor(maxKernelCells / (seen * width))));
  }

  /** What the read context takes of memory, in bytes; 0 where it is not read. */
  get bytes(): number {
    return this.cache === null ? 0 : this.keptBytes;
  }

  /** Predicts all targets of the block for up to `chunk` rows. `cells` overrides the table (drawn values). */
  async predict(rows: Uint32Array, signal: AbortSignal, cells: EncodedTable = this.table, targets = this.block.targets): Promise<Predictions> {
    const extra = this.context.length >= this.table.rows ? new Uint32Array(0) : this.memory.near(rows, extraRows);
    const feeds: Record<string, Tensor> = {
      ...this.gather(cells, rows, "", false),
      ...this.gather(this.table, extra, "extra_", true),
      ...this.fixed,
      targets: integers([targets.length], targets.map((j) => this.block.columns.indexOf(j))),
    };
    const result = await this.query(feeds, signal);
    const { probability, value, top_weight: weight, top_row: row } = result.tensors;
    if (probability === undefined || value === undefined || weight === undefined || row === undefined) {
      throw new TypeError("The model's answer lacks an output. The model files do not belong to this version.");
    }
    return {
      rows,
      targets,
      probability: probability.data as Float32Array,
      value: value.data as Float32Array,
      top: this.manifest.topRows,
      topRow: this.memoryRows(row.data as BigInt64Array, extra),
      topWeight: weight.data as Float32Array,
      ms: result.ms,
    };
  }

  /** Forgets the context. */
  close(): void {
    if (this.cache !== null) this.runtime.release(Object.values(this.cache));
    this.cache = null;
    this.contextFeeds = null;
  }

  /** Data rows for positions among the context and the rows beside it; -1 where there is none. */
  private memoryRows(positions: BigInt64Array, extra: Uint32Array): Int32Array {
    const low = lowWords(positions);
    const rows = new Int32Array(positions.length);
    const known = this.context.length;
    for (let k = 0; k < rows.length; k++) {
      const at = low[2 * k]!;
      rows[k] = at < known ? this.context[at]! : (extra[at - known] ?? -1);
    }
    return rows;
  }

  private async query(feeds: Record<string, Tensor>, signal: AbortSignal): Promise<RunResult> {
    const fetch = ["probability", "value", "top_weight", "top_row"];
    const cache = await this.readContext(signal);
    return this.run({ graph: "query", feeds: { ...feeds, ...this.feedsOfContext().query, ...cache }, fetch, keep: [] }, signal);
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
      ...this.feedsOfContext().own,
      ...this.gather(this.table, this.order.subarray(0, learned), "fit_", false),
      ...this.fixed,
      statistic: integers([statistic], [...Array(statistic).keys()]),
      validation: integers([validation], [...Array(validation).keys()]),
    };
    const result = await this.run({ graph: "context", feeds, fetch: [], keep: this.manifest.cache }, signal);
    this.cache = result.refs;
    this.keptBytes = result.keptBytes + rows * width * bytesPerFedCell;
    return result.refs;
  }

  private feedsOfContext(): ContextFeeds {
    if (this.contextFeeds === null) {
      const own = this.gather(this.table, this.context, "", true);
      const query = Object.fromEntries(Object.entries(own).map(([name, tensor]) => [`context_${name}`, tensor]));
      this.contextFeeds = { own, query };
    }
    return this.contextFeeds;
  }

  private async run(request: Parameters<Runtime["run"]>[0], signal: AbortSignal): Promise<RunResult> {
    const result = await this.runtime.run(request, signal);
    this.ms += result.ms;
    return result;
  }

  /** Cells of `rows` and the block's columns; one row of missing cells where there are no rows, since no tensor may be empty. */
  private gather(cells: EncodedTable, rows: Uint32Array, prefix: string, withSlot: boolean): Record<string, Tensor> {
    const { columns } = this;
    const width = columns.length;
    const dims = [Math.max(1, rows.length), width];
    const size = dims[0]! * width;
    const all = cells.columns.length;
    const x = new Float32Array(size);
    const g = new Float32Array(size);
    const seen = new Float32Array(size);
    const level = new BigInt64Array(size);
    const slot = new BigInt64Array(withSlot ? size : 0);
    const levelWords = lowWords(level);
    const slotWords = lowWords(slot);
    for (let r = 0, k = 0; r < rows.length; r++) {
      const row = rows[r]! * all;
      for (let c = 0; c < width; c++, k++) {
        const at = row + columns[c]!;
        x[k] = cells.x[at]!;
        g[k] = cells.g[at]!;
        seen[k] = cells.seen[at]!;
        levelWords[2 * k] = cells.level[at]!;
        if (withSlot) slotWords[2 * k] = cells.slot[at]!;
      }
    }
    const tensors: Record<string, Tensor> = {
      [`${prefix}x`]: { type: "float32", dims, data: x },
      [`${prefix}g`]: { type: "float32", dims, data: g },
      [`${prefix}level`]: { type: "int64", dims, data: level },
      [`${prefix}seen`]: { type: "float32", dims, data: seen },
    };
    if (withSlot) tensors[`${prefix}slot`] = { type: "int64", dims, data: slot };
    return tensors;
  }
}

/** x, g, seen, and level and slot as int64. */
const bytesPerFedCell = 3 * 4 + 2 * 8;

/**
 * 64-bit integers as pairs of 32-bit words, the low one first (every platform of ONNX Runtime is little-endian): a
 * BigInt per element would cost more than the run. The network's integers are neither negative nor above 2^31.
 */
function lowWords(integers64: BigInt64Array): Int32Array {
  return new Int32Array(integers64.buffer, integers64.byteOffset, 2 * integers64.length);
}

function floats(dims: readonly number[], values: readonly number[]): Tensor {
  return { type: "float32", dims, data: Float32Array.from(values) };
}

function integers(dims: readonly number[], values: readonly number[]): Tensor {
  return { type: "int64", dims, data: BigInt64Array.from(values, BigInt) };
}
