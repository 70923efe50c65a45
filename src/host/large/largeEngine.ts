import { ExcerptWriter } from "../../csv/excerpt";
import { defaultPartBytes } from "../../csv/parts";
import { readRows } from "../../csv/rowReader";
import type { Explanation } from "../../imputation/explain";
import type { ColumnOutcome, ImputeEvents, ImputeOptions, Imputation } from "../../imputation/impute";
import { addOutcomes } from "../../imputation/imputeLarge";
import { blocksOf } from "../../imputation/largeTable";
import type { Suggestion } from "../../imputation/suggestion";
import { buildTableInTurns } from "../../table/buildTable";
import type { Engine } from "../engine";
import { inTurns, type LargeTable } from "./openLarge";

/** Suggestions that are kept with everything about them, and those that are kept at all: what the table takes of memory. */
const maxDetailed = 50_000;
export const maxSuggestions = 300_000;

/**
 * The model over a large file, block by block, as if it were over one table: rows are those of the file. It ends after
 * `maxSuggestions`.
 */
export async function imputeLargeTable(
  engine: Engine,
  large: LargeTable,
  options: ImputeOptions,
  events: ImputeEvents,
  signal: AbortSignal,
): Promise<Imputation> {
  const total = large.found.withHoles.size;
  let columns: readonly ColumnOutcome[] = [];
  let done = 0;
  let kept = 0;
  for await (const block of blocksOf(large, large.found, inTurns(signal))) {
    const rows = block.excerpt.chosen.rows;
    const onSuggestions = (batch: readonly Suggestion[]): void => {
      events.onSuggestions?.(batch.map((suggestion) => placed(suggestion, rows, kept++ < maxDetailed)));
    };
    const onProgress = (cells: number, all: number): void =>
      events.onProgress?.(done + Math.floor((block.rows * cells) / Math.max(1, all)), total);
    const outcome = await engine.impute(block.table, options, { onSuggestions, onProgress }, signal);
    columns = addOutcomes(columns, outcome.columns);
    done += block.rows;
    if (kept >= maxSuggestions) break;
  }
  return { suggestions: [], columns: done < total ? [] : columns, timing: { encodeMs: 0, inferenceMs: 0 } };
}

function placed(suggestion: Suggestion, rows: Int32Array, whole: boolean): Suggestion {
  const row = rows[suggestion.row]!;
  if (whole) return { ...suggestion, row };
  const { column, value, certainty, interval } = suggestion;
  return { row, column, value, certainty, interval, alternatives: [] };
}

/** ExplanationView the model predicts what it predicts for one cell; rows are those of the file. */
export async function explainLarge(
  engine: Engine,
  large: LargeTable,
  row: number,
  column: number,
  options: ImputeOptions,
  signal: AbortSignal,
): Promise<Explanation | null> {
  const { learning } = large.found;
  const writer = new ExcerptWriter(large.index);
  let learned = 0;
  let at = -1;
  await readRows(
    large.source,
    large.index,
    [row],
    (part, record) => {
      while (learned < learning.rows && learning.chosen.rows[learned]! < row) learned++;
      writer.addFrom(learning, 0, learned);
      if (learning.chosen.rows[learned] === row) learned++;
      at = writer.rows;
      writer.add(part, record, row);
      return true;
    },
    { partBytes: defaultPartBytes, signal },
  );
  writer.addFrom(learning, learned, learning.rows);
  const excerpt = writer.finish();
  const table = await buildTableInTurns(excerpt, large.options, inTurns(signal).pause ?? (async () => {}));
  const why = await engine.why(table, at, column, options, signal);
  return why && { ...why, rows: why.rows.map((one) => ({ ...one, row: excerpt.chosen.rows[one.row]! })) };
}
