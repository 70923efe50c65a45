import { fromDummies, type Span, toDummies } from "./dummies";
import { type Imputer, split } from "./frame";
import { invert } from "./invert";

const maxRounds = 10;
const maxLevels = 20;
/** A round that changes no cell by more than this share of a standard deviation is the last. */
const tolerance = 1e-3;

/**
 * Chained ridge regression, as scikit-learn's IterativeImputer with BayesianRidge: columns by rising number of missing cells,
 * each predicted from all others, ten rounds. A category is one linear probability per level; its own indicators are
 * not among its predictors. The penalty of a number's regression follows the evidence, one step a round.
 */
export const ridgeChain: Imputer = (frame) => {
  const dummies = toDummies(frame, maxLevels, 1);
  const completed = dummies.columns.map((column) => {
    const known = column.filter((value) => !Number.isNaN(value));
    const middle = known.reduce((a, b) => a + b, 0) / Math.max(1, known.length);
    return column.map((value) => (Number.isNaN(value) ? middle : value));
  });
  const work = dummies.spans
    .map((span) => ({ span, ...split(span.column), penalty: 1 }))
    .filter(({ holes, known }) => holes.length > 0 && known.length >= 5)
    .sort((a, b) => a.holes.length - b.holes.length);
  for (let round = 0; round < maxRounds; round++) {
    let moved = 0;
    for (const item of work) {
      const own = ownColumns(item.span);
      const predictors = completed.filter((_, j) => !own.includes(j));
      if (predictors.length === 0) continue;
      const design = centred(predictors, item.known);
      const covariance = invert(withPenalty(design.gram, item.penalty), predictors.length);
      for (const j of own) {
        const { weights, offset, next } = regress(design, completed[j]!, item.known, covariance, item.penalty);
        const [low, high] = range(dummies.columns[j]!);
        for (const row of item.holes) {
          let value = offset;
          for (const [k, predictor] of predictors.entries()) value += weights[k]! * (predictor[row]! - design.mean[k]!);
          const clipped = item.span.levels === null ? Math.min(high, Math.max(low, value)) : value;
          moved = Math.max(moved, Math.abs(clipped - completed[j]![row]!));
          completed[j]![row] = clipped;
        }
        if (item.span.levels === null) item.penalty = next;
      }
    }
    if (moved < tolerance) break;
  }
  return fromDummies(dummies, completed);
};

function ownColumns({ first, levels }: Span): number[] {
  return Array.from({ length: levels === null ? 1 : levels.length }, (_, l) => first + l);
}

interface Design {
  /** Predictors less their means over the known rows: rows x predictors. */
  readonly cells: Float64Array;
  readonly mean: Float64Array;
  /** Predictors x predictors. */
  readonly gram: Float64Array;
}

function centred(predictors: readonly Float64Array[], rows: readonly number[]): Design {
  const p = predictors.length;
  const mean = Float64Array.from(predictors, (x) => rows.reduce((sum, row) => sum + x[row]!, 0) / rows.length);
  const cells = new Float64Array(rows.length * p);
  const gram = new Float64Array(p * p);
  for (const [i, row] of rows.entries()) {
    const at = i * p;
    for (let a = 0; a < p; a++) cells[at + a] = predictors[a]![row]! - mean[a]!;
    for (let a = 0; a < p; a++) {
      const value = cells[at + a]!;
      if (value !== 0) for (let b = a; b < p; b++) gram[a * p + b]! += value * cells[at + b]!;
    }
  }
  for (let a = 0; a < p; a++) for (let b = 0; b < a; b++) gram[a * p + b] = gram[b * p + a]!;
  return { cells, mean, gram };
}

function withPenalty(gram: Float64Array, penalty: number): Float64Array {
  const p = Math.sqrt(gram.length);
  const sum = gram.slice();
  for (let a = 0; a < p; a++) sum[a * p + a]! += penalty;
  return sum;
}

/** Weights under a penalty, and MacKay's next penalty: weight precision over noise precision. */
function regress({ cells }: Design, target: Float64Array, rows: readonly number[], covariance: Float64Array, penalty: number) {
  const p = Math.sqrt(covariance.length);
  const offset = rows.reduce((sum, row) => sum + target[row]!, 0) / rows.length;
  const products = new Float64Array(p);
  for (const [i, row] of rows.entries()) {
    const y = target[row]! - offset;
    for (let a = 0; a < p; a++) products[a]! += cells[i * p + a]! * y;
  }
  const weights = new Float64Array(p);
  let trace = 0;
  for (let a = 0; a < p; a++) {
    for (let b = 0; b < p; b++) weights[a]! += covariance[a * p + b]! * products[b]!;
    trace += covariance[a * p + a]!;
  }
  let error = 0;
  for (const [i, row] of rows.entries()) {
    let value = offset - target[row]!;
    for (let a = 0; a < p; a++) value += cells[i * p + a]! * weights[a]!;
    error += value * value;
  }
  const effective = Math.max(0.01, p - penalty * trace);
  const size = weights.reduce((sum, w) => sum + w * w, 0);
  const noise = error / Math.max(1, rows.length - effective);
  const next = Math.min(1e6, Math.max(1e-6, (effective * noise) / Math.max(size, 1e-12)));
  return { weights, offset, next };
}

function range(column: Float64Array): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of column) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
