import assert from "node:assert/strict";
import { mock } from "node:test";
import { type FileSource, FileChanged, memorySource } from "../../../src/files/fileSource";
import { reviewHandlers } from "../../../src/host/reviewHandlers";
import type { Imputation, ImputeTable } from "../../../src/imputation/impute";
import { FileReviewSource } from "../../../src/review/fileSource";
import { Review } from "../../../src/review/review";
import { seededRandom } from "../../../src/npt/random";
import { CellState } from "../../../src/shared/cellState";
import type { HostHandlers, Tile } from "../../../src/shared/protocol";
import { RuntimeFault } from "../../../src/runtime/runtime";
import { isMissing } from "../../../src/table/cell";
import type { Table } from "../../../src/table/column";
import { engineWith, fakeModel } from "../../fakes/engine";
import { reviewedFile } from "../../fakes/reviewedFile";
import { reviewDocument } from "../../fakes/reviewing";
import { fakeServices } from "../../fakes/services";
import { Uri } from "../../fakes/vscode";
import { type FakeDocument, workbench } from "../../fakes/workbench";
import { suggest } from "../review/tables";

const names = ["id", "a", "b", "c"];
/** "?" is a value by one reading and missing by another. */
const levels = ["?", "green", "blue"];

/** A value that tells which cell it was made for: by the model ("v") or by a user ("u"). */
const valueFor = (who: "u" | "v", id: string, column: number): string => `${who}_${id}_${column}`;
const cellOf = (id: string, column: number): string => `${id}:${column}`;

/** A user in front of one table of the review; what they see may be old. */
interface Viewer {
  tile: Tile | null;
}

/** What is reviewed: a document, one that cannot keep the file's bytes, or a file on disk. */
export type Reviewed = "document" | "copy" | "file";

/**
 * One document or file under review, with users, an editor and a model that all act at random times. Everything that
 * would take time waits in `pending`, and one of it at random goes on. Rows are known by their ids, values say whose
 * they are, so that a value in a foreign cell shows at once.
 */
export class Race {
  readonly #random: () => number;
  readonly #pending: { readonly name: string; run(): void }[] = [];
  readonly trace: string[] = [];
  readonly #viewers: Viewer[] = [{ tile: null }, { tile: null }];
  /** Cells a user wanted filled, and cells a user turned down and did not take back. */
  readonly #wanted = new Set<string>();
  readonly #rejected = new Set<string>();
  /** Everything anybody turned down. */
  readonly #everRejected = new Set<string>();
  /** Rows whose observed cells were changed: their decisions may go. */
  readonly #touched = new Set<string>();
  readonly #services = fakeServices();
  readonly #engine = engineWith(fakeModel(this.#impute()));
  /** Of a file it is the editor in which somebody writes to it. */
  #document!: FakeDocument;
  #review!: Review;
  #handlers!: HostHandlers;
  #close: () => void = () => undefined;
  #rows = 0;
  #names = 0;
  #broken: unknown = null;
  writes = 0;

  constructor(
    seed: number,
    private readonly reviewed: Reviewed = "document",
  ) {
    this.#random = seededRandom(seed);
  }

  /** Lets `steps` things happen, then everything come to rest, and checks what remains. */
  async run(steps: number): Promise<void> {
    mock.timers.enable({ apis: ["setTimeout"] });
    workbench.reset((name, run) => this.#pending.push({ name, run }));
    workbench.onApplied = (before, after) => {
      try {
        this.#checkWritten(before, after);
      } catch (error) {
        this.#broken ??= error;
      }
    };
    try {
      const lines = Array.from({ length: 6 + this.#below(8) }, () => this.#row());
      await this.#open("/race.csv", `${names}\n${lines.join("\n")}\n`);
      await this.#call("open");
      for (let step = 0; step < steps; step++) {
        await this.#act();
        await this.#rest();
      }
      for (let turns = 0; turns < 40; turns++) {
        while (this.#pending.length > 0) await this.#next();
        mock.timers.tick(3000);
        await this.#rest();
      }
      await this.#checkEnd();
    } finally {
      this.#close();
      mock.timers.reset();
    }
  }

  async #act(): Promise<void> {
    const viewer = this.#viewers[this.#below(2)]!;
    const inEditor = this.reviewed === "file" ? 0 : 1;
    const actions: readonly [weight: number, name: string, act: () => unknown][] = [
      [30, "next", () => this.#next()],
      [12, "look", () => this.#look(viewer)],
      [8, "accept", () => this.#decide(viewer, "accept", CellState.Suggested)],
      [5, "accept rejected", () => this.#decide(viewer, "accept", CellState.Rejected)],
      [6, "reject", () => this.#decide(viewer, "reject", CellState.Suggested)],
      [3, "restore", () => this.#decide(viewer, "restore", CellState.Rejected)],
      [6, "own value", () => this.#write(viewer)],
      [2, "accept many", () => this.#acceptMany()],
      [4, "undo", () => this.#undo("undo")],
      [2, "redo", () => this.#undo("redo")],
      [2, "arrange", () => this.#arrange()],
      [2, "run again", () => void this.#call("runAgain")],
      [1, "cancel", () => void this.#call("cancel")],
      [inEditor === 1 ? 8 : 2, "type", () => this.#type()],
      [inEditor * 2, "undo in the editor", () => void this.#document.undo(workbench.later)],
      [inEditor, "save", () => this.#save()],
      [inEditor, "revert", () => this.#revert()],
      [inEditor, "settings", () => this.#settings()],
      [2, "read otherwise", () => this.#restate()],
      [1, "rename", () => this.#reopen(`/renamed${++this.#names}.csv`)],
      [1, "close and open", () => this.#reopen(this.#document.uri.path)],
      [8, "wait", () => mock.timers.tick([20, 160, 1100][this.#below(3)]!)],
    ];
    let at = this.#below(actions.reduce((sum, [weight]) => sum + weight, 0));
    const [, name, act] = actions.find(([weight]) => {
      at -= weight;
      return at < 0;
    })!;
    this.trace.push(name);
    await act();
  }

  async #next(): Promise<void> {
    const [task] = this.#pending.splice(this.#below(this.#pending.length), 1);
    if (!task) return;
    this.trace.push(`> ${task.name}`);
    task.run();
    await this.#rest();
  }

  /** Lets promises go on until nothing moves without time or a pending task. */
  async #rest(): Promise<void> {
    for (let turns = 0; turns < 4; turns++) await new Promise((done) => setImmediate(done));
    if (this.#broken !== null) throw this.#broken;
    this.#checkChosen();
  }

  // ------------------------------------------------------------ the review's users

  #call(method: "open" | "undo" | "redo" | "runAgain" | "cancel"): Promise<unknown> {
    return Promise.resolve(this.#handlers[method]({}));
  }

  #look(viewer: Viewer): void {
    const review = this.#review;
    void Promise.resolve(this.#handlers.tile({ rowPage: 0, columnPage: 0 })).then(
      (tile) => {
        if (review === this.#review) viewer.tile = tile;
      },
      // A file that has changed shows nothing until it is read again.
      (error) => assert.match(String(error), /changed on disk/),
    );
  }

  /** A cell that the viewer sees in `state`, with the id of the row in which they see it. */
  #seen({ tile }: Viewer, state: CellState): { row: number; column: number; id: string; layout: number } | null {
    if (!tile) return null;
    const cells = tile.states.flatMap((at, index) => (at === state ? [index] : []));
    const index = cells[this.#below(cells.length)];
    if (index === undefined) return null;
    const line = Math.floor(index / tile.columns);
    return { row: tile.rows[line]!, column: index % tile.columns, id: tile.texts[line * tile.columns]!, layout: tile.layout };
  }

  #decide(viewer: Viewer, method: "accept" | "reject" | "restore", state: CellState): void {
    const seen = this.#seen(viewer, state);
    if (!seen) return;
    const { row, column, id, layout } = seen;
    const cell = cellOf(id, column);
    this.trace.push(`  ${cell}`);
    if (method === "accept") this.#wanted.add(cell);
    if (method === "reject") this.#everRejected.add(cell);
    const scope = { kind: "cell", row, column } as const;
    const review = this.#review;
    void Promise.resolve(this.#handlers[method]({ scope, layout })).then(({ cells }) => {
      if (cells === 0 || review !== this.#review) return;
      if (method === "reject") this.#rejected.add(cell);
      else this.#rejected.delete(cell);
    });
  }

  #write(viewer: Viewer): void {
    const seen = this.#seen(viewer, CellState.Suggested) ?? this.#seen(viewer, CellState.Missing);
    if (!seen) return;
    const { row, column, id, layout } = seen;
    this.#wanted.add(cellOf(id, column));
    void this.#handlers.write({ row, column, value: valueFor("u", id, column), layout });
  }

  /** What was rejected may be taken back, or turned down again: from here on, what the review says counts. */
  #undo(method: "undo" | "redo"): void {
    const review = this.#review;
    void this.#call(method).then(() => {
      if (review !== this.#review) return;
      this.#rejected.clear();
      for (const { row, column } of review.session.cellsIn(CellState.Rejected)) this.#rejected.add(cellOf(this.#idOf(row), column));
    });
  }

  #acceptMany(): void {
    // Rows that come before it is done are meant as well.
    for (let row = 1; row < this.#rows + 5; row++) {
      for (const column of names.keys()) this.#wanted.add(cellOf(`r${row}`, column));
    }
    const scopes = [{ kind: "all" }, { kind: "column", column: 1 + this.#below(3) }, { kind: "above", percent: 50 }] as const;
    const { layout } = this.#review.state;
    void this.#handlers.accept({ scope: scopes[this.#below(3)]!, layout });
  }

  #arrange(): void {
    const filters = ["all", "missing", "suggested", "rejected"] as const;
    const sort = this.#below(2) === 0 ? null : { column: this.#below(4), descending: this.#below(2) === 0 };
    void this.#handlers.arrange({ conditions: [], filter: filters[this.#below(4)]!, sort });
  }

  // ------------------------------------------------------------ the editor's user

  #row(): string {
    return [`r${++this.#rows}`, ...[1, 2, 3].map(() => (this.#below(3) === 0 ? "" : levels[this.#below(3)]))].join();
  }

  #type(): void {
    const rows = lines(this.#document.model);
    const at = this.#below(rows.length);
    const row = rows[at]!;
    const column = 1 + this.#below(3);
    switch (this.#below(7)) {
      case 0:
        rows.splice(at, 0, this.#row().split(","));
        break;
      case 1:
        if (rows.length < 6) return;
        this.#touched.add(row[0]!);
        rows.splice(at, 1);
        break;
      case 2:
        rows.push(...rows.splice(at, 1));
        break;
      case 3:
        this.#touched.add(row[0]!);
        row[0] = `r${++this.#rows}`;
        break;
      case 4:
        if (row[column] !== "") return;
        row[column] = valueFor("u", row[0]!, column);
        break;
      default:
        this.#touched.add(row[0]!);
        row[column] = this.#below(2) === 0 ? "" : levels[this.#below(3)]!;
    }
    void this.#document.edit(textOf(rows), workbench.later);
    if (this.reviewed === "file") this.#changeFile();
  }

  /** The file is written to; a moment later its review reads it again. */
  #changeFile(): void {
    const { source } = this.#review;
    workbench.later("read again", () => {
      this.#rejected.clear();
      if (source instanceof FileReviewSource && source === this.#review.source) source.reread().catch((error) => assert.ok(error instanceof FileChanged || /AbortError/.test(String(error)), String(error)));
    });
  }

  #save(): void {
    this.#document.saved = this.#document.model;
  }

  #revert(): void {
    for (const [id] of lines(this.#document.model)) this.#touched.add(id!);
    for (const [id] of lines(this.#document.saved)) this.#touched.add(id!);
    void this.#document.edit(this.#document.saved, workbench.later);
  }

  /** As VS Code renames, too: the document closes, and one with the same text opens. */
  async #reopen(path: string): Promise<void> {
    const text = this.#document.model;
    workbench.close(this.#document);
    this.#close();
    await this.#open(path, text);
    for (const viewer of this.#viewers) viewer.tile = null;
    this.#rejected.clear();
    void this.#call("open");
  }

  async #open(path: string, text: string): Promise<void> {
    const uri = Uri.file(path);
    // Mixed line ends are what VS Code does not keep.
    workbench.files.set(uri.toString(), Buffer.from(this.reviewed === "copy" ? text.replace("\n", "\r\n") : text));
    this.#document = workbench.open(uri as never, text);
    if (this.reviewed === "file") {
      const source = await FileReviewSource.open(this.#file(path), this.#engine, new AbortController().signal);
      this.#review = new Review(source, this.#services, 80);
      this.#handlers = reviewHandlers({ opened: Promise.resolve(this.#review) });
      this.#close = () => this.#review.dispose();
    } else {
      const { review, ask, dispose } = await reviewDocument(this.#document, this.#engine, this.#services);
      [this.#review, this.#handlers, this.#close] = [review, ask, dispose];
    }
  }

  #file(path: string): Parameters<typeof FileReviewSource.open>[0] {
    const document = this.#document;
    const open = async (): Promise<FileSource> => {
      const text = document.model;
      const source = memorySource(Buffer.from(text));
      const checkUnchanged = async (): Promise<void> => {
        if (document.model !== text) throw new FileChanged("it changed on disk");
      };
      return { ...source, checkUnchanged, stamp: text } as FileSource;
    };
    return reviewedFile(path, open, {
      stamp: async () => document.model,
      input: async (bytes) => ({ kind: "bytes", bytes: await bytes.read(0, bytes.size) }),
    });
  }

  /** A word on a column, on the missing tokens, or on the lines above the rows; most are taken back. */
  #restate(): void {
    const column = 1 + this.#below(3);
    const changes: readonly (() => unknown)[] = [
      () => this.#handlers.restateColumn({ column, change: { role: this.#below(2) === 0 ? "learn" : null } }),
      () => this.#handlers.restateColumn({ column, change: { type: this.#below(2) === 0 ? "code" : null } }),
      // What is observed by one reading is missing by another.
      () => this.#handlers.restateTable({ change: { missingTokens: this.#below(2) === 0 ? ["?"] : null } }),
      () => this.#handlers.resetReading({}),
    ];
    changes[this.#below(changes.length)]!();
  }

  #settings(): void {
    workbench.settings.set("missingTokens", this.#below(2) === 0 ? ["none"] : []);
    workbench.configured.fire({ affectsConfiguration: () => true });
  }

  // ------------------------------------------------------------ the model

  #impute(): ImputeTable {
    return (table, { columns }, events, signal) =>
      new Promise<Imputation>((resolve, reject) => {
        const found = suggestions(table, columns);
        const end = { suggestions: found, columns: [], timing: { encodeMs: 0, inferenceMs: 0 } };
        signal.addEventListener("abort", () => workbench.later("called off", () => reject(new DOMException("", "AbortError"))));
        for (let at = 0; at < found.length; at += 4) workbench.later("batch", () => events.onSuggestions?.(found.slice(at, at + 4)));
        workbench.later("end", () => {
          if (this.#below(6) === 0) reject(new RuntimeFault("crashed", "The model's process ended."));
          else resolve(end);
        });
      });
  }

  // ------------------------------------------------------------ what must hold

  /** Of every edit the extension makes. */
  #checkWritten(before: string, after: string): void {
    assert.equal(this.reviewed, "document", "a document that cannot keep the file's bytes was written to");
    const [old, now] = [lines(before), lines(after)];
    assert.equal(now.length, old.length, "rows came or went");
    for (const [at, row] of now.entries()) {
      for (const [column, value] of row.entries()) {
        if (value === old[at]![column]) continue;
        this.writes++;
        assert.ok(column > 0 && [valueFor("u", row[0]!, column), valueFor("v", row[0]!, column)].includes(value), `${value} was written into ${cellOf(row[0]!, column)}`);
        assert.ok(this.#wanted.has(cellOf(row[0]!, column)), `nobody wanted ${cellOf(row[0]!, column)} filled`);
      }
    }
  }

  /** Of every value set aside for a copy. */
  #checkChosen(): void {
    const { session } = this.#review;
    for (const { row, column, value } of session.choices()) {
      const id = this.#idOf(row);
      assert.ok([valueFor("u", id, column), valueFor("v", id, column)].includes(value), `${value} was chosen for ${cellOf(id, column)}`);
      assert.ok(this.#wanted.has(cellOf(id, column)), `nobody chose a value for ${cellOf(id, column)}`);
    }
  }

  /** The id of a row of the review. */
  #idOf(row: number): string {
    const { source } = this.#review;
    if (!(source instanceof FileReviewSource)) return source.cell(row, 0) ?? "";
    return lines(source.stamp)[row]?.[0] ?? "";
  }

  async #checkEnd(): Promise<void> {
    const { session, source } = this.#review;
    const rows = lines(this.#document.model);
    assert.equal(this.#document.getText(), this.#document.model);
    assert.equal(source.destination.kind, this.reviewed === "document" ? "document" : "copy");
    assert.equal(session.rows, rows.length);
    await source.load(rows.keys());
    const chosen = new Map([...session.choices()].map(({ row, column, value }) => [`${row}:${column}`, value]));
    assert.ok(this.reviewed !== "document" || chosen.size === 0);
    this.writes += chosen.size;
    const counts = new Array<number>(session.counts.length).fill(0);
    for (const [row, cells] of rows.entries()) {
      const id = cells[0]!;
      for (const [column, written] of cells.entries()) {
        const text = chosen.get(`${row}:${column}`) ?? written;
        const state = session.state(row, column);
        if (state !== CellState.Observed) counts[state]!++;
        assert.equal(session.text(row, column), text);
        const suggestion = session.suggestion(row, column);
        if (suggestion) assert.equal(suggestion.value, valueFor("v", id, column), "a suggestion strayed");
        const cell = cellOf(id, column);
        if (state === CellState.Rejected) assert.ok(this.#everRejected.has(cell), `nobody rejected ${cell}`);
        if (this.#rejected.has(cell) && !this.#touched.has(id) && text === "") assert.equal(state, CellState.Rejected, `the rejection of ${cell} was lost`);
        const token = this.#review.reading.stated.missingTokens?.includes(text) === true;
        if (text === "?" && !token && !this.#touched.has(id)) assert.equal(state, CellState.Observed, `${cell} is observed, and nobody typed it`);
        if (text === "?" && token) assert.notEqual(state, CellState.Observed, `${cell} is missing by what is stated`);
        if (this.#review.run.state.phase === "done" && (text === "" || token)) assert.notEqual(state, CellState.Missing, `${cell} was forgotten`);
      }
    }
    assert.deepEqual([...session.counts], counts);
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }
}

function lines(text: string): string[][] {
  return text.trimEnd().split("\n").slice(1).map((line) => line.split(","));
}

function textOf(rows: readonly (readonly string[])[]): string {
  return `${names}\n${rows.map((row) => row.join()).join("\n")}\n`;
}

/** For every missing cell a value that names it. */
function suggestions(table: Table, columns: readonly number[] | null) {
  const [ids] = table.columns;
  const found = [];
  for (const column of table.columns) {
    if (column.index === 0 || !(columns?.includes(column.index) ?? true)) continue;
    for (let row = 0; row < table.rows; row++) {
      const id = ids?.levels[ids.codes[row] ?? -1] ?? "?";
      if (isMissing(table, column, row)) found.push(suggest(row, column.index, valueFor("v", id, column.index), 0.5 + (row % 5) / 10));
    }
  }
  return found;
}
