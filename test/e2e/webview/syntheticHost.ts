/**
 * A host without VS Code, in the page itself: a table computed from its coordinates, so that a million rows cost
 * nothing. Every tenth cell of a column is a missing cell; column 3 is left empty with a reason.
 */
import { CellState, cellStateCount } from "../../../src/shared/cellState";
import {
  type Answer,
  type Arguments,
  type ColumnHeader,
  type Condition,
  type HostMethod,
  percentOf,
  type ReviewState,
  type RowFilter,
  type Scope,
  type SortOrder,
  type Tile,
  type ToHost,
  type ToWebview,
  tileColumns,
  tileRows,
} from "../../../src/shared/protocol";

import { SyntheticReading } from "./syntheticReading";

interface Setup {
  readonly rows: number;
  readonly columns: number;
  readonly notices: boolean;
  readonly running: boolean;
  /** What runs is the accuracy check. */
  readonly checking: boolean;
  /** The accuracy check has a result. */
  readonly checked: boolean;
  /** Accepting above a certainty is about the whole table, not its first 200 rows. */
  readonly bulk: boolean;
  /** Rows known at first, the others are still to be read; 0 where all are known. */
  readonly known: number;
  /** So many of the first columns name the rows. */
  readonly names: number;
  /** No row meets any filter. */
  readonly noHit: boolean;
  /** The first so many columns have no missing cells. */
  readonly complete: number;
  /** Things in doubt about how the file is read. */
  readonly doubts: number;
}

const kinds = ["number", "category", "date", "text"] as const;
const towns = ["Oslo", "Bergen", "Trondheim", "Stavanger", "Tromsø"];
const leftColumn = 3;

class SyntheticHost {
  readonly reading: SyntheticReading;
  readonly #decided = new Map<string, { readonly state: CellState; readonly text: string }>();
  readonly asked: string[] = [];
  /** The view rows that were last said to be in view. */
  inView: Arguments<"view"> | null = null;
  /** What was copied last. */
  copied: Arguments<"copy"> | null = null;
  /** How often each method was called. */
  readonly counted: { [M in HostMethod]?: number } = {};
  /** What decisions were about, in their order. */
  readonly scopes: { readonly method: HostMethod; readonly scope: Scope }[] = [];
  #revision = 0;
  /** Rows known so far. */
  #known: number;
  /** Undecided suggestions of at least so many whole percent are accepted; none above 100. */
  #acceptedFrom = 101;
  #filter: RowFilter = "all";
  #sort: SortOrder | null = null;
  #conditions: readonly Condition[] = [];

  constructor(private readonly setup: Setup) {
    this.#known = setup.known || setup.rows;
    this.reading = new SyntheticReading(setup.columns, setup.doubts, (column) => `${kinds[column % 4]} ${column}`);
  }

  /** Reads on, up to so many rows. */
  read(rows: number): void {
    this.#known = Math.min(this.setup.rows, rows);
    this.#revision++;
    post({ type: "event", event: "state", state: this.state() });
  }

  isMissing(row: number, column: number): boolean {
    return column >= this.setup.complete && (row + column * 3) % 10 === 0;
  }

  value(row: number, column: number): string {
    const hash = (Math.imul(row + 1, 2654435761) ^ Math.imul(column + 7, 40503)) >>> 0;
    const kind = kinds[column % 4];
    if (kind === "category") return towns[hash % towns.length] ?? "";
    if (kind === "date") return `20${String(10 + (hash % 14))}-${String(1 + (hash % 12)).padStart(2, "0")}-15`;
    if (kind === "text") return `Item ${hash % 9973} <b>&amp; "co"`;
    return ((hash % 100000) / 100).toFixed(2);
  }

  certainty(row: number, column: number): number {
    return ((row * 7 + column * 13) % 101) / 100;
  }

  cell(row: number, column: number): { text: string; state: CellState; certainty: number } {
    if (!this.isMissing(row, column)) return { text: this.value(row, column), state: CellState.Observed, certainty: -1 };
    if (column === leftColumn) return { text: "", state: CellState.Skipped, certainty: -1 };
    const decided = this.#decided.get(`${row}:${column}`);
    const certainty = percentOf(this.certainty(row, column));
    if (decided) return { ...decided, certainty };
    return { text: this.value(row, column), state: certainty >= this.#acceptedFrom ? CellState.Accepted : CellState.Suggested, certainty };
  }

  counts(): number[] {
    const counts = new Array<number>(cellStateCount).fill(0);
    const everMissing = Math.ceil(this.setup.rows / 10) * this.setup.columns;
    const left = this.setup.columns > leftColumn ? Math.ceil(this.setup.rows / 10) : 0;
    for (const { state } of this.#decided.values()) counts[state] = (counts[state] ?? 0) + 1;
    counts[CellState.Skipped] = left;
    const taken = Math.floor(((everMissing - left) * (101 - this.#acceptedFrom)) / 101);
    counts[CellState.Accepted] = (counts[CellState.Accepted] ?? 0) + taken;
    counts[CellState.Suggested] = everMissing - left - this.#decided.size - taken;
    return counts;
  }

  state(): ReviewState {
    const certaintyCounts = new Array<number>(101).fill(Math.floor((this.counts()[CellState.Suggested] ?? 0) / 101));
    return {
      revision: this.#revision,
      layout: 1,
      fileName: "synthetic.csv",
      rows: this.#known,
      viewRows: this.setup.noHit && this.#filter !== "all" ? 0 : this.#filter === "all" && this.#conditions.length === 0 ? this.#known : Math.ceil(this.#known / 2),
      columns: this.setup.columns,
      columnChars: new Array<number>(this.setup.columns).fill(16),
      nameColumns: this.setup.names,
      counts: this.counts(),
      certaintyCounts,
      reading: this.#known < this.setup.rows ? { share: this.#known / this.setup.rows } : null,
      run: this.setup.running
        ? { phase: "running", done: 1234, total: 5000, message: this.setup.checking ? "Hiding known cells…" : "" }
        : { phase: "done", done: 0, total: 0, message: "" },
      notices: [
        ...(this.setup.notices
          ? [{ id: "copyOnly", text: "VS Code cannot keep this file's line ends, so results go to a copy.", actions: [{ label: "Save a Copy…", method: "saveCopy", args: {} }], doubt: null } as const]
          : []),
        ...this.reading.notices(),
      ],
      filter: this.#filter,
      conditions: this.#conditions,
      sort: this.#sort,
      arranging: null,
      shownSuggested: this.counts()[CellState.Suggested] ?? 0,
      minCertainty: 80,
      wish: 90,
      copyOnly: this.setup.notices,
      restated: 0,
      expected: this.setup.checked
        ? {
            right: Array.from({ length: 101 }, (_, percent) => (percent > 95 ? null : 0.5 + percent / 200)),
            numbers: true,
            sure: {
              cells: Array.from({ length: 101 }, (_, wish) => Math.floor(((this.counts()[CellState.Suggested] ?? 0) * (100 - wish)) / 100)),
              right: Array.from({ length: 101 }, (_, wish) => (wish === 100 ? null : wish / 100 + 0.01)),
              doubtful: Array.from({ length: 101 }, (_, wish) => (wish > 95 ? 6 : wish > 80 ? 2 : 0)),
              columns: [
                { name: "text 7", reach: 80 },
                { name: "category 1", reach: 80 },
                { name: "date 2", reach: 95 },
                { name: "number 4", reach: 95 },
              ],
            },
          }
        : null,
    };
  }

  tile({ rowPage, columnPage }: Arguments<"tile">): Tile {
    const rows: number[] = [];
    const texts: string[] = [];
    const states: CellState[] = [];
    const certainties: number[] = [];
    const columns = Math.min(tileColumns, this.setup.columns - columnPage * tileColumns);
    for (let i = 0; i < tileRows && rowPage * tileRows + i < this.#known; i++) {
      const row = rowPage * tileRows + i;
      rows.push(row);
      for (let j = 0; j < columns; j++) {
        const cell = this.cell(row, columnPage * tileColumns + j);
        texts.push(cell.text);
        states.push(cell.state);
        certainties.push(cell.certainty);
      }
    }
    return { revision: this.#revision, layout: 1, rowPage, columnPage, rows, columns, texts, states, certainties };
  }

  header(column: number): ColumnHeader {
    const everMissing = Math.ceil(this.setup.rows / 10);
    const counts = new Array<number>(cellStateCount).fill(0);
    counts[column === leftColumn ? CellState.Skipped : CellState.Suggested] = everMissing;
    const kind = kinds[column % 4] ?? "number";
    return {
      column,
      name: `${kind} ${column}`,
      // While the file is being read, kinds are not known yet.
      kind: this.#known < this.setup.rows ? "" : kind,
      everMissing,
      missing: everMissing,
      counts,
      missingShare: "10%",
      missingPart: 0.1,
      bars: Array.from({ length: kind === "category" ? 5 : 12 }, (_, i) => ({
        label: kind === "category" ? (towns[i] ?? "") : `${i * 100} – ${i * 100 + 100}`,
        observed: Math.round(800 * Math.exp(-((i - 5) ** 2) / 9)),
        suggested: Math.round(120 * Math.exp(-((i - 6) ** 2) / 5)),
      })),
      histogram: kind !== "category",
      skipReason: column === leftColumn ? "Every value is different: nothing to learn from." : null,
      range: kind === "number" ? { low: "0.01", high: "999.99", mean: "501.20" } : null,
      distinct: kind === "category" ? towns.length : this.setup.rows,
      accuracy:
        column < 2
          ? {
              text: column === 0 ? "81% of 120 hidden cells within ± 12; always writing the mean, 20%." : "22% of 120 hidden cells right; always writing the most common value gets 31% right.",
              short: column === 0 ? "half within 41 (guessing the mean: 90)" : "22% right",
              verdict: column === 0 ? "better" : "worse",
            }
          : null,
      tolerance: kind === "number" ? "± 12" : "",
      reading: this.reading.column(column),
    };
  }

  alternatives(row: number, column: number): { value: string; probability: number; observed: number | null }[] {
    const kind = kinds[column % 4];
    if (kind === "category") {
      const own = this.value(row, column);
      const certainty = this.certainty(row, column);
      const others = towns.filter((town) => town !== own);
      return [
        { value: own, probability: certainty, observed: 0.31 },
        ...others.map((value, i) => ({ value, probability: (1 - certainty) / 2 ** (i + 1), observed: 0.4 / (i + 1) })),
      ];
    }
    return [
      { value: this.value(row, column), probability: this.certainty(row, column), observed: null },
      { value: "512.20", probability: 0.07, observed: null },
      { value: "480.55", probability: 0.02, observed: null },
    ];
  }

  places(scope: Scope): [number, number][] {
    if (scope.kind === "cell") return [[scope.row, scope.column]];
    if (scope.kind === "range") {
      const places: [number, number][] = [];
      for (let row = scope.fromViewRow; row <= scope.toViewRow; row++) {
        for (const column of scope.columns) places.push([row, column]);
      }
      return places;
    }
    const places: [number, number][] = [];
    for (let row = 0; row < Math.min(200, this.setup.rows); row++) {
      for (let column = 0; column < this.setup.columns; column++) {
        if (scope.kind === "column" && scope.column !== column) continue;
        if (scope.kind === "above" && percentOf(this.certainty(row, column)) < scope.percent) continue;
        if (scope.kind === "sure" && percentOf(this.certainty(row, column)) < scope.wish) continue;
        places.push([row, column]);
      }
    }
    return places;
  }

  decide(scope: Scope, from: CellState, to: CellState): { cells: number; message: string } {
    if (scope.kind === "above" && this.setup.bulk) {
      const before = this.counts()[CellState.Suggested] ?? 0;
      this.#acceptedFrom = scope.percent;
      this.#revision++;
      return { cells: before - (this.counts()[CellState.Suggested] ?? 0), message: "" };
    }
    let cells = 0;
    for (const [row, column] of this.places(scope)) {
      if (this.cell(row, column).state !== from) continue;
      if (to === CellState.Suggested) this.#decided.delete(`${row}:${column}`);
      else this.#decided.set(`${row}:${column}`, { state: to, text: this.value(row, column) });
      cells++;
    }
    this.#revision++;
    return { cells, message: "" };
  }

  answer(method: HostMethod, args: never): unknown {
    this.asked.push(method);
    this.counted[method] = (this.counted[method] ?? 0) + 1;
    const { scope } = args as { readonly scope?: Scope };
    if (scope) this.scopes.push({ method, scope });
    const handlers: { [M in HostMethod]: (args: Arguments<M>) => Answer<M> } = {
      open: () => this.state(),
      lastView: () => JSON.parse(sessionStorage.getItem("lastView") ?? "null"),
      keep: () => null,
      tile: (page) => this.tile(page),
      headers: ({ from, to }) => Array.from({ length: to - from }, (_, i) => this.header(from + i)),
      detail: ({ row, column }) => {
        const cell = this.cell(row, column);
        const hole = this.isMissing(row, column);
        const number = column % 4 === 0;
        return {
          row,
          column,
          state: cell.state,
          text: cell.state === CellState.Suggested ? "" : cell.text,
          place: `Line ${row + 2}`,
          suggestion:
            hole && column !== leftColumn
              ? {
                  value: this.value(row, column),
                  certainty: this.certainty(row, column),
                  interval: number ? ["101.00", "640.25"] : null,
                  alternatives: this.alternatives(row, column),
                }
              : null,
          plot: hole && number ? { low: 0.1, high: 0.64, value: 0.42, density: bell(0.42, 0.16) } : null,
          around: [-2, -1, 0, 1, 2]
            .map((step) => row + step)
            .filter((near) => near >= 0 && near < this.#known)
            .map((near) => ({ row: near, text: this.cell(near, column).text, state: this.cell(near, column).state })),
          reason: column === leftColumn && hole ? "Every value is different: nothing to learn from." : null,
        };
      },
      why: () => ({
        own: ["Item 1", "12.60"],
        rows: [
          { row: 12, weight: 0.42, value: "Oslo", cells: ["Item 1", "12.50"] },
          { row: 99, weight: 0.2, value: "Oslo", cells: ["Item 7", "12.75"] },
        ],
        columns: [
          { column: 3, name: "text 3", weight: 0.7 },
          { column: 4, name: "number 4", weight: 0.2 },
        ],
        neighbours: [
          { above: { row: 11, value: "Oslo" }, below: null, key: null, weight: 0.31 },
          { above: { row: 4, value: "Rome" }, below: { row: 44, value: "Oslo" }, key: "text 3", weight: 0.31 },
        ],
      }),
      accept: ({ scope }) => this.decide(scope, CellState.Suggested, CellState.Accepted),
      reject: ({ scope }) => this.decide(scope, CellState.Suggested, CellState.Rejected),
      restore: ({ scope }) => this.decide(scope, CellState.Rejected, CellState.Suggested),
      write: ({ row, column, value }) => {
        this.#decided.set(`${row}:${column}`, { state: CellState.Edited, text: value });
        this.#revision++;
        return { cells: 1, message: "" };
      },
      undo: () => {
        this.#decided.clear();
        this.#revision++;
        return null;
      },
      redo: () => null,
      values: ({ column, from, to, query }) => {
        const all = kinds[column % 4] === "category" ? towns : Array.from({ length: 1000 }, (_, i) => `Item ${i}`);
        const found = all.filter((value) => value.toLowerCase().includes(query.toLowerCase())).map((value, i) => ({ value, cells: 1000 - i }));
        return { total: found.length, values: found.slice(from, to), cut: false };
      },
      search: ({ query, viewRow, column, backwards }) => {
        const wanted = query.toLowerCase();
        const places: number[] = [];
        for (let at = 0; at < Math.min(this.#known, 500) * this.setup.columns; at++) {
          if (this.cell(Math.floor(at / this.setup.columns), at % this.setup.columns).text.toLowerCase().includes(wanted)) places.push(at);
        }
        if (places.length === 0) return { place: null, at: 0, total: 0, cut: false };
        const from = viewRow * this.setup.columns + column;
        const next = places.findIndex((place) => (backwards ? place >= from : place > from));
        const count = places.length;
        const index = backwards ? ((next < 0 ? count : next) - 1 + count) % count : (next < 0 ? count : next) % count;
        const place = places[index] ?? 0;
        return { place: { viewRow: Math.floor(place / this.setup.columns), column: place % this.setup.columns }, at: index + 1, total: count, cut: false };
      },
      copy: (selection) => {
        this.copied = selection;
        return (selection.toViewRow - selection.fromViewRow + 1) * selection.columns.length;
      },
      missingOverview: () => ({
        rows: this.#known,
        complete: Math.floor(this.#known / 2),
        patterns: [
          { columns: [1, 4], names: ["category 1", "number 4"], rows: Math.floor(this.#known / 4) },
          { columns: [2], names: ["date 2"], rows: Math.floor(this.#known / 5) },
          { columns: [0, 1, 2, 3, 4, 5, 6, 7], names: [0, 1, 2, 3, 4, 5, 6, 7].map((column) => this.header(column).name), rows: 1 },
        ],
        others: { patterns: 12, rows: 17 },
        stripe: Array.from({ length: 120 }, (_, i) => (i >= 40 && i < 46 ? 0.8 : 0.1)),
      }),
      columnStripe: () => ({ stripe: Array.from({ length: 120 }, (_, i) => (i >= 40 && i < 46 ? 1 : i % 7 === 0 ? 0.1 : 0)), longest: { from: 333, to: 383 } }),
      missingWhere: ({ column }) => (column === 1 ? "Missing more often where number 0 < 12.5: 31% of 1,120 rows, 4% elsewhere." : null),
      arrange: ({ filter, sort, conditions }) => {
        this.#filter = filter;
        this.#conditions = conditions;
        this.#sort = sort;
        this.#revision++;
        return null;
      },
      view: (rows) => {
        this.inView = rows;
        return null;
      },
      columnList: ({ from, to, query, order }) => {
        const wanted = query.toLowerCase();
        const all = Array.from({ length: this.setup.columns }, (_, column) => this.header(column)).filter(({ name }) => name.includes(wanted));
        if (order === "missing") all.reverse();
        return { total: all.length, columns: all.slice(from, to) };
      },
      find: ({ viewRow, column, backwards, within }) => {
        const step = backwards ? -1 : 1;
        let at = viewRow * this.setup.columns + column;
        for (let tries = 0; tries < 1000; tries++) {
          at += step;
          const row = Math.floor(at / this.setup.columns);
          if (row < 0 || row >= this.setup.rows) return null;
          const there = at - row * this.setup.columns;
          if (within !== null && there !== within) continue;
          if (this.cell(row, there).state === CellState.Suggested) return { viewRow: row, column: there };
        }
        return null;
      },
      locate: ({ row }) => row,
      select: () => null,
      threshold: () => null,
      runAgain: () => null,
      cancel: () => {
        throw new Error("There is nothing to cancel.");
      },
      check: () => null,
      saveCopy: () => null,
      ...this.reading.handlers,
      showReading: () => {
        post({ type: "event", event: "reading" });
        return null;
      },
      tokens: () => null,
      showInText: () => null,
    };
    if (changing.has(method)) this.#revision++;
    const result = (handlers[method] as (args: never) => unknown)(args);
    this.asked.length > 5000 && this.asked.splice(0, 1000);
    return result;
  }
}

/** Heights of a normal density over 48 steps, 1 at the highest. */
function bell(mean: number, sd: number): number[] {
  return Array.from({ length: 48 }, (_, i) => Math.exp(-((((i + 0.5) / 48 - mean) / sd) ** 2) / 2));
}

const query = new URLSearchParams(location.search);
const host = new SyntheticHost({
  rows: Number(query.get("rows") ?? 100_000),
  columns: Number(query.get("columns") ?? 100),
  notices: query.has("notices"),
  running: query.has("running"),
  checking: query.has("checking"),
  checked: query.has("checked"),
  bulk: query.has("bulk"),
  known: Number(query.get("known") ?? 0),
  names: Number(query.get("names") ?? 0),
  noHit: query.has("nohit"),
  complete: Number(query.get("complete") ?? 0),
  doubts: Number(query.get("doubts") ?? 0),
});

/** How long the host takes to answer, ms. */
const latency = Number(query.get("latency") ?? 0);
const changing: ReadonlySet<HostMethod> = new Set(["accept", "reject", "restore", "write", "arrange", "undo", "restateColumn", "restateTable", "resetReading", "saveReading", "settle", "putAway"]);

function post(message: ToWebview): void {
  window.postMessage(message, "*");
}

/** When the webview's script began, and when the first cell with a text was on the page, ms. */
const times = { started: Number.NaN, firstRows: Number.NaN };
const watch = new MutationObserver(() => {
  if (!document.querySelector("[role=gridcell] .value:not(:empty)")) return;
  watch.disconnect();
  requestAnimationFrame(() => {
    times.firstRows = performance.now();
  });
});
watch.observe(document, { childList: true, subtree: true, characterData: true });

const api = {
  postMessage(message: ToHost): void {
    // As across a process border: a copy, later.
    const { id, method, args } = structuredClone(message);
    setTimeout(() => {
      try {
        const ok = host.answer(method, args as never) as never;
        // The host of the product tells what has changed before it answers, too.
        if (changing.has(method)) post({ type: "event", event: "state", state: host.state() });
        post({ type: "answer", id, ok });
      } catch (error) {
        post({ type: "answer", id, err: (error as Error).message });
      }
    }, latency);
  },
  // As VS Code keeps it: over a reload of the page.
  getState: () => JSON.parse(sessionStorage.getItem("kept") ?? "null") ?? undefined,
  setState: (state: unknown) => sessionStorage.setItem("kept", JSON.stringify(state)),
};

Object.assign(window, {
  syntheticHost: host,
  reviewTimes: times,
  acquireVsCodeApi: () => {
    times.started = performance.now();
    return api;
  },
});
