import { isMissing, isKnown } from "../table/cell";
import type { Column, Table } from "../table/column";
import type { Runtime } from "../runtime/runtime";
import { chooseColumns, type ColumnBlock } from "./chooseColumns";
import { type EncodedTable, encodeTable } from "./encode";
import type { Manifest } from "./manifest";
import { MemoryRows } from "./memoryRows";
import { Predictor } from "./predictor";
import { permutation, seededRandom } from "./random";
import { wordColumns } from "./wordColumns";

/** More columns than this are read in blocks. */
const maxColumns = 64;

/** A table made ready for the network: encoded once, context chosen, blocks of columns planned. */
export interface Session {
  readonly table: Table;
  readonly encoded: EncodedTable;
  /** Positions in `encoded.columns` that have missing cells to fill. */
  readonly targets: readonly number[];
  readonly predictors: readonly Predictor[];
  readonly memory: MemoryRows;
  /** What the encoded table and the contexts that were read take of memory, in bytes. */
  readonly bytes: number;
  /** Keeps the contexts within the session's bound; that of `current` stays. */
  bound(current: Predictor): void;
  /** Forgets the contexts that were read; they are read anew where they are needed. */
  close(): void;
}

/** Of an encoded table per cell: x, g, level, seen, slot, and two entries of `MemoryRows`. */
const bytesPerCell = 4 * 4 + 1 + 2 * 4;

/** Whether the network reads the column: it says something about a row and is not a name for it. */
function isRead(column: Column, rows: number): boolean {
  if (column.reading.role === "leave" || column.kind === "empty" || column.kind === "constant") return false;
  for (let row = 0; row < rows; row++) if (isKnown(column, row)) return true;
  return false;
}

export interface SessionOptions {
  /** 0-based file columns to fill; null for all. */
  readonly columns: readonly number[] | null;
  readonly seed: number;
  /** 0: as many as the table's size makes worth their time. */
  readonly contextRows: number;
  /** Bytes that the contexts of a wide table's blocks may take together; default: one at a time. */
  readonly contextBytes?: number;
}

/** Encodes `table` and plans the network's passes; nothing runs yet. */
export function openSession(table: Table, options: SessionOptions, manifest: Manifest, runtime: Runtime): Session {
  const read = table.columns.filter((column) => isRead(column, table.rows));
  const words = wordColumns(table);
  const encoded = encodeTable(table, [...read, ...words], manifest);
  const wanted = options.columns === null ? null : new Set(options.columns);
  const targets = [...read.keys()].filter((j) => {
    const column = read[j]!;
    return column.skipReason === null && (wanted === null || wanted.has(column.index)) && hasMissing(table, column);
  });
  const order = permutation(table.rows, seededRandom(options.seed + 1));
  const size = options.contextRows > 0 ? options.contextRows : defaultContext(rowsToFill(table, targets.map((j) => read[j]!)));
  const context = order.slice(0, size);
  const inContext = new Uint8Array(table.rows);
  for (const row of context) inContext[row] = 1;
  const memory = new MemoryRows(encoded, inContext);
  const predictors = blocksOf(encoded, targets, read.length, order).map(
    (block) => new Predictor(encoded, block, order, context.length, memory, manifest, runtime),
  );
  const contextBytes = (): number => predictors.reduce((sum, predictor) => sum + predictor.bytes, 0);
  return {
    table,
    encoded,
    targets,
    predictors,
    memory,
    get bytes() {
      return encoded.rows * encoded.columns.length * bytesPerCell + contextBytes();
    },
    bound(current) {
      for (const predictor of predictors) {
        if (contextBytes() <= (options.contextBytes ?? 0)) return;
        if (predictor !== current) predictor.close();
      }
    },
    close() {
      for (const predictor of predictors) predictor.close();
    },
  };
}

/**
 * The passes over the columns. A word column is as good as its source where the source is known and lost where it is a
 * missing cell, so it must not stand beside its source as a target: it would teach the network to lean on what is never there.
 *
 * @param own the columns from this position on are word columns
 */
function blocksOf(encoded: EncodedTable, targets: readonly number[], own: number, order: Uint32Array): ColumnBlock[] {
  const all = [...encoded.columns.keys()];
  const fileColumn = (j: number): number => encoded.columns[j]!.source.index;
  const inWords = new Set(all.slice(own).map(fileColumn));
  const worded = targets.filter((j) => inWords.has(fileColumn(j)));
  const others = targets.filter((j) => !inWords.has(fileColumn(j)));
  const sources = new Set(worded.map(fileColumn));
  const withoutTheirs = all.filter((j) => j < own || !sources.has(fileColumn(j)));
  return [...chooseColumns(encoded, others, all, maxColumns, order), ...chooseColumns(encoded, worded, withoutTheirs, maxColumns, order)];
}

/** Attention costs context² + context · rows: where few rows are to be filled, more context is worth its time. */
const worthwhile = 8_000_000;
const minContext = 1000;
const maxContext = 2500;

function defaultContext(rows: number): number {
  const affordable = (Math.sqrt(rows * rows + 4 * worthwhile) - rows) / 2;
  return Math.round(Math.min(maxContext, Math.max(minContext, affordable)));
}

function rowsToFill(table: Table, columns: readonly Column[]): number {
  let count = 0;
  for (let row = 0; row < table.rows; row++) if (columns.some((column) => isMissing(table, column, row))) count++;
  return count;
}

function hasMissing(table: Table, column: Column): boolean {
  for (let row = 0; row < table.rows; row++) if (isMissing(table, column, row)) return true;
  return false;
}
