import { type Disposable, l10n, type Uri } from "vscode";
import { RowCache } from "../../csv/rowCache";
import type { ImputeOptions } from "../../imputation/impute";
import { CellState } from "../../shared/cellState";
import type { CellDetail, ColumnHeader, Decided, HostEvent, KeptView, Notice, Place } from "../../shared/protocol";
import { type ReviewState, type Scope, type Tile, tileRows, type Why } from "../../shared/protocol";
import { Audience } from "../audience";
import { type Engine, isAbort } from "../engine";
import { nameOf } from "../files";
import { cellDetail, tileAt, whyView } from "../review/cellView";
import { columnHeader } from "../review/columnView";
import { ReviewHistory, type Step } from "../review/history";
import { RowView } from "../review/rowView";
import { cellsOf } from "../review/scopes";
import { type CellPlace, ReviewSession } from "../review/session";
import { columnCharacters, tableState } from "../review/tableState";
import { ReviewCheck } from "../reviewCheck";
import { cellSentences } from "../reviewNotices";
import { ReviewRun } from "../reviewRun";
import type { ReviewTarget } from "../reviewTarget";
import type { Services } from "../services";
import { minPercent, readSetting } from "../settings";
import { explainLarge, imputeLargeTable } from "./largeEngine";
import { largeNotices, unwritable } from "./largeNotices";
import type { LargeTable } from "./openLarge";
import { saveLargeCopy } from "./saveLargeCopy";
import { whileUnchanged } from "./sourceOf";

/** Rows from which the columns' widths are judged. */
const firstRows = 200;

/**
 * The review of a file too large for a document: rows are read as they are looked at, decisions are kept in memory,
 * and their values go to a copy.
 */
export class LargeReview implements ReviewTarget, Disposable {
  readonly session: ReviewSession;
  selection: CellPlace | null = null;
  /** How the table was shown last. */
  #shown: KeptView | null = null;
  percent: number;
  readonly run: ReviewRun;
  readonly check: ReviewCheck;
  readonly #cells: RowCache;
  readonly #view = new RowView();
  readonly #history = new ReviewHistory();
  readonly #audience = new Audience(() => this.state);
  readonly #life = new AbortController();
  #characters: readonly number[] = [];
  #revision = 0;
  #layout = 0;
  #started = false;
  #sortWanted = false;
  #lackingOnly = false;
  /** Holes of the run that goes on. */
  #asked = 0;
  #failure = "";
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    readonly document: { readonly uri: Uri },
    private readonly large: LargeTable,
    private readonly services: Services,
  ) {
    this.#cells = new RowCache(whileUnchanged(large.source, nameOf(document.uri)), large.index);
    this.session = new ReviewSession(this.#cells, large.table);
    this.percent = minPercent(document.uri);
    const { engine } = services;
    const model: Pick<Engine, "impute"> = {
      impute: (_table, options, events, signal) => {
        // The file is worked on by rows; people count holes.
        const onProgress = (done: number, all: number): void =>
          events.onProgress?.(Math.floor((this.#asked * done) / Math.max(1, all)), this.#asked);
        return imputeLargeTable(engine, large, options, { ...events, onProgress }, signal);
      },
    };
    this.run = new ReviewRun(model, {
      onSuggestions: (batch, rowMap) => {
        if (this.session.addSuggestions(batch, rowMap, this.#lackingOnly) > 0) this.#changed(200);
      },
      onState: () => this.#audience.tellState(200),
    });
    this.check = new ReviewCheck(
      engine,
      () => this.#changed(0),
      () => this.#audience.tellState(200),
    );
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
      run: this.check.running ? this.check.state : this.run.state,
      notices: this.#notices(),
      minCertainty: this.percent,
      copyOnly: true,
      expected: this.check.expected(session),
    };
  }

  lastView(): KeptView | null {
    return this.#shown;
  }

  keepView(view: KeptView): void {
    if (view.percent !== null) this.percent = view.percent;
    this.#shown = view;
  }

  async opened(): Promise<ReviewState> {
    const { rows } = this.session;
    await this.#cells.load(Array.from({ length: Math.min(firstRows, rows) }, (_, row) => row));
    if (this.#characters.length === 0) this.#characters = columnCharacters(this.session);
    if (!this.#started && this.session.lacking().cells > 0) void this.suggest(true);
    this.#started = true;
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

  async why(row: number, column: number): Promise<Why | null> {
    const why = await explainLarge(this.services.engine, this.large, row, column, this.#options(null), this.#life.signal);
    if (why === null) return null;
    return this.#withRows([row, ...why.rows.map((one) => one.row)], () => whyView(this.session, why, row, column));
  }

  /** Does one decision after the other. */
  decide(action: () => Promise<Decided>, _scope?: Scope, layout: number = this.#layout): Promise<Decided> {
    const decided = this.#queue.then(() => {
      if (layout === this.#layout) return action();
      return { cells: 0, message: l10n.t("The rows moved at that moment, so nothing was done. Look again.") };
    });
    this.#queue = decided.catch(() => undefined);
    return decided;
  }

  async accept(scope: Scope): Promise<Decided> {
    const places = [...this.#places(scope, CellState.Suggested)];
    // One may change one's mind about a single rejected cell.
    if (scope.kind === "cell") places.push(...this.#places(scope, CellState.Rejected));
    return this.#choose(places.map((place) => ({ ...place, value: this.session.suggestion(place.row, place.column)?.value ?? "" })));
  }

  async reject(scope: Scope): Promise<Decided> {
    const places = [...this.#places(scope, CellState.Suggested)];
    return this.#did(this.session.reject(places), { kind: "rejected", places });
  }

  async restore(scope: Scope): Promise<Decided> {
    const places = [...this.#places(scope, CellState.Rejected)];
    return this.#did(this.session.restore(places), { kind: "restored", places });
  }

  async write(row: number, column: number, value: string): Promise<Decided> {
    return this.#choose(this.session.isHole(row, column) ? [{ row, column, value }] : []);
  }

  async undo(): Promise<void> {
    this.#history.undo(this.session, "");
    this.#changed(0);
  }

  async redo(): Promise<void> {
    this.#history.redo(this.session, "");
    this.#changed(0);
  }

  arrange(filter: ReviewState["filter"], sort: ReviewState["sort"]): void {
    this.#sortWanted = sort !== null;
    this.#view.arrange(this.session, filter, null, this.percent);
    this.#layout++;
    this.#changed(0);
  }

  find(from: Place, backwards: boolean): Place | null {
    return this.#view.find(this.session, from, backwards);
  }

  goToNext(backwards: boolean): void {
    const viewRow = this.selection ? (this.viewRowOf(this.selection.row) ?? 0) : 0;
    const place = this.find({ viewRow, column: this.selection?.column ?? -1 }, backwards);
    if (place) this.#audience.tell({ event: "reveal", place });
    else this.#audience.tell({ event: "announce", text: l10n.t("No undecided hole left") });
  }

  viewRowOf(row: number): number | null {
    return this.#view.viewRowOf(this.session, row);
  }

  async suggest(lackingOnly: boolean): Promise<void> {
    this.#started = true;
    this.#lackingOnly = lackingOnly;
    this.#failure = "";
    const lacking = this.session.lacking();
    const { counts, table } = this.session;
    const holes = lackingOnly ? lacking.cells : (counts[CellState.Missing] ?? 0) + (counts[CellState.Suggested] ?? 0);
    this.#asked = holes;
    if (holes === 0) return this.#audience.tellState(0);
    const end = await this.run.start(table, this.#options(lackingOnly ? lacking.columns : null), holes);
    if (end.kind === "done") {
      this.session.setOutcomes(end.imputation.columns);
      this.#changed(0);
      this.#audience.tell({ event: "announce", text: l10n.t("{0} suggestions", this.session.counts[CellState.Suggested] ?? 0) });
    } else if (end.kind === "failed") {
      this.#failure = end.error.message;
      this.services.modelFailed(end.error, () => void this.suggest(lackingOnly));
    }
    this.#audience.tellState(0);
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

  #choose(fills: readonly { row: number; column: number; value: string }[]): Decided {
    let message = "";
    const kept = fills.filter(({ value }) => {
      const why = unwritable(this.large, value);
      if (message === "" && why !== null) message = why;
      return why === null;
    });
    const step: Step = { kind: "chosen", choices: this.session.choose(kept) };
    return { ...this.#did(kept.length, step), message };
  }

  #did(cells: number, step: Step): Decided {
    if (cells > 0) this.#history.did(step, "");
    this.#changed(0);
    return { cells, message: "" };
  }

  #places(scope: Scope, state: CellState): Generator<CellPlace> {
    return cellsOf(this.session, this.#view.order, scope, state);
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
    const lacking = this.run.running || !this.#started ? 0 : this.session.lacking().cells;
    return largeNotices(this.large, this.session, { failure: this.#failure, lacking, sortWanted: this.#sortWanted });
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
