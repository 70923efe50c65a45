import type { CheckOptions, ColumnAccuracy } from "../imputation/checkAccuracy";
import type { Explanation } from "../imputation/explain";
import type { ImputeOptions } from "../imputation/impute";
import { packSuggestions } from "../imputation/packed";
import type { Suggestion } from "../imputation/suggestion";
import type { MissingWhere } from "../table/missingWhere";
import type { FillEvents, FillOptions, Suggested, SuggestEvents, SuggestOptions, TableSummary } from "./contract";
import type { Model } from "./model";
import type { PackedFill } from "./protocol";

/** What a use case needs while it goes on. */
export interface Going {
  readonly model: Model;
  readonly signal: AbortSignal;
  /** Lets other work of the thread go on, such as hearing that the work is called off. */
  pause(): Promise<void>;
}

/** A table that was read and can be worked on: held whole, or a file in blocks. */
export interface OpenedTable {
  readonly summary: TableSummary;
  /** State of the file it was read from; "" for texts and bytes. */
  readonly stamp: string;
  suggest(options: SuggestOptions, events: SuggestEvents, going: Going): Promise<Suggested>;
  check(options: CheckOptions, events: Pick<SuggestEvents, "onProgress">, going: Going): Promise<readonly ColumnAccuracy[]>;
  explain(row: number, column: number, options: ImputeOptions, going: Going): Promise<Explanation | null>;
  missingWhere(column: number, pause: () => Promise<void>): Promise<MissingWhere | null>;
  fill(options: FillOptions, events: FillEvents, going: Going): Promise<PackedFill>;
  /** Gives back what the table holds. */
  close(model: Model | null): Promise<void>;
}

/** Suggestions of one message: what a program shows or stores at a time. */
const maxTold = 10_000;

/** Tells which suggestions are written, sorted by row and column. @param rowOf the file's row */
export function tellWritten(written: readonly Suggestion[], { onWritten }: FillEvents, rowOf: (row: number) => number = (row) => row): void {
  if (onWritten === undefined) return;
  const sorted = written.toSorted((a, b) => a.row - b.row || a.column - b.column);
  for (let from = 0; from < sorted.length; from += maxTold) {
    onWritten(packSuggestions(sorted.slice(from, from + maxTold).map((one) => ({ ...one, row: rowOf(one.row) }))));
  }
}

/** Of drawn values those for the cells that `written` has: the draws fill the cells that the likeliest values fill. */
export function inSameCells(drawn: readonly Suggestion[], written: readonly Suggestion[]): Suggestion[] {
  const places = new Set(written.map(({ row, column }) => `${row} ${column}`));
  return drawn.filter(({ row, column }) => places.has(`${row} ${column}`));
}
