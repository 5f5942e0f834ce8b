import { digamma, logGamma } from '../numerics/index.ts';
import { type Component, rangeOf, sumOfComponents } from './components.ts';

/** Distance of the nodes of the trapezoidal sum: its error is exp(-pi^2 / step), 7e-18. */
const step = 0.25;
/** Exponent beyond which a term is left out: exp(-42) is below the rounding error of the sum. */
const furthest = 42;
const most = 64;
const cosines = Float64Array.from({ length: most }, (_, j) => Math.cosh(j * step));

/**
 * Matern's correlation of smoothness nu: 2^(1 - nu) / Gamma(nu) x^nu K_nu(x), x = sqrt(2 nu) r / a.
 *
 * K_nu(x) is the integral over t > 0 of exp(-x cosh t) cosh(nu t), a trapezoidal sum of which is exponentially
 * accurate; its derivatives with respect to nu and x are sums over the same terms.
 * @source matern1986; NIST Handbook of Mathematical Functions, 10.32.9
 */
export const matern: Component = {
  parameters: (c) => [
    rangeOf(c, 10),
    {
      name: `shape${c}`,
      meaning: `smoothness nu of component ${c}: 0.5 is an exponential, large is smooth`,
      role: 'shape',
      dimension: 'number',
      transform: { kind: 'interval', lower: 0.3, upper: 5 },
      start: 1.5,
      spread: 0.4,
    },
  ],
  evaluate: ([a, nu], radii) => {
    const make = (): Float64Array => new Float64Array(radii.length);
    const [value, byRange, byShape] = [make(), make(), make()];
    const growth = Float64Array.from({ length: most }, (_, j) => Math.cosh(nu * j * step) * (j === 0 ? 0.5 : 1));
    const growthByShape = growth.map((_, j) => j * step * Math.sinh(nu * j * step));
    const below = Float64Array.from({ length: most }, (_, j) => Math.cosh((nu - 1) * j * step) * (j === 0 ? 0.5 : 1));
    const logScale = (1 - nu) * Math.LN2 - logGamma(nu);
    const scaleByShape = -Math.LN2 - digamma(nu);
    const perRadius = Math.sqrt(2 * nu) / a;
    value[0] = 1;
    for (let n = 1; n < radii.length; n++) {
      const x = perRadius * radii[n];
      if (x > furthest) break;
      let [bessel, byNu, lower] = [0, 0, 0];
      for (let j = 0; j < most; j++) {
        const exponent = x * cosines[j];
        if (exponent - nu * j * step > furthest + nu) break;
        const decay = Math.exp(-exponent);
        bessel += decay * growth[j];
        byNu += decay * growthByShape[j];
        lower += decay * below[j];
      }
      const factor = step * Math.exp(logScale + nu * Math.log(x));
      value[n] = factor * bessel;
      // d/dx of x^nu K_nu(x) is -x^nu K_(nu - 1)(x).
      const byArgument = -factor * lower;
      byRange[n] = (-byArgument * x) / a;
      byShape[n] = value[n] * (scaleByShape + Math.log(x)) + factor * byNu + (byArgument * x) / (2 * nu);
    }
    return { value, tangents: [byRange, byShape] };
  },
};

/** Three Matern correlations, 10 numbers a field. */
export const maternFamily = sumOfComponents(
  'matern',
  'three Matern correlations and a mollifier, 10 parameters a field',
  [matern, matern, matern],
);
