import { op, table as arqueroTable } from "arquero";
import { type Column, type ColumnKind, Missing } from "./column";

/** Numbers and dates (in seconds since 1970 UTC) in figures. */
export interface NumberSummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Sample standard deviation; 0 where there is one value. */
  readonly sd: number;
  /** 5 %, 25 %, 50 %, 75 %, 95 %. */
  readonly quantiles: readonly [number, number, number, number, number];
  /** Equal bins from `min` to `max`; counts add up to the known cells. */
  readonly bins: readonly number[];
}

/** A level and the cells that hold it. */
export interface LevelCount {
  readonly level: number;
  readonly text: string;
  readonly count: number;
}

/** What the header of a column tells. Counts are exact. */
export interface ColumnProfile {
  readonly index: number;
  readonly name: string;
  readonly kind: ColumnKind;
  /** Cells with something in them. */
  readonly observed: number;
  readonly missing: number;
  /** Missing cells by `Missing`; entry 0 is `observed`. */
  readonly byMissing: readonly number[];
  /** Observed cells that say nothing in this column, such as text among numbers. */
  readonly unread: number;
  /** Different known values. */
  readonly distinct: number;
  readonly numbers: NumberSummary | null;
  /** The most frequent levels, frequent first; ties in order of appearance. Empty for numbers and dates. */
  readonly topLevels: readonly LevelCount[];
}

/** The summary of one column. */
export function profileColumn(column: Column, topLevels = 10): ColumnProfile {
  const byMissing = [0, 0, 0, 0, 0];
  for (const missing of column.missing) byMissing[missing]!++;
  const observed = byMissing[Missing.None]!;
  const base = {
    index: column.index,
    name: column.name,
    kind: column.kind,
    observed,
    missing: column.missing.length - observed,
    byMissing,
  };
  if (column.kind === "number" || column.kind === "date") {
    const known = column.values.filter((value) => !Number.isNaN(value));
    return {
      ...base,
      unread: observed - known.length,
      distinct: new Set(known).size,
      numbers: known.length === 0 ? null : summarize(known),
      topLevels: [],
    };
  }
  const counts = levelCounts(column);
  return {
    ...base,
    unread: observed - counts.reduce((sum, { count }) => sum + count, 0),
    distinct: counts.length,
    numbers: null,
    topLevels: counts.slice(0, topLevels),
  };
}

function levelCounts(column: Column): LevelCount[] {
  const counts = new Uint32Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) counts[code]!++;
  const levels: LevelCount[] = [];
  for (const [level, count] of counts.entries())
    if (count > 0) levels.push({ level, text: column.levels[level]!, count });
  return levels.sort((a, b) => b.count - a.count || a.level - b.level);
}

function summarize(known: Float64Array): NumberSummary {
  const figures = arqueroTable({ value: known }).rollup({
    min: op.min("value"),
    max: op.max("value"),
    mean: op.mean("value"),
    sd: op.stdev("value"),
    q05: op.quantile("value", 0.05),
    q25: op.quantile("value", 0.25),
    q50: op.quantile("value", 0.5),
    q75: op.quantile("value", 0.75),
    q95: op.quantile("value", 0.95),
  });
  const figure = (name: string): number => Number(figures.get(name));
  const min = figure("min");
  const max = figure("max");
  const quantiles = [figure("q05"), figure("q25"), figure("q50"), figure("q75"), figure("q95")] as const;
  const bins = histogram(known, min, max, binCount(known.length, quantiles[3] - quantiles[1], max - min));
  return { min, max, mean: figure("mean"), sd: known.length > 1 ? figure("sd") : 0, quantiles: [...quantiles], bins };
}

/** Bins as wide as Freedman and Diaconis (1981) have it, between 1 and 30. */
function binCount(known: number, interquartile: number, range: number): number {
  if (range === 0) return 1;
  const width = (2 * interquartile) / Math.cbrt(known);
  return width > 0
    ? Math.min(30, Math.max(1, Math.ceil(range / width)))
    : Math.min(30, Math.ceil(Math.log2(known)) + 1);
}

function histogram(known: Float64Array, min: number, max: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of known) counts[Math.min(bins - 1, Math.floor(((value - min) / (max - min || 1)) * bins))]!++;
  return counts;
}
