import { type Disposable, l10n, type TextDocument } from "vscode";
import type { ImputeOptions } from "../imputation/impute";
import type { CellDetail, ColumnHeader, Decided, HostEvent, SavedView, Place } from "../shared/protocol";
import type { ReviewState, Scope, Tile, ExplanationView } from "../shared/protocol";
import { Audience } from "./audience";
import type { ParsedCsv } from "./csvDocuments";
import { placeOf, showCell } from "./cellPlace";
import { isAbort } from "./engine";
import { nameOf } from "./files";
import { FollowedDocument } from "./followedDocument";
import { cellDetail, tileAt, explanationView } from "./review/cellView";
import { columnHeader } from "./review/columnView";
import { columnCharacters, tableState } from "./review/tableState";
import type { CellPlace, ReviewSession } from "./review/session";
import { ReviewCheck } from "./reviewCheck";
import { ReviewDecisions } from "./reviewDecisions";
import { ReviewMemory } from "./reviewMemory";
import { cellSentences, reviewNotices } from "./reviewNotices";
import type { ReviewRun } from "./reviewRun";
import { ReviewSuggesting } from "./reviewSuggesting";
import type { Services } from "./services";
import { minPercent, readSetting } from "./settings";

/**
 * The review of one document: what its tables show, what the model suggests, what is decided. It lives as long as the
 * document is open, so that closing and reopening the table loses nothing.
 */
export class ReviewController implements Disposable {
  /** The cell selected in the table that was used last. */
  selection: CellPlace | null = null;
  /** The certainty slider's position, whole percent. */
  percent: number;
  rowsInView = { from: 0, to: -1 };
  #revision = 0;
  #characters: readonly number[] | null = null;
  readonly #followed: FollowedDocument;
  readonly #suggesting: ReviewSuggesting;
  readonly check: ReviewCheck;
  readonly #decisions: ReviewDecisions;
  readonly #memory: ReviewMemory;
  readonly #audience = new Audience(() => this.state);
  readonly #why = new AbortController();
  /** What was decided before VS Code was started is being taken up. */
  readonly #recalling: Promise<void>;

  constructor(
    readonly document: TextDocument,
    private readonly services: Services,
  ) {
    this.#followed = new FollowedDocument(document, services.documents, {
      rebased: (rowMap) => this.#rebased(rowMap),
      replaced: () => this.#replaced(),
      unfaithful: () => this.#tell(0),
    });
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
    this.check = new ReviewCheck(
      services.engine,
      () => this.#changed(0),
      () => this.#tell(200),
    );
    this.#memory = new ReviewMemory(document, services.decisions, () => this.session);
    this.#recalling = this.#memory.recall(() => this.sync()).then((found) => {
      if (found) this.#changed(0);
    });
    this.#decisions = new ReviewDecisions(document, {
      followed: this.#followed,
      memory: this.#memory,
      ready: this.#recalling,
      changed: () => this.#changed(0),
      tell: () => this.#tell(0),
    });
  }

  get session(): ReviewSession {
    return this.#followed.session;
  }

  /** The model's run over this review. */
  get run(): ReviewRun {
    return this.#suggesting.run;
  }

  /** The document as the session knows it. */
  get parsed(): ParsedCsv {
    return this.#followed.parsed;
  }

  get copyOnly(): boolean {
    return this.#followed.unfaithful !== null;
  }

  dispose(): void {
    this.#audience.dispose();
    this.#suggesting.dispose();
    this.check.cancel();
    this.#why.abort();
    this.#followed.dispose();
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
      layout: this.#followed.layout,
      fileName: nameOf(this.document.uri),
      ...tableState(session, this.#followed.view),
      columnChars: this.#characters,
      reading: null,
      run: this.check.running ? this.check.state : this.run.state,
      notices: reviewNotices({
        unfaithful: this.#followed.unfaithful,
        failure: this.#suggesting.failure,
        lacking: this.#suggesting.forgotten,
        warnings: this.parsed.file.warnings,
        noneMissing: session.counts.every((count) => count === 0),
      }),
      minCertainty: this.percent,
      copyOnly: this.copyOnly,
      expected: this.check.expected(session),
    };
  }

  tile(rowPage: number, columnPage: number): Tile {
    return tileAt(this.session, this.#followed.view.order, rowPage, columnPage, { revision: this.#revision, layout: this.#followed.layout });
  }

  headers(from: number, to: number): ColumnHeader[] {
    const columns = this.session.table.columns.slice(from, to);
    const { reason } = cellSentences();
    return columns.map((column) => columnHeader(this.session, column, this.check.ofColumn(column.index), reason));
  }

  detail(row: number, column: number): CellDetail {
    const { session, run } = this;
    const place = placeOf(this.document, this.parsed.file, row, column);
    return cellDetail(session, row, column, place, run.running, cellSentences());
  }

  async why(row: number, column: number): Promise<ExplanationView | null> {
    const { session } = this;
    const why = await this.services.engine.why(session.table, row, column, this.#options(null), this.#why.signal);
    return why && explanationView(session, why, row, column);
  }

  /** A table has been opened: what it shows first. */
  async opened(): Promise<ReviewState> {
    await this.#recalling;
    this.sync();
    this.#suggesting.begin();
    return this.state;
  }

  /** How the table was shown last. */
  async lastView(): Promise<SavedView | null> {
    await this.#recalling;
    return this.#memory.view;
  }

  /** Notes how the table is shown. */
  saveView(view: SavedView): void {
    if (view.percent !== null) this.percent = view.percent;
    this.#memory.saveView(view);
  }

  /** Filters and orders the rows. */
  arrange(filter: ReviewState["filter"], sort: ReviewState["sort"]): void {
    this.#followed.view.arrange(this.session, filter, sort, this.percent);
    this.#followed.layout++;
    this.#changed(0);
  }

  undo(): Promise<void> {
    return this.#decisions.undo();
  }

  redo(): Promise<void> {
    return this.#decisions.redo();
  }

  saveCopy(): Promise<void> {
    return this.services.saveCopy(this);
  }

  showInText(row: number, column: number): Promise<void> {
    return showCell(this.document, this.parsed.file, row, column);
  }

  /** See `ReviewDecisions.decide`; the four below are what it does. */
  decide(action: () => Promise<Decided>, scope?: Scope, layout?: number): Promise<Decided> {
    return this.#decisions.decide(action, scope, layout);
  }

  accept(scope: Scope): Promise<Decided> {
    return this.#decisions.accept(scope);
  }

  reject(scope: Scope): Promise<Decided> {
    return this.#decisions.reject(scope);
  }

  restore(scope: Scope): Promise<Decided> {
    return this.#decisions.restore(scope);
  }

  write(row: number, column: number, value: string): Promise<Decided> {
    return this.#decisions.write(row, column, value);
  }

  find(from: Place, backwards: boolean): Place | null {
    return this.#followed.view.find(this.session, from, backwards);
  }

  /** Moves the table's cursor to the next (or previous) undecided missing cell. */
  goToNext(backwards: boolean): void {
    const viewRow = this.selection ? (this.viewRowOf(this.selection.row) ?? 0) : 0;
    const place = this.find({ viewRow, column: this.selection?.column ?? -1 }, backwards);
    if (place) this.#audience.tell({ event: "reveal", place });
    else this.#audience.tell({ event: "announce", text: l10n.t("No undecided cell left") });
  }

  /** Has the model predict the missing cells: all undecided ones, or only those that have no suggestion. */
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
    this.#followed.sync();
  }

  #rebased(rowMap: Int32Array | null): void {
    this.run.moved(rowMap);
    if (rowMap !== null) this.#memory.moved(rowMap);
    this.#changed(0);
    this.#memory.keep();
    this.#suggesting.afterEdit();
  }

  #replaced(): void {
    this.run.cancel();
    this.check.forget();
    this.#memory.forget();
    this.#characters = null;
    this.#changed(0);
    this.#suggesting.afterEdit();
  }

  #options(columns: readonly number[] | null): ImputeOptions {
    const { uri } = this.document;
    return { columns, seed: readSetting("seed", uri), contextRows: readSetting("contextRows", uri) };
  }

  /** Where a data row is in the grid; null where the filter hides it. */
  viewRowOf(row: number): number | null {
    return this.#followed.view.viewRowOf(this.session, row);
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
