import { centre, type Frame, type FrameColumn, type Imputer, split } from "./frame";

/** How many cut points turn a number with many values into a key. */
const cuts = 11;
const maxRules = 3;

/** A column as a key: a group per row, -1 for a missing cell. */
interface Key {
  readonly column: FrameColumn;
  readonly group: Int32Array;
  readonly groups: number;
}

/** What a key's groups predict for a target (NaN: nothing), and its leave-one-out error. */
interface Rule {
  readonly key: Key;
  readonly predicted: Float64Array;
  readonly error: number;
}

/**
 * The lookup rule: for each column the other column whose groups predict it best, leave-one-out. It fills the group's
 * most frequent value (numbers: its mean or most frequent value, whichever errs less), the second and third best column
 * where the group is unknown, then the mean or most common value.
 */
export const lookupRule: Imputer = (frame) => {
  const keys = frame.columns.flatMap((column) => keysOf(column));
  return frame.columns.map((target) => {
    const { known, holes } = split(target);
    const middle = centre(target);
    const filled = target.values.slice();
    if (holes.length === 0) return filled;
    const rules = bestRules(frame, target, known, middle, keys);
    for (const row of holes) {
      const rule = rules.find(({ key, predicted }) => key.group[row]! >= 0 && !Number.isNaN(predicted[key.group[row]!]!));
      filled[row] = rule === undefined ? middle : rule.predicted[rule.key.group[row]!]!;
    }
    return filled;
  });
};

function keysOf(column: FrameColumn): Key[] {
  const distinct = new Map<number, number>();
  for (const value of column.values) if (!Number.isNaN(value) && !distinct.has(value)) distinct.set(value, distinct.size);
  const { known } = split(column);
  const keys: Key[] = [];
  if (distinct.size < 2 || known.length < 5) return keys;
  if (distinct.size <= 0.5 * known.length) {
    keys.push({ column, group: Int32Array.from(column.values, (v) => distinct.get(v) ?? -1), groups: distinct.size });
  }
  if (column.numeric && distinct.size > 20) {
    const sorted = Float64Array.from(known, (row) => column.values[row]!).sort();
    const borders = Array.from({ length: cuts }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / (cuts + 1))]!);
    const bin = (value: number): number => (Number.isNaN(value) ? -1 : borders.filter((border) => value >= border).length);
    keys.push({ column, group: Int32Array.from(column.values, bin), groups: cuts + 1 });
  }
  return keys;
}

function bestRules(frame: Frame, target: FrameColumn, known: readonly number[], middle: number, keys: readonly Key[]): Rule[] {
  const loss = (row: number, guess: number): number =>
    target.numeric ? (target.values[row]! - guess) ** 2 : Number(target.values[row] !== guess);
  const base = known.reduce((sum, row) => sum + loss(row, middle), 0);
  const rules: Rule[] = [];
  for (const key of keys) {
    if (key.column === target || key.group.length !== frame.rows) continue;
    const rows = known.filter((row) => key.group[row]! >= 0);
    if (rows.length < 10) continue;
    const rest = known.filter((row) => key.group[row]! < 0).reduce((sum, row) => sum + loss(row, middle), 0);
    const kinds = target.numeric ? [modes(target, key, rows), means(target, key, rows)] : [modes(target, key, rows)];
    const tried = kinds.map(({ predicted, without }): Rule => {
      const error = rows.reduce((sum, row) => sum + loss(row, orElse(without(row), middle)), rest);
      return { key, predicted, error };
    });
    rules.push(tried.reduce((best, rule) => (rule.error < best.error ? rule : best)));
  }
  return rules.filter(({ error }) => error < base).sort((a, b) => a.error - b.error).slice(0, maxRules);
}

const orElse = (value: number, other: number): number => (Number.isNaN(value) ? other : value);

/** Per group a prediction, and the prediction for a known row had it not been there. */
interface Groups {
  readonly predicted: Float64Array;
  without(row: number): number;
}

function modes({ values }: FrameColumn, { group, groups }: Key, rows: readonly number[]): Groups {
  const counts = Array.from({ length: groups }, () => new Map<number, number>());
  for (const row of rows) {
    const count = counts[group[row]!]!;
    count.set(values[row]!, (count.get(values[row]!) ?? 0) + 1);
  }
  const top = counts.map((count) => [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 2));
  return {
    predicted: Float64Array.from(top, ([first]) => first?.[0] ?? Number.NaN),
    without(row) {
      const [first, second] = top[group[row]!]!;
      if (first === undefined) return Number.NaN;
      if (first[0] !== values[row]) return first[0];
      if (first[1] - 1 >= (second?.[1] ?? 0) && first[1] > 1) return first[0];
      return second?.[0] ?? Number.NaN;
    },
  };
}

function means({ values }: FrameColumn, { group, groups }: Key, rows: readonly number[]): Groups {
  const sum = new Float64Array(groups);
  const count = new Int32Array(groups);
  for (const row of rows) {
    sum[group[row]!]! += values[row]!;
    count[group[row]!]!++;
  }
  return {
    predicted: sum.map((total, g) => total / count[g]!),
    without: (row) => (sum[group[row]!]! - values[row]!) / (count[group[row]!]! - 1),
  };
}
