import { resolve } from "node:path";
import { realpath } from "node:fs/promises";
import type { ColumnAccuracy } from "../imputation/checkAccuracy";
import type { ColumnOutcome, ImputeOptions } from "../imputation/impute";
import type { Suggestion } from "../imputation/suggestion";
import { type Output, writeAtomically } from "../files/atomicWrite";
import { FileChanged, memorySource } from "../files/fileSource";
import { stampOf } from "../files/stamp";
import { why } from "../files/reasonOf";
import { isDense } from "../imputation/largeTable";
import type { Table } from "../table/column";
import { accuracyEntries, accuracyTable } from "./accuracyTable";
import type { CommandOptions } from "./args";
import { findColumns } from "./columns";
import { InputError } from "./inputError";
import type { Job, Work } from "./job";
import { largeJob } from "./largeJob";
import type { Network, StartNetwork } from "./network";
import { openFile } from "./openTable";
import { checkOutputs, copyPaths } from "./outputs";
import { printable } from "./printable";
import type { Progress } from "./progress";
import { largestInMemory, openInput } from "./readInput";
import { type Pieces, type Report, reportPieces } from "./report";
import { writeStandardOutput } from "./standardOutput";
import { skippedLine, warningLines } from "./warnings";
import { wholeJob } from "./wholeJob";

/** What a finished command did. */
export interface Completed {
  readonly table: Table;
  readonly columns: readonly ColumnOutcome[];
  /** The suggestions that were written; of a large file the first ten thousand. */
  readonly cells: readonly Suggestion[];
  readonly timing: Report["timing"];
  /** Where the network ran. */
  readonly backend: Network["backend"];
}

/** Known cells hidden by `--check`, as a share of each column's. */
const checkShare = 0.2;

/**
 * One command from the input to the written copies. Rejects with `UsageError`, `InputError` or `CsvError` for what
 * cannot be used, `RuntimeFault` where the model fails, an AbortError when `signal` aborts; nothing is written then.
 * @param most bytes of an input that is held in memory
 */
export async function imputeFile(
  options: CommandOptions,
  startNetwork: StartNetwork,
  progress: Progress,
  signal: AbortSignal,
  most = largestInMemory,
): Promise<Completed> {
  const begin = performance.now();
  await checkOutputs(options);
  try {
    return await withJob(await openJob(options, progress, signal, most), options, startNetwork, progress, signal, begin);
  } catch (error) {
    if (!(error instanceof FileChanged)) throw error;
    throw new InputError(`${printable(options.input)} cannot be used: ${error.message}. Run again.`);
  }
}

async function withJob(
  job: Job,
  options: CommandOptions,
  startNetwork: StartNetwork,
  progress: Progress,
  signal: AbortSignal,
  begin: number,
): Promise<Completed> {
  try {
    const names = job.table.columns.map(({ name }) => name);
    const columns = options.columns === null ? null : findColumns(names, options.columns);
    const readMs = performance.now() - begin;
    const network = await startNetwork(options);
    try {
      return await runJob(job, network, columns, options, progress, signal, { begin, readMs });
    } finally {
      network.dispose();
    }
  } finally {
    await job.close();
  }
}

async function openJob(options: CommandOptions, progress: Progress, signal: AbortSignal, most: number): Promise<Job> {
  const unchanged = await inputGuard(options);
  const input = await openInput(options.input, signal, most);
  if (input.kind === "bytes") {
    const file = openFile(input.bytes, options);
    if (!isDense(file)) return wholeJob(input.bytes, file, options, unchanged);
  }
  const source = input.kind === "bytes" ? memorySource(input.bytes) : input.source;
  try {
    const job = await largeJob(source, options, progress, signal);
    const both = async (): Promise<void> => {
      await job.checkUnchanged();
      await unchanged();
    };
    return { ...job, checkUnchanged: both };
  } catch (error) {
    await source.close();
    throw error;
  }
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

async function runJob(
  job: Job,
  network: Network,
  columns: readonly number[] | null,
  options: CommandOptions,
  progress: Progress,
  signal: AbortSignal,
  { begin, readMs }: { readonly begin: number; readonly readMs: number },
): Promise<Completed> {
  const { table } = job;
  const settings: ImputeOptions = {
    columns,
    seed: options.seed,
    contextRows: options.contextRows ?? network.contextRows,
  };
  const check = options.check ? await runCheck(network, table, settings, progress, signal) : null;
  const fills = !options.check || options.explicitOutput;
  if (fills) progress.show("Starting...");
  const work = fills ? await job.fill(network, settings, options, progress, signal) : nothingFilled(job);
  progress.clear();
  const skipped = fills ? skippedLine(work.columns, table.columns.map(({ name }) => name), columns) : null;
  for (const warning of [...warningLines(job.warnings), ...(skipped === null ? [] : [skipped])]) process.stderr.write(`npt-impute: ${printable(warning)}\n`);
  if (network.notice !== null) process.stderr.write(`npt-impute: ${network.notice}\n`);

  const writing = performance.now();
  const clock = (): Report["timing"] => {
    const now = performance.now();
    return { readMs, ...work.timing, writeMs: now - writing, totalMs: now - begin };
  };
  if (check !== null) await writeStandardOutput([accuracyTable(check, table)]);
  const entries = check === null ? null : accuracyEntries(check, table);
  const whole = { ...table, rows: job.rows };
  const report = () =>
    reportPieces({ model: network.model, table: whole, columns: work.columns, check: entries, timing: clock() }, work.entries());
  await write(options, work.copies, report, job, signal);
  return { table: whole, columns: work.columns, cells: work.cells, timing: clock(), backend: network.backend };
}

async function runCheck(
  network: Network,
  table: Table,
  settings: ImputeOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly ColumnAccuracy[]> {
  progress.show("Checking the accuracy on this table...");
  const check = await network.check(table, settings, checkShare, signal);
  return check.filter(({ column }) => settings.columns === null || settings.columns.includes(column));
}

function nothingFilled({ unfilled }: Job): Work {
  return { copies: [], columns: unfilled, cells: [], entries: () => [], timing: { encodeMs: 0, inferenceMs: 0 } };
}

async function write(
  options: CommandOptions,
  copies: readonly Pieces[],
  report: () => Pieces,
  job: Job,
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
    await job.checkUnchanged();
    // Windows replaces no file that somebody reads.
    if (process.platform === "win32") await job.close();
  };
  await writeAtomically(outputs, signal, { ready }).catch((error: unknown) => {
    signal.throwIfAborted();
    unwritable(printable(outputs.map(({ path }) => path).join(", ")))(error);
  });
}

function unwritable(name: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof InputError || error instanceof FileChanged) throw error;
    throw new InputError(`${name} cannot be written: ${why(error)}.`);
  };
}

async function* lazily(make: () => Pieces): AsyncGenerator<Uint8Array | string> {
  yield* make();
}
