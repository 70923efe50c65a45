import { distributionOf } from "../npt/decode";
import type { Manifest } from "../npt/manifest";
import type { Predictions, Predictor } from "../npt/predictor";
import { openSession, type Session } from "../npt/session";
import type { Runtime } from "../runtime/runtime";
import { isMissing, isKnown } from "../table/cell";
import type { Column, Table } from "../table/column";
import { formatLevel } from "../table/format";
import type { ColumnOutcome, ImputeEvents, ImputeOptions, ImputeTable, Imputation } from "./impute";
import { suggest } from "./suggest";
import type { Suggestion } from "./suggestion";

/** The use case: a table's missing cells in, suggestions out. Runs the network in `runtime`, everything else here. */
export function createImputer(manifest: Manifest, runtime: Runtime): ImputeTable {
  return async (table, options, events, signal) => {
    signal.throwIfAborted();
    const begin = performance.now();
    const session = openSession(table, options, manifest, runtime);
    const encodeMs = performance.now() - begin;
    try {
      const suggestions = constants(table, options);
      if (suggestions.length > 0) events.onSuggestions?.(suggestions);
      await predictMissing(session, manifest, suggestions, events, signal);
      const inferenceMs = session.predictors.reduce((sum, predictor) => sum + predictor.ms, 0);
      return { suggestions, columns: outcomes(table, options, suggestions), timing: { encodeMs, inferenceMs } } satisfies Imputation;
    } finally {
      session.close();
    }
  };
}

/** Every row that has a missing cell in a target column of `predictor`. */
export function incompleteRows(session: Session, predictor: Predictor): Uint32Array {
  const { table, encoded } = session;
  const columns = predictor.block.targets.map((j) => encoded.columns[j]!.source);
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) if (columns.some((column) => isMissing(table, column, row))) rows.push(row);
  return Uint32Array.from(rows);
}

async function predictMissing(session: Session, manifest: Manifest, into: Suggestion[], events: ImputeEvents, signal: AbortSignal): Promise<void> {
  const work = session.predictors.map((predictor) => ({ predictor, rows: session.memory.order(incompleteRows(session, predictor)) }));
  const total = session.targets.reduce((sum, j) => sum + countMissingIn(session.table, session.encoded.columns[j]!.source), 0);
  let done = 0;
  events.onProgress?.(0, total);
  for (const { predictor, rows } of work) {
    for (let first = 0; first < rows.length; first += predictor.chunk) {
      const predictions = await predictor.predict(rows.slice(first, first + predictor.chunk), signal);
      const batch = suggestionsOf(session, predictions, manifest);
      for (const suggestion of batch) into.push(suggestion);
      done += batch.length;
      events.onSuggestions?.(batch);
      events.onProgress?.(done, total);
      signal.throwIfAborted();
    }
    predictor.close();
  }
}

function suggestionsOf(session: Session, predictions: Predictions, manifest: Manifest): Suggestion[] {
  const { table, encoded } = session;
  const found: Suggestion[] = [];
  predictions.targets.forEach((j, t) => {
    const column = encoded.columns[j]!;
    predictions.rows.forEach((row, q) => {
      if (!isMissing(table, column.source, row)) return;
      found.push(suggest(row, column, distributionOf(predictions, t, q, column, manifest)));
    });
  });
  return found;
}

function countMissingIn(table: Table, column: Column): number {
  let count = 0;
  for (let row = 0; row < table.rows; row++) if (isMissing(table, column, row)) count++;
  return count;
}

/** A column with one value needs no network. */
function constants(table: Table, options: ImputeOptions): Suggestion[] {
  const found: Suggestion[] = [];
  for (const column of table.columns) {
    if (column.kind !== "constant" || column.skipReason !== null || !isWanted(column, options)) continue;
    const value = formatLevel(column, 0);
    for (let row = 0; row < table.rows; row++) {
      if (!isMissing(table, column, row)) continue;
      found.push({ row, column: column.index, value, certainty: 1, interval: null, alternatives: [{ value, probability: 1 }] });
    }
  }
  return found;
}

function isWanted(column: Column, options: ImputeOptions): boolean {
  return options.columns === null || options.columns.includes(column.index);
}

function outcomes(table: Table, options: ImputeOptions, suggestions: readonly Suggestion[]): ColumnOutcome[] {
  const filled = new Map<number, number>();
  for (const { column } of suggestions) filled.set(column, (filled.get(column) ?? 0) + 1);
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
  return known === 0 ? "No cell of the column has a value to learn from." : "The network found no value for these cells.";
}
