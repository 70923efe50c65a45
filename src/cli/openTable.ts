import { type ByteFile, openBytes } from "../csv/csvFile";
import type { DialectOverrides } from "../csv/dialect";
import type { TableOptions } from "../table/buildTable";
import type { CommandOptions } from "./args";

type Reading = Pick<CommandOptions, "delimiter" | "header" | "missing" | "shortRows">;

/** Finds a file's cells. Throws `CsvError` for a dialect that cannot be. */
export function openFile(bytes: Uint8Array, options: Reading): ByteFile {
  return openBytes(bytes, dialectOf(options));
}

export function dialectOf({ delimiter, header }: Reading): DialectOverrides {
  return { ...(delimiter === null ? {} : { delimiter }), ...(header === null ? {} : { header }) };
}

export function tableOptionsOf({ missing, shortRows }: Reading): Partial<TableOptions> {
  return { missingTokens: missing, fillShortRows: shortRows };
}
