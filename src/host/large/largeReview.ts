import { type Disposable, l10n, type Uri } from "vscode";
import { RowCache } from "../../csv/rowCache";
import type { ImputeOptions } from "../../imputation/impute";
import { CellState } from "../../shared/cellState";
import type { CellDetail, ColumnHeader, Decided, HostEvent, SavedView, Notice, Place } from "../../shared/protocol";
import { type ReviewState, type Scope, type Tile, tileRows, type ExplanationView } from "../../shared/protocol";
import { Audience } from "../audience";
import { isAbort } from "../engine";
import { nameOf } from "../files";
import { cellDetail, tileAt, explanationView } from "../review/cellView";
import { columnHeader } from "../review/columnView";
import { RowView } from "../review/rowView";
import { type CellPlace, ReviewSession } from "../review/session";
import { columnCharacters, tableState } from "../review/tableState";
import { ReviewCheck } from "../reviewCheck";
import { cellSentences } from "../reviewNotices";
import type { ReviewRun } from "../reviewRun";
import type { ReviewTarget } from "../reviewTarget";
import type { Services } from "../services";
import { minPercent, readSetting } from "../settings";
import { explainLarge } from "./largeEngine";
import { LargeDecisions } from "./largeDecisions";
import { type SavedLargeReview, LargeMemory } from "./largeMemory";
import { largeNotices } from "./largeNotices";
import { LargeOrder } from "./largeOrder";
import { LargeSuggesting } from "./largeSuggesting";
import type { ReviewedTable } from "./openLarge";
import { saveLargeCopy } from "./saveLargeCopy";
import { whileUnchanged } from "./sourceOf";

/** Rows from which the columns' widths are judged. */
const firstRows = 200;

/** The review of a file too large for a document: rows are read as they are looked at, and accepted values go to a copy. */
export class LargeReview implements ReviewTarget, Disposable {
  readonly session: ReviewSession;
  selection: CellPlace | null = null;
  /** What is decided while the file is read once more would be lost. */
  readingAgain = false;
  percent: number;
  rowsInView = { from: 0, to: -1 };
  readonly check: ReviewCheck;
  readonly #cells: RowCache;
  readonly #view = new RowView();
  readonly #decisions: LargeDecisions;
  readonly #memory: LargeMemory;
  readonly #audience = new Audience(() => this.state);
  readonly #life = new AbortController();
  #characters: readonly number[] = [];
  #revision = 0;
  #layout = 0;
  readonly #suggesting: LargeSuggesting;
  readonly #order: LargeOrder;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    readonly document: { readonly uri: Uri },
    private readonly large: ReviewedTable,
    private readonly services: Services,
    /** How the table was shown last. */
    shown: SavedView | null,
  ) {
    this.#cells = new RowCache(whileUnchanged(large.source, nameOf(document.uri)), large.index);
    this.session = new ReviewSession(this.#cells, large.table);
    this.#memory = new LargeMemory(document.uri, services.decisions, this.session, large, () => this.#audience.tellState(0));
    this.#memory.view = shown;
    if (this.#memory.recall() > 0) this.#memory.keep();
    this.#decisions = new LargeDecisions(large, this.session, this.#view, () => {
      this.#changed(0);
      this.#memory.keep();
    });
    this.percent = minPercent(document.uri);
    this.#order = new LargeOrder(nameOf(document.uri), large, this.session, this.#view, () => {
      this.#layout++;
      this.#changed(0);
    });
    this.#suggesting = new LargeSuggesting(
      {
        session: this.session,
        options: (columns) => this.#options(columns),
        changed: (patienceMs) => this.#changed(patienceMs),
        tell: (patienceMs) => this.#audience.tellState(patienceMs),
        announce: (text) => this.#audience.tell({ event: "announce", text }),
      },
      services,
      large,
    );
    this.check = new ReviewCheck(
      services.engine,
      () => this.#changed(0),
      () => this.#audience.tellState(200),
    );
  }

  /** The model's run over this review. */
  get run(): ReviewRun {
    return this.#suggesting.run;
  }

  /** Cells somebody has decided about. */
  get decided(): number {
    const { counts } = this.session;
    return [CellState.Accepted, CellState.Edited, CellState.Rejected].reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  }

  /** @returns a function that ends the listening */
  onEvent(listener: (event: HostEvent) => void): () => void {
    return this.#audience.add(listener);
  }

  dispose(): void {
    this.#life.abort();
    this.run.cancel();
    this.check.cancel();
    this.#order.dispose();
    this.#audience.dispose();
    void this.large.source.close();
  }

  get state(): ReviewState {
    const { session } = this;
    return {
      revision: this.#revision,
      layout: this.#layout,
      fileName: nameOf(this.document.uri),
      ...tableState(session, this.#view),
      columnChars: this.#characters,
      reading: null,
      run: this.check.running ? this.check.state : this.run.state,
      notices: this.#notices(),
      minCertainty: this.percent,
      copyOnly: true,
      expected: this.check.expected(session),
    };
  }

  lastView(): SavedView | null {
    return this.#memory.view;
  }

  saveView(view: SavedView): void {
    if (view.percent !== null) this.percent = view.percent;
    this.#memory.view = view;
    this.#memory.keep();
  }

  /** What an earlier review of the file, or the one before it was read again, leaves to this one. */
  gather(): SavedLargeReview {
    return this.#memory.gather();
  }

  async opened(): Promise<ReviewState> {
    const { rows } = this.session;
    await this.#cells.load(Array.from({ length: Math.min(firstRows, rows) }, (_, row) => row));
    if (this.#characters.length === 0) this.#characters = columnCharacters(this.session);
    this.#suggesting.begin();
    return this.state;
  }

  tile(rowPage: number, columnPage: number): Promise<Tile> {
    const { order } = this.#view;
    const first = rowPage * tileRows;
    const rows = Array.from({ length: tileRows }, (_, k) => (order ? (order[first + k] ?? -1) : first + k));
    return this.#withRows(rows, () =>
      tileAt(this.session, order, rowPage, columnPage, { revision: this.#revision, layout: this.#layout }),
    );
  }

  headers(from: number, to: number): ColumnHeader[] {
    const { reason } = cellSentences();
    const columns = this.session.table.columns.slice(from, to);
    return columns.map((column) => columnHeader(this.session, column, this.check.ofColumn(column.index), reason));
  }

  detail(row: number, column: number): Promise<CellDetail> {
    const place = l10n.t("Row {0}", (row + 1).toLocaleString());
    return this.#withRows([row], () => cellDetail(this.session, row, column, place, this.run.running, cellSentences()));
  }

  async why(row: number, column: number): Promise<ExplanationView | null> {
    const why = await explainLarge(this.services.engine, this.large, row, column, this.#options(null), this.#life.signal);
    if (why === null) return null;
    return this.#withRows([row, ...why.rows.map((one) => one.row)], () => explanationView(this.session, why, row, column));
  }

  /** Does one decision after the other. */
  decide(action: () => Promise<Decided>, _scope?: Scope, layout: number = this.#layout): Promise<Decided> {
    const decided = this.#queue.then(() => {
      if (this.readingAgain) return { cells: 0, message: l10n.t("The file is being read again, so nothing was done. Wait a moment.") };
      if (layout === this.#layout) return action();
      return { cells: 0, message: l10n.t("The rows moved at that moment, so nothing was done. Look again.") };
    });
    this.#queue = decided.catch(() => undefined);
    return decided;
  }

  async accept(scope: Scope): Promise<Decided> {
    return this.#decisions.accept(scope);
  }

  async reject(scope: Scope): Promise<Decided> {
    return this.#decisions.reject(scope);
  }

  async restore(scope: Scope): Promise<Decided> {
    return this.#decisions.restore(scope);
  }

  async write(row: number, column: number, value: string): Promise<Decided> {
    return this.#decisions.write(row, column, value);
  }

  async undo(): Promise<void> {
    this.#decisions.undo();
  }

  async redo(): Promise<void> {
    this.#decisions.redo();
  }

  arrange(filter: ReviewState["filter"], sort: ReviewState["sort"]): void {
    this.#order.arrange(filter, sort, this.percent);
  }

  find(from: Place, backwards: boolean): Place | null {
    return this.#view.find(this.session, from, backwards);
  }

  goToNext(backwards: boolean): void {
    const viewRow = this.selection ? (this.viewRowOf(this.selection.row) ?? 0) : 0;
    const place = this.find({ viewRow, column: this.selection?.column ?? -1 }, backwards);
    if (place) this.#audience.tell({ event: "reveal", place });
    else this.#audience.tell({ event: "announce", text: l10n.t("No undecided cell left") });
  }

  viewRowOf(row: number): number | null {
    return this.#view.viewRowOf(this.session, row);
  }

  suggest(lackingOnly: boolean): Promise<void> {
    return this.#suggesting.suggest(lackingOnly);
  }

  cancel(): void {
    this.run.cancel();
    this.check.cancel();
  }

  async checkAccuracy(): Promise<void> {
    try {
      await this.check.start(this.large.learning, this.#options(null));
    } catch (error) {
      if (!isAbort(error)) this.services.modelFailed(error as Error, () => void this.checkAccuracy());
    }
    this.#changed(0);
  }

  saveCopy(): Promise<void> {
    return saveLargeCopy(this.document.uri, this.large, this.session, this.#life.signal);
  }

  /** VS Code shows no file of this size as text: the table goes there instead. */
  async showInText(row: number, column: number): Promise<void> {
    const viewRow = this.viewRowOf(row);
    if (viewRow !== null) this.#audience.tell({ event: "reveal", place: { viewRow, column } });
  }

  /** Answers from rows that are read first; other rows may push them out in between. */
  async #withRows<T>(rows: readonly number[], answer: () => T): Promise<T> {
    for (let tries = 0; ; tries++) {
      await this.#cells.load(rows);
      try {
        return answer();
      } catch (error) {
        if (!(error instanceof RangeError) || tries > 2) throw error;
      }
    }
  }

  #notices(): Notice[] {
    const { failure, forgotten } = this.#suggesting;
    return largeNotices(this.large, this.session, { failure, lacking: forgotten, unsorted: this.#order.unsorted, cut: this.#memory.cut });
  }

  #options(columns: readonly number[] | null): ImputeOptions {
    const { uri } = this.document;
    return { columns, seed: readSetting("seed", uri), contextRows: readSetting("contextRows", uri) };
  }

  #changed(patienceMs: number): void {
    this.#revision++;
    this.#audience.tellState(patienceMs);
  }
}
