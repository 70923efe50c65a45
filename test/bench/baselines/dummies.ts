import { type Frame, type FrameColumn, moments, ranked } from "./frame";

/** One frame column as standardised numbers or as indicators of its most frequent levels. */
export interface Span {
  readonly column: FrameColumn;
  /** Position of the first of its columns in `Dummies.columns`. */
  readonly first: number;
  /** Levels that have an indicator, most frequent first; null for numbers. */
  readonly levels: readonly number[] | null;
  readonly mean: number;
  readonly sd: number;
}

/** A frame in numbers alone, missing cell cells NaN. */
export interface Dummies {
  readonly columns: readonly Float64Array[];
  readonly spans: readonly Span[];
}

/** Standardises numbers; categories become indicators of at most `most` levels, `scale` where the level holds. */
export function toDummies({ columns: all }: Frame, most: number, scale: number): Dummies {
  const columns: Float64Array[] = [];
  const spans = all.map((column): Span => {
    const first = columns.length;
    if (column.numeric) {
      const { mean, sd } = moments(column);
      columns.push(column.values.map((value) => (value - mean) / sd));
      return { column, first, levels: null, mean, sd };
    }
    const levels = ranked(column).slice(0, most);
    for (const level of levels) {
      columns.push(column.values.map((value) => (Number.isNaN(value) ? Number.NaN : value === level ? scale : 0)));
    }
    return { column, first, levels, mean: 0, sd: 1 };
  });
  return { columns, spans };
}

/** Reads completed numbers back: the number itself, or the level whose indicator is largest. */
export function fromDummies({ spans }: Dummies, completed: readonly Float64Array[]): Float64Array[] {
  return spans.map(({ column, first, levels, mean, sd }) =>
    column.values.map((value, row) => {
      if (!Number.isNaN(value)) return value;
      if (levels === null) return completed[first]![row]! * sd + mean;
      let best = 0;
      for (let l = 1; l < levels.length; l++) if (completed[first + l]![row]! > completed[first + best]![row]!) best = l;
      return levels[best] ?? 0;
    }),
  );
}
