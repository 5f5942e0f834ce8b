import { fisherTail } from './fisher.ts';
import { normalQuantile } from './normal.ts';

/** Probability that |t| of Student's distribution exceeds a value; degrees of freedom need not be whole. */
export function studentTail(value: number, degreesOfFreedom: number): number {
  return fisherTail(value * value, 1, degreesOfFreedom);
}

/**
 * Quantile of Student's t distribution, by bisection of its tail: relative error below 1e-10.
 * @param probability - above 0.5 and below 1. @param degreesOfFreedom - above 0, not necessarily whole.
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  const tail = 2 * (1 - probability);
  let lower = 0;
  let upper = Math.max(1, normalQuantile(probability));
  while (studentTail(upper, degreesOfFreedom) > tail && upper < 1e12) {
    lower = upper;
    upper *= 2;
  }
  for (let k = 0; k < 80 && upper - lower > 1e-12 * upper; k++) {
    const middle = (lower + upper) / 2;
    if (studentTail(middle, degreesOfFreedom) > tail) lower = middle;
    else upper = middle;
  }
  return (lower + upper) / 2;
}
