import { type Component, oscillate, rangeOf, sumOfComponents, wavenumberOf } from './components.ts';

/** A stretched exponential with a hole effect: exp(-(r / a)^p) sin(b r) / (b r). */
export const stretched: Component = {
  parameters: (c) => [
    rangeOf(c, 10),
    {
      name: `shape${c}`,
      meaning: `exponent p of the decay of component ${c}: 2 is smooth, below 1 is rough`,
      role: 'shape',
      dimension: 'number',
      transform: { kind: 'interval', lower: 0.3, upper: 2 },
      start: 1.5,
      spread: 0.3,
    },
    wavenumberOf(c, 0.1),
  ],
  evaluate: ([a, p, b], radii, logRadii) => {
    const make = (): Float64Array => new Float64Array(radii.length);
    const [value, byRange, byShape, byWavenumber] = [make(), make(), make(), make()];
    const logA = Math.log(a);
    value[0] = 1;
    for (let n = 1; n < radii.length; n++) {
      const logRatio = logRadii[n] - logA;
      const power = Math.exp(p * logRatio);
      // exp(-40) is below the rounding error of the sum; later radii only decay further.
      if (power > 40) break;
      const decay = Math.exp(-power);
      [value[n], byWavenumber[n]] = oscillate(decay, b, radii[n]);
      byRange[n] = (value[n] * p * power) / a;
      byShape[n] = -value[n] * power * logRatio;
    }
    return { value, tangents: [byRange, byShape, byWavenumber] };
  },
};

/** Low-parametric family, 13 numbers a field: rho(h) = sum_c w_c exp(-(h / a_c)^p_c) sin(b_c h) / (b_c h). */
export const low = sumOfComponents(
  'low',
  'three stretched exponentials with hole effect and a mollifier, 13 parameters a field',
  [stretched, stretched, stretched],
);
