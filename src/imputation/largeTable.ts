import type { CsvFile } from "../csv/csvFile";
import { type Excerpt, ExcerptWriter } from "../csv/excerpt";
import type { FileIndex } from "../csv/fileIndex";
import { countEmpty } from "../csv/missing";
import { type ByteSource, type RecordPart, defaultPartBytes } from "../csv/parts";
import { readAllRows, readRows } from "../csv/rowReader";
import { seededRandom } from "../npt/random";
import { buildTableInTurns } from "../table/buildTable";
import type { TableOptions } from "../table/tableOptions";
import { type Column, Missing, type Table } from "../table/column";
import { MissingFinder, partTables } from "../table/missingFinder";
import { RowSet } from "../table/rowSet";

/** A file too large to be held as a table: read in parts, where a table is made of some of its rows at a time. */
export interface LargeFile {
  readonly source: ByteSource;
  readonly index: FileIndex;
  readonly options: Partial<TableOptions>;
  /** Default: `defaultLimits`. */
  readonly limits?: BlockLimits;
}

/** What a run holds at once. */
export interface BlockLimits {
  /** Cells of the rows that are learned from. */
  readonly learningCells: number;
  /** Cells of the rows with missing cells that are worked on together. */
  readonly blockCells: number;
  /** Bytes of either. */
  readonly bytes: number;
}

/** A quarter of a second of work for each step that cannot be interrupted, and less than 200 MB. */
const defaultLimits: BlockLimits = { learningCells: 400_000, blockCells: 200_000, bytes: 24 * 2 ** 20 };
/** Wide tables: as many rows as the network attends to, and as it predicts at once, within so many cells. */
const wideLimits = {
  learningCells: { rows: 2500, cells: 6_000_000 },
  blockCells: { rows: 250, cells: 3_000_000 },
} as const;

/** Bytes of a file that is held whole, the cells of its table, and the missing cells whose suggestions are held. */
export const maxBytesAtOnce = 50 * 2 ** 20;
const maxCellsAtOnce = 12_000_000;
export const maxMissingAtOnce = 500_000;

/** Whether a file has so many cells or missing cells that it is worked on in blocks, however few bytes it has. */
export function isDense(file: CsvFile): boolean {
  if (file.rows * file.columns > maxCellsAtOnce) return true;
  if (file.rows * file.columns <= maxMissingAtOnce) return false;
  return countEmpty(file).reduce((sum, count) => sum + count, 0) > maxMissingAtOnce;
}

export interface ReadOptions {
  readonly partBytes?: number;
  readonly signal?: AbortSignal;
  /** Lets other work of the thread run. */
  readonly pause?: () => Promise<void>;
  /** Whether blocks have the rows that hold the nearest known cells above and below their missing ones. */
  readonly neighbours?: boolean;
}

/** The rows of a large file from which the model learns, and those that have missing cells. */
export interface Survey {
  /** A seeded sample of all rows. */
  readonly learning: Excerpt;
  readonly withMissing: RowSet;
  /** Stretches of rows that follow one another, spread over the file: what the order of the rows tells is judged on them. */
  readonly stretches: Excerpt;
}

/** Stretches of a survey, and rows of each at most. */
const stretchCount = 12;
const stretchRows = 250;
/** Rows with missing cells before and behind a block that are read for their known cells. */
const marginRows = 64;

function rowsThatFit({ source, index, limits = defaultLimits }: LargeFile, which: "learningCells" | "blockCells"): number {
  const columns = Math.max(1, index.columns);
  const wide = wideLimits[which];
  const least = limits === defaultLimits ? Math.min(wide.rows, wide.cells / columns) : 1;
  const byCells = Math.max(limits[which] / columns, least);
  const byBytes = limits.bytes / Math.max(1, source.size / Math.max(1, index.rows));
  return Math.max(1, Math.floor(Math.min(byCells, byBytes)));
}

/** What a survey tells on its way, row by row. */
export interface SurveyEvents {
  /** A cell that may be a missing cell; `token` is the text of one that holds a token. */
  onMissing(row: number, column: number, missing: Missing, token: string): void;
  /** A row with such cells, and their columns, rising. */
  onRow?(part: RecordPart, record: number, row: number, columns: readonly number[]): void;
  /** Bytes read so far. */
  onProgress?(done: number): void;
}

/** Reads the file once more: collects the sample and finds the missing cells. */
export async function survey(
  large: LargeFile,
  seed: number,
  { onMissing, onRow, onProgress }: SurveyEvents,
  { partBytes = defaultPartBytes, signal }: ReadOptions,
): Promise<Survey> {
  const { source, index, options } = large;
  const { bytes } = large.limits ?? defaultLimits;
  const finder = new MissingFinder(options);
  const tableOf = partTables(index);
  const writer = new ExcerptWriter(index);
  const withMissing = new RowSet(index.rows);
  const random = seededRandom(seed + 5);
  let wanted = Math.min(index.rows, rowsThatFit(large, "learningCells"));
  const stretches = new ExcerptWriter(index);
  const between = Math.max(1, Math.floor(index.rows / stretchCount));
  const inStretch = Math.min(stretchRows, Math.ceil(rowsThatFit(large, "learningCells") / stretchCount));
  const visit = (part: RecordPart, record: number, row: number): void => {
    const columns: number[] = [];
    finder.find(tableOf(part), record, (column, missing, token) => {
      if (missing !== Missing.ShortRow || options.fillShortRows === true) withMissing.add(row);
      onMissing(row, column, missing, token);
      if (onRow) columns.push(column);
    });
    if (columns.length > 0) onRow?.(part, record, row, columns);
    if (row % between < inStretch && stretches.length < 2 * bytes) stretches.add(part, record, row);
    // Each of the rows to come is as likely as any other (selection sampling).
    if (random() * (index.rows - row) >= wanted) return;
    wanted--;
    if (writer.length < 2 * bytes) writer.add(part, record, row);
  };
  await readAllRows(source, index, visit, { partBytes, ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) });
  return { learning: writer.finish(), withMissing, stretches: stretches.finish() };
}

/** A table of the sample and of some rows with missing cells, and the rows beside these; only missing cells of the former are missing cells in it. */
export interface Block {
  readonly excerpt: Excerpt;
  readonly table: Table;
  /** Rows whose missing cells it has. */
  readonly rows: number;
}

/**
 * The rows with missing cells in file order, in blocks that do not depend on how the file is read.
 * @param from a row whose block comes first; the others follow, those before it last
 */
export async function* blocksOf(large: LargeFile, survey: Survey, read: ReadOptions, from = 0): AsyncGenerator<Block> {
  const begin = from === 0 ? 0 : survey.withMissing.blockStart(from, rowsThatFit(large, "blockCells"));
  yield* blocksBetween(large, survey, read, begin, large.index.rows);
  if (begin > 0) yield* blocksBetween(large, survey, read, 0, begin);
}

/** The blocks of rows `from` to `to`. */
async function* blocksBetween(large: LargeFile, { learning, withMissing }: Survey, read: ReadOptions, from: number, to: number): AsyncGenerator<Block> {
  const { source, index, options } = large;
  const { bytes } = large.limits ?? defaultLimits;
  const { partBytes = defaultPartBytes, signal, pause = async () => {}, neighbours = false } = read;
  const size = rowsThatFit(large, "blockCells");
  for (let first = withMissing.next(from); first >= 0 && first < to; ) {
    const mine = withMissing.from(first, size, to);
    const rows = neighbours ? withNeighbours(mine, withMissing, index.rows) : mine;
    const writer = new ExcerptWriter(index);
    const { rows: end, chosen } = learning;
    let learned = 0;
    let last = -1;
    let done = 0;
    const learnUpTo = (row: number): void => {
      const from = learned;
      while (learned < end && chosen.rows[learned]! < row) learned++;
      writer.addFrom(learning, from, learned);
    };
    await readRows(
      source,
      index,
      rows,
      (part, record, row) => {
        learnUpTo(row);
        if (chosen.rows[learned] === row) learned++;
        writer.add(part, record, row);
        if (row === mine[done]) {
          last = row;
          done++;
        }
        return done === 0 || writer.length < learning.bytes.length + 3 * bytes;
      },
      { partBytes, ...(signal ? { signal } : {}) },
    );
    learnUpTo(index.rows);
    const excerpt = writer.finish();
    const table = await buildTableInTurns(excerpt, options, pause);
    yield { excerpt, table: { ...missingOnlyIn(table, excerpt.chosen.rows, first, last), places: excerpt.chosen.rows }, rows: done };
    first = withMissing.next(last + 1);
  }
}

/** Table of the sample alone: kinds, names and summaries of a file whose missing cells are few or none. */
export async function learningTable({ options }: LargeFile, { learning }: Survey, { pause = async () => {} }: ReadOptions): Promise<Table> {
  return buildTableInTurns(learning, options, pause);
}

/** Table of the stretches, their missing cells in it. */
export async function stretchesTable({ options }: LargeFile, { stretches }: Survey, { pause = async () => {} }: ReadOptions): Promise<Table> {
  return { ...(await buildTableInTurns(stretches, options, pause)), places: stretches.chosen.rows };
}

/**
 * Rows with missing cells, and the rows that hold the nearest known cells above and below them: complete rows beside
 * them, and before and behind all of them those up to the next complete row.
 */
export function withNeighbours(rows: Int32Array, withMissing: RowSet, all: number): Int32Array {
  const found = new Set<number>(rows);
  const add = (row: number): boolean => {
    if (row >= 0 && row < all) found.add(row);
    return withMissing.has(row);
  };
  for (const row of rows) {
    if (!withMissing.has(row - 1)) add(row - 1);
    if (!withMissing.has(row + 1)) add(row + 1);
  }
  const [first = 0] = rows;
  const last = rows[rows.length - 1] ?? first;
  for (let step = 1; step <= marginRows && add(first - step); step++);
  for (let step = 1; step <= marginRows && add(last + step); step++);
  return Int32Array.from(found).sort();
}

/** The table with missing cells in file rows `first` to `last` only; cells of other rows are left out of the work. */
function missingOnlyIn(table: Table, rows: Int32Array, first: number, last: number): Table {
  let from = 0;
  while (rows[from]! < first) from++;
  let to = from;
  while (to < rows.length && rows[to]! <= last) to++;
  const columns = table.columns.map((column): Column => {
    const missing = column.missing.slice();
    missing.fill(Missing.None, 0, from);
    missing.fill(Missing.None, to);
    return { ...column, missing };
  });
  return { ...table, columns };
}
