import type { CorrelationFamily, Parameter } from './family.ts';

const modes = 100;
const lowest = 0.02;
const highest = 2;

/** Wavenumbers of the modes, geometric from 0.02 to 2 radians per voxel. */
const wavenumbers = Float64Array.from({ length: modes }, (_, m) => lowest * (highest / lowest) ** (m / (modes - 1)));

/** Starting weights: the spectrum of a Gaussian correlation of range 8 voxels on the geometric grid, with a floor. */
const parameters: readonly Parameter[] = Array.from(wavenumbers, (k, m) => ({
  name: `weight${m + 1}`,
  meaning: `spectral weight at ${k.toPrecision(3)} radians per voxel; the weights are normalised to sum 1`,
  role: 'share' as const,
  dimension: 'number' as const,
  transform: { kind: 'positive' as const },
  start: k ** 3 * Math.exp(-((4 * k) ** 2)) + 1e-5,
  spread: 0.3,
}));

const sinc = (x: number): number => (x < 1e-4 ? 1 - (x * x) / 6 : Math.sin(x) / x);

/**
 * High-parametric family, 100 numbers a field: the spectral mixture rho(h) = sum_m q_m sin(omega_m h) / (omega_m h)
 * itself, with free weights at fixed wavenumbers. Band-limited, hence smooth without a mollifier.
 * @source docs/design/correlation-functions.md
 */
export const high: CorrelationFamily<'high'> = {
  name: 'high',
  source: 'docs/design/correlation-functions.md',
  summary: '100 free spectral weights a field from 0.02 to 2 radians per voxel',
  parameters,
  isCurve: true,
  prepare: ({ lags }) => {
    const count = lags.length;
    const table = new Float64Array(modes * count);
    wavenumbers.forEach((k, m) => {
      for (let i = 0; i < count; i++) table[m * count + i] = sinc(k * lags[i]);
    });
    return (values) => {
      const total = values.reduce((sum, q) => sum + q, 0);
      const rho = new Float64Array(count);
      let curvature = 0;
      for (let m = 0; m < modes; m++) {
        const q = values[m] / total;
        curvature += (q * wavenumbers[m] ** 2) / 3;
        for (let i = 0, t = m * count; i < count; i++, t++) rho[i] += q * table[t];
      }
      const pullback = (gradient: Float64Array): Float64Array => {
        const whole = gradient.reduce((sum, g, i) => sum + g * rho[i], 0);
        return values.map((_, m) => {
          let sum = 0;
          for (let i = 0, t = m * count; i < count; i++, t++) sum += gradient[i] * table[t];
          return (sum - whole) / total;
        });
      };
      const jacobian = (): Float64Array[] =>
        Array.from(values, (_, m) => rho.map((whole, i) => (table[m * count + i] - whole) / total));
      return { rho, curvature, pullback, jacobian };
    };
  },
};
