/** Inner product of two vectors of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Sum of the squares of all values. */
export const sumOfSquares = (values: ArrayLike<number>): number => dot(values, values);
