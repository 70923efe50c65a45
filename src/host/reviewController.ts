import { commands, type Disposable, l10n, type TextDocument, workspace } from "vscode";
import type { ImputeOptions } from "../imputation/impute";
import { CellState } from "../shared/cellState";
import type { CellDetail, ColumnHeader, Decided, HostEvent, KeptView, Place } from "../shared/protocol";
import type { ReviewState, Scope, Tile, Why } from "../shared/protocol";
import { Audience } from "./audience";
import { type ParsedCsv, patience } from "./csvDocuments";
import { placeOf, showCell } from "./cellPlace";
import { isAbort } from "./engine";
import { type Unfaithful, unfaithful } from "./fidelity";
import { nameOf } from "./files";
import { cellDetail, tileAt, whyView } from "./review/cellView";
import { columnHeader } from "./review/columnView";
import type { Step } from "./review/history";
import { mapRows } from "./review/rowMap";
import { RowView } from "./review/rowView";
import { cellsOf } from "./review/scopes";
import { columnCharacters, tableState } from "./review/tableState";
import { type CellPlace, ReviewSession } from "./review/session";
import { ReviewCheck } from "./reviewCheck";
import { ReviewMemory } from "./reviewMemory";
import { cellSentences, reviewNotices } from "./reviewNotices";
import type { ReviewRun } from "./reviewRun";
import { ReviewSuggesting } from "./reviewSuggesting";
import { ReviewWriter } from "./reviewWriter";
import type { Services } from "./services";
import { minPercent, readSetting } from "./settings";

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
  #characters: readonly number[] | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #suggesting: ReviewSuggesting;
  readonly check: ReviewCheck;
  readonly #writer: ReviewWriter;
  readonly #memory: ReviewMemory;
  readonly #audience = new Audience(() => this.state);
  readonly #subscriptions: Disposable[];
  readonly #why = new AbortController();
  /** What was decided before VS Code was started is being taken up. */
  readonly #recalling: Promise<void>;
  /** Until it is known whether the document keeps the file's bytes, nothing is decided. */
  #inspecting: Promise<void>;

  constructor(
    readonly document: TextDocument,
    private readonly services: Services,
  ) {
    this.#parsed = services.documents.parse(document);
    this.session = new ReviewSession(this.#parsed.file, this.#parsed.table);
    this.percent = minPercent(document.uri);
    const session = (): ReviewSession => this.session;
    this.#suggesting = new ReviewSuggesting(
      {
        get session() {
          return session();
        },
        options: (columns) => this.#options(columns),
        sync: () => this.sync(),
        changed: (patienceMs) => this.#changed(patienceMs),
        tell: (patienceMs) => this.#tell(patienceMs),
        announce: (text) => this.#audience.tell({ event: "announce", text }),
      },
      services,
    );
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
    this.#inspecting = this.#inspectBytes();
    this.#memory = new ReviewMemory(document, services.decisions, () => this.session);
    this.#recalling = this.#memory.recall(() => this.sync()).then((found) => {
      if (found) this.#changed(0);
    });
  }

  /** The model's run over this review. */
  get run(): ReviewRun {
    return this.#suggesting.run;
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
    this.#suggesting.dispose();
    this.check.cancel();
    this.#why.abort();
    if (this.#syncTimer) clearTimeout(this.#syncTimer);
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
        failure: this.#suggesting.failure,
        lacking: this.#suggesting.forgotten,
        warnings: this.#parsed.file.warnings,
        noHoles: session.counts.every((count) => count === 0),
      }),
      minCertainty: this.percent,
      copyOnly: this.copyOnly,
      expected: this.check.expected(session),
    };
  }

  tile(rowPage: number, columnPage: number): Tile {
    return tileAt(this.session, this.#view.order, rowPage, columnPage, { revision: this.#revision, layout: this.#layout });
  }

  headers(from: number, to: number): ColumnHeader[] {
    const columns = this.session.table.columns.slice(from, to);
    const { reason } = cellSentences();
    return columns.map((column) => columnHeader(this.session, column, this.check.ofColumn(column.index), reason));
  }

  detail(row: number, column: number): CellDetail {
    const { session, run } = this;
    const place = placeOf(this.document, this.#parsed.file, row, column);
    return cellDetail(session, row, column, place, run.running, cellSentences());
  }

  async why(row: number, column: number): Promise<Why | null> {
    const { session } = this;
    const why = await this.services.engine.why(session.table, row, column, this.#options(null), this.#why.signal);
    return why && whyView(session, why, row, column);
  }

  /** A table has been opened: what it shows first. */
  async opened(): Promise<ReviewState> {
    await this.#recalling;
    this.sync();
    this.#suggesting.begin();
    return this.state;
  }

  /** How the table was shown last. */
  async lastView(): Promise<KeptView | null> {
    await this.#recalling;
    return this.#memory.view;
  }

  /** Notes how the table is shown. */
  keepView(view: KeptView): void {
    if (view.percent !== null) this.percent = view.percent;
    this.#memory.keepView(view);
  }

  /** Filters and orders the rows. */
  arrange(filter: ReviewState["filter"], sort: ReviewState["sort"]): void {
    this.#view.arrange(this.session, filter, sort, this.percent);
    this.#layout++;
    this.#changed(0);
  }

  /** Undoes the last step: of the review's own where values go to a copy, else of the document. */
  undo(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#memory.undo()) await commands.executeCommand("undo");
      this.#syncNow();
    });
  }

  redo(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#memory.redo()) await commands.executeCommand("redo");
      this.#syncNow();
    });
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
    return this.#inTurn(() => {
      const placed = scope?.kind === "cell" || scope?.kind === "range";
      if (!placed || layout === this.#layout) return action();
      this.#tell(0);
      return Promise.resolve({ cells: 0, message: l10n.t("The rows moved at that moment, so nothing was done. Look again.") });
    });
  }

  /** Rejects the suggestions of `scope`, as one undo step. */
  async reject(scope: Scope): Promise<Decided> {
    const places = [...this.#cells(scope, CellState.Suggested)];
    return this.#did(this.session.reject(places), { kind: "rejected", places });
  }

  /** Takes the rejections of `scope` back, as one undo step. */
  async restore(scope: Scope): Promise<Decided> {
    const places = [...this.#cells(scope, CellState.Rejected)];
    return this.#did(this.session.restore(places), { kind: "restored", places });
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
  suggest(lackingOnly: boolean): Promise<void> {
    return this.#suggesting.suggest(lackingOnly);
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
    // Read again from the disk, perhaps: then these are other bytes.
    if (!this.document.isDirty && this.#unfaithful === null) this.#inspecting = this.#inspectBytes();
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
    if (!same) this.#memory.moved(map);
    if (moved) this.#view.moved(map, now.file.rows);
    // A row that became another one where it stands is not the row a user pointed at, either.
    if (!same) this.#layout++;
    this.#changed(0);
    this.#memory.keep();
    this.#suggesting.afterEdit();
  }

  /** The table is another one: nothing of the old review fits. */
  #reset(): void {
    this.run.cancel();
    this.check.forget();
    this.#memory.forget();
    this.session = new ReviewSession(this.#parsed.file, this.#parsed.table);
    this.#characters = null;
    this.#view = new RowView();
    this.#layout++;
    this.#changed(0);
    this.#suggesting.afterEdit();
  }

  /** Does one thing after another, each on the document as it is then. */
  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(async () => {
      await this.#recalling;
      await this.#inspecting;
      this.sync();
      return action();
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Notes a step that the document's own undo knows nothing of. */
  #did(cells: number, step: Step): Decided {
    if (cells > 0) this.#memory.did(step);
    this.#changed(0);
    this.#memory.keep();
    return { cells, message: "" };
  }

  #cells(scope: Scope, state: CellState): Generator<CellPlace> {
    return cellsOf(this.session, this.#view.order, scope, state);
  }

  async #write(fills: readonly { row: number; column: number; value: string }[], replace: boolean): Promise<Decided> {
    if (fills.length === 0) return { cells: 0, message: "" };
    if (this.copyOnly) {
      const { back, cells, message } = this.#writer.choose(this.session, this.#parsed, fills);
      return { ...this.#did(cells, { kind: "chosen", choices: back }), message };
    }
    const written = await this.#writer.write(this.session, this.#parsed, fills, replace);
    this.#memory.wrote();
    this.#syncNow();
    return written;
  }

  #syncNow(): void {
    this.sync();
    this.#changed(0);
    this.#memory.keep();
  }

  #syncLater(): void {
    if (this.#syncTimer) clearTimeout(this.#syncTimer);
    this.#syncTimer = setTimeout(() => this.sync(), patience(this.#parsed.cost));
  }

  #settingsChanged(): void {
    // Rows may have moved as well: reading the text anew sees to both.
    if (this.document.version !== this.#parsed.version) {
      this.sync();
      return;
    }
    const parsed = this.services.documents.parse(this.document);
    if (parsed === this.#parsed) return;
    this.#parsed = parsed;
    this.session.rebase(parsed.file, parsed.table, null);
    this.#changed(0);
    this.#suggesting.afterEdit();
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
