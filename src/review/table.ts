import type { ColumnSummary } from "../engine/contract";
import type { OutlinedColumn, TableOutline } from "../table/column";

/** A column of a review. What it holds is known once the engine has read the table. */
export interface ReviewedColumn extends OutlinedColumn {
  readonly summary: Pick<ColumnSummary, "profile" | "limits" | "tolerance"> | null;
}

export interface ReviewedTable extends TableOutline {
  readonly columns: readonly ReviewedColumn[];
}

/** The texts of a table's cells: the part of `CsvFile` that the session reads. */
export interface Cells {
  /** Unquoted text; null where the row is short. */
  cell(row: number, column: number): string | null;
}

/** One cell by its place. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** A value chosen for a missing cell outside the document; null takes the choice back. */
export interface Choice extends CellPlace {
  readonly value: string | null;
}
