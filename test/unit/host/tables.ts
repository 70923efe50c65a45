import { type CsvFile, openText } from "../../../src/csv/csvFile";
import type { Suggestion } from "../../../src/imputation/suggestion";
import { ReviewSession } from "../../../src/host/review/session";
import { buildTable } from "../../../src/table/buildTable";
import type { Table } from "../../../src/table/column";

export interface Opened {
  readonly file: CsvFile;
  readonly table: Table;
}

export function open(text: string): Opened {
  const file = openText(text, { header: true, delimiter: "," });
  return { file, table: buildTable(file) };
}

export function review(text: string): { session: ReviewSession } & Opened {
  const { file, table } = open(text);
  return { session: new ReviewSession(file, table), file, table };
}

export function suggest(row: number, column: number, value: string, certainty = 0.9): Suggestion {
  return { row, column, value, certainty, interval: null, alternatives: [] };
}
