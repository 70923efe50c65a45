import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { splicedPieces } from "../csv/splice";
import type { Engine, EngineTable, FillEvents, TableInput, TableSummary } from "../engine/contract";
import { type Output, writeAtomically } from "../files/atomicWrite";
import { FileChanged, type FileSource, memorySource } from "../files/fileSource";
import { reasonOf } from "../files/reasonOf";
import { stampOf } from "../files/stamp";
import { type ColumnAccuracy, defaultShare } from "../imputation/checkAccuracy";
import { type ColumnOutcome, defaultOptions } from "../imputation/impute";
import { maxBytesAtOnce } from "../imputation/largeTable";
import type { Suggestion } from "../imputation/suggestion";
import { type Pieces, reportPieces } from "../report/report";
import { writeSchema } from "../schema/writeSchema";
import { unsettled } from "../table/doubts";
import type { StatedReading } from "../table/reading";
import { accuracyEntries, accuracyTable } from "./accuracyTable";
import type { CommandOptions } from "./args";
import { doubtLines } from "./doubtLines";
import { findColumns } from "./findColumns";
import { findSchema } from "./findSchema";
import { checkOutputs, copyPaths, writeStandardOutput } from "./outputs";
import { type Progress, printable, skippedLine, warningLines } from "./printable";
import { openInput } from "./readInput";
import type { StartEngine } from "./startEngine";
import { checkBounds, headerBytes, headerNames, needsNames, statedDialect, statedReading } from "./statedReading";
import { InputError } from "./userErrors";
import { WrittenCells } from "./writtenCells";

/** What a finished command did. */
export interface Completed {
  readonly table: TableSummary;
  readonly columns: readonly ColumnOutcome[];
  /** The suggestions that were written; of a large file the first ten thousand. */
  readonly cells: readonly Suggestion[];
  readonly timing: Timing;
  /** Where the network ran. */
  readonly backend: Engine["backend"];
}

/** Milliseconds. */
interface Timing extends Readonly<Record<string, number>> {
  readonly readMs: number;
  readonly encodeMs: number;
  readonly inferenceMs: number;
  readonly writeMs: number;
  readonly totalMs: number;
}

/** An input that the engine has read. */
interface Opened {
  readonly table: EngineTable;
  readonly engine: Engine;
  /** The input's bytes, of which the copies are made. */
  readonly source: FileSource;
  readonly begin: number;
  /** Rejects where the input is not any more what was read. */
  checkUnchanged(): Promise<void>;
}

interface Work {
  /** The completed copies; several for `--draws`. */
  readonly copies: readonly Pieces[];
  readonly columns: readonly ColumnOutcome[];
  readonly timing: { readonly encodeMs: number; readonly inferenceMs: number };
}

/**
 * One command from the input to the written copies. Rejects with `UsageError`, `InputError` or `CsvError` for what
 * cannot be used, `RuntimeFault` where the model fails, an AbortError when `signal` aborts; nothing is written then.
 * @param most bytes of an input that is held in memory
 */
export async function imputeFile(
  options: CommandOptions,
  startEngine: StartEngine,
  progress: Progress,
  signal: AbortSignal,
  most = maxBytesAtOnce,
): Promise<Completed> {
  const begin = performance.now();
  await checkOutputs(options);
  const unchanged = await inputGuard(options);
  const input = await openInput(options.input, signal, most);
  const source = input.kind === "bytes" ? memorySource(input.bytes) : input.source;
  const given: TableInput = input.kind === "bytes" ? input : { kind: "file", path: input.path, stamp: source.stamp };
  const checkUnchanged = async (): Promise<void> => {
    await source.checkUnchanged();
    await unchanged();
  };
  const engine = startEngine(options);
  try {
    const { table, stated } = await openStated(engine, given, source, options, progress, signal, most);
    checkBounds(table.summary, stated);
    if (options.inferSchema) return await infer({ table, engine, source, begin, checkUnchanged }, stated, options, progress, signal);
    return await run({ table, engine, source, begin, checkUnchanged }, stated, options, progress, signal);
  } catch (error) {
    if (!(error instanceof FileChanged)) throw error;
    throw new InputError(`${printable(options.input)} cannot be used: ${error.message}. Run again.`);
  } finally {
    engine.dispose();
    await source.close();
  }
}

/** A table that has been opened, and what was stated of it. */
interface Stated {
  readonly table: EngineTable;
  readonly stated: StatedReading;
}

/** Opens the table as options and schema say. Throws `InputError` for what does not fit it. */
async function openStated(engine: Engine, given: TableInput, source: FileSource, options: CommandOptions, progress: Progress, signal: AbortSignal, most: number): Promise<Stated> {
  const found = await findSchema(options);
  if (found?.byItself === true) tell(`${found.path} is used; --no-schema leaves it out.`);
  for (const note of found?.schema.notes ?? []) tell(note);
  const open = async (names: readonly string[]): Promise<Stated> => {
    const stated = statedReading(options, found, names);
    const { dialect = {}, ...table } = stated;
    return { stated, table: await engine.open(given, { dialect, table, seed: options.seed, maxWholeBytes: most }, openEvents(progress), signal) };
  };
  if (!needsNames(options, found)) return open([]);
  const names = headerNames(await source.read(0, Math.min(source.size, headerBytes)), statedDialect(options, found));
  const opened = await open(names);
  const read = opened.table.summary.columns.map(({ name }) => name);
  // The whole file may tell of columns or an encoding that its beginning does not.
  if (read.join("\n") === names.join("\n")) return opened;
  await opened.table.close();
  return open(read);
}

function tell(line: string): void {
  process.stderr.write(`npt-impute: ${printable(line)}\n`);
}

function openEvents(progress: Progress) {
  const percent = (share: number): string => `${Math.floor(100 * share)}%`;
  return {
    onIndex({ share }: { readonly share: number }): void {
      progress.show(share < 0.5 ? `Reading: ${percent(2 * share)}...` : `Looking for missing cells: ${percent(2 * share - 1)}...`);
    },
  };
}

/** Where the copy replaces the input: makes sure that the input is still what was read. */
async function inputGuard({ input, output }: CommandOptions): Promise<() => Promise<void>> {
  const real = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));
  if (input === "-" || output === "-" || (await real(input)) !== (await real(output))) return async () => {};
  const before = await stampOf(input);
  return async () => {
    if ((await stampOf(input)) === before) return;
    throw new InputError(`${printable(input)} changed while its missing cells were being filled; it was left as it is now. Run again.`);
  };
}

async function run(opened: Opened, stated: StatedReading, options: CommandOptions, progress: Progress, signal: AbortSignal): Promise<Completed> {
  const { table, engine, begin } = opened;
  const { summary } = table;
  const names = summary.columns.map(({ name }) => name);
  const columns = options.columns === null ? null : findColumns(names, options.columns);
  const readMs = performance.now() - begin;
  const model = await engine.model();
  const check = options.check ? await runCheck(table, columns, options, progress, signal) : null;
  const fills = !options.check || options.explicitOutput;
  if (fills) progress.show("Starting...");
  const cells = new WrittenCells(summary, options.report !== null);
  try {
    const work = fills ? await fill(opened, columns, options, cells, progress, signal) : nothingFilled(summary);
    progress.clear();
    const skipped = fills ? skippedLine(work.columns, names, columns) : null;
    for (const line of [...warningLines(summary.warnings), ...doubtLines(unsettled(summary.doubts, stated)), ...(skipped === null ? [] : [skipped])]) tell(line);
    if (options.runtime === "native" && engine.backend !== "native") {
      process.stderr.write("npt-impute: the native ONNX Runtime does not work here; WebAssembly was used (see --verbose).\n");
    }
    const writing = performance.now();
    const clock = (): Timing => {
      const now = performance.now();
      return { readMs, ...work.timing, writeMs: now - writing, totalMs: now - begin };
    };
    if (check !== null) await writeStandardOutput([accuracyTable(check, summary.columns)]);
    const entries = check === null ? null : accuracyEntries(check, summary.columns);
    const { rows } = summary;
    const report = () =>
      reportPieces({ model, rows, columns: summary.columns, outcomes: work.columns, check: entries, timing: clock() }, cells.entries());
    await write(options, work.copies, report, opened, signal);
    return { table: summary, columns: work.columns, cells: cells.shown, timing: clock(), backend: engine.backend };
  } finally {
    await cells.close();
  }
}

/** `--infer-schema`: what is assumed of the table goes where a copy would. */
async function infer(opened: Opened, stated: StatedReading, options: CommandOptions, progress: Progress, signal: AbortSignal): Promise<Completed> {
  const { summary } = opened.table;
  progress.clear();
  for (const line of [...warningLines(summary.warnings), ...doubtLines(unsettled(summary.doubts, stated))]) tell(line);
  const { columns, timing } = nothingFilled(summary);
  await write(options, [[writeSchema(summary, stated)]], () => [], opened, signal);
  const readMs = performance.now() - opened.begin;
  return { table: summary, columns, cells: [], timing: { readMs, ...timing, writeMs: 0, totalMs: readMs }, backend: opened.engine.backend };
}

async function runCheck(
  table: EngineTable,
  columns: readonly number[] | null,
  { seed, contextRows, rowOrder }: CommandOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly ColumnAccuracy[]> {
  progress.show("Checking the accuracy on this table...");
  const options = { share: defaultShare, seed, contextRows: contextRows ?? defaultOptions.contextRows, rowOrder };
  const check = await table.check(options, {}, signal);
  return check.filter(({ column }) => columns === null || columns.includes(column));
}

async function fill(
  { table, source }: Opened,
  columns: readonly number[] | null,
  { seed, contextRows, rowOrder, minCertainty, draws }: CommandOptions,
  cells: WrittenCells,
  progress: Progress,
  signal: AbortSignal,
): Promise<Work> {
  const events: FillEvents = {
    onWritten: (batch) => cells.add(batch),
    onProgress(done, total, what) {
      if (what === "copies") progress.show(`Drawing copy ${done} of ${total}...`);
      else progress.show(`Filling ${what === "cells" ? "cell" : "row"} ${done} of ${total}...`);
    },
  };
  const settings = { columns, seed, contextRows: contextRows ?? defaultOptions.contextRows, rowOrder, minCertainty, draws };
  const filled = await table.fill(settings, events, signal);
  await cells.settled();
  return {
    copies: filled.copies.map((changes) => splicedPieces(source, changes)),
    columns: filled.columns,
    timing: filled.timing,
  };
}

/** What `--check` without `-o` has to tell of the columns. */
function nothingFilled({ columns, index: inBlocks }: TableSummary): Work {
  const outcomes = columns.map(({ index, missing, skipReason }) => {
    return { index, missing, filled: 0, skipReason: inBlocks !== null && missing === 0 ? null : skipReason };
  });
  return { copies: [], columns: outcomes, timing: { encodeMs: 0, inferenceMs: 0 } };
}

async function write(
  options: CommandOptions,
  copies: readonly Pieces[],
  report: () => Pieces,
  { checkUnchanged, table, source }: Opened,
  signal: AbortSignal,
): Promise<void> {
  const paths = copyPaths(options);
  const outputs = copies.flatMap((pieces, index): Output[] => {
    const path = paths[index];
    return path === undefined ? [] : [{ path, pieces }];
  });
  if (paths.length === 0) {
    for (const copy of copies) await writeStandardOutput(copy).catch(unwritable("Standard output"));
  }
  // The report is made when its turn comes, so that it knows how long the copies took.
  if (options.report !== null) outputs.push({ path: options.report, pieces: lazily(report) });
  const ready = async (): Promise<void> => {
    await checkUnchanged();
    // Windows replaces no file that somebody reads.
    if (process.platform === "win32") await Promise.all([table.close(), source.close()]);
  };
  await writeAtomically(outputs, signal, { ready }).catch((error: unknown) => {
    signal.throwIfAborted();
    unwritable(printable(outputs.map(({ path }) => path).join(", ")))(error);
  });
}

function unwritable(name: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof InputError || error instanceof FileChanged) throw error;
    throw new InputError(`${name} cannot be written: ${reasonOf(error)}.`);
  };
}

async function* lazily(make: () => Pieces): AsyncGenerator<Uint8Array | string> {
  yield* make();
}
