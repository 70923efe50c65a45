import * as l10n from "@vscode/l10n";
import type { Dialect } from "../csv/dialect";
import { type Codec, codecFor } from "../csv/encoding";
import type { Fill } from "../csv/edits";
import type { FileIndex } from "../csv/fileIndex";
import { isFormula } from "../csv/formula";
import type { RecordPart } from "../csv/parts";
import { needsQuotes } from "../csv/quoting";
import { readAllRows } from "../csv/rowReader";
import type { Engine, EngineTable, MissingPart, ReadingOptions, TableInput, TableSummary } from "../engine/contract";
import { FileChanged, type FileSource } from "../files/fileSource";
import type { ImputeOptions } from "../imputation/impute";
import type { TableOptions } from "../table/tableOptions";
import { Missing } from "../table/column";
import { partTables } from "../table/missingFinder";
import type { StatedReading } from "../table/reading";
import { FileReading } from "./fileReading";
import { locateByPrint } from "./rowPrints";
import { isSavedRow } from "./savedReview";
import type { SavedRow } from "./savedFormat";
import { isSameStated, rowShift } from "./statedReading";
import type { Choice, ReviewedTable } from "./table";
import type { CheckSettings, ReviewSource, SourceEvents, Written } from "./source";
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
  /** How it is read: what is stated before what is set. */
  readingOptions(stated: StatedReading): ReadingOptions;
  imputeOptions(): Omit<ImputeOptions, "columns">;
  checkSettings(): CheckSettings;
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
/** A file that is written to while it is opened is opened again so often. */
const maxTries = 5;

/** A file too large to be a document: rows are read as they are looked at, and accepted values go to a copy. */
export class FileReviewSource implements ReviewSource {
  readonly destination;
  readonly version = 0;
  outdated = false;
  #now: FileReading;
  /** What the next reading goes by, or the last one went by. */
  #stated: StatedReading;
  /** The reading that is made anew. */
  #again: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;
  #share: number | null = 0;
  /** How far the reading that is made anew has come; null where there is none. */
  #shareAgain: number | null = null;
  #events: SourceEvents | null = null;
  #complete: Promise<void>;
  readonly #life = new AbortController();

  private constructor(
    private readonly file: ReviewedFile,
    private readonly engine: Engine,
    reading: FileReading,
    opening: Promise<EngineTable>,
  ) {
    this.destination = { kind: "copy", reason: file.copyReason } as const;
    this.#now = reading;
    this.#stated = reading.stated;
    this.#complete = this.#follow(reading, opening);
  }

  /** Begins to read the file; resolves as soon as its first rows are known. Rejects where it cannot be read. */
  static async open(file: ReviewedFile, engine: Engine, signal: AbortSignal, stated: StatedReading = {}): Promise<FileReviewSource> {
    const reading = await readingOf(file, stated);
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
    return this.#shareAgain ?? this.#share;
  }

  get complete(): Promise<void> {
    return this.#complete;
  }

  get learnedRows(): number | null {
    const summary = this.#now.engineTable?.summary;
    return summary === undefined || summary.learnedRows >= summary.rows ? null : summary.learnedRows;
  }

  get dialect(): Dialect | null {
    return this.#now.index?.dialect ?? null;
  }

  get encoding(): string | null {
    return this.#now.index?.encoding ?? null;
  }

  get tableOptions(): Partial<TableOptions> {
    return this.#now.options.table;
  }

  get summary(): TableSummary | null {
    return this.#now.stated === this.#stated ? (this.#now.engineTable?.summary ?? null) : null;
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

  async eachRow(visit: Parameters<ReviewSource["eachRow"]>[0], signal: AbortSignal): Promise<void> {
    const { bytes, index } = this.layout;
    const tableOf = partTables(index);
    const each = (part: RecordPart, record: number, row: number): void => {
      const { scan, codec } = part;
      const text = codec.decode(scan.start[scan.first[record]!]!, scan.recordEnd[record]!);
      visit(row, text, (column) => tableOf(part).cell(record, column));
    };
    await readAllRows(bytes, index, each, { partBytes, signal });
    await bytes.checkUnchanged();
  }

  pause(): Promise<void> {
    return pause();
  }

  async engineTable(signal: AbortSignal): Promise<EngineTable> {
    await this.#complete;
    while (this.#again !== null) await this.#again.done.catch(() => undefined);
    signal.throwIfAborted();
    if (this.#now.engineTable === null || this.#now.stated !== this.#stated) await this.reread();
    const { engineTable } = this.#now;
    if (engineTable === null) throw new Error(l10n.t("{0} could not be read.", this.name));
    return engineTable;
  }

  imputeOptions() {
    return this.file.imputeOptions();
  }

  checkSettings() {
    return this.file.checkSettings();
  }

  async sync(): Promise<void> {}

  async settle(): Promise<void> {}

  /** The rows that are there stay until those of the new reading are known; a failure is told where the rows are needed. */
  async restate(stated: StatedReading): Promise<void> {
    if (isSameStated(stated, this.#stated)) return;
    this.#stated = stated;
    this.reread().catch((error: unknown) => {
      if (!this.#life.signal.aborted) this.file.failed(error as Error);
    });
  }

  /**
   * Reads the file once more: it has changed, is to be read otherwise, or the first reading failed. What is there is
   * replaced at the end. A reading that goes on is given up for this one.
   */
  reread(): Promise<void> {
    this.#again?.abort.abort();
    const abort = new AbortController();
    this.outdated = true;
    this.#shareAgain = 0;
    this.#events?.changed();
    const done = this.#reread(abort.signal).finally(() => {
      if (this.#again?.abort !== abort) return;
      this.#again = null;
      this.outdated = false;
      this.#shareAgain = null;
      this.#events?.changed();
    });
    this.#again = { abort, done };
    return done;
  }

  async #reread(signal: AbortSignal): Promise<void> {
    try {
      const next = await readingOf(this.file, this.#stated);
      try {
        const life = AbortSignal.any([this.#life.signal, signal]);
        const grown = (share: number): void => {
          if (life.aborted) return;
          this.#shareAgain = share;
          this.#events?.changed();
        };
        next.learn(await openReading(this.file, this.engine, next, life, { grown, missing: () => undefined }));
        life.throwIfAborted();
      } catch (error) {
        next.engineTable?.close();
        await next.bytes.close();
        throw error;
      }
      const before = this.#now;
      const sameText = next.stamp === before.stamp && next.stamp !== "";
      this.#events?.replacing(sameText);
      this.#now = next;
      this.#share = null;
      this.#shareAgain = null;
      this.#events?.replaced(sameText && before.index && next.index ? rowShift(before.index, next.index) : null);
      before.engineTable?.close();
      await before.bytes.close();
    } catch (error) {
      // Whoever waits for this reading waits for the newer one.
      if (signal.aborted && this.#again !== null) return this.#again.done;
      throw error;
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
  async #follow(reading: FileReading, opening: Promise<EngineTable>): Promise<void> {
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

async function readingOf(file: ReviewedFile, stated: StatedReading): Promise<FileReading> {
  for (let tries = 0; tries < maxTries; tries++) {
    const stamp = await file.stamp();
    const bytes = await file.open();
    // The file may have been written to between the two.
    const opened = bytes.stamp || ((await file.stamp()) === stamp ? stamp : null);
    if (opened !== null) return new FileReading(bytes, opened, stated, file.readingOptions(stated));
    await bytes.close();
  }
  throw new FileChanged("it changes all the time");
}

interface Progress {
  grown(share: number): void;
  missing(part: MissingPart): void;
}

async function openReading(file: ReviewedFile, engine: Engine, reading: FileReading, signal: AbortSignal, progress: Progress): Promise<EngineTable> {
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
  return engine.open(await file.input(reading.bytes), reading.options, events, signal);
}
