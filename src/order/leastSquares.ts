const rounds = 10;

/**
 * Ridge regression without an intercept (the weights' prior is normal around 0): the ridge is as large as the noise that
 * the fit leaves, so what the features tell exactly is not shrunk, and what they do not tell is.
 * @param features [rows x width], row by row. @param truth [rows]. @param ridge in rows. @returns [width]
 */
export function ridgeFit(features: Float64Array, truth: Float64Array, width: number, ridge: number): Float64Array {
  const n = truth.length;
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < width; p++) {
      const f = features[i * width + p]!;
      right[p]! += f * truth[i]!;
      for (let q = 0; q <= p; q++) gram[p * width + q]! += f * features[i * width + q]!;
    }
  }
  const whole = truth.reduce((sum, y) => sum + y * y, 0);
  let w: Float64Array = new Float64Array(width);
  for (let round = 0, left = whole; round < rounds && whole > 0; round++) {
    const a = gram.slice();
    for (let p = 0; p < width; p++) a[p * width + p]! += (ridge * left) / n + 1e-12 * whole;
    w = solve(a, right);
    left = truth.reduce((sum, y, i) => {
      let rest = y;
      for (let p = 0; p < width; p++) rest -= w[p]! * features[i * width + p]!;
      return sum + rest * rest;
    }, 0);
  }
  return w;
}

/**
 * Solves `a x = b` by Cholesky's method.
 * @param a symmetric and positive definite, [n x n], its lower triangle read and overwritten. @param b [n]
 */
export function solve(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = b.slice();
  for (let p = 0; p < n; p++) {
    for (let q = 0; q <= p; q++) {
      let sum = a[p * n + q]!;
      for (let k = 0; k < q; k++) sum -= a[p * n + k]! * a[q * n + k]!;
      a[p * n + q] = p === q ? Math.sqrt(Math.max(sum, 1e-30)) : sum / a[q * n + q]!;
    }
  }
  for (let p = 0; p < n; p++) {
    for (let k = 0; k < p; k++) x[p]! -= a[p * n + k]! * x[k]!;
    x[p]! /= a[p * n + p]!;
  }
  for (let p = n - 1; p >= 0; p--) {
    for (let k = p + 1; k < n; k++) x[p]! -= a[k * n + p]! * x[k]!;
    x[p]! /= a[p * n + p]!;
  }
  return x;
}
