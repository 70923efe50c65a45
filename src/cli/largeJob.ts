import { createReadStream } from "node:fs";
import { indexFile, styleOf } from "../csv/fileIndex";
import { ChangeList, splicedPieces } from "../csv/splice";
import type { FileSource } from "../files/fileSource";
import { type TemporaryFile, temporaryFile } from "../files/spool";
import { planFills } from "../imputation/fillTable";
import { changesOf, type FilledBlock, imputeLarge } from "../imputation/imputeLarge";
import { type LargeFile, learningTable, survey } from "../imputation/largeTable";
import type { Suggestion } from "../imputation/suggestion";
import { Missing } from "../table/column";
import type { CommandOptions } from "./args";
import type { Job, Work } from "./job";
import type { Network } from "./network";
import { dialectOf, tableOptionsOf } from "./openTable";
import type { Progress } from "./progress";
import { cellPieces } from "./report";

/** Suggestions that are kept to be shown. */
const maxReported = 10_000;

/** Works on a file that is read in parts: what is held at once does not grow with it, but for some bytes a filled cell. */
export async function largeJob(source: FileSource, reading: CommandOptions, progress: Progress, signal: AbortSignal): Promise<Job> {
  const said = (what: string) => (done: number) => progress.show(`${what}: ${percent(done, source.size)}...`);
  const index = await indexFile(source, dialectOf(reading), { signal, onProgress: said("Reading") });
  const large: LargeFile = { source, index, options: tableOptionsOf(reading) };
  const missing = new Float64Array(index.columns);
  const onMissing = (_row: number, column: number, kind: Missing): void => {
    if (kind !== Missing.ShortRow || reading.shortRows) missing[column]!++;
  };
  const found = await survey(large, reading.seed, { onMissing, onProgress: said("Looking for missing cells") }, { signal });
  const table = await learningTable(large, found, {});
  const unfilled = table.columns.map(({ index: at, skipReason }) => ({ index: at, missing: missing[at]!, filled: 0, skipReason: missing[at] === 0 ? null : skipReason }));
  let cells: TemporaryFile | null = null;
  return {
    table,
    rows: index.rows,
    warnings: index.warnings,
    unfilled,
    checkUnchanged: () => source.checkUnchanged(),
    async close() {
      await cells?.remove();
      await source.close();
    },
    async fill(network, settings, options, bar, abort): Promise<Work> {
      if (options.report !== null) cells = await temporaryFile();
      const lists = Array.from({ length: options.draws ?? 1 }, () => new ChangeList());
      const kept: Suggestion[] = [];
      let entries = 0;
      const take = async (filled: FilledBlock): Promise<void> => {
        const { written, block, changes } = filled;
        const rowOf = (row: number): number => block.excerpt.chosen.rows[row]!;
        if (cells !== null && written.length > 0) {
          await cells.append(Buffer.from([...cellPieces(written, block.table, rowOf, entries === 0)].join("")));
        }
        entries += written.length;
        for (const cell of written.slice(0, maxReported - kept.length)) kept.push({ ...cell, row: rowOf(cell.row) });
        if (options.draws === null) for (const change of changes) lists[0]!.add(change);
        else await drawBlock(network, filled, lists, [settings, large], bar, abort);
      };
      const onProgress = (done: number, total: number) => bar.show(`Filling row ${done} of ${total}...`);
      const read = { signal: abort };
      const { columns, ...timing } = await imputeLarge(network.impute, large, found, settings, options.minCertainty, take, { onProgress }, read);
      await cells?.finish();
      const path = cells?.path ?? null;
      return {
        copies: lists.map((list) => splicedPieces(source, list)),
        columns: columns.length > 0 ? columns : unfilled,
        cells: kept,
        entries: () => (path === null ? [] : contentOf(path)),
        timing,
      };
    },
  };
}

/** Adds the changes of every draw for one block; the cells are those that the likeliest values fill. */
async function drawBlock(
  network: Network,
  { block, written }: FilledBlock,
  lists: readonly ChangeList[],
  [settings, { index }]: [Parameters<Network["draw"]>[1], LargeFile],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { excerpt, table } = block;
  const places = new Set(written.map(({ row, column }) => row * table.columns.length + column));
  for (const [draw, list] of lists.entries()) {
    progress.show(`Drawing copy ${draw + 1} of ${lists.length}...`);
    const drawn = await network.draw(table, settings, draw, signal);
    const wanted = drawn.filter(({ row, column }) => places.has(row * table.columns.length + column));
    const { edits } = planFills(excerpt, table, wanted, styleOf(index), 0);
    for (const change of changesOf(block, edits)) list.add(change);
  }
}

async function* contentOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const piece of createReadStream(path)) yield piece as Uint8Array;
}

function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / Math.max(1, whole))} %`;
}
