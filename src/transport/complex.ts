/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** a + b */
export const plus = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });

/** a b */
export const times = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});

/** a / b */
export function over(a: Complex, b: Complex): Complex {
  const square = b.re ** 2 + b.im ** 2;
  return { re: (a.re * b.re + a.im * b.im) / square, im: (a.im * b.re - a.re * b.im) / square };
}

/** |a| */
export const sizeOf = ({ re, im }: Complex): number => Math.hypot(re, im);

/**
 * Impedance of a homogeneous porous electrode, blocking at the collector: coth(s) / s with s = sqrt(i w).
 * @param w - angular frequency over that of the electrode, above 0. @returns impedance over length / (conductivity *
 * section).
 */
export function homogeneousImpedance(w: number): Complex {
  const half = Math.sqrt(w / 2);
  // tanh(a + i a) = (sinh 2a + i sin 2a) / (cosh 2a + cos 2a), divided by cosh 2a for large a.
  const cosh = Math.cosh(2 * half);
  const tanh: Complex =
    half > 20
      ? { re: 1, im: 0 }
      : {
          re: Math.tanh(2 * half) / (1 + Math.cos(2 * half) / cosh),
          im: Math.sin(2 * half) / cosh / (1 + Math.cos(2 * half) / cosh),
        };
  return over({ re: 1, im: 0 }, times({ re: half, im: half }, tanh));
}
