/**
 * Mean and standard deviation (divided by n) of finite numbers; 0 and 0 of none. Squares of numbers beyond 1e154 overflow, so large
 * ones are scaled by a power of two, which changes no digit.
 */
export function meanAndSd(values: Iterable<number>): { mean: number; sd: number } {
  let n = 0;
  let most = 0;
  for (const value of values) {
    n++;
    most = Math.max(most, Math.abs(value));
  }
  if (n === 0) return { mean: 0, sd: 0 };
  const unit = most > 1e100 ? 2 ** 700 : 1;
  let sum = 0;
  for (const value of values) sum += value / unit;
  const mean = sum / n;
  let squares = 0;
  for (const value of values) squares += (value / unit - mean) ** 2;
  return { mean: mean * unit, sd: Math.sqrt(squares / n) * unit };
}
