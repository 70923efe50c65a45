import type { EncodedTable } from "./encode";

/** Columns one pass of the network reads, and which of them it predicts: positions in `EncodedTable.columns`. */
export interface ColumnBlock {
  readonly columns: readonly number[];
  readonly targets: readonly number[];
}

/** Rows whose pairs of values are counted, and classes a column is cut into for that. */
const sampledRows = 400;
const mostClasses = 24;
const mostCandidates = 600;

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
  const classes = new Map<number, Uint8Array>();
  const of = (j: number): Uint8Array => {
    const known = classes.get(j) ?? classesOf(table, j, rows);
    classes.set(j, known);
    return known;
  };
  const step = Math.max(1, width / mostCandidates);
  const candidates = Array.from({ length: Math.min(width, mostCandidates) }, (_, k) => columns[Math.floor(k * step)]!);
  const perBlock = Math.max(1, Math.floor(limit / 4));
  const blocks: ColumnBlock[] = [];
  for (let first = 0; first < targets.length; first += perBlock) {
    const mine = targets.slice(first, first + perBlock);
    const score = candidates
      .filter((j) => !mine.includes(j))
      .map((j) => ({ j, best: Math.max(...mine.map((t) => association(of(j), of(t)))) }))
      .sort((a, b) => b.best - a.best || a.j - b.j);
    const chosen = [...mine, ...score.slice(0, limit - mine.length).map(({ j }) => j)].sort((a, b) => a - b);
    blocks.push({ columns: chosen, targets: mine });
  }
  return blocks;
}

/** Class per sampled row: level, or one of eight ranges of the normal score; 255 for a hole. */
function classesOf(table: EncodedTable, j: number, rows: Uint32Array): Uint8Array {
  const width = table.columns.length;
  const numeric = table.columns[j]!.numeric;
  return Uint8Array.from(rows, (row) => {
    const at = row * width + j;
    if (table.seen[at] === 0) return 255;
    if (!numeric) return table.level[at]! % mostClasses;
    return Math.max(0, Math.min(7, Math.floor((table.g[at]! + 2) * 2)));
  });
}

/** Goodman and Kruskal's tau: by how much knowing `from` lowers the chance of guessing `to` wrong, 0..1. */
function association(from: Uint8Array, to: Uint8Array): number {
  const joint = new Float64Array(mostClasses * mostClasses);
  const left = new Float64Array(mostClasses);
  const right = new Float64Array(mostClasses);
  let n = 0;
  for (let k = 0; k < from.length; k++) {
    const a = from[k]!;
    const b = to[k]!;
    if (a === 255 || b === 255) continue;
    joint[a * mostClasses + b]!++;
    left[a]!++;
    right[b]!++;
    n++;
  }
  if (n < 8) return 0;
  let given = 0;
  let alone = 0;
  for (let b = 0; b < mostClasses; b++) alone += (right[b]! / n) ** 2;
  for (let a = 0; a < mostClasses; a++) {
    if (left[a]! === 0) continue;
    for (let b = 0; b < mostClasses; b++) given += joint[a * mostClasses + b]! ** 2 / (left[a]! * n);
  }
  return alone >= 1 ? 0 : (given - alone) / (1 - alone);
}
