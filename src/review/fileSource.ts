import * as l10n from "@vscode/l10n";
import { type Codec, codecFor } from "../csv/encoding";
import type { Fill } from "../csv/edits";
import { type FileIndex, indexBeginning } from "../csv/fileIndex";
import { isFormula } from "../csv/formula";
import type { RecordPart } from "../csv/parts";
import { needsQuotes } from "../csv/quoting";
import { RowCache } from "../csv/rowCache";
import { readAllRows } from "../csv/rowReader";
import type { Engine, EngineTable, MissingPart, ReadingOptions, TableInput } from "../engine/contract";
import type { FileSource } from "../files/fileSource";
import { columnNames } from "../table/buildTable";
import { Missing, unknownColumn } from "../table/column";
import { partTables } from "../table/missingFinder";
import { MissingMap } from "../table/missingMap";
import { locateByPrint, RowPrints } from "./rowPrints";
import { isSavedRow } from "./savedReview";
import type { SavedRow } from "./savedFormat";
import type { Choice, ReviewedColumn, ReviewedTable } from "./table";
import type { ReviewSource, SourceEvents, Written } from "./source";
import { countText } from "./words";

/** The file behind a review: how it is reached, and what the platform does with it. */
export interface ReviewedFile {
  readonly name: string;
  readonly savedAs: string;
  /** Why values go to a copy, a sentence. */
  readonly copyReason: string;
  /** What tells one state of the file from another; "" where it is gone. */
  stamp(): Promise<string>;
  /** Opens it for reading its rows. */
  open(): Promise<FileSource>;
  /** What the engine reads. */
  input(bytes: FileSource): Promise<TableInput>;
  readingOptions(): ReadingOptions;
  imputeOptions(): { readonly seed: number; readonly contextRows: number };
  /** Tells the user that the rest of the file could not be read. */
  failed(error: Error): void;
  saveCopy(source: FileReviewSource, fills: readonly Fill[]): Promise<void>;
}

/** Half a MiB takes about 10 ms: between two parts the thread does what else it has to do. */
export const partBytes = 1 << 19;
/** Values looked at in a turn. */
const fillsPerTurn = 10_000;
/** Saved rows that are looked for at their place in a file that has changed. */
const maxCompared = 20_000;

/** One reading of the file, as far as it has come. */
class Reading {
  index: FileIndex | null = null;
  map: MissingMap | null = null;
  readonly prints = new RowPrints();
  cache: RowCache | null = null;
  table: ReviewedTable = { rows: 0, columns: [] };
  engineTable: EngineTable | null = null;

  constructor(
    readonly bytes: FileSource,
    readonly stamp: string,
    private readonly fillShortRows: boolean,
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
    this.table = map.outline(columns, this.fillShortRows);
  }
}

/** A file too large to be a document: rows are read as they are looked at, and accepted values go to a copy. */
export class FileReviewSource implements ReviewSource {
  readonly destination;
  readonly version = 0;
  outdated = false;
  #now: Reading;
  #share: number | null = 0;
  #events: SourceEvents | null = null;
  #complete: Promise<void>;
  readonly #life = new AbortController();

  private constructor(
    private readonly file: ReviewedFile,
    private readonly engine: Engine,
    reading: Reading,
    opening: Promise<EngineTable>,
  ) {
    this.destination = { kind: "copy", reason: file.copyReason } as const;
    this.#now = reading;
    this.#complete = this.#follow(reading, opening);
  }

  /** Begins to read the file; resolves as soon as its first rows are known. Rejects where it cannot be read. */
  static async open(file: ReviewedFile, engine: Engine, signal: AbortSignal): Promise<FileReviewSource> {
    const reading = await readingOf(file);
    let source: FileReviewSource | null = null;
    let first: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      first = resolve;
    });
    const opening = openReading(file, engine, reading, signal, {
      grown: (share) => {
        first();
        source?.learned(share);
      },
      missing: (part) => source?.learnedMissing(part),
    });
    // The engine's process takes its time to start. What cannot be read here it tells of, too.
    indexBeginning(reading.bytes, file.readingOptions().dialect, pause).then(
      (index) => {
        if (index === null || reading.index !== null) return;
        reading.grow(index);
        first();
      },
      () => undefined,
    );
    try {
      await Promise.race([begun, opening]);
    } catch (error) {
      await reading.bytes.close();
      throw error;
    }
    source = new FileReviewSource(file, engine, reading, opening);
    return source;
  }

  get name(): string {
    return this.file.name;
  }

  get savedAs(): string {
    return this.file.savedAs;
  }

  get stamp(): string {
    return this.#now.stamp;
  }

  get table(): ReviewedTable {
    return this.#now.table;
  }

  get warnings() {
    return this.#now.index?.warnings ?? [];
  }

  get reading(): number | null {
    return this.#share;
  }

  get complete(): Promise<void> {
    return this.#complete;
  }

  get learnedRows(): number | null {
    const summary = this.#now.engineTable?.summary;
    return summary === undefined || summary.learnedRows >= summary.rows ? null : summary.learnedRows;
  }

  /** The bytes that are read, and where the rows are in them. */
  get layout(): { readonly bytes: FileSource; readonly index: FileIndex } {
    const { bytes, index } = this.#now;
    if (index === null) throw new RangeError("No row has been read yet.");
    return { bytes, index };
  }

  cell(row: number, column: number): string | null {
    return this.#now.cache?.cell(row, column) ?? null;
  }

  async load(rows: Iterable<number>): Promise<void> {
    const { cache, bytes } = this.#now;
    await bytes.checkUnchanged().catch(() => {
      throw new Error(l10n.t("{0} changed on disk, so its rows cannot be shown.", this.name));
    });
    await cache?.load([...rows]);
  }

  async eachCell(column: number, visit: (row: number, text: string | null) => void, onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
    const { bytes, index } = this.layout;
    const tableOf = partTables(index);
    const each = (part: RecordPart, record: number, row: number): void => visit(row, tableOf(part).cell(record, column));
    await readAllRows(bytes, index, each, { partBytes, signal, onProgress: (done) => onProgress(done / bytes.size) });
    await bytes.checkUnchanged();
  }

  pause(): Promise<void> {
    return pause();
  }

  async engineTable(signal: AbortSignal): Promise<EngineTable> {
    const reading = this.#now;
    await this.#complete;
    signal.throwIfAborted();
    if (reading.engineTable === null) await this.reread();
    const { engineTable } = this.#now;
    if (engineTable === null) throw new Error(l10n.t("{0} could not be read.", this.name));
    return engineTable;
  }

  imputeOptions() {
    return this.file.imputeOptions();
  }

  async sync(): Promise<void> {}

  async settle(): Promise<void> {}

  /** Reads the file once more, where it has changed or the first reading failed; what is there is replaced at the end. */
  async reread(): Promise<void> {
    this.outdated = true;
    try {
      const next = await readingOf(this.file);
      try {
        next.learn(await openReading(this.file, this.engine, next, this.#life.signal, { grown: () => undefined, missing: () => undefined }));
      } catch (error) {
        await next.bytes.close();
        throw error;
      }
      const before = this.#now;
      this.#events?.replacing();
      this.#now = next;
      this.#share = null;
      this.#events?.replaced();
      before.engineTable?.close();
      await before.bytes.close();
    } finally {
      this.outdated = false;
    }
  }

  write(): Promise<Written> {
    throw new Error("A file on disk is not edited in place.");
  }

  async writable(fills: readonly Fill[]): Promise<Written & { readonly fills: readonly Fill[] }> {
    const kept: Fill[] = [];
    let message = "";
    const { encode } = codecFor(this.layout.index.encoding, new Uint8Array(0));
    for (const [k, fill] of fills.entries()) {
      if (k % fillsPerTurn === fillsPerTurn - 1) await pause();
      const reason = this.#refusal(fill.value, encode);
      if (reason === null) kept.push(fill);
      else if (message === "") message = reason;
    }
    return { fills: kept, cells: kept.length, message };
  }

  /** What can be said against a value without a look at its row, or null; the rest is said when the copy is saved. */
  #refusal(value: string, encode: Codec["encode"]): string | null {
    const { dialect, encoding } = this.layout.index;
    const shown = value.slice(0, 40);
    if (value.trim() === "") return l10n.t("A value needs a visible character.");
    if (isFormula(value)) return l10n.t("{0} was not accepted: a spreadsheet would run it as a formula.", shown);
    if (dialect.quote === "" && needsQuotes(value, dialect)) return l10n.t("{0} needs quotes, and this file has none.", shown);
    return encode(value) !== null ? null : l10n.t("The file's encoding {0} cannot write some of the values.", encoding);
  }

  async step(): Promise<void> {}

  textPrint(): string {
    return "";
  }

  rowPrint(row: number, except: readonly number[]): number {
    const { prints, cache } = this.#now;
    // The engine has seen every row with missing cells; another exception has to be computed from the row itself.
    const known = except.length === 0 || except.every((column) => this.table.columns[column]?.missing[row] !== Missing.None);
    return known ? prints.of(row) : (cache?.print(row, except) ?? 0);
  }

  async locate(saved: readonly SavedRow[], stamp: string): Promise<ReadonlyMap<number, SavedRow>> {
    if (stamp !== "" && stamp === this.stamp) return new Map(saved.map((row) => [row.row, row]));
    const { prints, cache } = this.#now;
    const atPlace = new Set<SavedRow>();
    let compared = 0;
    for (const row of saved) {
      if (row.print === 0 || row.row >= this.table.rows) continue;
      if (prints.of(row.row) === row.print) atPlace.add(row);
      else if (cache !== null && compared++ < maxCompared) {
        // Some of its missing cells may have been filled, or others emptied.
        await cache.load([row.row]);
        const missing = this.table.columns.filter((column) => column.missing[row.row] !== Missing.None).map(({ index }) => index);
        const except = [...new Set([...missing, ...row.missing])].sort((a, b) => a - b);
        if (isSavedRow({ cell: (at, column) => this.cell(at, column), table: this.table, rowPrint: (at) => cache.print(at, except) }, row.row, row)) atPlace.add(row);
      }
    }
    return locateByPrint(saved, atPlace, prints);
  }

  place(row: number): string {
    return l10n.t("Row {0}", countText(row + 1));
  }

  /** VS Code shows no file of this size as text. */
  async show(): Promise<boolean> {
    return false;
  }

  saveCopy(choices: readonly (Choice & { readonly value: string })[]): Promise<void> {
    return this.file.saveCopy(this, [...choices].sort((a, b) => a.row - b.row || a.column - b.column));
  }

  listen(events: SourceEvents): void {
    this.#events = events;
  }

  dispose(): void {
    this.#life.abort();
    this.#now.engineTable?.close();
    void this.#now.bytes.close();
  }

  private learned(share: number): void {
    this.#share = share;
    this.#events?.grown();
  }

  private learnedMissing({ rows, columns }: MissingPart): void {
    this.#events?.learnedMissing(rows, columns);
  }

  /** Resolves when the reading has ended, well or not: what needs the engine's table tells of a failure. */
  async #follow(reading: Reading, opening: Promise<EngineTable>): Promise<void> {
    try {
      reading.learn(await opening);
    } catch (error) {
      if (!this.#life.signal.aborted) this.file.failed(error as Error);
      return;
    }
    if (this.#now !== reading) return;
    this.#share = null;
    this.#events?.learnedColumns();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

async function readingOf(file: ReviewedFile): Promise<Reading> {
  const stamp = await file.stamp();
  return new Reading(await file.open(), stamp, file.readingOptions().table.fillShortRows === true);
}

interface Progress {
  grown(share: number): void;
  missing(part: MissingPart): void;
}

async function openReading(file: ReviewedFile, engine: Engine, reading: Reading, signal: AbortSignal, progress: Progress): Promise<EngineTable> {
  const events = {
    onIndex({ share, index }: { readonly share: number; readonly index: FileIndex }): void {
      reading.grow(index);
      progress.grown(share);
    },
    onMissing(part: MissingPart): void {
      reading.learnMissing(part);
      progress.missing(part);
    },
  };
  return engine.open(await file.input(reading.bytes), file.readingOptions(), events, signal);
}
