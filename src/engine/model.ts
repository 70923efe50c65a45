import { drawTable } from "../imputation/draws";
import { type Explanation, explain } from "../imputation/explain";
import type { ImputeEvents, ImputeOptions, ImputeTable, RunOptions, RunOutcome } from "../imputation/impute";
import { collected, imputeSession } from "../imputation/imputeTable";
import { combinations, judgeOrder, type Judgement } from "../imputation/judge";
import type { Prepared } from "../imputation/prepared";
import type { Suggestion } from "../imputation/suggestion";
import type { Manifest } from "../npt/manifest";
import { openSession, type Session } from "../npt/session";
import type { Runtime } from "../runtime/runtime";
import type { Table } from "../table/column";
import type { ModelInfo } from "./contract";

type Pause = () => Promise<void>;

/** The network as the service uses it. What it prepared for a table it keeps until `forget`, within a bound of memory. */
export interface Model {
  readonly info: ModelInfo;
  /** How far the order of the table's rows is believed. */
  judge(table: Table, options: RunOptions, signal: AbortSignal, pause: Pause): Promise<Judgement>;
  suggest(table: Table, options: RunOptions, events: ImputeEvents, signal: AbortSignal): Promise<RunOutcome>;
  /** The values of completed copy number `draw`, one for each missing cell, drawn from the joint predictive distribution. */
  draw(table: Table, options: RunOptions, draw: number, signal: AbortSignal, pause: Pause): Promise<readonly Suggestion[]>;
  explain(table: Table, row: number, column: number, options: RunOptions, signal: AbortSignal, pause: Pause): Promise<Explanation | null>;
  forget(table: Table): void;
}

/** All suggestions of a run. */
export function imputeKept(model: Model): ImputeTable {
  return async (table, options, events, signal) => {
    const { suggestions, outcome } = await collected((own) => model.suggest(table, options, own, signal), events);
    return { ...outcome, suggestions };
  };
}

/** The same of a table that is of no use after it. */
export function imputeOnce(model: Model): ImputeTable {
  return async (table, options, events, signal) => {
    try {
      return await imputeKept(model)(table, options, events, signal);
    } finally {
      model.forget(table);
    }
  };
}

/** A table that is ready for the network, for certain options. */
interface Warm {
  readonly table: Table;
  readonly options: ImputeOptions;
  readonly session: Session;
  /** How far the order is believed, once that was asked for. */
  judging: Promise<Judgement> | null;
  /** What was made of a judgement last. */
  ready: { readonly judgement: Judgement; readonly prepared: Prepared } | null;
  /** Calls that work with it. */
  users: number;
}

/** Bytes that prepared tables and the contexts read of them may take. */
const maxWarmBytes = 400 * 2 ** 20;

/** The network of `manifest`, run by `runtime`. */
export function createModel(manifest: Manifest, sha256: string, runtime: Runtime, maxBytes = maxWarmBytes): Model {
  const { name, version } = manifest;
  /** The one used last comes last. */
  let warm: Warm[] = [];

  function drop(one: Warm): void {
    one.session.close();
    warm = warm.filter((other) => other !== one);
  }

  /** Forgets what was not used for longest until the rest is within the bound. */
  function bound(): void {
    let bytes = warm.reduce((sum, { session }) => sum + session.bytes, 0);
    for (const one of warm) {
      if (bytes <= maxBytes) return;
      if (one.users > 0) continue;
      bytes -= one.session.bytes;
      drop(one);
    }
  }

  /** The table prepared for these options; where a target is named, for any that predict it from the same context. */
  function find(table: Table, options: ImputeOptions, target: number | null): Warm | undefined {
    const alike = warm.filter((one) => one.table === table && one.options.seed === options.seed && one.options.contextRows === options.contextRows);
    const exact = alike.find((one) => String(one.options.columns) === String(options.columns));
    return exact ?? alike.findLast(({ session }) => target !== null && isTarget(session, target));
  }

  /** Works with the prepared table; `open` says for which options it is prepared where it is not yet. */
  async function using<T>(table: Table, options: RunOptions, target: number | null, work: (one: Warm, encodeMs: number) => Promise<T>): Promise<T> {
    const begin = performance.now();
    const { columns, seed, contextRows } = options;
    const one: Warm = find(table, options, target) ?? {
      table,
      options: { columns, seed, contextRows },
      session: openSession(table, { columns, seed, contextRows, contextBytes: maxBytes / 2 }, manifest, runtime),
      judging: null,
      ready: null,
      users: 0,
    };
    const encodeMs = performance.now() - begin;
    warm = [...warm.filter((other) => other !== one), one];
    one.users++;
    bound();
    try {
      return await work(one, encodeMs);
    } finally {
      one.users--;
      bound();
    }
  }

  /** Decided once for a prepared table; where the call that was at it was cancelled, the next one begins anew. */
  async function judged(one: Warm, options: RunOptions, signal: AbortSignal, pause: Pause): Promise<Judgement> {
    if (options.rowOrder === "none") return new Map();
    if (options.judgement !== undefined) return options.judgement;
    for (;;) {
      const mine = one.judging === null;
      const going = one.judging ?? judgeOrder(one.session, manifest, runtime, options.seed, signal, pause);
      one.judging = going;
      try {
        return await going;
      } catch (error) {
        if (one.judging === going) one.judging = null;
        if (mine || signal.aborted) throw error;
      }
    }
  }

  async function prepared(one: Warm, options: RunOptions, signal: AbortSignal, pause: Pause): Promise<Prepared> {
    const judgement = await judged(one, options, signal, pause);
    if (one.ready?.judgement !== judgement) {
      one.ready = { judgement, prepared: { session: one.session, ordered: combinations(one.session, judgement, manifest) } };
    }
    return one.ready.prepared;
  }

  return {
    info: { name, version, sha256 },
    judge: (table, options, signal, pause) => using(table, options, null, (one) => judged(one, options, signal, pause)),
    suggest: (table, options, events, signal) =>
      using(table, options, null, async (one, encodeMs) => {
        const ready = await prepared(one, options, signal, events.pause ?? noPause);
        const { columns, timing } = await imputeSession(ready, manifest, options, events, signal);
        return { columns, timing: { ...timing, encodeMs } };
      }),
    draw: (table, options, draw, signal, pause) =>
      using(table, options, null, async (one) => drawTable(await prepared(one, options, signal, pause), manifest, options, draw, signal, pause)),
    explain(table, row, column, options, signal, pause) {
      const columns = options.columns === null || options.columns.includes(column) ? options.columns : [column];
      return using(table, { ...options, columns }, column, async (one) => explain(await prepared(one, options, signal, pause), manifest, row, column, signal, pause));
    },
    forget(table) {
      for (const one of warm.filter((other) => other.table === table)) drop(one);
    },
  };
}

async function noPause(): Promise<void> {}

function isTarget({ encoded, targets }: Session, column: number): boolean {
  return targets.some((j) => encoded.columns[j]!.source.index === column);
}
