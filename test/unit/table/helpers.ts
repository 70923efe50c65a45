import { openText } from "../../../src/csv/csvFile";
import { buildTable } from "../../../src/table/buildTable";
import type { TableOptions } from "../../../src/table/tableOptions";
import type { Column } from "../../../src/table/column";

/** A table of one typed column `name`, beside a filler column that keeps empty cells from being empty lines. */
export function columnOf(
  name: string,
  cells: readonly string[],
  options: Partial<TableOptions> = {},
  delimiter = "\t",
): Column {
  const lines = cells.map((cell) => `f${delimiter}${cell}`);
  const text = `filler${delimiter}${name}\n${lines.join("\n")}\n`;
  const file = openText(text, { delimiter, quote: "", comment: "", preamble: 0, header: true, unitRows: 0, initialSpace: false });
  return buildTable(file, options).columns[1]!;
}

export function repeated(cells: readonly string[], times: number): string[] {
  return Array.from({ length: times }, () => cells).flat();
}
