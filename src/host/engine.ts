import type { Explanation } from "../imputation/explain";
import type { ImputeEvents, ImputeOptions, Imputation } from "../imputation/impute";
import type { ColumnAccuracy } from "../imputation/checkAccuracy";
import type { ColumnAccuracyView } from "../shared/protocol";
import type { Suggestion } from "../imputation/suggestion";
import type { Table } from "../table/column";

/** Which model made a suggestion; part of every report. */
export interface ModelInfo {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** How good the model was on one column's hidden cells. */
export interface CheckedColumn extends ColumnAccuracy {
  readonly view: ColumnAccuracyView;
}

/**
 * The model as the editor uses it. Nothing of it runs in the extension host but encoding and decoding.
 * Every method rejects with an `AbortError` when its signal aborts and with `RuntimeFault` when the model fails.
 */
export interface Engine {
  impute(table: Table, options: ImputeOptions, events: ImputeEvents, signal: AbortSignal): Promise<Imputation>;
  /** Hides known cells and predicts them. */
  check(table: Table, options: ImputeOptions, events: Pick<ImputeEvents, "onProgress">, signal: AbortSignal): Promise<readonly CheckedColumn[]>;
  /** Rows and columns the network attended to for one cell; null where the model cannot tell. */
  why(table: Table, row: number, column: number, options: ImputeOptions, signal: AbortSignal): Promise<Explanation | null>;
  /** The values of completed copy number `draw`: one for each missing cell, drawn from the joint predictive distribution. */
  draw(table: Table, options: ImputeOptions, draw: number, signal: AbortSignal): Promise<readonly Suggestion[]>;
  model(): Promise<ModelInfo>;
  dispose(): void;
}

/** Whether `error` says that the work was called off, not that it failed. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
