import type { Table } from "../table/column";
import type { Judgement } from "./judge";
import type { Suggestion } from "./suggestion";

/** Options of a run; the defaults are `defaultOptions`. */
export interface ImputeOptions {
  /** 0-based columns to fill; null for every column that can be. */
  readonly columns: readonly number[] | null;
  readonly seed: number;
  /** Rows the network may attend to; 0 for as many as the table's size makes worth their time. */
  readonly contextRows: number;
  /** Whether the rows above and below count: where that helps on the table itself (the default), or never. */
  readonly rowOrder?: RowOrder;
}

export const rowOrders = ["auto", "none"] as const;
export type RowOrder = (typeof rowOrders)[number];

/** What users get unless they say otherwise. */
export const defaultOptions: Required<ImputeOptions> = { columns: null, seed: 0, contextRows: 0, rowOrder: "auto" };

/** Options of a run whose suggestions are looked at while it goes on. */
export interface RunOptions extends ImputeOptions {
  /** Rows that are looked at now: where they have missing cells, those are predicted first. */
  readonly firstRows?: { readonly from: number; readonly to: number };
  /** No more suggestions than this are made. */
  readonly limit?: number;
  /** How far the order is believed, where another table of the same file has decided it. */
  readonly judgement?: Judgement;
}

/** What became of one column. */
export interface ColumnOutcome {
  readonly index: number;
  readonly missing: number;
  readonly filled: number;
  /** Why missing cells stay empty, a sentence for the user; null where none does. */
  readonly skipReason: string | null;
}

/** The result of a run over a table. */
export interface Imputation {
  readonly suggestions: readonly Suggestion[];
  readonly columns: readonly ColumnOutcome[];
  readonly timing: { readonly encodeMs: number; readonly inferenceMs: number };
}

/** How a run ended whose suggestions were told by `onSuggestions`. */
export interface RunOutcome {
  /** Empty where `limit` ended the run. */
  readonly columns: readonly ColumnOutcome[];
  readonly timing: { readonly encodeMs: number; readonly inferenceMs: number };
}

/** Called while a run goes on. */
export interface ImputeEvents {
  /** Suggestions as they become known, in no particular order. */
  onSuggestions?(batch: readonly Suggestion[]): void;
  /** Missing cells predicted so far of all that will be. */
  onProgress?(done: number, total: number): void;
  /** Lets other work of the thread go on; called before each run of the network. */
  pause?(): Promise<void>;
}

/** Predicts every missing cell of `table`. Rejects with an `AbortError` when `signal` aborts, with `RuntimeFault` when the model fails. */
export type ImputeTable = (
  table: Table,
  options: ImputeOptions,
  events: ImputeEvents,
  signal: AbortSignal,
) => Promise<Imputation>;
