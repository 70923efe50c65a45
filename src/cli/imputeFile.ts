import type { ColumnAccuracy } from "../imputation/checkAccuracy";
import type { ImputeOptions } from "../imputation/impute";
import type { Suggestion } from "../imputation/suggestion";
import { isHole } from "../table/cell";
import type { Table } from "../table/column";
import { accuracyEntries, accuracyTable } from "./accuracyTable";
import type { CommandOptions } from "./args";
import { writeAtomically } from "./atomicWrite";
import { findColumns } from "./columns";
import { type FilledColumn, fillTable } from "./fillTable";
import { InputError } from "./inputError";
import type { Network, StartNetwork } from "./network";
import { type OpenedTable, openTable } from "./openTable";
import { checkOutputs, copyPaths } from "./outputs";
import { printable } from "./printable";
import type { Progress } from "./progress";
import { why } from "./readInput";
import { type Report, reportPieces } from "./report";
import { writeStandardOutput } from "./standardOutput";

/** What a finished command did. */
export interface Completed {
  readonly table: Table;
  readonly columns: readonly FilledColumn[];
  /** The suggestions that were written. */
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
 */
export async function imputeFile(
  options: CommandOptions,
  startNetwork: StartNetwork,
  progress: Progress,
  signal: AbortSignal,
): Promise<Completed> {
  const begin = performance.now();
  await checkOutputs(options);
  const opened = await openTable(options, signal);
  const { table } = opened;
  const columns = options.columns === null ? null : findColumns(table, options.columns);
  const readMs = performance.now() - begin;

  const network = await startNetwork(options);
  try {
    const settings: ImputeOptions = {
      columns,
      seed: options.seed,
      contextRows: options.contextRows ?? network.contextRows,
    };
    const check = options.check ? await runCheck(network, table, settings, progress, signal) : null;
    const fills = !options.check || options.explicitOutput;
    const { copies, result, timing } = fills
      ? await complete(opened, network, settings, options, progress, signal)
      : nothingFilled(table);
    progress.clear();
    if (network.notice !== null) process.stderr.write(`npt-impute: ${network.notice}\n`);

    const writing = performance.now();
    const clock = (): Report["timing"] => {
      const now = performance.now();
      return { readMs, ...timing, writeMs: now - writing, totalMs: now - begin };
    };
    if (check !== null) await writeStandardOutput([accuracyTable(check, table)]);
    const entries = check === null ? null : accuracyEntries(check, table);
    const report = () => ({ model: network.model, table, ...result, check: entries, timing: clock() });
    await write(options, copies, report, signal);
    return { table, ...result, timing: clock(), backend: network.backend };
  } finally {
    network.dispose();
  }
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

interface Work {
  /** The completed copies' bytes; several for `--draws`. */
  readonly copies: readonly Uint8Array[];
  readonly result: Pick<Completed, "columns" | "cells">;
  readonly timing: { readonly encodeMs: number; readonly inferenceMs: number };
}

async function complete(
  { bytes, file, table }: OpenedTable,
  network: Network,
  settings: ImputeOptions,
  options: CommandOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Work> {
  progress.show("Starting...");
  const onProgress = (done: number, total: number) => progress.show(`Filling cell ${done} of ${total}...`);
  const imputation = await network.impute(table, settings, { onProgress }, signal);
  const first = fillTable(file, bytes, table, imputation.suggestions, imputation.columns, options);
  const result = { columns: first.columns, cells: first.cells };
  if (options.draws === null) return { copies: [first.bytes], result, timing: imputation.timing };

  // The draws fill the cells that the likeliest values fill, whatever is drawn.
  const written = new Set(first.cells.map(({ row, column }) => row * table.columns.length + column));
  const copies: Uint8Array[] = [];
  for (let draw = 0; draw < options.draws; draw++) {
    progress.show(`Drawing copy ${draw + 1} of ${options.draws}...`);
    const drawn = await network.draw(table, settings, draw, signal);
    const wanted = drawn.filter(({ row, column }) => written.has(row * table.columns.length + column));
    copies.push(fillTable(file, bytes, table, wanted, imputation.columns, options).bytes);
  }
  return { copies, result, timing: imputation.timing };
}

function nothingFilled(table: Table): Work {
  const columns = table.columns.map((column) => {
    let missing = 0;
    for (let row = 0; row < table.rows; row++) if (isHole(table, column, row)) missing++;
    return { index: column.index, missing, filled: 0, left: column.left };
  });
  return { copies: [], result: { columns, cells: [] }, timing: { encodeMs: 0, inferenceMs: 0 } };
}

async function write(
  options: CommandOptions,
  copies: readonly Uint8Array[],
  report: () => Report,
  signal: AbortSignal,
): Promise<void> {
  const paths = copyPaths(options);
  const outputs = copies.flatMap((copy, index) => {
    const path = paths[index];
    return path === undefined ? [] : [{ path, pieces: [copy] as Iterable<Uint8Array | string> }];
  });
  if (paths.length === 0) await writeStandardOutput(copies).catch(unwritable("Standard output"));
  // The report is made when its turn comes, so that it knows how long the copies took.
  if (options.report !== null) outputs.push({ path: options.report, pieces: lazily(() => reportPieces(report())) });
  await writeAtomically(outputs, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    unwritable(printable(outputs.map(({ path }) => path).join(", ")))(error);
  });
}

function unwritable(name: string): (error: unknown) => never {
  return (error) => {
    throw new InputError(`${name} cannot be written: ${why(error)}.`);
  };
}

function* lazily<T>(make: () => Iterable<T>): Generator<T> {
  yield* make();
}
