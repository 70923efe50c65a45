import type { ByteFile } from "../csv/csvFile";
import type { Edit } from "../csv/edits";
import { type ByteEdit, editsOfFile } from "../csv/excerpt";
import { styleOf } from "../csv/fileIndex";
import type { ColumnOutcome, ImputeOptions, ImputeTable } from "./impute";
import { filledColumns, type PlannedFills, planFills } from "./fillTable";
import { type Block, blocksOf, type LargeFile, type ReadOptions, type Survey } from "./largeTable";
import type { Suggestion } from "./suggestion";

/** What became of one block of a large file; rows of `written` are rows of the block's table. */
export interface FilledBlock extends PlannedFills<Suggestion> {
  readonly block: Block;
  /** The changes of the file, in its bytes, rising. */
  readonly changes: Iterable<ByteEdit>;
}

export interface LargeEvents {
  /** Rows with missing cells that are done, of all. */
  onProgress?(done: number, total: number): void;
}

/** Fills a large file block by block: `take` gets each block's changes; nothing of a block is kept after it. */
export async function imputeLarge(
  impute: ImputeTable,
  large: LargeFile,
  survey: Survey,
  options: ImputeOptions,
  minCertainty: number,
  take: (filled: FilledBlock) => Promise<void>,
  events: LargeEvents,
  read: ReadOptions & { readonly signal: AbortSignal },
): Promise<{ readonly columns: readonly ColumnOutcome[]; readonly encodeMs: number; readonly inferenceMs: number }> {
  let totals: readonly ColumnOutcome[] = [];
  const { size } = survey.withMissing;
  let done = 0;
  let encodeMs = 0;
  let inferenceMs = 0;
  for await (const block of blocksOf(large, survey, read)) {
    const onProgress = (cells: number, all: number): void => events.onProgress?.(done + Math.floor((block.rows * cells) / Math.max(1, all)), size);
    const own = { onProgress, ...(read.pause && { pause: read.pause }) };
    const { suggestions, columns, timing } = await impute(block.table, options, own, read.signal);
    encodeMs += timing.encodeMs;
    inferenceMs += timing.inferenceMs;
    const planned = planFills(block.excerpt, block.table, suggestions, styleOf(large.index), minCertainty);
    totals = addOutcomes(totals, filledColumns(columns, planned, minCertainty));
    await take({ ...planned, block, changes: changesOf(block, planned.edits) });
    done += block.rows;
    events.onProgress?.(done, size);
  }
  return { columns: totals, encodeMs, inferenceMs };
}

/** A block's edits as changes of the file. */
export function changesOf({ excerpt }: Block, edits: readonly Edit[]): Iterable<ByteEdit> {
  return editsOfFile(excerpt, edits, (text) => encoded(excerpt, text));
}

/** Edits of a file that is held whole as changes of its bytes. */
export function* byteEdits(file: ByteFile, edits: readonly Edit[]): Generator<ByteEdit> {
  const { unitBytes } = file.codec;
  for (const { start, end, text } of edits) yield { start: start * unitBytes, end: end * unitBytes, bytes: encoded(file, text) };
}

/** Planned fills have values that the file's encoding can write. */
function encoded({ codec }: ByteFile, text: string): Uint8Array {
  const bytes = codec.encode(text);
  if (bytes === null) throw new RangeError("A value was planned that the encoding cannot write.");
  return bytes;
}

/** The columns' outcomes of two blocks, added up; of the reasons why missing cells stay empty the first counts. */
export function addOutcomes(some: readonly ColumnOutcome[], more: readonly ColumnOutcome[]): readonly ColumnOutcome[] {
  return some.length === 0 ? more : some.map((column, k) => sum(column, more[k]!));
}

function sum(a: ColumnOutcome, b: ColumnOutcome): ColumnOutcome {
  return { ...a, missing: a.missing + b.missing, filled: a.filled + b.filled, skipReason: a.skipReason ?? b.skipReason };
}
