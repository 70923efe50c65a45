import { commands, type Disposable, l10n, type TextDocument, workspace } from "vscode";
import type { ImputeOptions } from "../imputation/impute";
import { CellState } from "../shared/cellState";
import type { CellDetail, ColumnHeader, Decided, HostEvent, Place } from "../shared/protocol";
import type { ReviewState, Scope, Tile, Why } from "../shared/protocol";
import { Audience } from "./audience";
import { type ParsedCsv, patience } from "./csvDocuments";
import { placeOf, showCell } from "./cellPlace";
import { isAbort } from "./engine";
import { type Unfaithful, unfaithful } from "./fidelity";
import { nameOf } from "./files";
import { cellDetail, tileAt, whyView } from "./review/cellView";
import { columnHeader } from "./review/columnView";
import { mapRows } from "./review/rowMap";
import { RowView } from "./review/rowView";
import { cellsOf } from "./review/scopes";
import { columnCharacters, tableState } from "./review/tableState";
import { type CellPlace, ReviewSession } from "./review/session";
import { ReviewCheck } from "./reviewCheck";
import { cellSentences, reviewNotices } from "./reviewNotices";
import { ReviewRun } from "./reviewRun";
import { ReviewWriter } from "./reviewWriter";
import type { Services } from "./services";
import { minPercent, readSetting } from "./settings";

/** Runs no longer than this are repeated by themselves after the file was edited, ms. */
const quickRun = 5000;
const pauseBeforeRun = 1000;

/**
 * The review of one document: the session, the run of the model, and the tables that show them. It lives as long as
 * the document is open, so that closing and reopening the table loses nothing.
 */
export class ReviewController implements Disposable {
  session: ReviewSession;
  /** The cell selected in the table that was used last. */
  selection: CellPlace | null = null;
  /** The certainty slider's position, whole percent. */
  percent: number;
  #parsed: ParsedCsv;
  #view = new RowView();
  #revision = 0;
  #layout = 0;
  #unfaithful: Unfaithful | null = null;
  /** Why the last run failed; "" where it did not. */
  #failure = "";
  #started = false;
  /** The run fills gaps only: suggestions that are there stay as they are. */
  #lackingOnly = false;
  #characters: readonly number[] | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #runTimer: NodeJS.Timeout | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  readonly run: ReviewRun;
  readonly check: ReviewCheck;
  readonly #writer: ReviewWriter;
  readonly #audience = new Audience(() => this.state);
  readonly #subscriptions: Disposable[];
  readonly #why = new AbortController();

  constructor(
    readonly document: TextDocument,
    private readonly services: Services,
  ) {
    this.#parsed = services.documents.parse(document);
    this.session = new ReviewSession(this.#parsed.file, this.#parsed.table);
    this.percent = minPercent(document.uri);
    this.run = new ReviewRun(services.engine, {
      onSuggestions: (batch, rowMap) => {
        if (this.session.addSuggestions(batch, rowMap, this.#lackingOnly) > 0) this.#changed(200);
      },
      onState: () => this.#tell(200),
    });
    this.check = new ReviewCheck(services.engine, () => this.#changed(0));
    this.#writer = new ReviewWriter(document);
    this.#subscriptions = [
      workspace.onDidChangeTextDocument((change) => {
        if (change.document === document && change.contentChanges.length > 0) this.#syncLater();
      }),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("nptImpute")) this.#settingsChanged();
      }),
    ];
    void this.#inspectBytes();
  }

  /** The document as the session knows it. */
  get parsed(): ParsedCsv {
    return this.#parsed;
  }

  get copyOnly(): boolean {
    return this.#unfaithful !== null;
  }

  dispose(): void {
    this.#audience.dispose();
    this.run.cancel();
    this.check.cancel();
    this.#why.abort();
    for (const timer of [this.#syncTimer, this.#runTimer]) if (timer) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** @returns a function that ends the listening */
  onEvent(listener: (event: HostEvent) => void): () => void {
    return this.#audience.add(listener);
  }

  get state(): ReviewState {
    const { session } = this;
    this.#characters ??= columnCharacters(session);
    return {
      revision: this.#revision,
      layout: this.#layout,
      fileName: nameOf(this.document.uri),
      ...tableState(session, this.#view),
      columnChars: this.#characters,
      run: this.check.running ? this.check.state : this.run.state,
      notices: reviewNotices({
        unfaithful: this.#unfaithful,
        failure: this.#failure,
        lacking: this.run.running || this.#runTimer !== null || !this.#started ? 0 : session.lacking().cells,
        warnings: this.#parsed.file.warnings,
        noHoles: session.counts.every((count) => count === 0),
      }),
      minCertainty: this.percent,
      copyOnly: this.copyOnly,
      checked: this.check.result !== null,
      expectedRight: this.check.result?.expectedRight ?? null,
    };
  }

  tile(rowPage: number, columnPage: number): Tile {
    return tileAt(this.session, this.#view.order, rowPage, columnPage, { revision: this.#revision, layout: this.#layout });
  }

  headers(from: number, to: number): ColumnHeader[] {
    const columns = this.session.table.columns.slice(from, to);
    return columns.map((column) => columnHeader(this.session, column, this.check.ofColumn(column.index)));
  }

  detail(row: number, column: number): CellDetail {
    const { session, run } = this;
    const place = placeOf(this.document, this.#parsed.file, row, column);
    return cellDetail(session, row, column, place, run.running, cellSentences());
  }

  async why(row: number, column: number): Promise<Why | null> {
    const { session } = this;
    const why = await this.services.engine.why(session.table, row, column, this.#options(null), this.#why.signal);
    return why && whyView(session, why, column);
  }

  /** A table has been opened: what it shows first. */
  opened(): ReviewState {
    this.sync();
    if (!this.#started && this.session.lacking().cells > 0) void this.suggest(true);
    this.#started = true;
    return this.state;
  }

  /** Filters and orders the rows. */
  arrange(filter: ReviewState["filter"], sort: ReviewState["sort"]): void {
    this.#view.arrange(this.session, filter, sort, this.percent);
    this.#layout++;
    this.#changed(0);
  }

  /** Undoes the last step: of the review's own where values go to a copy, else of the document. */
  async undo(): Promise<void> {
    if (!this.#writer.undo(this.session)) await commands.executeCommand("undo");
    this.#syncNow();
  }

  async redo(): Promise<void> {
    if (!this.#writer.redo(this.session)) await commands.executeCommand("redo");
    this.#syncNow();
  }

  saveCopy(): Promise<void> {
    return this.services.saveCopy(this);
  }

  showInText(row: number, column: number): Promise<void> {
    return showCell(this.document, this.#parsed.file, row, column);
  }

  /** Writes the suggestions of `scope` into their holes, as one undo step. */
  accept(scope: Scope): Promise<Decided> {
    const places = [...this.#cells(scope, CellState.Suggested)];
    // One may change one's mind about a single rejected cell.
    if (scope.kind === "cell") places.push(...this.#cells(scope, CellState.Rejected));
    const fills = places.map(({ row, column }) => ({
      row,
      column,
      value: this.session.suggestion(row, column)?.value ?? "",
    }));
    return this.#write(fills, false);
  }

  /**
   * Does decisions one after another, each on the document as it is then.
   * @param scope the cells the user pointed at, with the layout in which they were seen
   */
  decide(action: () => Promise<Decided>, scope?: Scope, layout: number = this.#layout): Promise<Decided> {
    const decided = this.#queue.then(() => {
      this.sync();
      const placed = scope?.kind === "cell" || scope?.kind === "range";
      if (!placed || layout === this.#layout) return action();
      this.#tell(0);
      return { cells: 0, message: l10n.t("The rows moved at that moment, so nothing was done. Look again.") };
    });
    this.#queue = decided.catch(() => undefined);
    return decided;
  }

  /** Rejects the suggestions of `scope`. */
  async reject(scope: Scope): Promise<Decided> {
    const cells = this.session.reject(this.#cells(scope, CellState.Suggested));
    this.#changed(0);
    return { cells, message: "" };
  }

  /** Takes the rejections of `scope` back. */
  async restore(scope: Scope): Promise<Decided> {
    const cells = this.session.restore(this.#cells(scope, CellState.Rejected));
    this.#changed(0);
    return { cells, message: "" };
  }

  /** Writes a value of the user's own into a hole or former hole. */
  write(row: number, column: number, value: string): Promise<Decided> {
    return this.#write([{ row, column, value }], true);
  }

  find(from: Place, backwards: boolean): Place | null {
    return this.#view.find(this.session, from, backwards);
  }

  /** Moves the table's cursor to the next (or previous) undecided hole. */
  goToNext(backwards: boolean): void {
    const viewRow = this.selection ? (this.viewRowOf(this.selection.row) ?? 0) : 0;
    const place = this.find({ viewRow, column: this.selection?.column ?? -1 }, backwards);
    if (place) this.#audience.tell({ event: "reveal", place });
    else this.#audience.tell({ event: "announce", text: l10n.t("No undecided hole left") });
  }

  /** Has the model predict the holes: all undecided ones, or only those that have no suggestion. */
  async suggest(lackingOnly: boolean): Promise<void> {
    this.#started = true;
    this.sync();
    this.#lackingOnly = lackingOnly;
    this.#failure = "";
    const lacking = this.session.lacking();
    const { table, counts } = this.session;
    const holes = lackingOnly ? lacking.cells : (counts[CellState.Missing] ?? 0) + (counts[CellState.Suggested] ?? 0);
    if (holes === 0) return this.#tell(0);
    const asked = lackingOnly ? lacking.columns : null;
    const end = await this.run.start(table, this.#options(asked), holes);
    if (end.kind === "done") {
      // Holes that came while the model ran are not among those it had no value for.
      const told = end.imputation.columns.filter(({ index }) => asked?.includes(index) ?? true);
      if (table === this.session.table) this.session.setOutcomes(told);
      this.#changed(0);
      this.#audience.tell({ event: "announce", text: l10n.t("{0} suggestions", this.session.counts[CellState.Suggested] ?? 0) });
    } else if (end.kind === "failed") {
      this.#failure = end.error.message;
      this.services.modelFailed(end.error, () => void this.suggest(true));
    }
    this.#tell(0);
  }

  cancel(): void {
    this.run.cancel();
    this.check.cancel();
  }

  async checkAccuracy(): Promise<void> {
    this.sync();
    try {
      await this.check.start(this.session.table, this.#options(null));
    } catch (error) {
      if (!isAbort(error)) this.services.modelFailed(error as Error, () => void this.checkAccuracy());
    }
    this.#changed(0);
  }

  /** Brings the session up to the document's present version. */
  sync(): void {
    if (this.#syncTimer) clearTimeout(this.#syncTimer);
    this.#syncTimer = null;
    if (this.document.isClosed || this.document.version === this.#parsed.version) return;
    const before = this.#parsed;
    const now = this.services.documents.parse(this.document);
    this.#parsed = now;
    if (before.file.columns !== now.file.columns || before.file.dialect.delimiter !== now.file.dialect.delimiter) {
      this.#reset();
      return;
    }
    const map = mapRows(before.file, now.file, (row, column) => this.session.isHole(row, column));
    const moved = before.file.rows !== now.file.rows || map.some((row, i) => row !== i && row !== -1);
    const same = !moved && !map.includes(-1);
    this.session.rebase(now.file, now.table, same ? null : map);
    this.run.moved(same ? null : map);
    if (moved) {
      this.#view.moved(map, now.file.rows);
      this.#layout++;
    }
    this.#changed(0);
    this.#runAfterEdit();
  }

  /** The table is another one: nothing of the old review fits. */
  #reset(): void {
    this.run.cancel();
    this.check.forget();
    this.session = new ReviewSession(this.#parsed.file, this.#parsed.table);
    this.#characters = null;
    this.#view = new RowView();
    this.#layout++;
    this.#changed(0);
    this.#runAfterEdit();
  }

  /** Fills the gaps that an edit has torn, by itself where that is quick. */
  #runAfterEdit(): void {
    if (this.#runTimer) clearTimeout(this.#runTimer);
    this.#runTimer = null;
    const { phase } = this.run.state;
    if (this.session.lacking().cells === 0 || !this.#started || phase === "failed") return;
    if (phase !== "running" && phase !== "preparing" && (this.run.lastMs ?? 0) > quickRun) return;
    this.#runTimer = setTimeout(() => {
      if (this.run.running) this.#runAfterEdit();
      else if (this.session.lacking().cells > 0) void this.suggest(true);
    }, pauseBeforeRun);
  }

  #cells(scope: Scope, state: CellState): Generator<CellPlace> {
    return cellsOf(this.session, this.#view.order, scope, state);
  }

  async #write(fills: readonly { row: number; column: number; value: string }[], replace: boolean): Promise<Decided> {
    if (fills.length === 0) return { cells: 0, message: "" };
    const written = this.copyOnly
      ? this.#writer.choose(this.session, this.#parsed, fills)
      : await this.#writer.write(this.session, this.#parsed, fills, replace);
    this.#syncNow();
    return written;
  }

  #syncNow(): void {
    this.sync();
    this.#changed(0);
  }

  #syncLater(): void {
    if (this.#syncTimer) clearTimeout(this.#syncTimer);
    this.#syncTimer = setTimeout(() => this.sync(), patience(this.#parsed.cost));
  }

  #settingsChanged(): void {
    const parsed = this.services.documents.parse(this.document);
    if (parsed === this.#parsed) return;
    this.#parsed = parsed;
    this.session.rebase(parsed.file, parsed.table, null);
    this.#changed(0);
    this.#runAfterEdit();
  }

  #options(columns: readonly number[] | null): ImputeOptions {
    const { uri } = this.document;
    return { columns, seed: readSetting("seed", uri), contextRows: readSetting("contextRows", uri) };
  }

  /** Where a data row is in the grid; null where the filter hides it. */
  viewRowOf(row: number): number | null {
    return this.#view.viewRowOf(this.session, row);
  }

  async #inspectBytes(): Promise<void> {
    try {
      this.#unfaithful = await unfaithful(this.document);
    } catch {
      // A file that cannot be decoded as its document was is not one to write through.
      this.#unfaithful = "encoding";
    }
    if (this.#unfaithful !== null) this.#tell(0);
  }

  /** Something the tables show has changed. */
  #changed(patienceMs: number): void {
    this.#revision++;
    this.#tell(patienceMs);
  }

  #tell(patienceMs: number): void {
    this.#audience.tellState(patienceMs);
  }
}
