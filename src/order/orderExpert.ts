import { isKnown, isMissing } from "../table/cell";
import { type Column, hasNumbers, type Table } from "../table/column";
import { meanAndSd } from "../table/meanAndSd";
import { estimatesOfSequence, interpolate, type Standard } from "./interpolation";
import { ridgeFit } from "./leastSquares";
import type { Gap, Neighbours } from "./neighbours";
import { type Outcomes, outcomeOf } from "./outcomes";
import { maximise } from "./mixture";
import { Residuals } from "./residuals";

/** Distribution of a number around an interpolated centre. */
export interface Around {
  readonly centre: number;
  /** In units of `sd`. */
  readonly residuals: Residuals;
  readonly sd: number;
}

/** What the neighbours of a cell say: exact values with their chances, a spread around a centre, else what the column has. */
export interface OrderOpinion {
  readonly exact: readonly { readonly value: number; readonly chance: number }[];
  readonly around: (Around & { readonly chance: number }) | null;
  /** What is left for the column's own distribution. */
  readonly base: number;
}

/** Of a cell of whose neighbours nothing is known. */
export const noOpinion: OrderOpinion = { exact: [], around: null, base: 1 };

/** What was learned of a column's order: plain numbers, of use for any table of the same file. */
export interface OrderLesson {
  /** Numbers: what they are standardised by. */
  readonly standard: Standard;
  /** Where the classes of gaps begin but the first, in rows. */
  readonly gapBorders: readonly number[];
  /** Numbers, per class of gaps: weights of the estimates. */
  readonly weights: readonly Float64Array[];
  /** Numbers, two per class of gaps: where the nearest two are at most `apartBorder` apart, in standard deviations, and where they are not. */
  readonly residuals: readonly Residuals[];
  readonly apartBorder: number;
  /** Per case the chances of the parts: the exact values, the spread, the column's own. The first: all cases together. */
  readonly chances: ReadonlyMap<number, Float64Array>;
  /** How much better than the column's own distribution it tells the trial cells, in nats each. */
  readonly gain: number;
}

/** Known cells that are learned from, and the fewest that teach anything. */
const maxTrials = 600;
const minTrials = 24;
/** Of the estimates' weights towards 0, in trials. */
const ridge = 12;
/** Trials that a class of gaps needs for weights, and a set of residuals, of its own. */
const minClass = 60;
const minResiduals = 20;
const allCases = -1;

/** A known cell, and per sequence the gaps of the missing one that it stands for. */
interface Trial {
  readonly row: number;
  readonly gaps: readonly Gap[];
}

/**
 * What the nearest known values above and below tell of a cell, in the file and among the rows of the same key. What to
 * make of them is learned from known cells whose neighbours are taken as far away as those of the column's own missing
 * cells are: a neighbour one row away says nothing about a hole of two hundred rows.
 */
export class OrderExpert {
  /** @param near the column's neighbours, per sequence */
  constructor(
    readonly near: readonly Neighbours[],
    readonly lesson: OrderLesson,
  ) {}

  /** The gaps of a cell, per sequence. */
  gaps(row: number): Gap[] {
    return this.near.map((one) => one.gap(row));
  }

  /** What the neighbours of a cell say. @param gaps those nearer are not looked at */
  says(row: number, gaps: readonly Gap[] = this.gaps(row)): OrderOpinion {
    const { chances } = this.lesson;
    const values = exactValues(this.near, row, gaps);
    const parts = chances.get(caseOf(values, gaps, this.lesson.gapBorders)) ?? chances.get(allCases)!;
    const around = spreadOf(this.near, row, gaps, this.lesson);
    const exact = values.flatMap((value, k) => (Number.isNaN(value) ? [] : [{ value, chance: parts[k]! }]));
    const spread = around === null ? 0 : parts[values.length]!;
    const base = parts[values.length + 1]!;
    const total = exact.reduce((sum, { chance }) => sum + chance, spread + base);
    return {
      exact: exact.map(({ value, chance }) => ({ value, chance: chance / total })),
      around: around && { ...around, chance: spread / total },
      base: base / total,
    };
  }
}

/** Trials of a first look, and how many standard errors off chance it must be. */
const firstTrials = 250;
const offChance = 2;

/**
 * A first look: whether the nearest known cells are more like the trial cells than others of the column are, or less, by
 * more than chance. Most columns of most files end here.
 */
export function mayTell(table: Table, near: readonly Neighbours[], random: () => number): boolean {
  const { column } = near[0]!;
  const trials = trialsOf(table, column, near, firstTrials, random);
  if (trials.length < minTrials) return false;
  const unlike = hasNumbers(column) ? (a: number, b: number) => Math.abs(a - b) : (a: number, b: number) => (a === b ? 0 : 1);
  const { sd } = meanAndSd(trials.map(({ row }) => valueAt(column, row)));
  return near.some((one, k) => {
    const closer = trials.flatMap(({ row, gaps }) => {
      const found = [one.above(row, gaps[k]!.above, 1)[0], one.below(row, gaps[k]!.below, 1)[0]].find((at) => at !== undefined);
      if (found === undefined) return [];
      const other = trials[Math.floor(random() * trials.length)]!.row;
      const value = valueAt(column, row);
      return [(unlike(value, valueAt(column, other)) - unlike(value, valueAt(column, found))) / (sd || 1)];
    });
    if (closer.length < minTrials) return false;
    const difference = meanAndSd(closer);
    return Math.abs(difference.mean) > (offChance * difference.sd) / Math.sqrt(closer.length);
  });
}

/**
 * @param near the column's neighbours, per sequence. @param base its own distribution over `outcomes`
 * @returns null where too little is known to learn from
 */
export function learnOrder(table: Table, near: readonly Neighbours[], outcomes: Outcomes, base: Float64Array, random: () => number): OrderLesson | null {
  const { column } = near[0]!;
  const trials = trialsOf(table, column, near, maxTrials, random);
  if (trials.length < minTrials) return null;
  const gaps = trials.map(({ gaps: [gap] }) => nearer(gap!)).sort((a, b) => a - b);
  const gapBorders = [...new Set([1, 2].map((third) => gaps[Math.floor((third * gaps.length) / 3)]!))].filter((border) => border > gaps[0]!);
  const numbers = hasNumbers(column) ? learnNumbers(near, trials, gapBorders) : { standard: { mean: 0, sd: 1 }, gapBorders, weights: [], residuals: [], apartBorder: 0 };
  return { ...numbers, ...learnChances(near, trials, numbers, outcomes, base) };
}

/** The opinion's probability per outcome. @param base the column's own distribution over them */
export function chancesOf(opinion: OrderOpinion, outcomes: Outcomes, base: Float64Array): Float64Array {
  const chances = base.map((share) => share * opinion.base);
  for (const { value, chance } of opinion.exact) chances[outcomeOf(outcomes, value)]! += chance;
  const { around } = opinion;
  if (around !== null) for (let at = 0; at < outcomes.size; at++) chances[at]! += around.chance * massOf(outcomes, around, at);
  return chances;
}

function trialsOf(table: Table, column: Column, near: readonly Neighbours[], most: number, random: () => number): Trial[] {
  const known: number[] = [];
  const holes: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    if (isKnown(column, row)) known.push(row);
    else if (isMissing(table, column, row)) holes.push(row);
  }
  if (holes.length === 0) return [];
  const count = Math.min(most, known.length);
  const step = known.length / count;
  return Array.from({ length: count }, (_, k) => {
    const hole = holes[Math.floor(random() * holes.length)]!;
    return { row: known[Math.floor((k + random()) * step)]!, gaps: near.map((one) => one.gap(hole)) };
  });
}

type Numbers = Pick<OrderLesson, "standard" | "gapBorders" | "weights" | "residuals" | "apartBorder">;

function learnNumbers(near: readonly Neighbours[], all: readonly Trial[], gapBorders: readonly number[]): Numbers {
  const { values } = near[0]!.column;
  const { mean, sd } = meanAndSd(values.filter((value) => !Number.isNaN(value)));
  const standard = { mean, sd: sd || 1 };
  const width = estimatesOfSequence * near.length;
  const trials = all.filter(({ row, gaps }) => estimate(near, row, gaps, standard, new Float64Array(width)) !== null);
  const features = new Float64Array(trials.length * width);
  const truth = Float64Array.from(trials, ({ row }) => (values[row]! - mean) / standard.sd);
  const apart = Float64Array.from(trials, ({ row, gaps }, i) => estimate(near, row, gaps, standard, features.subarray(i * width, (i + 1) * width)) ?? Number.NaN);
  const sorted = apart.filter((distance) => !Number.isNaN(distance)).sort();
  const apartBorder = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const rows = [...trials.keys()];
  const weigh = (some: readonly number[]): Float64Array => {
    const own = new Float64Array(some.length * width);
    for (const [k, i] of some.entries()) own.set(features.subarray(i * width, (i + 1) * width), k * width);
    return ridgeFit(own, Float64Array.from(some, (i) => truth[i]!), width, ridge);
  };
  const whole = weigh(rows);
  const weights: Float64Array[] = [];
  const residuals: Residuals[] = [];
  for (let c = 0; c <= gapBorders.length; c++) {
    const mine = rows.filter((i) => gapClass(trials[i]!.gaps[0]!, gapBorders) === c);
    const own = mine.length >= minClass ? weigh(mine) : whole;
    weights.push(own);
    for (const close of [true, false]) {
      const alike = mine.filter((i) => apart[i]! <= apartBorder === close);
      const some = [alike, mine, rows].find(({ length }) => length >= minResiduals) ?? rows;
      const left = Float64Array.from(some, (i) => truth[i]! - dot(own, features.subarray(i * width, (i + 1) * width)));
      residuals.push(new Residuals(left, 1e-6));
    }
  }
  return { standard, gapBorders, weights, residuals, apartBorder };
}

/** The chances of the parts, per case; rare cases lean on all of them. And what the whole gains on the trials. */
function learnChances(near: readonly Neighbours[], trials: readonly Trial[], numbers: Numbers, outcomes: Outcomes, base: Float64Array): Pick<OrderLesson, "chances" | "gain"> {
  const { column } = near[0]!;
  const parts = 2 * near.length + 2;
  const likelihood = new Float64Array(trials.length * parts);
  const cases = new Map<number, number[]>();
  for (const [i, { row, gaps }] of trials.entries()) {
    const truth = valueAt(column, row);
    const outcome = outcomeOf(outcomes, truth);
    const values = exactValues(near, row, gaps);
    for (const [k, value] of values.entries()) likelihood[i * parts + k] = value === truth ? 1 : 0;
    const around = spreadOf(near, row, gaps, numbers);
    if (around !== null) likelihood[i * parts + values.length] = massOf(outcomes, around, outcome);
    likelihood[i * parts + values.length + 1] = base[outcome]!;
    const own = caseOf(values, gaps, numbers.gapBorders);
    cases.set(own, [...(cases.get(own) ?? []), i]);
  }
  const start = new Float64Array(parts).fill(0.3 / parts);
  start[parts - 1]! += 0.7;
  const whole = maximise(likelihood, parts, trials.keys(), start);
  const chances = new Map([[allCases, whole]]);
  let gain = 0;
  for (const [own, rows] of cases) {
    const mine = maximise(likelihood, parts, rows, whole);
    chances.set(own, mine);
    for (const i of rows) {
      const told = dot(mine, likelihood.subarray(i * parts, (i + 1) * parts));
      const plain = likelihood[(i + 1) * parts - 1]!;
      if (told > 0 && plain > 0) gain += Math.log(told / plain);
    }
  }
  return { chances, gain: gain / trials.length };
}

function valueAt(column: Column, row: number): number {
  return hasNumbers(column) ? column.values[row]! : column.codes[row]!;
}

/** The values above and below, per sequence; NaN where there is none. */
function exactValues(near: readonly Neighbours[], row: number, gaps: readonly Gap[]): number[] {
  return near.flatMap((one, k) => {
    const [above] = one.above(row, gaps[k]!.above, 1);
    const [below] = one.below(row, gaps[k]!.below, 1);
    return [above, below].map((at) => (at === undefined ? Number.NaN : valueAt(one.column, at)));
  });
}

/** The number of a case: how far the nearest known cell is, and per sequence whether the values above and below are the same. */
function caseOf(values: readonly number[], gaps: readonly Gap[], gapBorders: readonly number[]): number {
  let number = gapClass(gaps[0]!, gapBorders);
  for (let k = 0; k < values.length; k += 2) {
    const above = values[k]!;
    const below = values[k + 1]!;
    number = 3 * number + (Number.isNaN(above) || Number.isNaN(below) ? 2 : above === below ? 1 : 0);
  }
  return number;
}

function gapClass(gap: Gap, borders: readonly number[]): number {
  const size = nearer(gap);
  return borders.filter((border) => size >= border).length;
}

function nearer({ above, below }: Gap): number {
  return Math.min(above, below, Number.MAX_SAFE_INTEGER);
}

/** Fills `into` with the estimates of all sequences. @returns how far the nearest two of the first are apart; null where no sequence has any */
function estimate(near: readonly Neighbours[], row: number, gaps: readonly Gap[], standard: Standard, into: Float64Array): number | null {
  const apart = near.map((one, k) => interpolate(one, row, gaps[k]!, standard, into, k * estimatesOfSequence));
  return apart.every((one) => one === null) ? null : (apart[0] ?? Number.NaN);
}

function spreadOf(near: readonly Neighbours[], row: number, gaps: readonly Gap[], { standard, gapBorders, weights, residuals, apartBorder }: Numbers): Around | null {
  const c = gapClass(gaps[0]!, gapBorders);
  const own = weights[c];
  if (own === undefined) return null;
  const estimates = new Float64Array(own.length);
  const apart = estimate(near, row, gaps, standard, estimates);
  if (apart === null) return null;
  const { mean, sd } = standard;
  return { centre: mean + sd * dot(own, estimates), sd, residuals: residuals[2 * c + (apart <= apartBorder ? 0 : 1)]! };
}

function massOf(outcomes: Outcomes, { centre, residuals, sd }: Around, at: number): number {
  if (outcomes.kind === "levels") return 0;
  const { borders, size } = outcomes;
  const below = at === 0 ? 0 : residuals.below((borders[at - 1]! - centre) / sd);
  const above = at === size - 1 ? 1 : residuals.below((borders[at]! - centre) / sd);
  return Math.max(0, above - below);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
