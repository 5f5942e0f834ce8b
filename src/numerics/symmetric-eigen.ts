/** An eigenvalue of a symmetric matrix and its eigenvector of length 1. */
export interface EigenPair {
  readonly value: number;
  /** Components - [row]; the largest one is positive. */
  readonly vector: readonly number[];
}

/** Sweeps of rotations; for matrices of a few rows, six reach the last digit. */
const sweeps = 30;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix, the largest value first, by Jacobi's rotations.
 * @param matrix - shape [n, n]; the upper triangle is read.
 * @source jacobi1846
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): EigenPair[] {
  const n = matrix.length;
  const a = matrix.map((row, i) => row.map((_, j) => matrix[Math.min(i, j)][Math.max(i, j)]));
  const v = a.map((row, i) => row.map((_, j) => Number(i === j)));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        // The rotation by which the entry (p, q) becomes 0.
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < n; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < n; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
        for (let k = 0; k < n; k++) [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
        a[p][q] = 0;
        a[q][p] = 0;
      }
    }
  }
  return a
    .map((row, i) => {
      const vector = v.map((components) => components[i]);
      const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) * (1 + 1e-9) ? x : best), 0);
      return { value: row[i], vector: largest < 0 ? vector.map((x) => 0 - x) : vector };
    })
    .sort((one, other) => other.value - one.value);
}
