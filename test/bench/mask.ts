import { permutation, seededRandom } from "../../src/npt/random";
import { type Frame, type FrameColumn, split } from "./baselines/frame";

/** Patterns of missingness, in the order they are reported. */
export const patterns = ["MCAR10", "MCAR30", "MAR20", "MNAR20", "BLOCK", "LABEL"];

/** What a pattern is called in a report. */
export const patternTitles: Readonly<Record<string, string>> = {
  MCAR10: "MCAR 10 %",
  MCAR30: "MCAR 30 %",
  MAR20: "MAR 20 %",
  MNAR20: "MNAR 20 %",
  BLOCK: "blocks",
  LABEL: "one label column",
};

/** Whether a cell is hidden: `row * columns + column of the frame`. */
export type Hidden = Uint8Array;

interface Job {
  readonly frame: Frame;
  readonly hidden: Hidden;
  readonly known: readonly (readonly number[])[];
  readonly random: () => number;
}

/**
 * Hides known cells of a complete frame; the same seed hides the same cells. Patterns are those of the evaluation corpus:
 * MCAR10, MCAR30: each cell alone. MAR20: a third of the columns stay whole, and a cell is hidden with .4 times the rank
 * of its row in one of them. MNAR20: numbers with .6 times the squared rank of the value itself, categories in proportion
 * to the root of their frequency, 20 % on the mean. BLOCK: runs of rows over 1 to 4 neighbouring columns, 12 % of all
 * cells. LABEL: a fifth of the column named `label`. No column loses more than half, every row keeps a cell, and categories
 * that hardly repeat stay whole.
 */
export function hideCells(frame: Frame, pattern: string, label: string, seed: number): Hidden {
  const hidden = new Uint8Array(frame.rows * frame.columns.length);
  const known = frame.columns.map((column) => (isName(column) ? [] : split(column).known));
  const job: Job = { frame, hidden, known, random: seededRandom(seed) };
  if (pattern.startsWith("MCAR")) completelyAtRandom(job, Number(pattern.slice(4)) / 100);
  else if (pattern === "MAR20") atRandom(job);
  else if (pattern === "MNAR20") notAtRandom(job);
  else if (pattern === "BLOCK") blocks(job);
  else if (pattern === "LABEL") oneColumn(job, label);
  else throw new RangeError(`There is no pattern "${pattern}". Patterns: ${patterns.join(", ")}.`);
  spare(job);
  return hidden;
}

/** A category with more than half as many levels as cells says who a row is: nobody can fill it. */
function isName(column: FrameColumn): boolean {
  return !column.numeric && column.levels > 0.5 * split(column).known.length;
}

function hide({ frame, hidden }: Job, row: number, column: number): void {
  hidden[row * frame.columns.length + column] = 1;
}

function completelyAtRandom(job: Job, share: number): void {
  for (const [j, rows] of job.known.entries()) for (const row of rows) if (job.random() < share) hide(job, row, j);
}

function atRandom(job: Job): void {
  const { frame, known, random } = job;
  const width = frame.columns.length;
  const whole = Array.from(permutation(width, random)).sort((a, b) => known[b]!.length - known[a]!.length);
  const drivers = whole.slice(0, Math.min(width - 1, Math.max(1, Math.round(width / 3))));
  for (let j = 0; j < width; j++) {
    if (drivers.includes(j)) continue;
    const driver = drivers[Math.floor(random() * drivers.length)]!;
    const rank = ranks(frame.columns[driver]!, known[driver]!);
    for (const row of known[j]!) if (random() < 0.4 * (rank.get(row) ?? 0.5)) hide(job, row, j);
  }
}

function notAtRandom(job: Job): void {
  for (const [j, column] of job.frame.columns.entries()) {
    const rows = job.known[j]!;
    if (column.numeric) {
      const rank = ranks(column, rows);
      for (const row of rows) if (job.random() < 0.6 * rank.get(row)! ** 2) hide(job, row, j);
      continue;
    }
    const counts = new Float64Array(column.levels);
    for (const row of rows) counts[column.values[row]!]!++;
    const weight = counts.map((count) => Math.sqrt(count / rows.length));
    const mean = rows.reduce((sum, row) => sum + weight[column.values[row]!]!, 0) / rows.length;
    for (const row of rows) if (job.random() < Math.min(0.6, (0.2 * weight[column.values[row]!]!) / mean)) hide(job, row, j);
  }
}

function blocks(job: Job): void {
  const { frame, known, hidden, random } = job;
  const width = frame.columns.length;
  const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const goal = 0.12 * known.reduce((sum, rows) => sum + rows.length, 0);
  const lost = new Int32Array(width);
  const isKnown = frame.columns.map(({ values }) => (row: number) => !Number.isNaN(values[row]!));
  for (let tries = 0, done = 0; done < goal && tries < 400; tries++) {
    const wide = Math.min(width, whole(1, 4));
    const left = whole(0, width - wide);
    const length = Math.max(3, Math.round(frame.rows * (0.05 + 0.2 * random())));
    const top = whole(0, Math.max(0, frame.rows - length));
    for (let j = left; j < left + wide; j++) {
      const rows: number[] = [];
      for (let row = top; row < Math.min(frame.rows, top + length); row++) {
        if (isKnown[j]!(row) && hidden[row * width + j] === 0) rows.push(row);
      }
      if (lost[j]! + rows.length > 0.5 * known[j]!.length) continue;
      lost[j]! += rows.length;
      done += rows.length;
      for (const row of rows) hide(job, row, j);
    }
  }
}

function oneColumn(job: Job, label: string): void {
  const j = job.frame.columns.findIndex(({ name }) => name === label);
  if (j < 0) throw new RangeError(`The table has no column "${label}" that can be filled.`);
  const rows = job.known[j]!;
  const order = permutation(rows.length, job.random);
  for (let k = 0; k < Math.max(1, Math.round(0.2 * rows.length)); k++) hide(job, rows[order[k]!]!, j);
}

/** Gives cells back where a column lost more than half of its known cells, or a row all of them. */
function spare({ frame, hidden, known, random }: Job): void {
  const width = frame.columns.length;
  for (const [j, rows] of known.entries()) {
    const lost = rows.filter((row) => hidden[row * width + j] === 1);
    const order = permutation(lost.length, random);
    for (let k = Math.floor(rows.length / 2); k < lost.length; k++) hidden[lost[order[k]!]! * width + j] = 0;
  }
  for (let row = 0; row < frame.rows; row++) {
    const mine = [...frame.columns.keys()].filter((j) => !Number.isNaN(frame.columns[j]!.values[row]!));
    if (mine.length > 0 && mine.every((j) => hidden[row * width + j] === 1)) {
      hidden[row * width + mine[Math.floor(random() * mine.length)]!] = 0;
    }
  }
}

/** Rank in (0, 1) of each row; equal values share their mean rank. */
function ranks({ values }: FrameColumn, rows: readonly number[]): Map<number, number> {
  const order = [...rows].sort((a, b) => values[a]! - values[b]!);
  const found = new Map<number, number>();
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[i]!]) end++;
    for (let k = i; k <= end; k++) found.set(order[k]!, ((i + end) / 2 + 0.5) / order.length);
    i = end + 1;
  }
  return found;
}
