import type { ByteFile } from "../csv/csvFile";
import { fillTable, filledColumns } from "../imputation/fillTable";
import { buildTable } from "../table/buildTable";
import { isMissing } from "../table/cell";
import type { CommandOptions } from "./args";
import type { Job, Work } from "./job";
import { tableOptionsOf } from "./openTable";
import { cellPieces } from "./report";

/** Works on a file that is held in memory. */
export function wholeJob(bytes: Uint8Array, file: ByteFile, reading: CommandOptions, checkUnchanged: Job["checkUnchanged"]): Job {
  const table = buildTable(file, tableOptionsOf(reading));
  return {
    table,
    rows: table.rows,
    warnings: file.warnings,
    get unfilled() {
      return table.columns.map((column) => {
        let missing = 0;
        for (let row = 0; row < table.rows; row++) if (isMissing(table, column, row)) missing++;
        return { index: column.index, missing, filled: 0, skipReason: column.skipReason };
      });
    },
    checkUnchanged,
    close: async () => {},
    async fill(network, settings, { draws, minCertainty }, progress, signal): Promise<Work> {
      const onProgress = (done: number, total: number) => progress.show(`Filling cell ${done} of ${total}...`);
      const imputation = await network.impute(table, settings, { onProgress }, signal);
      const first = fillTable(file, bytes, table, imputation.suggestions, minCertainty);
      const copies: Uint8Array[] = draws === null ? [first.bytes] : [];
      // The draws fill the cells that the likeliest values fill, whatever is drawn.
      const written = new Set(first.written.map(({ row, column }) => row * table.columns.length + column));
      for (let draw = 0; draw < (draws ?? 0); draw++) {
        progress.show(`Drawing copy ${draw + 1} of ${draws}...`);
        const drawn = await network.draw(table, settings, draw, signal);
        const wanted = drawn.filter(({ row, column }) => written.has(row * table.columns.length + column));
        copies.push(fillTable(file, bytes, table, wanted).bytes);
      }
      return {
        copies: copies.map((copy) => [copy]),
        columns: filledColumns(imputation.columns, first, minCertainty),
        cells: first.written,
        entries: () => cellPieces(first.written, table),
        timing: imputation.timing,
      };
    },
  };
}
