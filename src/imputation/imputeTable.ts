import type { Manifest } from "../npt/manifest";
import type { Predictions, Predictor } from "../npt/predictor";
import type { Session } from "../npt/session";
import { isMissing, isKnown } from "../table/cell";
import { admits } from "../table/constraints";
import type { Column, Table } from "../table/column";
import { formatLevel } from "../table/format";
import type { ColumnOutcome, ImputeEvents, ImputeOptions, RunOptions, RunOutcome } from "./impute";
import { type Prepared, predicted } from "./prepared";
import { suggest } from "./suggest";
import type { Suggestion } from "./suggestion";

/** Runs `run` and keeps the suggestions that it tells. */
export async function collected(
  run: (events: ImputeEvents) => Promise<RunOutcome>,
  events: ImputeEvents,
): Promise<{ readonly suggestions: Suggestion[]; readonly outcome: RunOutcome }> {
  const suggestions: Suggestion[] = [];
  const onSuggestions = (batch: readonly Suggestion[]): void => {
    for (const suggestion of batch) suggestions.push(suggestion);
    events.onSuggestions?.(batch);
  };
  const outcome = await run({ ...events, onSuggestions });
  return { suggestions, outcome };
}

/** The use case over a table that is ready for the network; its session stays open, the contexts that it read in it. */
export async function imputeSession(
  prepared: Prepared,
  manifest: Manifest,
  options: RunOptions,
  events: ImputeEvents,
  signal: AbortSignal,
): Promise<RunOutcome> {
  signal.throwIfAborted();
  const { session } = prepared;
  const { table, predictors } = session;
  const { limit = Number.POSITIVE_INFINITY } = options;
  const before = inferenceMs(session);
  const filled = new Map<number, number>();
  const tell = (batch: readonly Suggestion[]): void => {
    for (const { column } of batch) filled.set(column, (filled.get(column) ?? 0) + 1);
    events.onSuggestions?.(batch);
  };
  const told = constants(table, options);
  if (told.length > 0) tell(told.slice(0, limit));
  let made = Math.min(limit, told.length);
  const total = session.targets.reduce((sum, j) => sum + countMissingIn(table, session.encoded.columns[j]!.source), 0);
  let done = 0;
  let ended = made >= limit && total > 0;
  events.onProgress?.(0, total);
  for (const { predictor, rows } of ended ? [] : inOrder(chunksOf(session), options)) {
    await events.pause?.();
    const predictions = await predictor.predict(rows, signal);
    const batch = suggestionsOf(prepared, predictions, manifest).slice(0, limit - made);
    made += batch.length;
    done += batch.length;
    tell(batch);
    events.onProgress?.(done, total);
    signal.throwIfAborted();
    ended = made >= limit && done < total;
    if (ended) break;
    if (predictors.length > 1) session.bound(predictor);
  }
  const timing = { encodeMs: 0, inferenceMs: inferenceMs(session) - before };
  return { columns: ended ? [] : outcomes(table, options, filled), timing };
}

/** Rows that one run of the network predicts. What a chunk is made of does not depend on which is run first. */
interface Chunk {
  readonly predictor: Predictor;
  readonly rows: Uint32Array;
}

function chunksOf(session: Session): Chunk[] {
  const chunks: Chunk[] = [];
  for (const predictor of session.predictors) {
    const rows = session.memory.order(incompleteRows(session, predictor));
    for (let first = 0; first < rows.length; first += predictor.chunk) {
      chunks.push({ predictor, rows: rows.slice(first, first + predictor.chunk) });
    }
  }
  return chunks;
}

/** The chunks with rows that are looked at come first. */
function inOrder(chunks: readonly Chunk[], { firstRows }: RunOptions): readonly Chunk[] {
  if (firstRows === undefined) return chunks;
  const { from, to } = firstRows;
  const seen = chunks.map(({ rows }) => rows.some((row) => row >= from && row < to));
  return [...chunks.filter((_, k) => seen[k]), ...chunks.filter((_, k) => !seen[k])];
}

function inferenceMs(session: Session): number {
  return session.predictors.reduce((sum, predictor) => sum + predictor.ms, 0);
}

/** Every row that has a missing cell in a target column of `predictor`. */
export function incompleteRows(session: Session, predictor: Predictor): Uint32Array {
  const { table, encoded } = session;
  const columns = predictor.block.targets.map((j) => encoded.columns[j]!.source);
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) if (columns.some((column) => isMissing(table, column, row))) rows.push(row);
  return Uint32Array.from(rows);
}

function suggestionsOf(prepared: Prepared, predictions: Predictions, manifest: Manifest): Suggestion[] {
  const { table, encoded } = prepared.session;
  const found: Suggestion[] = [];
  predictions.targets.forEach((j, t) => {
    const column = encoded.columns[j]!;
    const admitted = admits(column.source, column.source.reading.constraints);
    predictions.rows.forEach((row, q) => {
      if (!isMissing(table, column.source, row)) return;
      const suggestion = suggest(row, column, predicted(prepared, predictions, t, q, manifest));
      if (admitted(suggestion.value)) found.push(suggestion);
    });
  });
  return found;
}

function countMissingIn(table: Table, column: Column): number {
  let count = 0;
  for (let row = 0; row < table.rows; row++) if (isMissing(table, column, row)) count++;
  return count;
}

/**
 * A column with one value needs no network. The certainty is that of the next cell having it, too, by the rule of
 * succession (Laplace): of `n` known ones all had it.
 */
function constants(table: Table, options: ImputeOptions): Suggestion[] {
  const found: Suggestion[] = [];
  for (const column of table.columns) {
    if (column.kind !== "constant" || column.skipReason !== null || !isWanted(column, options)) continue;
    const value = formatLevel(column, 0);
    const known = column.codes.reduce((sum, code) => (code < 0 ? sum : sum + 1), 0);
    const certainty = (known + 1) / (known + 2);
    for (let row = 0; row < table.rows; row++) {
      if (!isMissing(table, column, row)) continue;
      found.push({ row, column: column.index, value, certainty, interval: null, alternatives: [{ value, probability: certainty }] });
    }
  }
  return found;
}

function isWanted(column: Column, options: ImputeOptions): boolean {
  return options.columns === null || options.columns.includes(column.index);
}

function outcomes(table: Table, options: ImputeOptions, filled: ReadonlyMap<number, number>): ColumnOutcome[] {
  return table.columns.map((column) => {
    let missing = 0;
    let known = 0;
    for (let row = 0; row < table.rows; row++) {
      if (isMissing(table, column, row)) missing++;
      else if (isKnown(column, row)) known++;
    }
    const got = filled.get(column.index) ?? 0;
    return { index: column.index, missing, filled: got, skipReason: missing === got ? null : skipReasonOf(column, known, isWanted(column, options)) };
  });
}

function skipReasonOf(column: Column, known: number, wanted: boolean): string {
  if (!wanted) return "Not among the columns to fill.";
  if (column.skipReason !== null) return column.skipReason;
  const { constraints, violations } = column.reading;
  if (known === 0) return violations > 0 ? "No value of the column is one that its constraints allow." : "No cell of the column has a value to learn from.";
  return Object.keys(constraints).length > 0 ? "The network found no value that the column's constraints allow." : "The network found no value for these cells.";
}
