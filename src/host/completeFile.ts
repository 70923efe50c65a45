import { openBytes } from "../csv/csvFile";
import type { DialectOverrides } from "../csv/dialect";
import type { Fill } from "../csv/edits";
import { fillTable } from "../imputation/fillTable";
import type { ImputeEvents, Imputation, ImputeOptions } from "../imputation/impute";
import { buildTable, type TableOptions } from "../table/buildTable";
import type { Table } from "../table/column";
import { countMissing } from "./countMissing";
import type { Engine } from "./engine";

/** What became of a file that was filled in one go. */
export interface Completed {
  readonly bytes: Uint8Array;
  readonly missing: number;
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

/** Fills a file's missing cells; every byte outside the filled cells is as before. */
export async function completeFile(
  engine: Pick<Engine, "impute">,
  bytes: Uint8Array,
  options: CompleteOptions,
  events: ImputeEvents,
  signal: AbortSignal,
): Promise<Completed> {
  const file = openBytes(bytes);
  const table = buildTable(file, options.table);
  const missing = countMissing(table);
  if (missing === 0) {
    const imputation: Imputation = { suggestions: [], columns: [], timing: { encodeMs: 0, inferenceMs: 0 } };
    return { bytes, missing, filled: 0, table, imputation };
  }
  const imputation = await engine.impute(table, options.impute, events, signal);
  const written = fillTable(file, bytes, table, imputation.suggestions, options.minPercent / 100);
  return { bytes: written.bytes, filled: written.written.length, missing, table, imputation };
}

/** The bytes with `fills` written into missing cells, and how many could be. */
export function fillBytes(
  bytes: Uint8Array,
  fills: readonly Fill[],
  tableOptions: Partial<TableOptions>,
  overrides: DialectOverrides = {},
): { readonly bytes: Uint8Array; readonly filled: number; readonly because: string } {
  const file = openBytes(bytes, overrides);
  const wanted = fills.map(({ row, column, value }) => ({ row, column, value }));
  const filled = fillTable(file, bytes, buildTable(file, tableOptions), wanted);
  return { bytes: filled.bytes, filled: filled.written.length, because: [...filled.refused.values()][0] ?? "" };
}
