import * as l10n from "@vscode/l10n";
import { defaultShare } from "../imputation/checkAccuracy";
import { CellState } from "../shared/cellState";
import { type Arranged, type CellDetail, type CopyArguments, type Found, type SearchArguments, type ValueList, type ColumnHeader, type ColumnList, type ColumnStripe, type ExplanationView, type HostEvent, type MissingOverview, type Place, type ReviewState, type SavedView, type Tile, tileRows } from "../shared/protocol";
import type { ColumnReadings, TableReadingView } from "../shared/reading";
import { Audience } from "./audience";
import { BackgroundCheck } from "./backgroundCheck";
import { cellDetail, explanationView, rowsAround, tileAt } from "./cellView";
import { ReviewCheck } from "./check";
import { columnList } from "./columnList";
import { columnCharacters, columnHeader, widthRows } from "./columnView";
import { Carrying } from "./carrying";
import { ColumnValues } from "./columnValues";
import { isBound } from "./conditions";
import type { ReviewContext, ReviewServices } from "./context";
import { selectionText } from "./copying";
import type { Restated } from "./history";
import { Decisions } from "./decisions";
import { ReviewMemory } from "./memory";
import { columnStripe, missingOverview } from "./missingOverview";
import { missingSentence } from "./missingSentence";
import { nameColumns } from "./nameColumns";
import { reviewNotices } from "./notices";
import { plainStart, type ReadingStart, ReviewReading } from "./reading";
import { Ordering } from "./ordering";
import { isAbort, type ReviewRun } from "./run";
import { columnReadings, tableReading } from "./readingView";
import { RowView } from "./rowView";
import { Searching } from "./searching";
import { type DecidedCell, ReviewSession } from "./session";
import { type StatedReading, statedOf } from "../table/reading";
import type { CellPlace } from "./table";
import type { SavedReview } from "./savedFormat";
import type { ReviewSource } from "./source";
import { maxSuggestions, Suggesting } from "./suggesting";

/**
 * The review of one table: what its grids show, what the model suggests, what is decided. It lives as long as its
 * document or file is open, so that closing and reopening the grid loses nothing.
 */
export class Review implements ReviewContext {
  /** The cell selected in the grid that was used last. */
  selection: CellPlace | null = null;
  rowsInView: ReviewContext["rowsInView"] = null;
  session: ReviewSession;
  view = new RowView();
  layout = 0;
  readonly decisions: Decisions;
  readonly memory: ReviewMemory;
  readonly reading: ReviewReading;
  readonly ready: Promise<void>;
  readonly check: ReviewCheck;
  #revision = 0;
  /** Undecided suggestions in the rows shown, as they were counted last. */
  #suggestedIn: { readonly revision: number; readonly of: Uint8Array; readonly cells: number } | null = null;
  #characters: readonly number[] | null = null;
  readonly #background: BackgroundCheck;
  readonly #carrying = new Carrying();
  readonly #suggesting: Suggesting;
  readonly #ordering: Ordering;
  readonly #values: ColumnValues;
  readonly #searching: Searching;
  readonly #audience = new Audience(() => this.state);
  readonly #life = new AbortController();

  /**
   * @param source every row that it knows so far can be read
   * @param percent where the certainty slider starts
   * @param start what is stated of the file: `source` goes by it
   * @param saved what was saved of the review, where that has been read already
   */
  constructor(
    readonly source: ReviewSource,
    readonly services: ReviewServices,
    public percent: number,
    start: ReadingStart = plainStart,
    saved?: SavedReview | null,
  ) {
    this.session = new ReviewSession(source, source.table);
    this.reading = new ReviewReading(this, start);
    this.memory = new ReviewMemory(source, services.saved, () => this.session, () => this.reading.state, saved === undefined ? undefined : Promise.resolve(saved));
    this.#suggesting = new Suggesting(this);
    this.#ordering = new Ordering(this);
    this.#values = new ColumnValues(this);
    this.#searching = new Searching(this);
    this.decisions = new Decisions(this);
    this.check = new ReviewCheck(
      () => this.changed(),
      () => this.tell(200),
    );
    this.#background = new BackgroundCheck(this, this.check, () => this.run.running);
    this.#follow();
    this.ready = this.memory.recall().then(
      (found) => {
        if (found) this.changed();
      },
      (error) => this.#untold(error),
    );
  }

  /** The model's run over this review. */
  get run(): ReviewRun {
    return this.#suggesting.run;
  }

  dispose(): void {
    this.#life.abort();
    this.#audience.dispose();
    this.#suggesting.dispose();
    this.#ordering.dispose();
    this.#values.dispose();
    this.#searching.dispose();
    this.#background.stop();
    this.check.cancel();
    this.source.dispose();
  }

  /** @returns a function that ends the listening */
  onEvent(listener: (event: HostEvent) => void): () => void {
    return this.#audience.add(listener);
  }

  // ------------------------------------------------------------ what grids show

  get state(): ReviewState {
    const { session, source, view } = this;
    return {
      revision: this.#revision,
      layout: this.layout,
      fileName: source.name,
      rows: session.rows,
      reading: source.reading === null ? null : { share: source.reading },
      viewRows: view.count(session),
      columns: session.table.columns.length,
      counts: session.counts,
      certaintyCounts: session.certaintyCounts,
      filter: view.filter,
      conditions: view.conditions,
      sort: view.sort,
      arranging: this.#ordering.share === null ? null : { share: this.#ordering.share },
      shownSuggested: this.#shownSuggested(),
      columnChars: this.#characters ?? [],
      nameColumns: nameColumns(session),
      run: this.check.running ? this.check.state : this.run.state,
      notices: reviewNotices({
        source,
        failure: this.#suggesting.failure,
        lacking: this.#suggesting.forgotten,
        limit: this.#suggesting.limited ? maxSuggestions : null,
        nothingMissing: session.counts.every((count) => count === 0),
        unsorted: this.#ordering.unsorted,
        cut: this.memory.cut,
        reading: this.reading,
      }),
      minCertainty: this.percent,
      wish: source.checkSettings().wish,
      copyOnly: source.destination.kind === "copy",
      expected: this.check.expected(session),
      restated: this.reading.changes,
    };
  }

  /** A grid has been opened: what it shows first. */
  async opened(): Promise<ReviewState> {
    await this.source.sync();
    await this.#measure();
    this.#begin(true);
    return this.state;
  }

  /** How the table was shown last. */
  lastView(): Promise<SavedView | null> {
    return this.memory.view();
  }

  saveView(view: SavedView): void {
    if (view.percent !== null) this.percent = view.percent;
    this.memory.saveView(view);
  }

  tile(rowPage: number, columnPage: number): Promise<Tile> {
    const rows = Array.from({ length: tileRows }, (_, k) => this.view.dataRow(this.session, rowPage * tileRows + k));
    return this.#withRows(rows, () => tileAt(this.session, this.view.order, rowPage, columnPage, { revision: this.#revision, layout: this.layout }));
  }

  headers(from: number, to: number): ColumnHeader[] {
    const stated = this.reading.stated.columns ?? [];
    return this.session.table.columns.slice(from, to).map((column) => columnHeader(this.session, column, this.check.ofColumn(column.index), statedOf(stated, column.index, column.name)));
  }

  detail(row: number, column: number): Promise<CellDetail> {
    return this.#withRows(rowsAround(this.session, row), () => cellDetail(this.session, row, column, this.source.place(row, column), this.run.running));
  }

  tableReading(): TableReadingView {
    return tableReading(this.source, this.reading);
  }

  columnReadings(asked: { readonly from: number; readonly to: number; readonly query: string }): ColumnReadings {
    return columnReadings(this.session.table, this.source, this.reading, asked);
  }

  /** Has every grid show the reading. */
  showReading(): void {
    this.#audience.tell({ event: "reading" });
  }

  async explain(row: number, column: number): Promise<ExplanationView | null> {
    const { signal } = this.#life;
    const table = await this.source.engineTable(signal);
    const found = await table.explain(row, column, { columns: null, ...this.source.imputeOptions() }, signal);
    if (found === null) return null;
    return this.#withRows([row, ...found.rows.map((one) => one.row)], () => explanationView(this.session, found, row, column));
  }

  /** Filters and orders the rows. */
  async arrange(wanted: Arranged): Promise<void> {
    for (const condition of wanted.conditions) {
      if (condition.kind !== "range") continue;
      const column = this.session.table.columns[condition.column];
      const wrong = [condition.from, condition.to].find((bound) => column !== undefined && !isBound(bound, column));
      if (wrong !== undefined) throw new Error(l10n.t("“{0}” is no value of {1}", wrong, column?.name ?? ""));
    }
    await this.#ordering.arrange(wanted);
  }

  values(asked: Parameters<ColumnValues["list"]>[0]): Promise<ValueList> {
    return this.#values.list(asked);
  }

  search(asked: SearchArguments): Promise<Found> {
    return this.#searching.search(asked);
  }

  /** Copies a selection. @returns the cells */
  async copy(selection: CopyArguments): Promise<number> {
    const { text, cells } = await selectionText(selection, this);
    await this.services.copy(text);
    return cells;
  }

  get revision(): number {
    return this.#revision;
  }

  missingOverview(): Promise<MissingOverview> {
    const { signal } = this.#life;
    return missingOverview(this.session, async () => {
      await this.source.pause();
      signal.throwIfAborted();
    });
  }

  columnStripe(column: number): ColumnStripe {
    return columnStripe(this.session, column);
  }

  async missingWhere(column: number): Promise<string | null> {
    const { signal } = this.#life;
    const table = await this.source.engineTable(signal);
    const found = await table.missingWhere(column, signal);
    return found && missingSentence(found, this.session.table, this.source.learnedRows);
  }

  columnList(asked: Parameters<typeof columnList>[1]): ColumnList {
    return columnList(this.session, asked);
  }

  find(from: Place, backwards: boolean, within: number | null = null): Place | null {
    return this.view.findUndecided(this.session, from, backwards, within);
  }

  /** Where a data row is in the grid; null where the filter hides it. */
  viewRowOf(row: number): number | null {
    return this.view.viewRowOf(this.session, row);
  }

  /** Moves the grid's cursor to the next (or previous) undecided cell. */
  goToNext(backwards: boolean): void {
    const viewRow = this.selection ? (this.viewRowOf(this.selection.row) ?? 0) : 0;
    const place = this.find({ viewRow, column: this.selection?.column ?? -1 }, backwards);
    if (place) this.#audience.tell({ event: "reveal", place });
    else this.announce(l10n.t("No undecided cell is left"));
  }

  /** Shows the cell in the text; where there is none, in the grid. */
  async showInText(row: number, column: number): Promise<void> {
    if (await this.source.show(row, column)) return;
    const viewRow = this.viewRowOf(row);
    if (viewRow !== null) this.#audience.tell({ event: "reveal", place: { viewRow, column } });
  }

  // ------------------------------------------------------------ what users do

  /** Has the model predict the missing cells: all undecided ones, or only those that have no suggestion. */
  suggest(lackingOnly: boolean): Promise<void> {
    return this.#suggesting.suggest(lackingOnly);
  }

  cancel(): void {
    this.#suggesting.cancel();
    this.#background.stop();
    this.check.cancel();
  }

  async checkAccuracy(): Promise<void> {
    const { source } = this;
    await source.sync();
    try {
      await this.check.start(async (events, signal) => {
        const table = await source.engineTable(signal);
        const found = await table.check({ share: defaultShare, ...source.imputeOptions() }, events, signal);
        return { found, columns: table.summary.columns };
      });
    } catch (error) {
      if (!isAbort(error)) this.services.modelFailed(error as Error, () => void this.checkAccuracy());
    }
    this.changed();
  }

  saveCopy(): Promise<void> {
    return this.source.saveCopy([...this.session.choices()], (row, column) => this.session.wasMissing(row, column));
  }

  restate(step: Restated): Promise<Restated> {
    return this.reading.reverse(step);
  }

  async reread(stated: StatedReading, decided: readonly DecidedCell[]): Promise<void> {
    const { running } = this.run;
    this.run.cancel();
    this.#carrying.regained = decided;
    try {
      await this.source.restate(stated);
    } catch (error) {
      this.#carrying.regained = [];
      if (running) this.#suggesting.beginAgain();
      throw error;
    }
  }

  // ------------------------------------------------------------ what its parts tell

  changed(patienceMs = 0): void {
    this.#revision++;
    this.tell(patienceMs);
  }

  tell(patienceMs = 0): void {
    this.#audience.tellState(patienceMs);
  }

  suggested(cells: number, ms: number): void {
    this.#background.suggested({ cells, ms });
  }

  rearranged(): void {
    this.layout++;
    this.changed();
  }

  announce(text: string): void {
    this.#audience.tell({ event: "announce", text });
  }

  #follow(): void {
    const { source } = this;
    source.listen({
      rebased: (rowMap) => {
        const rows = this.session.rows;
        this.session.rebase(source, source.table, rowMap);
        this.run.moved(rowMap);
        if (rowMap !== null) this.#rowsMoved(rowMap, rows);
        this.changed();
        this.memory.save();
        this.#suggesting.afterEdit();
      },
      replacing: (sameText) => this.#carrying.take(sameText, this.session, this.memory),
      replaced: (shift) => this.#unawaited(this.#replaced(shift)),
      grown: () => {
        this.session.grow(source.table);
        this.#unawaited(this.#measure().then(() => this.changed(200)));
      },
      learned: () => {
        this.session.learn(source.table);
        this.#learned();
      },
      learnedColumns: () => {
        this.session.learnColumns(source.table);
        this.#learned();
      },
      learnedMissing: (rows, columns) => {
        this.session.learnMissing(source.table, rows, columns);
        this.changed(200);
      },
      changed: () => {
        this.tell(this.source.outdated ? 200 : 0);
        this.#begin(false);
      },
      wasMissing: (row, column) => this.session.wasMissing(row, column),
    });
  }

  #learned(): void {
    this.#unawaited(this.#measure().then(() => this.changed()));
    this.#begin(false);
    // A column that is not left out any more has cells to fill.
    this.#suggesting.afterEdit();
  }

  #rowsMoved(rowMap: Int32Array, rowsBefore: number): void {
    this.memory.moved(rowMap);
    this.#ordering.rowsChanged();
    const moved = rowsBefore !== this.session.rows || rowMap.some((row, i) => row !== i && row !== -1);
    if (moved) this.view.moved(rowMap, this.session.rows);
    // A row that became another one where it stands is not the row a user pointed at, either.
    this.layout++;
  }

  async #replaced(shift: number | null): Promise<void> {
    const { source, session: before, view } = this;
    this.run.cancel();
    this.check.forget();
    this.#background.beginAgain();
    if (this.#carrying.searching) this.memory.forget();
    before.tokens.note(before.table);
    this.session = new ReviewSession(source, source.table, shift === null ? undefined : before.tokens);
    this.#carrying.putDown(this.session, shift);
    this.view = new RowView();
    this.#ordering.rowsChanged();
    this.#characters = null;
    const alike = shift === 0 && before.table.columns.length === source.table.columns.length;
    const filter = view.filter === "suggested" || view.filter === "lowCertainty" ? "all" : view.filter;
    if (alike) void this.#ordering.arrange({ filter, conditions: [], sort: view.sort });
    else this.rearranged();
    await source.complete;
    await this.#carrying.search(this.memory);
    await this.#measure();
    this.changed();
    this.#suggesting.beginAgain();
  }

  /** What was decided before needs no suggestion: the first run waits for it. */
  #begin(looked: boolean): void {
    this.#unawaited(this.ready.then(() => this.#suggesting.begin(looked)));
  }

  /** Sees how wide the columns have to be, once there are rows to see it by. */
  async #measure(): Promise<void> {
    if (this.#characters !== null && this.#characters.length === this.session.table.columns.length) return;
    const rows = Array.from({ length: Math.min(widthRows, this.session.rows) }, (_, row) => row);
    this.#characters = await this.#withRows(rows, () => columnCharacters(this.session));
  }

  /** Does what nobody waits for. Rows that cannot be read are told of where somebody looks at them. */
  #unawaited(work: Promise<unknown>): void {
    work.catch((error) => this.#untold(error));
  }

  #untold(error: unknown): void {
    if (!this.#life.signal.aborted) this.services.log(error as Error);
  }

  #shownSuggested(): number {
    const { session, view } = this;
    const shown = view.mask(session);
    if (shown === null) return session.counts[CellState.Suggested] ?? 0;
    const known = this.#suggestedIn;
    if (known?.revision !== this.#revision || known.of !== shown) this.#suggestedIn = { revision: this.#revision, of: shown, cells: session.suggestedIn(shown) };
    return this.#suggestedIn?.cells ?? 0;
  }

  /** Answers from rows that are read first; other rows may push them out in between. */
  async #withRows<T>(rows: readonly number[], answer: () => T): Promise<T> {
    for (let tries = 0; ; tries++) {
      await this.source.load(rows);
      try {
        return answer();
      } catch (error) {
        if (!(error instanceof RangeError) || tries > 2) throw error;
      }
    }
  }
}
