import type { Correlation, CorrelationFamily, Parameter } from './family.ts';

const radii = 100;
/** Distance of the radii, voxels: the kernel reaches 40 voxels, the correlation 80. */
const step = 0.4;
/** Period of the sine series is twice this radius, beyond the reach of the correlation on any lag below 240 voxels. */
const period = 160;
/** Highest wavenumber, radians per voxel. */
const highest = 4;
const modes = Math.floor((highest * period) / Math.PI);
const wavenumbers = Float64Array.from({ length: modes }, (_, m) => (Math.PI * (m + 1)) / period);

/** Radius over which the kernel of the start decays, voxels. */
const decay = 6;

/**
 * The numbers are g(r) = r k(r): with them every radius matters about as much, where values k(r) themselves at large
 * radii move the spectrum r^2 times as much as those near 0, and a fit stalls.
 */
const parameters: readonly Parameter[] = Array.from({ length: radii }, (_, j) => {
  const r = (j + 1) * step;
  return {
    name: `kernel${j + 1}`,
    meaning: `radius times the smoothing kernel, r k(r), at ${r.toFixed(1)} voxels; its scale does not matter`,
    role: 'ordinate' as const,
    dimension: 'number' as const,
    transform: { kind: 'identity' as const },
    start: Math.SQRT2 * (r / decay) * Math.exp(0.5 - (r / decay) ** 2),
    // White noise on a kernel is rough: hardly more than a hint keeps the starts smooth.
    spread: 0.01 * Math.exp(-((r / (2 * decay)) ** 2)),
  };
});

/**
 * Radial transform of the kernel: sum_j step r_j^2 k_j sinc(omega_m r_j) = sum_j step g_j sin(omega_m r_j) / omega_m -
 * [mode, radius].
 */
const transform = new Float64Array(modes * radii);
wavenumbers.forEach((omega, m) => {
  for (let j = 0; j < radii; j++) {
    const r = (j + 1) * step;
    transform[m * radii + j] = (step * Math.sin(omega * r)) / omega;
  }
});

/** sinc(omega_m h) for all modes by the recurrence of the sine. */
function fillSinc(h: number, out: Float64Array): void {
  if (h === 0) {
    out.fill(1);
    return;
  }
  const x = wavenumbers[0] * h;
  const twice = 2 * Math.cos(x);
  let [before, now] = [0, Math.sin(x)];
  for (let m = 0; m < modes; m++) {
    out[m] = now / (wavenumbers[m] * h);
    [before, now] = [now, twice * now - before];
  }
}

function evaluate(values: Float64Array, lags: Float64Array): Correlation {
  const amplitude = new Float64Array(modes);
  const q = new Float64Array(modes);
  let total = 0;
  let curvature = 0;
  for (let m = 0; m < modes; m++) {
    let sum = 0;
    for (let j = 0; j < radii; j++) sum += transform[m * radii + j] * values[j];
    amplitude[m] = sum;
    q[m] = (wavenumbers[m] * sum) ** 2;
    total += q[m];
    curvature += (q[m] * wavenumbers[m] ** 2) / 3;
  }
  const sinc = new Float64Array(modes);
  const rho = lags.map((h) => {
    fillSinc(h, sinc);
    let sum = 0;
    for (let m = 0; m < modes; m++) sum += q[m] * sinc[m];
    return sum / total;
  });
  /** Gradient with respect to the spectral weights, normalised, to that with respect to the kernel. */
  const toKernel = (byWeight: Float64Array): Float64Array => {
    const out = new Float64Array(radii);
    for (let m = 0; m < modes; m++) {
      const scale = (2 * wavenumbers[m] ** 2 * amplitude[m] * byWeight[m]) / total;
      for (let j = 0; j < radii; j++) out[j] += scale * transform[m * radii + j];
    }
    return out;
  };
  const pullback = (gradient: Float64Array): Float64Array => {
    const byWeight = new Float64Array(modes);
    lags.forEach((h, i) => {
      fillSinc(h, sinc);
      for (let m = 0; m < modes; m++) byWeight[m] += gradient[i] * (sinc[m] - rho[i]);
    });
    return toKernel(byWeight);
  };
  const jacobian = (): Float64Array[] => {
    const out = Array.from({ length: radii }, () => new Float64Array(lags.length));
    lags.forEach((h, i) => {
      fillSinc(h, sinc);
      toKernel(sinc.map((s) => s - rho[i])).forEach((value, j) => {
        out[j][i] = value;
      });
    });
    return out;
  };
  return { rho, curvature: curvature / total, pullback, jacobian };
}

/**
 * High-parametric family of smoothing kernels, 100 numbers a field: white noise convolved with a radial kernel k(r) in
 * three dimensions, given by r k(r) at 0.4, 0.8, ..., 40 voxels. The spectral weights are q(omega) = (omega
 * K(omega))^2, K the kernel's radial transform, up to 4 radians per voxel; any real values make a valid correlation.
 * @source docs/design/correlation-functions.md
 */
export const kernel: CorrelationFamily<'kernel'> = {
  name: 'kernel',
  source: 'docs/design/correlation-functions.md',
  summary: 'a radial smoothing kernel at 100 radii',
  parameters,
  isCurve: true,
  prepare:
    ({ lags }) =>
    (values) =>
      evaluate(values, lags),
};
