import { applyToBytes, type Fill, planEdits, quotedColumns } from "../csv/edits";
import { openBytes } from "../csv/csvFile";
import type { ImputeEvents, Imputation, ImputeOptions } from "../imputation/impute";
import { percentOf } from "../shared/protocol";
import { buildTable, type TableOptions } from "../table/buildTable";
import type { Table } from "../table/column";
import { countMissing } from "./countMissing";
import type { Engine } from "./engine";
import { planOptions, writable } from "./review/fills";

/** What became of a file that was filled in one go. */
export interface Completed {
  readonly bytes: Uint8Array;
  readonly holes: number;
  readonly filled: number;
  readonly table: Table;
  readonly imputation: Imputation;
}

export interface CompleteOptions {
  readonly table: Partial<TableOptions>;
  readonly impute: ImputeOptions;
  /** Suggestions below are left out, whole percent. */
  readonly minPercent: number;
}

/** Fills a file's holes; every byte outside the filled cells is as before. */
export async function completeFile(
  engine: Pick<Engine, "impute">,
  bytes: Uint8Array,
  options: CompleteOptions,
  events: ImputeEvents,
  signal: AbortSignal,
): Promise<Completed> {
  const table = buildTable(openBytes(bytes), options.table);
  const holes = countMissing(table);
  if (holes === 0) {
    const imputation: Imputation = { suggestions: [], columns: [], timing: { encodeMs: 0, inferenceMs: 0 } };
    return { bytes, holes, filled: 0, table, imputation };
  }
  const imputation = await engine.impute(table, options.impute, events, signal);
  const fills = imputation.suggestions.filter(({ certainty }) => percentOf(certainty) >= options.minPercent);
  const written = fillBytes(bytes, fills, options.table);
  return { ...written, holes, table, imputation };
}

/** The bytes with `fills` written into holes, and how many could be. */
export function fillBytes(
  bytes: Uint8Array,
  fills: readonly Fill[],
  tableOptions: Partial<TableOptions>,
): { readonly bytes: Uint8Array; readonly filled: number; readonly because: string } {
  const file = openBytes(bytes);
  const table = buildTable(file, tableOptions);
  const style = { quoted: quotedColumns(file) };
  const options = planOptions(file, table, fills);
  const { fills: kept, because } = writable(file, fills, style, options);
  const spelled = kept.filter(({ value }) => file.codec.encode(value) !== null);
  const unspelled = kept.length > spelled.length ? `The file's encoding ${file.encoding} cannot write some of the values.` : "";
  return {
    bytes: applyToBytes(file, bytes, planEdits(file, spelled, style, options)),
    filled: spelled.length,
    because: because || unspelled,
  };
}
