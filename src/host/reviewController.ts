import { commands, type Disposable, l10n, Range, type TextDocument, ViewColumn, window, workspace } from "vscode";
import type { ImputeOptions } from "../imputation/impute";
import { CellState } from "../shared/cellState";
import type { Decided, HostEvent, HostHandlers, Notice, Place, ReviewState, Scope } from "../shared/protocol";
import type { CsvDocuments, ParsedCsv } from "./csvDocuments";
import { patience } from "./csvDocuments";
import { type Engine, isAbort } from "./engine";
import { unfaithful } from "./fidelity";
import { arrange, findUndecided, rebaseOrder } from "./review/arrange";
import { charactersOf, columnHeader } from "./review/columnView";
import { cellDetail, tileAt, whyView } from "./review/cellView";
import { mapRows } from "./review/rowMap";
import { cellsOf } from "./review/scopes";
import type { CellPlace } from "./review/session";
import { ReviewSession } from "./review/session";
import { ReviewCheck } from "./reviewCheck";
import { ReviewRun } from "./reviewRun";
import { type Written, ReviewWriter } from "./reviewWriter";
import { minPercent, readSetting } from "./settings";

/** What a review needs of the extension. */
export interface Services {
  readonly documents: CsvDocuments;
  readonly engine: Engine;
  /** Tells the user once that the model failed, and offers what can be done. */
  modelFailed(error: Error, again: () => void): void;
  /** Saves the reviewed file's bytes with `fills` to a file the user picks. */
  saveCopy(controller: ReviewController): Promise<void>;
}

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
  #parsed: ParsedCsv;
  #order: Uint32Array | null = null;
  #filter: ReviewState["filter"] = "all";
  #sort: ReviewState["sort"] = null;
  #percent: number;
  #revision = 0;
  #layout = 0;
  #copyOnly: "line-ends" | "encoding" | null = null;
  #started = false;
  #characters: readonly number[] | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #stateTimer: NodeJS.Timeout | null = null;
  #runTimer: NodeJS.Timeout | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  readonly run: ReviewRun;
  readonly check: ReviewCheck;
  readonly #writer: ReviewWriter;
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #subscriptions: Disposable[];
  readonly #why = new AbortController();

  constructor(
    readonly document: TextDocument,
    private readonly services: Services,
  ) {
    this.#parsed = services.documents.parse(document);
    this.session = new ReviewSession(this.#parsed.file, this.#parsed.table);
    this.#percent = minPercent(document.uri);
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
    return this.#copyOnly !== null;
  }

  dispose(): void {
    this.#listeners.clear();
    this.run.cancel();
    this.check.cancel();
    this.#why.abort();
    for (const timer of [this.#syncTimer, this.#stateTimer, this.#runTimer]) if (timer) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** @returns a function that ends the listening */
  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get state(): ReviewState {
    const { session } = this;
    const { table } = session;
    this.#characters ??= table.columns.map((column) =>
      charactersOf(column, (row) => session.text(row, column.index), table.rows),
    );
    return {
      revision: this.#revision,
      layout: this.#layout,
      fileName: this.document.uri.path.slice(this.document.uri.path.lastIndexOf("/") + 1),
      rows: table.rows,
      viewRows: this.#order?.length ?? table.rows,
      columns: table.columns.length,
      columnChars: this.#characters,
      counts: session.counts,
      certaintyCounts: session.certaintyCounts,
      run: this.check.running ? this.check.state : this.run.state,
      notices: this.#notices(),
      filter: this.#filter,
      sort: this.#sort,
      minCertainty: this.#percent,
      copyOnly: this.copyOnly,
      checked: this.check.result !== null,
      expectedRight: this.check.result?.expectedRight ?? null,
    };
  }

  /** What the webview may ask. */
  readonly handlers: HostHandlers = {
    open: () => {
      this.sync();
      if (!this.#started) this.#startFirstRun();
      return this.state;
    },
    tile: ({ rowPage, columnPage }) =>
      tileAt(this.session, this.#order, rowPage, columnPage, { revision: this.#revision, layout: this.#layout }),
    headers: ({ from, to }) =>
      this.session.table.columns
        .slice(from, to)
        .map((column) => columnHeader(this.session, column, this.check.ofColumn(column.index))),
    detail: ({ row, column }) =>
      cellDetail(this.session, row, column, this.#placeOf(row, column), this.run.running, {
        shortRow: l10n.t("This row ends before this column. Set “Fill Short Rows” to have it filled."),
        notYet: l10n.t("The model has not come to this cell yet."),
        noSuggestion: l10n.t("There is no suggestion for this cell."),
      }),
    why: async ({ row, column }) => {
      const { session } = this;
      const why = await this.services.engine.why(session.table, row, column, this.#options(null), this.#why.signal);
      return why && whyView(session, why, column);
    },
    accept: ({ scope, layout }) => this.decide(() => this.accept(scope), layout, scope),
    reject: ({ scope, layout }) =>
      this.decide(() => this.#mark(this.session.reject(this.#cells(scope, CellState.Suggested))), layout, scope),
    restore: ({ scope, layout }) =>
      this.decide(() => this.#mark(this.session.restore(this.#cells(scope, CellState.Rejected))), layout, scope),
    write: ({ row, column, value, layout }) =>
      this.decide(() => this.#write([{ row, column, value }], true), layout, { kind: "cell", row, column }),
    undo: async () => {
      if (!this.#writer.undo(this.session)) await commands.executeCommand("undo");
      this.#syncNow();
      return null;
    },
    redo: async () => {
      if (!this.#writer.redo(this.session)) await commands.executeCommand("redo");
      this.#syncNow();
      return null;
    },
    arrange: ({ filter, sort }) => {
      this.#filter = filter;
      this.#sort = sort;
      this.#order = arrange(this.session, filter, sort, this.#percent);
      this.#layout++;
      this.#changed(0);
      return null;
    },
    find: ({ viewRow, column, backwards }) => this.find({ viewRow, column }, backwards),
    locate: ({ row }) => this.#viewRowOf(row),
    select: (place) => {
      this.selection = isPlace(place) ? place : null;
      return null;
    },
    threshold: ({ percent }) => {
      this.#percent = percent;
      return null;
    },
    runAgain: () => {
      void this.suggest(false);
      return null;
    },
    cancel: () => {
      this.cancel();
      return null;
    },
    check: () => {
      void this.checkAccuracy();
      return null;
    },
    saveCopy: async () => {
      await this.services.saveCopy(this);
      return null;
    },
    showInText: async ({ row, column }) => {
      const range = this.rangeOf(row, column);
      await window.showTextDocument(this.document, {
        viewColumn: ViewColumn.Beside,
        ...(range ? { selection: range } : {}),
      });
      return null;
    },
  };

  /** The cell's range in the document; null where the row is short. */
  rangeOf(row: number, column: number): Range | null {
    const range = this.#parsed.file.range(row, column);
    return range && new Range(this.document.positionAt(range.start), this.document.positionAt(range.end));
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

  /** Does decisions one after another, each on the document as it is then. */
  decide(action: () => Promise<Decided>, layout: number = this.#layout, scope?: Scope): Promise<Decided> {
    const decided = this.#queue.then(async () => {
      this.sync();
      const placed = scope?.kind === "cell" || scope?.kind === "range";
      if (placed && layout !== this.#layout) {
        this.#tell(0);
        return { cells: 0, message: l10n.t("The rows moved at that moment, so nothing was done. Look again.") };
      }
      return action();
    });
    this.#queue = decided.catch(() => undefined);
    return decided;
  }

  /** Rejects the suggestions of `scope`. */
  reject(scope: Scope): Promise<Decided> {
    return this.decide(() => this.#mark(this.session.reject(this.#cells(scope, CellState.Suggested))));
  }

  get percent(): number {
    return this.#percent;
  }

  find(from: Place, backwards: boolean): Place | null {
    return findUndecided(this.session, this.#order, from, backwards);
  }

  /** Moves the table's cursor to the next (or previous) undecided hole. */
  goToNext(backwards: boolean): void {
    const viewRow = this.selection ? (this.#viewRowOf(this.selection.row) ?? 0) : 0;
    const place = this.find({ viewRow, column: this.selection?.column ?? -1 }, backwards);
    if (place) this.#emit({ event: "reveal", place });
    else this.#emit({ event: "announce", text: l10n.t("No undecided hole left") });
  }

  /** Has the model predict the holes: all undecided ones, or only those that have no suggestion. */
  async suggest(lackingOnly: boolean): Promise<void> {
    this.#started = true;
    this.sync();
    this.#lackingOnly = lackingOnly;
    const lacking = this.session.lacking();
    const { table, counts } = this.session;
    const holes = lackingOnly ? lacking.cells : (counts[CellState.Missing] ?? 0) + (counts[CellState.Suggested] ?? 0);
    if (holes === 0) {
      this.#tell(0);
      return;
    }
    const end = await this.run.start(table, this.#options(lackingOnly ? lacking.columns : null), holes);
    if (end.kind === "done") {
      this.session.setOutcomes(end.imputation.columns);
      this.#changed(0);
      this.#emit({ event: "announce", text: l10n.t("{0} suggestions", this.session.counts[CellState.Suggested] ?? 0) });
    } else if (end.kind === "failed") {
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
      this.#order = rebaseOrder(this.#order, map, now.file.rows);
      this.#layout++;
    }
    this.#changed(0);
    this.#runAfterEdit();
  }

  #lackingOnly = false;

  /** The table is another one: nothing of the old review fits. */
  #reset(): void {
    this.run.cancel();
    this.check.forget();
    this.session = new ReviewSession(this.#parsed.file, this.#parsed.table);
    this.#characters = null;
    this.#order = null;
    this.#filter = "all";
    this.#sort = null;
    this.#layout++;
    this.#changed(0);
    this.#runAfterEdit();
  }

  #startFirstRun(): void {
    this.#started = true;
    if (this.session.lacking().cells > 0) void this.suggest(true);
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
    return cellsOf(this.session, this.#order, scope, state);
  }

  async #mark(cells: number): Promise<Decided> {
    this.#changed(0);
    return { cells, message: "" };
  }

  async #write(fills: readonly { row: number; column: number; value: string }[], replace: boolean): Promise<Decided> {
    if (fills.length === 0) return { cells: 0, message: "" };
    const written: Written = this.copyOnly
      ? this.#writer.choose(this.session, this.#parsed, fills)
      : await this.#writer.write(this.session, this.#parsed, fills, replace);
    this.#syncNow();
    return { cells: written.cells, message: written.message };
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

  #viewRowOf(row: number): number | null {
    if (this.#order === null) return row < this.session.rows ? row : null;
    const at = this.#order.indexOf(row);
    return at < 0 ? null : at;
  }

  #placeOf(row: number, column: number): string {
    const range = this.#parsed.file.range(row, column) ?? this.#parsed.file.range(row, 0);
    return range ? l10n.t("Line {0}", this.document.positionAt(range.start).line + 1) : "";
  }

  async #inspectBytes(): Promise<void> {
    try {
      this.#copyOnly = await unfaithful(this.document);
    } catch {
      // A file that cannot be decoded as its document was is not one to write through.
      this.#copyOnly = "encoding";
    }
    if (this.#copyOnly !== null) this.#tell(0);
  }

  #notices(): Notice[] {
    const notices: Notice[] = [];
    const action = { label: l10n.t("Save as a Copy…"), method: "saveCopy" } as const;
    if (this.#copyOnly === "line-ends") {
      const text = l10n.t("This file mixes line ends, which VS Code would even out on saving. Accepted values go to a copy instead, with every other byte as it is.");
      notices.push({ id: "copyOnly", text, action });
    } else if (this.#copyOnly === "encoding") {
      const text = l10n.t("This file has bytes that VS Code cannot keep in its encoding. Accepted values go to a copy instead, with every other byte as it is.");
      notices.push({ id: "copyOnly", text, action });
    }
    const again = { label: l10n.t("Suggest Again"), method: "runAgain" } as const;
    const lacking = this.session.lacking().cells;
    if (this.run.state.phase === "failed") {
      notices.push({ id: "failed", text: l10n.t("The model stopped before it was done. What it had found is kept."), action: again });
    } else if (!this.run.running && lacking > 0 && this.#started && this.#runTimer === null) {
      notices.push({ id: "stale", text: l10n.t("{0} holes have no suggestion.", lacking.toLocaleString()), action: again });
    }
    const [warning, ...more] = this.#parsed.file.warnings;
    if (warning) {
      const text = more.length === 0 ? warning.message : l10n.t("{0} ({1} more like it)", warning.message, more.length);
      notices.push({ id: "warning", text, action: null });
    }
    if (this.session.counts.every((count) => count === 0)) {
      const text = l10n.t("This table has no holes. Empty cells, and missing tokens named in the settings, would show up here.");
      notices.push({ id: "noHoles", text, action: null });
    }
    return notices;
  }

  /** Something the tables show has changed. */
  #changed(patienceMs: number): void {
    this.#revision++;
    this.#tell(patienceMs);
  }

  /** Sends the state, at once or together with what else changes within `patienceMs`. */
  #tell(patienceMs: number): void {
    if (patienceMs === 0) {
      if (this.#stateTimer) clearTimeout(this.#stateTimer);
      this.#stateTimer = null;
      this.#emit({ event: "state", state: this.state });
      return;
    }
    this.#stateTimer ??= setTimeout(() => this.#tell(0), patienceMs);
  }

  #emit(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function isPlace(place: CellPlace | Record<string, never>): place is CellPlace {
  return typeof place.row === "number" && typeof place.column === "number";
}
