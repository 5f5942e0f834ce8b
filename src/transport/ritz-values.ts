/**
 * The smallest Ritz value of a run of preconditioned conjugate gradients: smallest eigenvalue of the tridiagonal matrix
 * of its steps, an estimate from above of the smallest eigenvalue of the preconditioned matrix; 1 before the first
 * step.
 * @param steps - alpha of every iteration. @param turns - beta of every iteration but the first.
 * @source golub1997
 */
export function smallestRitzValue(steps: readonly number[], turns: readonly number[]): number {
  const n = steps.length;
  if (n === 0) return 1;
  const diagonal = steps.map((step, i) => 1 / step + (i > 0 ? turns[i - 1] / steps[i - 1] : 0));
  const squares = steps.map((step, i) => (i + 1 < n ? turns[i] / step ** 2 : 0));
  /** Whether an eigenvalue lies below: a pivot of the factorisation is negative. */
  const isAbove = (value: number): boolean => {
    let pivot = 1;
    for (let i = 0; i < n; i++) {
      pivot = diagonal[i] - value - (i > 0 ? squares[i - 1] / pivot : 0);
      if (pivot <= 0) return true;
    }
    return false;
  };
  let low = 0;
  let high = Math.min(...diagonal);
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (isAbove(middle)) high = middle;
    else low = middle;
  }
  return high;
}
