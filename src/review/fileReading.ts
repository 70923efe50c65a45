import type { FileIndex } from "../csv/fileIndex";
import { RowCache } from "../csv/rowCache";
import type { EngineTable, MissingPart, ReadingOptions } from "../engine/contract";
import type { FileSource } from "../files/fileSource";
import { columnNames } from "../table/buildTable";
import { type Missing, unknownColumn } from "../table/column";
import { MissingMap } from "../table/missingMap";
import type { StatedReading } from "../table/reading";
import { RowPrints } from "./rowPrints";
import type { ReviewedColumn, ReviewedTable } from "./table";

/** One reading of the file, as far as it has come. */
export class FileReading {
  index: FileIndex | null = null;
  map: MissingMap | null = null;
  readonly prints = new RowPrints();
  cache: RowCache | null = null;
  table: ReviewedTable = { rows: 0, columns: [] };
  engineTable: EngineTable | null = null;

  constructor(
    readonly bytes: FileSource,
    readonly stamp: string,
    /** Of how it is read. */
    readonly stated: StatedReading,
    readonly options: ReadingOptions,
  ) {}

  grow(index: FileIndex): void {
    if (this.cache === null) this.cache = new RowCache(this.bytes, index);
    else this.cache.grow(index);
    this.index = index;
    this.#outline();
  }

  learnMissing({ rows, columns, kinds, printedRows, prints }: MissingPart): void {
    this.map ??= new MissingMap(this.index?.rows ?? 0);
    for (const [k, row] of rows.entries()) this.map.set(row, columns[k]!, kinds[k] as Missing);
    this.prints.add(printedRows, prints);
    this.#outline();
  }

  learn(engineTable: EngineTable): void {
    this.engineTable = engineTable;
    if (engineTable.summary.index !== null) this.grow(engineTable.summary.index);
    this.map ??= new MissingMap(engineTable.summary.rows);
    this.#outline();
  }

  #outline(): void {
    const known = this.engineTable?.summary.columns;
    const columns: readonly Omit<ReviewedColumn, "missing">[] = known
      ? known.map((column) => ({ ...column, summary: column }))
      : columnNames(this.index ?? { header: null, columns: 0 }).map((name, index) => ({
          index,
          name,
          ...unknownColumn,
          summary: null,
        }));
    const map = this.map ?? new MissingMap(this.index?.rows ?? 0);
    this.table = map.outline(columns, this.options.table.fillShortRows === true);
  }
}
