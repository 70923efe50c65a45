import { op, table as arqueroTable } from "arquero";
import { isMissing } from "./cell";
import type { Column, Table } from "./column";

/** The rows in which a column's cells are missing most unlike elsewhere: those that hold one level of another column, or one half of its numbers. */
export interface MissingWhere {
  /** Index of the other column. */
  readonly by: number;
  /** Its level, as it is written; or its numbers (dates in seconds since 1970 UTC) below `value`, or from it on. */
  readonly part: { readonly kind: "level"; readonly text: string } | { readonly kind: "below" | "from"; readonly value: number };
  /** Rows of that part, and those of them in which the cell is missing. */
  readonly rows: number;
  readonly missing: number;
  /** The same of all other rows in which the other column has a value. */
  readonly otherRows: number;
  readonly otherMissing: number;
}

/** A part with fewer rows says nothing, and neither does a column with fewer missing cells. */
const leastRows = 20;
const leastMissing = 10;
/** Levels of a column that are looked at one by one. */
const maxLevels = 60;
/**
 * The least share of the variance (of whether the cell is missing) that the parts have to explain. By chance alone the
 * best of some hundred parts explains about 10 in as many as there are rows.
 */
const leastExplained = 0.02;
const chance = 15;

/** The strongest such part; null where none has decent support. @param pause lets other work of the thread run */
export async function missingWhere(table: Table, column: number, pause: () => Promise<void>): Promise<MissingWhere | null> {
  const target = table.columns[column];
  if (target === undefined) return null;
  const missing = Uint8Array.from({ length: table.rows }, (_, row) => (isMissing(table, target, row) ? 1 : 0));
  const all = missing.reduce((sum, one) => sum + one, 0);
  if (all < leastMissing || table.rows - all < leastMissing) return null;
  let best: MissingWhere | null = null;
  let most = Math.max(leastExplained, chance / table.rows);
  for (const other of table.columns) {
    if (other.index === column) continue;
    for (const part of partsOf(other, missing)) {
      const explained = explainedBy(part);
      if (explained <= most) continue;
      most = explained;
      best = part;
    }
    await pause();
  }
  return best;
}

/** The parts of a column's rows that have support, each with what it holds. */
function partsOf(other: Column, missing: Uint8Array): MissingWhere[] {
  const halves = other.kind === "number" || other.kind === "date" ? median(other.values) : null;
  if (halves === null && (other.levels.length < 2 || other.levels.length > maxLevels)) return [];
  const group = halves === null ? other.codes : Int32Array.from(other.values, (value) => (Number.isNaN(value) ? -1 : value < halves ? 0 : 1));
  const counted = arqueroTable({ group, missing }).groupby("group").rollup({ rows: op.count(), missing: op.sum("missing") });
  const groups = (counted.objects() as { group: number; rows: number; missing: number }[]).filter(({ group: known }) => known >= 0);
  const rows = groups.reduce((sum, one) => sum + one.rows, 0);
  const gone = groups.reduce((sum, one) => sum + one.missing, 0);
  return groups
    .map((one): MissingWhere => ({
      by: other.index,
      part: halves === null ? { kind: "level", text: other.levels[one.group] ?? "" } : { kind: one.group === 0 ? "below" : "from", value: halves },
      rows: one.rows,
      missing: one.missing,
      otherRows: rows - one.rows,
      otherMissing: gone - one.missing,
    }))
    .filter((one) => one.rows >= leastRows && one.otherRows >= leastRows && (halves === null || one.missing / one.rows > one.otherMissing / one.otherRows));
}

/** Share of the variance between missing and not that the part explains, 0..1: the square of the phi coefficient. */
function explainedBy({ rows, missing, otherRows, otherMissing }: MissingWhere): number {
  const all = rows + otherRows;
  const share = (missing + otherMissing) / all;
  if (share === 0 || share === 1) return 0;
  const difference = missing / rows - otherMissing / otherRows;
  return (difference ** 2 * rows * otherRows) / all ** 2 / (share * (1 - share));
}

/** The middle value; null where fewer than two different ones are known. */
function median(values: Float64Array): number | null {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0 || known[0] === known.at(-1)) return null;
  const middle = known[known.length >> 1]!;
  // Where more than half hold the least value, the others are the upper part.
  return middle > known[0]! ? middle : known.find((value) => value > middle)!;
}
