import { type Component, rangeOf, sumOfComponents } from './components.ts';

/**
 * Generalised Cauchy correlation: (1 + (r / a)^p)^(-q / p), whose tail is a power law of exponent q, whatever its
 * smoothness p.
 * @source gneiting2004
 */
export const generalisedCauchy: Component = {
  parameters: (c) => [
    rangeOf(c, 8),
    {
      name: `shape${c}`,
      meaning: `exponent p of component ${c} near lag 0: 2 is smooth, below 1 is rough`,
      role: 'shape',
      dimension: 'number',
      transform: { kind: 'interval', lower: 0.3, upper: 2 },
      start: 1.5,
      spread: 0.3,
    },
    {
      name: `tail${c}`,
      meaning: `exponent q of the power law by which component ${c} decays`,
      role: 'shape',
      dimension: 'number',
      transform: { kind: 'interval', lower: 0.2, upper: 12, logarithmic: true },
      start: 3,
      spread: 0.5,
    },
  ],
  evaluate: ([a, p, q], radii, logRadii) => {
    const make = (): Float64Array => new Float64Array(radii.length);
    const [value, byRange, byShape, byTail] = [make(), make(), make(), make()];
    const logA = Math.log(a);
    value[0] = 1;
    for (let n = 1; n < radii.length; n++) {
      const logRatio = logRadii[n] - logA;
      const power = Math.exp(p * logRatio);
      const logBase = Math.log1p(power);
      const share = power / (1 + power);
      value[n] = Math.exp((-q / p) * logBase);
      byRange[n] = (value[n] * q * share) / a;
      byShape[n] = value[n] * q * (logBase / (p * p) - (share * logRatio) / p);
      byTail[n] = (-value[n] * logBase) / p;
    }
    return { value, tangents: [byRange, byShape, byTail] };
  },
};

/** Three generalised Cauchy correlations, 13 numbers a field. */
export const generalisedCauchyFamily = sumOfComponents(
  'generalised-cauchy',
  'three generalised Cauchy correlations, with tails of power laws, and a mollifier, 13 parameters a field',
  [generalisedCauchy, generalisedCauchy, generalisedCauchy],
);
