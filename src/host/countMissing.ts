import { isMissing } from "../table/cell";
import type { Table } from "../table/column";

/** Missing cells in the whole table. */
export function countMissing(table: Table): number {
  let missing = 0;
  for (const column of table.columns) {
    for (let row = 0; row < table.rows; row++) if (isMissing(table, column, row)) missing++;
  }
  return missing;
}
