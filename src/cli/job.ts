import type { CsvWarning } from "../csv/csvFile";
import type { ColumnOutcome, ImputeOptions } from "../imputation/impute";
import type { Suggestion } from "../imputation/suggestion";
import type { Table } from "../table/column";
import type { CommandOptions } from "./args";
import type { Network } from "./network";
import type { Progress } from "./progress";
import type { Pieces, Report } from "./report";

/** An input on which the network can be set to work: held in memory, or read in parts. */
export interface Job {
  /** All of the table, or of a large file the rows that are learned from; `rows` counts the file's. */
  readonly table: Table;
  readonly rows: number;
  /** What the user should know about the file. */
  readonly warnings: readonly CsvWarning[];
  fill(network: Network, settings: ImputeOptions, options: CommandOptions, progress: Progress, signal: AbortSignal): Promise<Work>;
  /** What `--check` without `-o` has to tell of the columns. */
  readonly unfilled: readonly ColumnOutcome[];
  /** Rejects with `InputError` where the input is not any more what was read. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

export interface Work {
  /** The completed copies; several for `--draws`. */
  readonly copies: readonly Pieces[];
  readonly columns: readonly ColumnOutcome[];
  /** The suggestions that were written; of a large file the first ten thousand. */
  readonly cells: readonly Suggestion[];
  /** All of them as entries of the report. */
  readonly entries: () => Pieces;
  readonly timing: Pick<Report["timing"], "encodeMs" | "inferenceMs">;
}
