import { commands, l10n, Range, type TextDocument, ViewColumn, window, workspace, WorkspaceEdit } from "vscode";
import { applyToText, type Edit, type Fill, type Refused } from "../csv/edits";
import { fingerprint, rowPrint } from "../csv/fingerprint";
import { groupEdits } from "../csv/groupEdits";
import { otherTextFormat, refuseOther } from "../csv/otherFormat";
import { planInTurns } from "../csv/planInTurns";
import type { Dialect } from "../csv/dialect";
import type { EngineTable, TableSummary } from "../engine/contract";
import { planOptions } from "../imputation/fillTable";
import { locateRows } from "../review/locateRows";
import { mapRows } from "../review/rowMap";
import type { SavedRow } from "../review/savedFormat";
import type { Choice, ReviewedTable } from "../review/table";
import type { Destination, ReviewSource, SourceEvents, Written } from "../review/source";
import { rowShift } from "../review/statedReading";
import { countText } from "../review/words";
import type { TableOptions } from "../table/tableOptions";
import { isMissing } from "../table/cell";
import type { StatedReading } from "../table/reading";
import { saveDocumentCopy } from "./copies";
import { type CsvDocument, type DocumentReading, patience, pause } from "./csvDocuments";
import { type Unfaithful, unfaithful } from "./fidelity";
import { nameOf } from "./files";
import { checkSettings, runSettings } from "./settings";

/** So many small edits VS Code applies as fast as one for the whole. */
const maxEditsAtOnce = 5_000;

/** The columns are looked at again so long after an edit, ms, and longer where reading takes long. */
const leastRest = 1500;

/** A text document under review: read again a moment after each edit, edited in place where it can keep the file's bytes. */
export class DocumentSource implements ReviewSource {
  readonly reading = null;
  readonly complete = Promise.resolve();
  readonly outdated = false;
  readonly learnedRows = null;
  readonly stamp = "";
  #now: DocumentReading;
  #table: ReviewedTable;
  #unfaithful: Unfaithful | null = null;
  /** Goes on until it is known whether the document keeps the file's bytes. */
  #inspecting: Promise<void> | null = null;
  #syncing: Promise<void> | null = null;
  #events: SourceEvents | null = null;
  #timer: NodeJS.Timeout | null = null;
  #rest: NodeJS.Timeout | null = null;
  /** The text that an edit of the review's own has made: its rows are where they were. */
  #written: string | null = null;
  #print: { readonly version: number; readonly print: string } | null = null;
  readonly #life = new AbortController();
  readonly #subscriptions;

  private constructor(
    private readonly csv: CsvDocument,
    reading: DocumentReading,
  ) {
    this.#now = reading;
    this.#table = csv.table(reading);
    this.#subscriptions = [
      workspace.onDidChangeTextDocument((change) => {
        if (change.document === this.document && change.contentChanges.length > 0) this.#syncLater();
      }),
      csv.onChange(() => this.#learned()),
    ];
    this.#inspect();
    this.#learnLater();
  }

  /** @param stated what is known of how the document is to be read. Rejects where it cannot be read so. */
  static async open(csv: CsvDocument, stated: StatedReading = csv.stated): Promise<DocumentSource> {
    refuseOther(otherTextFormat(csv.document.getText(), false));
    await csv.restate(stated);
    return new DocumentSource(csv, await csv.read());
  }

  get document(): TextDocument {
    return this.csv.document;
  }

  /** The document as the review knows it. */
  get now(): DocumentReading {
    return this.#now;
  }

  get name(): string {
    return nameOf(this.document.uri);
  }

  get savedAs(): string | null {
    return savedAs(this.document);
  }

  get table(): ReviewedTable {
    return this.#table;
  }

  get dialect(): Dialect {
    return this.#now.file.dialect;
  }

  /** The editor has decoded the text. */
  readonly encoding = null;

  get tableOptions(): Partial<TableOptions> {
    return this.#now.options;
  }

  get summary(): TableSummary | null {
    return this.csv.summary(this.#now);
  }

  get version(): number {
    return this.#now.version;
  }

  get warnings() {
    return this.#now.file.warnings;
  }

  get destination(): Destination {
    return this.#unfaithful === null ? { kind: "document" } : { kind: "copy", reason: copyReason(this.#unfaithful) };
  }

  cell(row: number, column: number): string | null {
    return this.#now.file.cell(row, column);
  }

  async load(): Promise<void> {}

  async eachCell(column: number, visit: (row: number, text: string | null) => void, onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
    const { file } = this.#now;
    for (let row = 0; row < file.rows; row++) {
      visit(row, file.cell(row, column));
      if (row % 20_000 !== 19_999) continue;
      onProgress(row / file.rows);
      await pause();
      signal.throwIfAborted();
    }
  }

  async eachRow(visit: Parameters<ReviewSource["eachRow"]>[0], signal: AbortSignal): Promise<void> {
    const { file, text } = this.#now;
    const { scan } = file;
    for (let row = 0; row < file.rows; row++) {
      const record = file.record(row);
      visit(row, text.slice(scan.start[scan.first[record]!]!, scan.recordEnd[record]!), (column) => file.cell(row, column));
      if (row % 5000 !== 4999) continue;
      await pause();
      signal.throwIfAborted();
    }
  }

  pause(): Promise<void> {
    return pause();
  }

  engineTable(signal: AbortSignal): Promise<EngineTable> {
    return this.csv.engineTable(this.#now, signal);
  }

  imputeOptions() {
    const { uri } = this.document;
    return runSettings(uri);
  }

  checkSettings() {
    return checkSettings(this.document.uri);
  }

  sync(): Promise<void> {
    this.#syncing ??= this.#sync().finally(() => {
      this.#syncing = null;
    });
    return this.#syncing;
  }

  async restate(stated: StatedReading): Promise<void> {
    await this.csv.restate(stated);
    await this.sync();
  }

  async settle(): Promise<void> {
    while (!this.document.isClosed && (this.#inspecting !== null || this.document.version !== this.#now.version)) {
      await this.sync();
      await this.#inspecting;
    }
  }

  async write(fills: readonly Fill[], replace: boolean): Promise<Written> {
    const { file, version, text, quoted } = this.#now;
    const table = this.#table;
    const wanted = fills.filter(({ row, column }) => {
      const at = table.columns[column];
      return at !== undefined && (replace ? this.#events?.wasMissing(row, column) : isMissing(table, at, row));
    });
    await pause();
    const options = replace ? { overwrite: true } : planOptions(table);
    const { written: kept, edits, refused } = await planInTurns(file, wanted, { quoted }, options, pause);
    const message = refusedMessage(refused);
    if (kept.length === 0) return { cells: 0, message };
    await pause();
    const grouped = groupEdits(text, edits, maxEditsAtOnce);
    await pause();
    this.#written = applyToText(text, grouped);
    if (await this.#apply(version, grouped)) return { cells: kept.length, message };
    this.#written = null;
    return { cells: 0, message: this.#unwritten() };
  }

  async writable(fills: readonly Fill[]): Promise<Written & { readonly fills: readonly Fill[] }> {
    const { file, quoted } = this.#now;
    const { written, refused } = await planInTurns(file, fills, { quoted }, planOptions(this.#table), pause);
    return { fills: written, cells: written.length, message: refusedMessage(refused) };
  }

  async step(which: "undo" | "redo"): Promise<void> {
    await commands.executeCommand(which);
  }

  textPrint(): string {
    const { version } = this.document;
    if (this.#print?.version !== version) this.#print = { version, print: fingerprint(this.document.getText()) };
    return this.#print.print;
  }

  rowPrint(row: number, except: readonly number[]): number {
    const { file } = this.#now;
    return rowPrint(file.units, file.scan, file.record(row), except);
  }

  locate(rows: readonly SavedRow[]): Promise<ReadonlyMap<number, SavedRow>> {
    return locateRows(this, rows);
  }

  place(row: number, column: number): string {
    const range = this.#range(row, column) ?? this.#range(row, 0);
    return range ? l10n.t("Line {0}", countText(range.start.line + 1)) : "";
  }

  /** Shows the cell in a text editor beside the review. */
  async show(row: number, column: number): Promise<boolean> {
    const selection = this.#range(row, column);
    await window.showTextDocument(this.document, { viewColumn: ViewColumn.Beside, ...(selection ? { selection } : {}) });
    return true;
  }

  saveCopy(choices: readonly (Choice & { readonly value: string })[], wasMissing: (row: number, column: number) => boolean): Promise<void> {
    return saveDocumentCopy(this.document, this.#now, choices, wasMissing);
  }

  listen(events: SourceEvents): void {
    this.#events = events;
  }

  dispose(): void {
    this.#life.abort();
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#rest) clearTimeout(this.#rest);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#events = null;
  }

  async #sync(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (;;) {
      if (this.document.isClosed) return;
      // Read again from the disk, perhaps: then these are other bytes.
      if (this.document.version !== this.#now.version && !this.document.isDirty && this.#unfaithful === null) this.#inspect();
      const now = await this.csv.read();
      if (now.version !== this.document.version) continue;
      this.#take(now);
      return;
    }
  }

  #take(now: DocumentReading): void {
    const before = this.#now;
    if (now === before) return;
    if (now.stated !== before.stated) {
      const sameText = now.text === before.text;
      this.#events?.replacing(sameText);
      this.#set(now);
      this.#learnAtOnce();
      this.#events?.replaced(sameText ? rowShift(before.file, now.file) : null);
      return;
    }
    if (before.file.columns !== now.file.columns || before.file.dialect.delimiter !== now.file.dialect.delimiter) {
      this.#events?.replacing(false);
      this.#set(now);
      this.#events?.replaced(null);
      return;
    }
    // Settings may have made another table of the same text.
    const same = now.text === before.text ? before.file.rows === now.file.rows : now.text === this.#written && before.file.rows === now.file.rows;
    const map = same ? null : mapRows(before.file, now.file, (row, column) => this.#events?.wasMissing(row, column) ?? false);
    const unmoved = map === null || (before.file.rows === now.file.rows && map.every((row, i) => row === i));
    this.#set(now);
    if (now.text === before.text) this.#events?.learned();
    this.#events?.rebased(unmoved ? null : map);
  }

  #set(now: DocumentReading): void {
    this.#now = now;
    this.#table = this.csv.table(now);
    this.#written = null;
    this.#learnLater();
  }

  #syncLater(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.sync(), patience(this.#now.cost));
  }

  /** Has the engine read the table a moment after an edit: headers tell what the columns hold. */
  #learnLater(): void {
    if (this.#rest) clearTimeout(this.#rest);
    this.#learnIn(this.#rest === null ? 0 : Math.max(leastRest, 10 * patience(this.#now.cost)));
  }

  /** Somebody waits for what the columns hold now. */
  #learnAtOnce(): void {
    if (this.#rest) clearTimeout(this.#rest);
    this.#learnIn(0);
  }

  #learnIn(rest: number): void {
    this.#rest = setTimeout(() => void this.csv.engineTable(this.#now, this.#life.signal).catch(() => undefined), rest);
  }

  /** The same text may be another table. */
  #learned(): void {
    if (this.document.version !== this.#now.version) return;
    void this.csv.read().then((now) => {
      if (this.#life.signal.aborted || now.version !== this.document.version) return;
      if (now !== this.#now) return this.#take(now);
      this.#table = this.csv.table(now);
      this.#events?.learned();
    });
  }

  #inspect(): void {
    const inspecting = unfaithful(this.document).then((found) => {
      if (this.#inspecting === inspecting) this.#inspecting = null;
      if (found === null || this.#life.signal.aborted) return;
      this.#unfaithful = found;
      this.#events?.changed();
    });
    this.#inspecting = inspecting;
  }

  #range(row: number, column: number): Range | null {
    const range = this.#now.file.range(row, column);
    return range && new Range(this.document.positionAt(range.start), this.document.positionAt(range.end));
  }

  /**
   * Makes edits in the document as one undo step.
   * @returns false where the document has changed meanwhile or refuses the edit; then nothing was written
   */
  async #apply(version: number, edits: readonly Edit[]): Promise<boolean> {
    const { document } = this;
    if (document.version !== version || document.isClosed) return false;
    const change = new WorkspaceEdit();
    for (const { start, end, text: replacement } of edits) {
      change.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), replacement);
    }
    return workspace.applyEdit(change);
  }

  #unwritten(): string {
    if (workspace.fs.isWritableFileSystem(this.document.uri.scheme) === false) {
      return l10n.t("This file cannot be written where it is. Use “Impute to a Copy…” instead.");
    }
    return l10n.t("The file changed at that moment, so nothing was written. Try again.");
  }
}

/** Under which a document's review is saved: what has no file is gone with the window. */
export function savedAs({ uri }: Pick<TextDocument, "uri">): string | null {
  return uri.scheme === "untitled" ? null : uri.toString();
}

function copyReason(unfaithful: Unfaithful): string {
  return unfaithful === "line-ends"
    ? l10n.t("This file mixes line ends, which VS Code would make uniform when it saves. Accepted values go to a copy instead, with every other byte unchanged.")
    : l10n.t("This file has bytes that VS Code cannot keep in its encoding. Accepted values go to a copy instead, with every other byte unchanged.");
}

function refusedMessage(refused: readonly Refused<Fill>[]): string {
  const because = refused[0]?.reason.message ?? "";
  return refused.length < 2 ? because : l10n.t("{0} cells were not changed. {1}", countText(refused.length), because);
}
