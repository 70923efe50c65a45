import type { EncodedTable } from "./encode";

/** Columns one pass of the network reads, and which of them it predicts: positions in `EncodedTable.columns`. */
export interface ColumnBlock {
  readonly columns: readonly number[];
  readonly targets: readonly number[];
}

/** Rows whose pairs of values are counted, and classes a column is cut into for that. */
const sampledRows = 400;
const maxLevelClasses = 24;
const numericClasses = 8;
const hidden = 255;
/** Columns that are looked at for a block, spread over the table, and pairs of columns compared for all blocks. */
const maxCandidates = 600;
const maxPairs = 1_500_000;
/** Columns beside the block's own that are looked at in any case: neighbours often belong together. */
const neighbours = 24;
/** With more target columns than this a block predicts three quarters of what it reads, not one: nearly all of its time goes into reading. */
const manyTargets = 512;

/**
 * Attention between attributes costs the square of the columns, so a wide table is read in blocks: each has a few
 * target columns and, beside them, the columns that tell most about them.
 *
 * @param columns which columns may be read
 * @param order the table's rows in random order
 */
export function chooseColumns(
  table: EncodedTable,
  targets: readonly number[],
  columns: readonly number[],
  limit: number,
  order: Uint32Array,
): ColumnBlock[] {
  const width = columns.length;
  if (targets.length === 0) return [];
  if (width <= limit) return [{ columns, targets }];
  const rows = order.subarray(0, sampledRows);
  const classes = new Map<number, Classes>();
  const of = (j: number): Classes => {
    const known = classes.get(j) ?? classesOf(table, j, rows);
    classes.set(j, known);
    return known;
  };
  const wanted = Math.max(2 * limit, Math.min(maxCandidates, Math.floor(maxPairs / targets.length)));
  const step = Math.max(1, width / wanted);
  const spread = Array.from({ length: Math.min(width, wanted) }, (_, k) => columns[Math.floor(k * step)]!);
  const perBlock = Math.max(1, Math.floor((targets.length > manyTargets ? 3 * limit : limit) / 4));
  const blocks: ColumnBlock[] = [];
  for (let first = 0; first < targets.length; first += perBlock) {
    const mine = targets.slice(first, first + perBlock);
    const own = new Set(mine);
    const score = [...new Set([...spread, ...beside(columns, mine)])]
      .filter((j) => !own.has(j))
      .map((j) => ({ j, best: Math.max(...mine.map((t) => association(of(j), of(t)))) }))
      .sort((a, b) => b.best - a.best || a.j - b.j);
    const chosen = [...mine, ...score.slice(0, limit - mine.length).map(({ j }) => j)].sort((a, b) => a - b);
    blocks.push({ columns: chosen, targets: mine });
  }
  return blocks;
}

/** The columns around a block's targets; `columns` and `targets` rise. */
function beside(columns: readonly number[], targets: readonly number[]): number[] {
  let low = 0;
  while (columns[low]! < targets[0]!) low++;
  let high = low;
  while (high < columns.length && columns[high]! <= targets.at(-1)!) high++;
  return [...columns.slice(Math.max(0, low - neighbours), low), ...columns.slice(high, high + neighbours)];
}

/** Class per sampled row, `hidden` for a missing cell, and how many classes there are. */
interface Classes {
  readonly count: number;
  readonly of: Uint8Array;
}

/** A class is a level, or one of eight ranges of the normal score. */
function classesOf(table: EncodedTable, j: number, rows: Uint32Array): Classes {
  const width = table.columns.length;
  const numeric = table.columns[j]!.numeric;
  const of = Uint8Array.from(rows, (row) => {
    const at = row * width + j;
    if (table.seen[at] === 0) return hidden;
    if (!numeric) return table.level[at]! % maxLevelClasses;
    return Math.max(0, Math.min(numericClasses - 1, Math.floor((table.g[at]! + 2) * 2)));
  });
  return { count: numeric ? numericClasses : maxLevelClasses, of };
}

const joint = new Float64Array(maxLevelClasses * maxLevelClasses);
const left = new Float64Array(maxLevelClasses);
const right = new Float64Array(maxLevelClasses);

/** Goodman and Kruskal's tau: by how much knowing `from` lowers the chance of guessing `to` wrong, 0..1. */
function association(from: Classes, to: Classes): number {
  const size = to.count;
  joint.fill(0, 0, from.count * size);
  left.fill(0, 0, from.count);
  right.fill(0, 0, size);
  let n = 0;
  for (let k = 0; k < from.of.length; k++) {
    const a = from.of[k]!;
    const b = to.of[k]!;
    if (a === hidden || b === hidden) continue;
    joint[a * size + b]!++;
    left[a]!++;
    right[b]!++;
    n++;
  }
  if (n < 8) return 0;
  let given = 0;
  let alone = 0;
  for (let b = 0; b < size; b++) alone += (right[b]! / n) ** 2;
  for (let a = 0; a < from.count; a++) {
    if (left[a]! === 0) continue;
    for (let b = 0; b < size; b++) given += joint[a * size + b]! ** 2 / (left[a]! * n);
  }
  return alone >= 1 ? 0 : (given - alone) / (1 - alone);
}
