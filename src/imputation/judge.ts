import { distributionOf } from "../npt/decode";
import type { Manifest } from "../npt/manifest";
import type { Predictions } from "../npt/predictor";
import { permutation, seededRandom } from "../npt/random";
import { openSession, type Session } from "../npt/session";
import { OrderedTable, type Way } from "../order/orderedTable";
import { chancesOf, learnOrder, mayTell, noOpinion, OrderExpert, type OrderLesson } from "../order/orderExpert";
import { outcomeOf } from "../order/outcomes";
import type { Runtime } from "../runtime/runtime";
import { isMissing } from "../table/cell";
import type { Column, Table } from "../table/column";
import { type Combination, type Combined, combineWith, logsOf } from "./combine";
import { type HiddenCell, hideLikeHoles, withHidden } from "./hiding";
import { outcomeSpace, probabilities } from "./outcomeSpace";
import { type Exponent, fitPool, type PoolTrial } from "./pool";

/** How a column's predictions are made of the network's and its order's: of use for any table of the same file. */
export interface ColumnJudgement extends Combination {
  readonly way: Way;
  /** null where the order tells nothing: then the network is only held against the column's own distribution. */
  readonly lesson: OrderLesson | null;
}

/** By file column; those whose predictions are the network's alone are left out. */
export type Judgement = ReadonlyMap<number, ColumnJudgement>;

/** In a table of fewer rows every column is judged: what little is known misleads most. */
const fewRows = 150;
/** Nats per cell that an order must tell beyond the column's own distribution to be looked into. */
const leastGain = 0.03;
/** Share of a column's known cells that is hidden at once, rows that are predicted, and those the network attends to meanwhile. */
const hiddenShare = 0.15;
const trialRows = { scattered: 128, inRuns: 72 };
/** A narrow table's rows are predicted sooner: more of them, up to four times as many, take the time of those of so many columns. */
const usualWidth = 20;
const trialContext = 400;
/** A table whose missing cells come in long runs is tried so often: a run tells little more than one of its cells. */
const foldsOfRuns = 2;
const longRun = 4;
const cellsPerRun = 3;
const leastTrials = 8;
/** Of the network, the order, and the column's own distribution; measured on the public corpus. */
const exponents: readonly Exponent[] = [
  { start: 1, ridge: 12, least: 0.3, most: 1.5 },
  { start: 0.6, ridge: 8, least: 0, most: 1.2 },
  { start: 0, ridge: 12, least: 0, most: 1 },
];
/** The same where the order tells nothing: the network is held against the column's own distribution, with less zeal. */
const withoutOrder: readonly Exponent[] = exponents.map((one) => ({ ...one, ridge: 3 * one.ridge }));
/** Trials that hold the pool's share near 1. */
const shareRidge = 20;

/**
 * Decides on the table itself how far the order of its rows is believed: known cells are hidden as its own are missing,
 * predicted by the network and by their neighbours, and the combination that tells them best is taken.
 */
export async function judgeOrder(session: Session, manifest: Manifest, runtime: Runtime, seed: number, signal: AbortSignal, pause: () => Promise<void>): Promise<Judgement> {
  const { table } = session;
  const random = seededRandom(seed + 31);
  const runs = areRuns(table, session.targets.map((j) => session.encoded.columns[j]!.source));
  // Holes of many rows are where the network misses most: what it would lean on is missing with the cell.
  const learned = await learnAll(session, manifest, runs || table.rows < fewRows, random, pause);
  const judgement = new Map<number, ColumnJudgement>();
  if (learned.size === 0) return judgement;
  const columns = [...learned.values()].map(({ column }) => column.source);
  const trials = new Map<number, Trial[]>();
  const width = session.encoded.columns.length;
  const count = Math.round((runs ? trialRows.inRuns : trialRows.scattered) * Math.max(1, Math.min(4, usualWidth / width)));
  for (let fold = 0; fold < (runs ? foldsOfRuns : 1); fold++) {
    const hidden = hideLikeHoles(table, columns, { share: hiddenShare, cells: Number.POSITIVE_INFINITY, rows: 4 * count }, random);
    const rows = [...new Set(hidden.map(({ row }) => row))];
    const some = Uint32Array.from(permutation(rows.length, random).subarray(0, count), (k) => rows[k]!);
    const holes = new Map(hidden.map((cell) => [`${cell.row} ${cell.column}`, cell]));
    const options = { columns: columns.map(({ index }) => index), seed: seed + fold, contextRows: trialContext };
    const masked = openSession(withHidden(table, hidden), options, manifest, runtime);
    try {
      for (const predictor of masked.predictors) {
        for (let first = 0; first < some.length; first += predictor.chunk) {
          await pause();
          const predictions = await predictor.predict(some.slice(first, first + predictor.chunk), signal);
          signal.throwIfAborted();
          for (const [index, found] of trialsOf(predictions, masked, learned, holes, fold, manifest)) {
            trials.set(index, [...(trials.get(index) ?? []), ...found]);
          }
        }
        predictor.close();
      }
    } finally {
      masked.close();
    }
  }
  for (const [index, { way, expert, column }] of learned) {
    const mine = weighted(trials.get(index) ?? []);
    if (mine.length < leastTrials) continue;
    const w = fitPool(mine, expert === null ? withoutOrder : exponents);
    judgement.set(index, { way, lesson: expert?.lesson ?? null, exponents: w, share: column.numeric ? shareOf(mine, w) : 1 });
  }
  return judgement;
}

/** The hidden cells among those that were predicted, by file column. @param masked the session that predicted them */
function trialsOf(predictions: Predictions, masked: Session, learned: Learned, holes: ReadonlyMap<string, HiddenCell>, fold: number, manifest: Manifest): Map<number, Trial[]> {
  const found = new Map<number, Trial[]>();
  for (const [t, j] of predictions.targets.entries()) {
    const column = masked.encoded.columns[j]!;
    const { index } = column.source;
    const own = learned.get(index);
    if (own === undefined) continue;
    const space = outcomeSpace(column, manifest);
    const { outcomes, base } = space;
    const { values, codes } = own.column.source;
    const list: Trial[] = [];
    for (const [q, row] of predictions.rows.entries()) {
      const cell = holes.get(`${row} ${index}`);
      if (cell === undefined) continue;
      const value = column.numeric ? values[row]! : codes[row]!;
      const outcome = outcomeOf(outcomes, value);
      if (!(base[outcome]! > 0)) continue;
      const network = distributionOf(predictions, t, q, column, manifest);
      const opinion = own.expert?.says(row, own.expert.gaps(cell.like)) ?? noOpinion;
      const { chances, truth } = narrowed([probabilities(network, outcomes.size), chancesOf(opinion, outcomes, base), base], outcome);
      const mean = (by: Combination): number => meanOf(combineWith(network, { column, space, ...by }, opinion)) / column.sd;
      list.push({ logs: logsOf(chances[0]!, chances[1]!, chances[2]!), truth, weight: 1, run: `${fold} ${cell.run}`, value: value / column.sd, mean });
    }
    found.set(index, list);
  }
  return found;
}

/** What a table's session needs to apply a judgement, by position in `session.encoded.columns`. */
export function combinations({ table, encoded, targets }: Session, judgement: Judgement, manifest: Manifest): ReadonlyMap<number, Combined> {
  const found = new Map<number, Combined>();
  if (judgement.size === 0) return found;
  const ordered = new OrderedTable(table);
  for (const j of targets) {
    const column = encoded.columns[j]!;
    const own = judgement.get(column.source.index);
    if (own === undefined) continue;
    const { exponents: w, share, way, lesson } = own;
    found.set(j, { column, space: outcomeSpace(column, manifest), order: lesson && new OrderExpert(ordered.neighbours(column.source, way), lesson), exponents: w, share });
  }
  return found;
}

interface Trial extends PoolTrial {
  readonly run: string;
  /** Numbers: the true value, in standard deviations. */
  readonly value: number;
  /** Numbers: the prediction's mean under a combination, in the same. */
  readonly mean: (by: Combination) => number;
}

type Learned = ReadonlyMap<number, { readonly column: Session["encoded"]["columns"][number]; readonly way: Way; readonly expert: OrderExpert | null }>;

async function learnAll({ table, encoded, targets }: Session, manifest: Manifest, all: boolean, random: () => number, pause: () => Promise<void>): Promise<Learned> {
  const ordered = new OrderedTable(table);
  const learned = new Map<number, { column: Session["encoded"]["columns"][number]; way: Way; expert: OrderExpert | null }>();
  for (const j of targets) {
    await pause();
    const column = encoded.columns[j]!;
    const { outcomes, base } = outcomeSpace(column, manifest);
    const way = ordered.wayOf(column.source);
    const near = ordered.neighbours(column.source, way);
    const lesson = mayTell(table, near, random) ? learnOrder(table, near, outcomes, base, random) : null;
    const expert = lesson !== null && lesson.gain >= leastGain ? new OrderExpert(near, lesson) : null;
    if (expert !== null || all) learned.set(column.source.index, { column, way, expert });
  }
  return learned;
}

/** A category of more levels than this is judged by its likeliest ones, the others taken together. */
const maxLevels = 160;

function narrowed(chances: readonly Float64Array[], truth: number): { chances: readonly Float64Array[]; truth: number } {
  const size = chances[0]!.length;
  if (size <= 2 * maxLevels) return { chances, truth };
  const kept = new Set([truth]);
  for (const [e, most] of [maxLevels, 8].entries()) {
    const order = Int32Array.from(chances[e]!.keys()).sort((a, b) => chances[e]![b]! - chances[e]![a]!);
    for (const s of order.subarray(0, most)) kept.add(s);
  }
  const own = [...kept];
  return {
    chances: chances.map((p) => {
      const some = Float64Array.from([...own.map((s) => p[s]!), 0]);
      some[own.length] = Math.max(0, 1 - some.reduce((a, b) => a + b, 0));
      return some;
    }),
    truth: 0,
  };
}

/** Whether most missing cells of the columns are part of a long run. */
function areRuns(table: Table, columns: readonly Column[]): boolean {
  let inRuns = 0;
  let all = 0;
  for (const column of columns) {
    for (let row = 0, length = 0; row <= table.rows; row++) {
      if (row < table.rows && isMissing(table, column, row)) length++;
      else {
        all += length;
        if (length >= longRun) inRuns += length;
        length = 0;
      }
    }
  }
  return inRuns > all / 2;
}

/** Cells that were hidden with many others of their column count less. */
function weighted(trials: readonly Trial[]): Trial[] {
  const perRun = new Map<string, number>();
  for (const { run } of trials) perRun.set(run, (perRun.get(run) ?? 0) + 1);
  return trials.map((trial) => ({ ...trial, weight: Math.min(1, cellsPerRun / perRun.get(trial.run)!) }));
}

/** How far a number's prediction is best moved from the network's mean to the pool's: least squares, held near 1. */
function shareOf(trials: readonly Trial[], w: readonly number[]): number {
  let xx = 0;
  let xy = 0;
  let weights = 0;
  for (const { mean, value, weight } of trials) {
    const network = mean({ exponents: w, share: 0 });
    const x = mean({ exponents: w, share: 1 }) - network;
    xx += weight * x * x;
    xy += weight * x * (value - network);
    weights += weight;
  }
  const ridge = (shareRidge * xx) / Math.max(1e-9, weights);
  return xx > 0 ? Math.max(0, Math.min(1, (xy + ridge) / (xx + ridge))) : 1;
}

function meanOf(distribution: ReturnType<typeof combineWith>): number {
  if (distribution.kind === "levels") return 0;
  const { existing, probability, value } = distribution;
  const chances = existing?.probability ?? probability;
  const at = existing?.values ?? value;
  let mean = 0;
  for (let s = 0; s < chances.length; s++) mean += chances[s]! * at[s]!;
  return mean;
}
