import { type ByteFile, openBytes } from "../csv/csvFile";
import type { DialectOverrides } from "../csv/dialect";
import { buildTable } from "../table/buildTable";
import type { Table } from "../table/column";
import type { CommandOptions } from "./args";
import { readInput } from "./readInput";

/** A file as the command works on it. */
export interface OpenedTable {
  readonly bytes: Uint8Array;
  readonly file: ByteFile;
  readonly table: Table;
}

/** Reads a file and its columns. Throws `InputError`, or `CsvError` for a dialect that cannot be. */
export async function openTable(
  options: Pick<CommandOptions, "input" | "delimiter" | "header" | "missing" | "shortRows">,
  signal: AbortSignal,
): Promise<OpenedTable> {
  const bytes = await readInput(options.input, signal);
  const overrides: DialectOverrides = {
    ...(options.delimiter === null ? {} : { delimiter: options.delimiter }),
    ...(options.header === null ? {} : { header: options.header }),
  };
  const file = openBytes(bytes, overrides);
  const table = buildTable(file, { missingTokens: options.missing, fillShortRows: options.shortRows });
  return { bytes, file, table };
}
