import { type Disposable, type TextDocument, workspace } from "vscode";
import { type CsvFile, openTextInTurns } from "../csv/csvFile";
import { quotedColumns } from "../csv/edits";
import { sameDialect } from "../csv/sameDialect";
import type { Engine, EngineTable, TableSummary } from "../engine/contract";
import { isSameStated, withStated } from "../review/statedReading";
import type { ReviewedColumn, ReviewedTable } from "../review/table";
import { columnNames } from "../table/buildTable";
import type { TableOptions } from "../table/tableOptions";
import { unknownColumn } from "../table/column";
import { type MissingMap, missingInTurns } from "../table/missingMap";
import type { StatedReading } from "../table/reading";
import { readSetting, tableOptions } from "./settings";

/** One version of a document: where its cells are, and which are missing. */
export interface DocumentReading {
  readonly version: number;
  readonly text: string;
  readonly file: CsvFile;
  readonly missing: MissingMap;
  /** What was stated of it, and what counted as missing by that and the settings. */
  readonly stated: StatedReading;
  readonly options: Partial<TableOptions>;
  /** Whether a column's cells are written in quotes. */
  readonly quoted: (column: number) => boolean;
  /** How long reading took, ms: how much patience to have before reading again. */
  readonly cost: number;
}

const extensions = /\.(csv|tsv|tab|psv)$/i;

/** Whether the document is a delimited table, by its name: other extensions change the language id at will. */
export function isCsv(document: Pick<TextDocument, "uri" | "languageId">): boolean {
  return extensions.test(document.uri.path);
}

/** Documents read as tables, each version once, shared by all who ask. */
export class CsvDocuments implements Disposable {
  readonly #documents = new Map<TextDocument, CsvDocument>();
  readonly #closing: Disposable;

  constructor(private readonly engine: Engine) {
    this.#closing = workspace.onDidCloseTextDocument((document) => {
      this.#documents.get(document)?.dispose();
      this.#documents.delete(document);
    });
  }

  of(document: TextDocument): CsvDocument {
    let found = this.#documents.get(document);
    if (found === undefined) {
      found = new CsvDocument(document, this.engine);
      this.#documents.set(document, found);
    }
    return found;
  }

  dispose(): void {
    this.#closing.dispose();
    for (const document of this.#documents.values()) document.dispose();
    this.#documents.clear();
  }
}

/** A document read as a table. The extension host finds its cells, in short turns; what they hold the engine knows. */
export class CsvDocument implements Disposable {
  #now: DocumentReading | null = null;
  #reading: Promise<void> | null = null;
  /** Settings, or what is stated, have changed since: the same text is another table. */
  #outdated = false;
  #stated: StatedReading = {};
  #engineTable: { readonly of: DocumentReading; readonly opening: Promise<EngineTable> } | null = null;
  /** What the engine said of the newest version that it has read. */
  #known: { readonly of: DocumentReading; readonly summary: TableSummary } | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #life = new AbortController();
  readonly #settings: Disposable;

  constructor(
    readonly document: TextDocument,
    private readonly engine: Engine,
  ) {
    this.#settings = workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration("nptImpute")) return;
      this.#outdated = true;
      for (const listener of this.#listeners) listener();
    });
  }

  /** Calls `listener` when the same text may be another table: settings have changed, or the engine knows more. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** The document's present version. */
  async read(): Promise<DocumentReading> {
    for (;;) {
      if (this.#now?.version === this.document.version && !this.#outdated) return this.#now;
      this.#reading ??= this.#read().finally(() => {
        this.#reading = null;
      });
      await this.#reading;
    }
  }

  /** What is stated of the file before what is set. */
  get stated(): StatedReading {
    return this.#stated;
  }

  /** Reads the document anew with what is stated of it. Rejects, and reads it as before, where it cannot be read so. */
  async restate(stated: StatedReading): Promise<void> {
    if (isSameStated(stated, this.#stated)) return;
    const before = this.#stated;
    this.#stated = stated;
    this.#outdated = true;
    try {
      await this.read();
    } catch (error) {
      if (this.#stated === stated) this.#stated = before;
      this.#outdated = true;
      throw error;
    }
    for (const listener of this.#listeners) listener();
  }

  /** What the engine knows of the table as it is stated in `of`, of this or an earlier version of its text; null where nothing. */
  summary(of: DocumentReading): TableSummary | null {
    return this.#known?.of.stated === of.stated ? this.#known.summary : null;
  }

  /** The table of a reading: what its columns hold is as far as known. */
  table({ file, missing, options }: DocumentReading): ReviewedTable {
    const columnsKnown = this.#known?.summary.columns;
    const known = columnsKnown?.length === file.columns ? columnsKnown : null;
    const columns = columnNames(file).map((name, index): Omit<ReviewedColumn, "missing"> => {
      const summary = known?.[index];
      if (summary !== undefined && summary.name === name) return { ...summary, summary };
      return { index, name, ...unknownColumn, summary: null };
    });
    return missing.outline(columns, options.fillShortRows === true);
  }

  /** The engine's table of a reading, the one before closed: there is one at a time. */
  async engineTable(of: DocumentReading, signal: AbortSignal): Promise<EngineTable> {
    if (this.#engineTable?.of !== of) {
      const before = this.#engineTable?.opening;
      void before?.then((table) => table.close(), () => undefined);
      this.#engineTable = { of, opening: this.#open(of) };
    }
    const { opening } = this.#engineTable;
    await Promise.race([opening, aborted(signal)]);
    return opening;
  }

  dispose(): void {
    this.#life.abort();
    this.#settings.dispose();
    this.#listeners.clear();
    void this.#engineTable?.opening.then((table) => table.close(), () => undefined);
  }

  async #open(of: DocumentReading): Promise<EngineTable> {
    const { uri } = this.document;
    const reading = { dialect: of.file.dialect, table: of.options, seed: readSetting("seed", uri) };
    try {
      const table = await this.engine.open({ kind: "text", text: of.text }, reading, {}, this.#life.signal);
      if (this.#engineTable?.of === of) {
        this.#known = { of, summary: table.summary };
        for (const listener of this.#listeners) listener();
      }
      return table;
    } catch (error) {
      // A failure is tried anew the next time.
      if (this.#engineTable?.of === of) this.#engineTable = null;
      throw error;
    }
  }

  async #read(): Promise<void> {
    const start = performance.now();
    const { version, uri } = this.document;
    const text = this.document.getText();
    const stated = this.#stated;
    this.#outdated = false;
    const options = withStated(tableOptions(uri), stated);
    const before = this.#now !== null && isSameStated(dialectOnly(this.#now.stated), dialectOnly(stated)) ? this.#now.file : null;
    const file = await openTextInTurns(text, { ...(before && sameDialect(before, text)), ...stated.dialect }, pause);
    if (this.document.version !== version) return;
    const missing = await missingInTurns(file, options, pause);
    if (this.document.version !== version) return;
    this.#now = { version, text, file, missing, stated, options, quoted: lazily(() => quotedColumns(file)), cost: performance.now() - start };
  }
}

function dialectOnly({ dialect }: StatedReading): StatedReading {
  return dialect ? { dialect } : {};
}

/** Lets the extension host do what else it has to do. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits as long between readings of a document as it is dear, so that typing stays smooth in large files. */
export function patience(cost: number): number {
  return Math.min(2000, Math.max(150, cost * 4));
}

/** Rejects with an `AbortError` when `signal` aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new DOMException("The work was cancelled.", "AbortError"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
}

function lazily(make: () => (column: number) => boolean): (column: number) => boolean {
  let made: ((column: number) => boolean) | null = null;
  return (column) => {
    made ??= make();
    return made(column);
  };
}
