import { type Component, oscillate, rangeOf, sumOfComponents, wavenumberOf } from './components.ts';

/**
 * Gaussian shell: a spectrum on the sphere of wavenumber b, smeared by a normal density of standard deviation
 * sqrt(2) / a in all directions. Its correlation is sin(b r) / (b r) exp(-(r / a)^2).
 */
export const shell: Component = {
  parameters: (c) => [rangeOf(c, 12), wavenumberOf(c, 0.15)],
  evaluate: ([a, b], radii) => {
    const make = (): Float64Array => new Float64Array(radii.length);
    const [value, byRange, byWavenumber] = [make(), make(), make()];
    for (let n = 0; n < radii.length; n++) {
      const square = (radii[n] / a) ** 2;
      if (square > 40) break;
      const decay = Math.exp(-square);
      [value[n], byWavenumber[n]] = oscillate(decay, b, radii[n]);
      byRange[n] = (2 * value[n] * square) / a;
    }
    return { value, tangents: [byRange, byWavenumber] };
  },
};

/** Three Gaussian shells, 10 numbers a field. */
export const shellFamily = sumOfComponents(
  'gaussian-shell',
  'three spectra on spheres of wavenumbers, smeared by a Gaussian, and a mollifier, 10 parameters a field',
  [shell, shell, shell],
);
