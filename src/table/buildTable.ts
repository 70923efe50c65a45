import type { CsvFile } from "../csv/csvFile";
import type { Column, Table } from "./column";
import { commaIsDecimal } from "./decimalMark";
import { readColumn } from "./readColumn";
import { defaultTableOptions, type TableOptions } from "./tableOptions";

/** The file's cells as typed columns; what a column holds is inferred from its observed cells where it is not stated. */
export function buildTable(file: CsvFile, options: Partial<TableOptions> = {}): Table {
  const build = columnBuilder(file, options);
  const columns = Array.from({ length: file.columns }, (_, index) => build(index));
  return { rows: file.rows, columns, fillShortRows: options.fillShortRows === true };
}

/** The same with a pause after each column, for threads that have other things to do. */
export async function buildTableInTurns(
  file: CsvFile,
  options: Partial<TableOptions>,
  pause: () => Promise<void>,
): Promise<Table> {
  const build = columnBuilder(file, options);
  const columns: Column[] = [];
  for (let index = 0; index < file.columns; index++) {
    columns.push(build(index));
    await pause();
  }
  return { rows: file.rows, columns, fillShortRows: options.fillShortRows === true };
}

/** The names of the table's columns. */
export function columnNames({ header, columns }: Pick<CsvFile, "header" | "columns">): string[] {
  return Array.from({ length: columns }, (_, index) => {
    const written = header?.[index]?.trim() ?? "";
    return written === "" ? `Column ${index + 1}` : written;
  });
}

function columnBuilder(file: CsvFile, options: Partial<TableOptions>): (index: number) => Column {
  const settings = { ...defaultTableOptions, ...options };
  const decimalComma = commaIsDecimal(file);
  const names = columnNames(file);
  return (index) => readColumn(file, index, names[index]!, settings, decimalComma);
}
