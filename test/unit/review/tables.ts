import { type CsvFile, openText } from "../../../src/csv/csvFile";
import { rowPrint } from "../../../src/csv/fingerprint";
import { type PackedSuggestions, packSuggestions } from "../../../src/imputation/packed";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { toleranceIn } from "../../../src/imputation/tolerance";
import { locateRows } from "../../../src/review/locateRows";
import { ReviewSession } from "../../../src/review/session";
import type { ReviewSource } from "../../../src/review/source";
import type { ReviewedTable } from "../../../src/review/table";
import { buildTable } from "../../../src/table/buildTable";
import type { TableOptions } from "../../../src/table/tableOptions";
import type { Table } from "../../../src/table/column";
import { limitsOf } from "../../../src/table/format";
import { profileColumn } from "../../../src/table/profile";

export interface Opened {
  readonly file: CsvFile;
  readonly table: ReviewedTable & Table;
}

export function open(text: string, options: Partial<TableOptions> = {}): Opened {
  const file = openText(text, { header: true, delimiter: "," });
  return { file, table: reviewed(buildTable(file, options)) };
}

/** A table with what the engine tells of it. */
export function reviewed(table: Table): ReviewedTable & Table {
  const columns = table.columns.map((column) => {
    const profile = profileColumn(column, 1000);
    return { ...column, summary: { profile, limits: profile.numbers === null ? null : limitsOf(column), tolerance: toleranceIn(column) } };
  });
  return { ...table, columns };
}

export function review(text: string): { session: ReviewSession } & Opened {
  const { file, table } = open(text);
  return { session: new ReviewSession(file, table), file, table };
}

export function suggest(row: number, column: number, value: string, certainty = 0.9): Suggestion {
  return { row, column, value, certainty, interval: null, alternatives: [] };
}

/** Suggestions as the engine sends them. */
export function packed(...suggestions: readonly Suggestion[]): PackedSuggestions {
  return packSuggestions(suggestions);
}

/** What saving and finding again ask of a source. */
export function sourceOf({ file, table }: Opened): ReviewSource {
  const source = {
    table,
    stamp: "",
    version: 0,
    destination: { kind: "document" },
    cell: (row: number, column: number) => file.cell(row, column),
    rowPrint: (row: number, except: readonly number[]) => rowPrint(file.units, file.scan, file.record(row), except),
    pause: async () => undefined,
    locate: (rows: Parameters<ReviewSource["locate"]>[0]) => locateRows(source, rows),
  } as unknown as ReviewSource;
  return source;
}
