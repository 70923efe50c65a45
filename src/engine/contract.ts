import type { CsvWarning } from "../csv/csvFile";
import type { Dialect, DialectOverrides } from "../csv/dialect";
import type { FileIndex } from "../csv/fileIndex";
import type { ChangeList } from "../csv/splice";
import type { ColumnAccuracy, CheckOptions } from "../imputation/checkAccuracy";
import type { Explanation } from "../imputation/explain";
import type { ColumnOutcome, ImputeOptions, RunOptions, RunOutcome } from "../imputation/impute";
import type { PackedSuggestions } from "../imputation/packed";
import type { Tolerance } from "../imputation/tolerance";
import type { TableOptions } from "../table/tableOptions";
import type { ColumnSchema } from "../table/column";
import type { ValueLimits } from "../table/format";
import type { MissingWhere } from "../table/missingWhere";
import type { Doubt } from "../table/reading";
import type { ColumnProfile } from "../table/profile";

/** Which model made a suggestion; part of every report. `sha256` is the manifest's, which names that of every graph. */
export interface ModelInfo {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** What is read as a table: a document's text, a file's bytes, or a file on disk. */
export type TableInput =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** `stamp` (see `stampOf`): the state that is meant; a file in another one rejects with `FileChanged`. */
  | { readonly kind: "file"; readonly path: string; readonly stamp?: string };

/** How it is read. */
export interface ReadingOptions {
  readonly dialect: DialectOverrides;
  readonly table: Partial<TableOptions>;
  /** Seed of the sample of rows that a file too large to be held is learned from. */
  readonly seed: number;
  /** Bytes above which a file is worked on in blocks; default `maxBytesAtOnce`. A text is always held whole. */
  readonly maxWholeBytes?: number;
}

/** A column and its summary. `profile` counts the known cells the model learns from: of a large file those of the sample. */
export interface ColumnSummary extends ColumnSchema {
  readonly profile: ColumnProfile;
  /** What a value is written by where it is made outside the engine; null for columns of no numbers or dates. */
  readonly limits: ValueLimits | null;
  /** How far from the truth a suggestion still counts as right; null for columns of no numbers or dates. */
  readonly tolerance: Tolerance | null;
  /** Missing cells in the whole table that are to be filled. */
  readonly missing: number;
}

/** A table that has been read, as everybody outside the engine knows it. */
export interface TableSummary {
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  readonly warnings: readonly CsvWarning[];
  /** As it was read, with what was stated. */
  readonly dialect: Dialect;
  /** What was assumed and may be wrong. */
  readonly doubts: readonly Doubt[];
  /** Rows the model learns from: fewer than `rows` for a file that is worked on in blocks. */
  readonly learnedRows: number;
  /** Where the rows of a file are that is worked on in blocks; null for a table that is held whole. */
  readonly index: FileIndex | null;
}

/** A file that is being read in blocks, as far as it is known: rows can be shown before the last one is found. */
export interface IndexProgress {
  /** Bytes read, of the whole work. */
  readonly share: number;
  /** Covers the rows found so far; `columns` and `header` are settled with the last row only. */
  readonly index: FileIndex;
}

/**
 * Missing cells of some rows of a large file: entries (rows[k], columns[k]) hold `kinds[k]`, a `Missing`. Beside them,
 * for every row that has one, the fingerprint of its other cells (`rowPrint`), by which a saved review finds it again.
 */
export interface MissingPart {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly kinds: Uint8Array;
  readonly printedRows: Int32Array;
  readonly prints: Float64Array;
}

export interface OpenEvents {
  /** Files in blocks only, a few times a second. */
  onIndex?(progress: IndexProgress): void;
  /** Files in blocks only. Tokens among them that turn out to be values are listed in the last part with kind `None`. */
  onMissing?(part: MissingPart): void;
}

export interface SuggestEvents {
  /** Suggestions as they become known; rows are those of the file. */
  onSuggestions?(batch: PackedSuggestions): void;
  /** Missing cells predicted so far, of all that will be. */
  onProgress?(done: number, total: number): void;
}

/** An accuracy check. `yields`: nobody waits for it, and any other run over a whole table calls it off with an `AbortError`. */
export interface EngineCheckOptions extends CheckOptions {
  readonly yields?: boolean;
}

export type SuggestOptions = RunOptions;
export type Suggested = RunOutcome;

export interface FillOptions extends ImputeOptions {
  /** Suggestions below are not written, 0..1. */
  readonly minCertainty: number;
  /** Completed copies to draw from the joint predictive distribution; null for one copy of the suggested values. */
  readonly draws: number | null;
}

export interface FillEvents {
  /** The suggestions that are written, in file order by block; the draws fill the same cells. */
  onWritten?(batch: PackedSuggestions): void;
  /** Missing cells done, of all, or rows with such cells; while copies are drawn, the copy (from 1) and their number. */
  onProgress?(done: number, total: number, what: "cells" | "rows" | "copies"): void;
}

/** A whole file filled: per copy the changes of its bytes. */
export interface Filled {
  readonly copies: readonly ChangeList[];
  readonly columns: readonly ColumnOutcome[];
  /** Cells written in each copy. */
  readonly written: number;
  readonly timing: { readonly encodeMs: number; readonly inferenceMs: number };
}

/**
 * A table that the engine has read. It outlives the process that read it: when that has ended (cancelled work, a crash,
 * a long rest), the input is read again with the next call, without a word. A file on disk that has changed by then
 * rejects with `FileChanged`.
 *
 * Every method rejects with an `AbortError` when its signal aborts, and with `RuntimeFault` when the model fails. Runs
 * over whole tables (`suggest`, `check`, `fill`) wait for each other; opening a table and explaining a cell go first.
 * Where a run is made again because its process had to be replaced, its events come again.
 */
export interface EngineTable {
  readonly summary: TableSummary;
  /** Predicts every missing cell. */
  suggest(options: SuggestOptions, events: SuggestEvents, signal: AbortSignal): Promise<Suggested>;
  /** Hides a share of the known cells and predicts them; of a large file those of the sample. */
  check(options: EngineCheckOptions, events: Pick<SuggestEvents, "onProgress">, signal: AbortSignal): Promise<readonly ColumnAccuracy[]>;
  /** Rows and columns that mattered for one missing cell; null where there is no prediction for it. */
  explain(row: number, column: number, options: ImputeOptions, signal: AbortSignal): Promise<Explanation | null>;
  /** Where a column's cells are missing unlike elsewhere; of a large file in the sample. null where nothing stands out. */
  missingWhere(column: number, signal: AbortSignal): Promise<MissingWhere | null>;
  /** Fills the table's missing cells. Not for texts. */
  fill(options: FillOptions, events: FillEvents, signal: AbortSignal): Promise<Filled>;
  /** Lets the engine forget the table; resolves when it has let go of the file. Later calls reject with an AbortError. */
  close(): Promise<void>;
}

/**
 * The model and everything that grows with a table, in a process or thread of its own: a text or a path goes in,
 * suggestions come out. It starts with the first call.
 */
export interface Engine {
  /** Reads a table. Rejects with `CsvError` for a dialect that cannot be, and with the system's error for a file. */
  open(input: TableInput, reading: ReadingOptions, events: OpenEvents, signal: AbortSignal): Promise<EngineTable>;
  model(): Promise<ModelInfo>;
  /** Where ONNX Runtime runs, as far as it is known. */
  readonly backend: "native" | "wasm";
  dispose(): void;
}
