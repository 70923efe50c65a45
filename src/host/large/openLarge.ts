import { setImmediate } from "node:timers/promises";
import { indexFile } from "../../csv/fileIndex";
import type { FileSource } from "../../files/fileSource";
import { type LargeFile, learningTable, type ReadOptions, survey, type Survey } from "../../imputation/largeTable";
import type { TableOptions } from "../../table/buildTable";
import type { Table } from "../../table/column";
import { HoleMap } from "../../table/holeMap";

/** A large file, read once: where its rows are, which cells are holes, and the rows that are learned from. */
export interface LargeTable extends LargeFile {
  readonly source: FileSource;
  readonly found: Survey;
  /** Every row's holes; the values are those of the rows that are learned from. */
  readonly table: Table;
  /** The rows that are learned from, as a table of their own. */
  readonly learning: Table;
}

/** Half a MiB takes about 10 ms: between two parts the extension host does what else it has to do. */
export const partBytes = 1 << 19;

/** How the editor reads: in short turns. */
export function inTurns(signal: AbortSignal): ReadOptions & { readonly signal: AbortSignal; readonly partBytes: number } {
  return { partBytes, signal, pause: () => setImmediate() };
}

/**
 * Reads a file twice, in short turns: first for its rows, then for its holes. Closes it where that fails.
 * @param onProgress share of the work, 0..1
 */
export async function openLarge(
  source: FileSource,
  options: Partial<TableOptions>,
  seed: number,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<LargeTable> {
  try {
    const half = (from: number) => (done: number) => onProgress(from + done / source.size / 2);
    const index = await indexFile(source, {}, { partBytes, signal, onProgress: half(0) });
    const large = { source, index, options };
    const holes = new HoleMap(index.rows);
    const found = await survey(large, seed, holes.add, { partBytes, signal }, half(0.5));
    await source.checkUnchanged();
    const learning = await learningTable(large, found, inTurns(signal));
    return { ...large, found, learning, table: holes.over(learning) };
  } catch (error) {
    await source.close();
    throw error;
  }
}
