/** The inverse of a symmetric positive definite matrix (row-major, p x p), by Cholesky. Throws RangeError where it is not. */
export function invert(matrix: Float64Array, p: number): Float64Array {
  const lower = matrix.slice();
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) {
      let sum = lower[i * p + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * p + k]! * lower[j * p + k]!;
      if (i === j) {
        if (!(sum > 0)) throw new RangeError("The matrix is not positive definite.");
        lower[j * p + j] = Math.sqrt(sum);
      } else lower[i * p + j] = sum / lower[j * p + j]!;
    }
  }
  // the inverse of the lower factor, in its own place
  const inverse = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    inverse[j * p + j] = 1 / lower[j * p + j]!;
    for (let i = j + 1; i < p; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= lower[i * p + k]! * inverse[k * p + j]!;
      inverse[i * p + j] = sum / lower[i * p + i]!;
    }
  }
  const out = new Float64Array(p * p);
  for (let a = 0; a < p; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let k = a; k < p; k++) sum += inverse[k * p + a]! * inverse[k * p + b]!;
      out[a * p + b] = sum;
      out[b * p + a] = sum;
    }
  }
  return out;
}
