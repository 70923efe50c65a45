import type { ColumnAccuracy } from "../imputation/checkAccuracy";
import type { ImputeOptions, ImputeTable } from "../imputation/impute";
import type { Suggestion } from "../imputation/suggestion";
import type { Runtime } from "../runtime/runtime";
import type { Table } from "../table/column";
import type { CommandOptions } from "./args";
import type { Report } from "./report";

/** The network as a command uses it. */
export interface Network {
  readonly model: Report["model"];
  /** Rows it attends to unless told otherwise. */
  readonly contextRows: number;
  readonly backend: Runtime["backend"];
  /** What the user should know about where it ran, or null. */
  readonly notice: string | null;
  readonly impute: ImputeTable;
  /** Hides `share` of the known cells and says how well they are predicted. */
  check(table: Table, options: ImputeOptions, share: number, signal: AbortSignal): Promise<readonly ColumnAccuracy[]>;
  /** The values of completed copy number `draw`, one for each missing cell, drawn from the predictive distribution. */
  draw(table: Table, options: ImputeOptions, draw: number, signal: AbortSignal): Promise<readonly Suggestion[]>;
  dispose(): void;
}

/** Makes a network ready; it starts at its first run. Rejects with `RuntimeFault` where the model is missing. */
export type StartNetwork = (options: Pick<CommandOptions, "threads" | "runtime" | "verbose">) => Promise<Network>;
