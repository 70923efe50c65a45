import { setImmediate } from "node:timers/promises";
import { indexFile } from "../../csv/fileIndex";
import type { FileSource } from "../../files/fileSource";
import { type LargeFile, learningTable, type ReadOptions, survey, type Survey, type SurveyEvents } from "../../imputation/largeTable";
import type { TableOptions } from "../../table/buildTable";
import type { Table } from "../../table/column";
import { MissingMap } from "../../table/missingMap";
import type { SavedLarge, SavedLargeRow, RowPrints } from "./savedLarge";
import { RowFinder } from "./rowFinder";

/** A large file, read once: where its rows are, which cells are missing cells, and the rows that are learned from. */
export interface LargeTable extends LargeFile {
  readonly source: FileSource;
  readonly found: Survey;
  /** Every row's missing cells; the values are those of the rows that are learned from. */
  readonly table: Table;
  /** The rows that are learned from, as a table of their own. */
  readonly learning: Table;
}

/** A large file as its review needs it: also known again when it is opened the next time. */
export interface ReviewedTable extends LargeTable {
  /** The file's state (`stampOf`) when it was read. */
  readonly stamp: string;
  readonly prints: RowPrints;
  /** Rows with decisions of an earlier review, by where they are now. */
  readonly kept: ReadonlyMap<number, SavedLargeRow>;
}

/** Half a MiB takes about 10 ms: between two parts the extension host does what else it has to do. */
export const partBytes = 1 << 19;

/** How the editor reads: in short turns. */
export function inTurns(signal: AbortSignal): ReadOptions & { readonly signal: AbortSignal; readonly partBytes: number } {
  return { partBytes, signal, pause: () => setImmediate() };
}

/** `openLarge`, and which rows an earlier review's decisions belong to. */
export async function openReviewed(
  earlier: SavedLarge | null,
  stamp: string,
  ...[source, options, seed, onProgress, signal]: Parameters<typeof openLarge>
): Promise<ReviewedTable> {
  const finder = new RowFinder(earlier, stamp);
  const large = await openLarge(source, options, seed, onProgress, signal, finder.see);
  const same = earlier !== null && earlier.columns.join("\n") === large.table.columns.map(({ name }) => name).join("\n");
  return { ...large, stamp, prints: finder.prints, kept: same ? finder.found() : new Map() };
}

/**
 * Reads a file twice, in short turns: first for its rows, then for its missing cells. Closes it where that fails.
 * @param onProgress share of the work, 0..1
 */
export async function openLarge(
  source: FileSource,
  options: Partial<TableOptions>,
  seed: number,
  onProgress: (share: number) => void,
  signal: AbortSignal,
  onRow: SurveyEvents["onRow"] = undefined,
): Promise<LargeTable> {
  try {
    const half = (from: number) => (done: number) => onProgress(from + done / source.size / 2);
    const index = await indexFile(source, {}, { partBytes, signal, onProgress: half(0) });
    const large = { source, index, options };
    const missing = new MissingMap(index.rows);
    const found = await survey(large, seed, { onMissing: missing.add, ...(onRow && { onRow }), onProgress: half(0.5) }, { partBytes, signal });
    await source.checkUnchanged();
    const learning = await learningTable(large, found, inTurns(signal));
    return { ...large, found, learning, table: missing.outline(learning.columns, learning.fillShortRows === true) };
  } catch (error) {
    await source.close();
    throw error;
  }
}
