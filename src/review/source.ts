import type { Dialect } from "../csv/dialect";
import type { EngineTable, TableSummary } from "../engine/contract";
import type { ImputeOptions } from "../imputation/impute";
import type { TableOptions } from "../table/tableOptions";
import type { StatedReading } from "../table/reading";
import type { CsvWarning } from "../csv/csvFile";
import type { Fill } from "../csv/edits";
import type { SavedRow } from "./savedFormat";
import type { Cells, Choice, ReviewedTable } from "./table";

/** What a source tells its review. */
export interface SourceEvents {
  /** The cells are others. `rowMap`: see `ReviewSession.rebase`; null where every row is where and what it was. */
  rebased(rowMap: Int32Array | null): void;
  /** The table is about to be another one: the last moment to look at the one before. `sameText`: it is of the same text. */
  replacing(sameText: boolean): void;
  /**
   * The table is another one. `shift`: it is of the same text, and its rows are so much further down; null where
   * nothing of the review before fits.
   */
  replaced(shift: number | null): void;
  /** More rows are known, behind the others. */
  grown(): void;
  /** More is known of the same cells: what the columns hold, and so what is missing. */
  learned(): void;
  /** What the columns hold is known; every missing cell has been told of already. */
  learnedColumns(): void;
  /** More cells are known to be missing: rows and columns of each. */
  learnedMissing(rows: Int32Array, columns: Int32Array): void;
  /** Something beside the cells has changed: how far the reading is, where values go. */
  changed(): void;
  /** Whether the review knows the cell as one that is or was missing. */
  wasMissing(row: number, column: number): boolean;
}

/** Values written, and a sentence where some were not. */
export interface Written {
  readonly cells: number;
  readonly message: string;
}

/** How known cells are tested. */
export interface CheckSettings {
  /** By itself, once the suggestions are there. */
  readonly background: boolean;
  /** Share of what is accepted that is wished to be right, in whole percent. */
  readonly wish: number;
}

/** Where decided values go: into the document, or, for the reason said, aside for a copy of the file. */
export type Destination = { readonly kind: "document" } | { readonly kind: "copy"; readonly reason: string };

/**
 * What a review is about: a text document or a file on disk. It knows the rows, reads their cells, follows what happens
 * to them, and writes.
 */
export interface ReviewSource extends Cells {
  /** The file's name, for people. */
  readonly name: string;
  /** Under which the review is saved; null where it ends with the window. */
  readonly savedAs: string | null;
  /** The state of a file that is not edited here, to know it again by; "" for a document. */
  readonly stamp: string;
  readonly table: ReviewedTable;
  readonly warnings: readonly CsvWarning[];
  /** How far the file has been read, 0..1; null once every row and every missing cell is known. */
  readonly reading: number | null;
  /** Resolves when every row and every missing cell is known. */
  readonly complete: Promise<void>;
  /** The file has changed and is being read again: what is decided now would be lost. */
  readonly outdated: boolean;
  /** Rows the model learns from; null where it learns from all. */
  readonly learnedRows: number | null;
  readonly destination: Destination;
  /** How the rows are written; null while not a single one is known. */
  readonly dialect: Dialect | null;
  /** Of the file's bytes; null where the editor has decoded them. */
  readonly encoding: string | null;
  /** What counts as missing, by what is stated and set. */
  readonly tableOptions: Partial<TableOptions>;
  /** What the engine knows of the table as it is stated now; null until it has read it. */
  readonly summary: TableSummary | null;
  /**
   * Reads everything again with what is stated, which goes before what is set. Resolves when the rows are those, or,
   * where that takes long, when `outdated` says that they will be. Rejects, and changes nothing, where they cannot be
   * read so.
   */
  restate(stated: StatedReading): Promise<void>;
  /** The table as the engine knows it now. Rejects as `Engine.open` does. */
  engineTable(signal: AbortSignal): Promise<EngineTable>;
  /** Options of the model's runs, as they are set now. */
  imputeOptions(): Omit<ImputeOptions, "columns">;
  /** How the accuracy check is wanted, as it is set now. */
  checkSettings(): CheckSettings;
  /** Grows with every change of the text; 0 where there is none. */
  readonly version: number;
  /** Reads the rows, so that `cell` knows them. */
  load(rows: Iterable<number>): Promise<void>;
  /** Visits a column's cells in order, in short turns; null where the row ends before it. */
  eachCell(column: number, visit: (row: number, text: string | null) => void, onProgress: (share: number) => void, signal: AbortSignal): Promise<void>;
  /** Visits the rows in order, in short turns: each with its text as it is written, and its cells. */
  eachRow(visit: (row: number, text: string, cell: (column: number) => string | null) => void, signal: AbortSignal): Promise<void>;
  /** Lets other work of the thread run. */
  pause(): Promise<void>;
  /** Resolves when the review is about what is there now; what changed has been told by then. */
  sync(): Promise<void>;
  /** The same, and where values go is known: nothing is decided before. */
  settle(): Promise<void>;
  /** Writes values into the document as one undo step; `replace` lets former missing cells get another value. */
  write(fills: readonly Fill[], replace: boolean): Promise<Written>;
  /** Those of `fills` that a copy can hold, and a sentence about the others; in short turns. */
  writable(fills: readonly Fill[]): Promise<Written & { readonly fills: readonly Fill[] }>;
  /** Undoes or redoes the document's own last step. */
  step(which: "undo" | "redo"): Promise<void>;
  /** Fingerprint of the text, to tell whether the document has steps of its own; "" where it has none. */
  textPrint(): string;
  /** Fingerprint of a row's cells outside `except` (rising columns); 0 where nothing else is in it or it is not known. */
  rowPrint(row: number, except: readonly number[]): number;
  /** Where rows of a saved review are now: data row, and what was saved of it. */
  locate(rows: readonly SavedRow[], stamp: string): Promise<ReadonlyMap<number, SavedRow>>;
  /** Where a cell is, in words. */
  place(row: number, column: number): string;
  /** Shows the cell in the text; false where there is no text to show it in. */
  show(row: number, column: number): Promise<boolean>;
  /** Saves the file's bytes with the values chosen, under a name the user picks. */
  saveCopy(choices: readonly (Choice & { readonly value: string })[], wasMissing: (row: number, column: number) => boolean): Promise<void>;
  listen(events: SourceEvents): void;
  dispose(): void;
}
