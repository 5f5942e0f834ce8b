/**
 * Replaces the lower triangle of a symmetric positive definite matrix by its Cholesky factor, in place; false when it
 * is not positive definite.
 * @param a - shape [n, n], row by row - float64.
 */
export function factorise(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    const row = j * n;
    let pivot = a[row + j];
    for (let k = 0; k < j; k++) pivot -= a[row + k] * a[row + k];
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    a[row + j] = root;
    for (let i = j + 1; i < n; i++) {
      const other = i * n;
      // Two sums side by side: one alone would wait for each addition.
      let even = 0;
      let odd = 0;
      let k = 0;
      for (; k + 1 < j; k += 2) {
        even += a[other + k] * a[row + k];
        odd += a[other + k + 1] * a[row + k + 1];
      }
      if (k < j) even += a[other + k] * a[row + k];
      a[other + j] = (a[other + j] - even - odd) / root;
    }
  }
  return true;
}

/** Replaces x by L^-1 x. */
export function solveLower(factor: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * x[k];
    x[i] = sum / factor[i * n + i];
  }
}

/** Replaces x by L^-T x. */
export function solveUpper(factor: Float64Array, n: number, x: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const value = x[i] / factor[i * n + i];
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] -= factor[i * n + k] * value;
  }
}

/**
 * Replaces x by the solution of a x = x for a symmetric positive definite matrix, and the matrix by its factor; false
 * when it is not positive definite. @param a - shape [n, n], whose lower triangle counts - float64.
 */
export function solvePositive(a: Float64Array, n: number, x: Float64Array): boolean {
  if (!factorise(a, n)) return false;
  solveLower(a, n, x);
  solveUpper(a, n, x);
  return true;
}

/** Replaces the columns of a matrix (shape [n, columns]) by L^-1 times them. */
export function solveLowerColumns(factor: Float64Array, n: number, matrix: Float64Array, columns: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * columns;
    for (let k = 0; k < i; k++) {
      const weight = factor[i * n + k];
      const other = k * columns;
      for (let c = 0; c < columns; c++) matrix[row + c] -= weight * matrix[other + c];
    }
    const inverse = 1 / factor[i * n + i];
    for (let c = 0; c < columns; c++) matrix[row + c] *= inverse;
  }
}

/**
 * Adds J^T J to the lower triangle of `out`. @param matrix - J of shape [rows, columns]. @param out - shape [columns,
 * columns].
 */
export function addGram(matrix: Float64Array, rows: number, columns: number, out: Float64Array): void {
  for (let r = 0; r < rows; r++) {
    const row = r * columns;
    for (let i = 0; i < columns; i++) {
      const weight = matrix[row + i];
      if (weight === 0) continue;
      const target = i * columns;
      for (let j = 0; j <= i; j++) out[target + j] += weight * matrix[row + j];
    }
  }
}
