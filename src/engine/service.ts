import { openBytes, openTextInTurns } from "../csv/csvFile";
import { formatSample, otherFormat, refuseOther } from "../csv/otherFormat";
import { type FileSource, FileChanged, memorySource } from "../files/fileSource";
import { isDense, maxBytesAtOnce } from "../imputation/largeTable";
import { openInBlocks } from "./blockTable";
import type { OpenEvents, ReadingOptions, TableInput } from "./contract";
import type { Model } from "./model";
import type { Going, OpenedTable } from "./openedTable";
import type { Service, Setup } from "./protocol";
import { openWhole } from "./wholeTable";

/** Where the service runs, and what it works with there. */
export interface Surroundings {
  /** Makes ONNX Runtime ready; resolves with its version. Fault `load-failed`. */
  start(setup: Setup): Promise<string>;
  /** The model, read at its first use. Faults `model-missing`, `model-corrupt`. */
  model(): Promise<Model>;
  /** Opens a file for reading in parts. Rejects with the system's error. */
  openFile(path: string): Promise<FileSource>;
  /** Lets other work of the thread go on, such as hearing messages. */
  pause(): Promise<void>;
}

/**
 * The use cases over open tables, in the thread it is called in. Nothing here knows the platform. Calls may come at any
 * time; while a table is opened or a cell explained, for which somebody waits, runs over whole tables rest.
 */
export function createService(around: Surroundings): Service {
  const tables = new Map<number, OpenedTable>();
  /** The beginnings of texts that are about to be opened. */
  const texts = new Map<number, string>();
  const urgent = new Gate();
  let model: Model | null = null;

  async function loaded(): Promise<Model> {
    model = await around.model();
    return model;
  }

  function known(table: number): OpenedTable {
    const opened = tables.get(table);
    if (opened === undefined) throw new RangeError(`Table ${table} is not open.`);
    return opened;
  }

  /** @param waits whether urgent work goes first */
  async function going(signal: AbortSignal, waits: boolean): Promise<Going> {
    const pause = async (): Promise<void> => {
      await around.pause();
      if (waits) await urgent.open(signal);
      signal.throwIfAborted();
    };
    return { model: await loaded(), signal, pause };
  }

  return {
    start: (setup) => around.start(setup),
    model: async () => (await loaded()).info,
    async text({ table, from, part }) {
      texts.set(table, (texts.get(table) ?? "").slice(0, from) + part);
      return null;
    },
    open({ table, input: given, reading }, events, signal) {
      const input = given.kind === "text" ? { ...given, text: (texts.get(table) ?? "") + given.text } : given;
      texts.delete(table);
      const pause = async (): Promise<void> => {
        await around.pause();
        signal.throwIfAborted();
      };
      return urgent.during(async () => {
        signal.throwIfAborted();
        const opened = await openTable(around, input, reading, events, signal, pause);
        await tables.get(table)?.close(model);
        tables.set(table, opened);
        return { summary: opened.summary, stamp: opened.stamp };
      });
    },
    suggest: async ({ table, options }, events, signal) => known(table).suggest(options, events, await going(signal, true)),
    check: async ({ table, options }, events, signal) => known(table).check(options, events, await going(signal, true)),
    explain: ({ table, row, column, options }, _events, signal) =>
      urgent.during(async () => known(table).explain(row, column, options, await going(signal, false))),
    missingWhere: async ({ table, column }, _events, signal) =>
      known(table).missingWhere(column, async () => {
        await around.pause();
        signal.throwIfAborted();
      }),
    fill: async ({ table, options }, events, signal) => known(table).fill(options, events, await going(signal, true)),
    async close(table) {
      const opened = tables.get(table);
      texts.delete(table);
      tables.delete(table);
      await opened?.close(model);
      return null;
    },
  };
}

async function openTable(
  around: Surroundings,
  input: TableInput,
  reading: ReadingOptions,
  events: OpenEvents,
  signal: AbortSignal,
  pause: () => Promise<void>,
): Promise<OpenedTable> {
  const { dialect, table: options, maxWholeBytes = maxBytesAtOnce } = reading;
  if (input.kind === "text") return openWhole(await openTextInTurns(input.text, dialect, pause), "", options, pause);
  const source = input.kind === "bytes" ? memorySource(input.bytes) : await around.openFile(input.path);
  try {
    if (input.kind === "file" && input.stamp !== undefined && input.stamp !== source.stamp) throw new FileChanged("it changed on disk");
    refuseOther(otherFormat(await source.read(0, Math.min(source.size, formatSample)), source.size));
    if (source.size <= maxWholeBytes) {
      const file = openBytes(await source.read(0, source.size), dialect);
      await source.checkUnchanged();
      await pause();
      if (!isDense(file)) {
        await source.close();
        return await openWhole(file, source.stamp, options, pause);
      }
    }
  } catch (error) {
    await source.close();
    throw error;
  }
  return openInBlocks(source, reading, events, signal, pause);
}

/** Closed while urgent work goes on. */
class Gate {
  #inside = 0;
  #waiting: (() => void)[] = [];

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#inside++;
    try {
      return await work();
    } finally {
      if (--this.#inside === 0) for (const go of this.#waiting.splice(0)) go();
    }
  }

  /** Waits until no urgent work goes on, or `signal` aborts. */
  async open(signal: AbortSignal): Promise<void> {
    while (this.#inside > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }
}
