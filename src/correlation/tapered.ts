import type { CorrelationEvaluator, CorrelationFamily, CorrelationOptions } from './family.ts';

/**
 * Wendland's C4 function, positive definite in R^3 and 0 beyond its support: (1 - t)^6 (35 t^2 + 18 t + 3) / 3, t = lag
 * / support.
 * @source wendland1995: Adv. Comput. Math. 4 (1995) 389, doi:10.1007/BF02123482
 */
export function wendland(lag: number, support: number): number {
  const t = Math.min(1, lag / support);
  return ((1 - t) ** 6 * (35 * t * t + 18 * t + 3)) / 3;
}

/** What the taper adds to -rho''(0), per squared voxel. */
function taperCurvature(support: number): number {
  return 56 / (3 * support * support);
}

/**
 * A family's correlation times the taper. The product of two positive definite functions is one, and on a torus of at
 * least twice the support its circulant embedding is exact.
 */
export function prepareTapered(family: CorrelationFamily, options: CorrelationOptions): CorrelationEvaluator {
  const evaluate = family.prepare(options);
  const factors = Float64Array.from(options.lags, (lag) => wendland(lag, options.taper));
  const added = taperCurvature(options.taper);
  return (values) => {
    const { rho, curvature, pullback, jacobian } = evaluate(values);
    return {
      rho: rho.map((value, i) => value * factors[i]),
      curvature: curvature + added,
      pullback: (gradient) => pullback(gradient.map((g, i) => g * factors[i])),
      jacobian: () => jacobian().map((row) => row.map((value, i) => value * factors[i])),
    };
  };
}

/**
 * Radial steps a voxel. The error of a cubic through four of them is (3 / 128) h^4 |rho''''|: below 4e-9 for mollifiers
 * of 0.3 voxels and more.
 */
const stepsPerVoxel = 256;

/**
 * A tapered correlation at many lags. Where they outnumber a fine radial grid, as those of a torus with a scaled axis
 * do, the correlation is evaluated on that grid and interpolated by cubics; otherwise it is evaluated at the lags.
 * @returns rho at the lags from the parameter values - [lag] - float64.
 */
export function prepareDense(
  family: CorrelationFamily,
  { lags, taper }: CorrelationOptions,
): (values: Float64Array) => Float64Array {
  const count = Math.ceil(taper * stepsPerVoxel) + 4;
  if (lags.length <= count) {
    const evaluate = prepareTapered(family, { lags, taper });
    return (values) => evaluate(values).rho;
  }
  const radii = Float64Array.from({ length: count }, (_, k) => k / stepsPerVoxel);
  const evaluate = prepareTapered(family, { lags: radii, taper });
  return (values) => {
    const { rho } = evaluate(values);
    const out = new Float64Array(lags.length);
    for (let i = 0; i < out.length; i++) {
      if (lags[i] >= taper) continue;
      const place = lags[i] * stepsPerVoxel;
      const k = Math.floor(place);
      const t = place - k;
      // rho is even: left of 0 lies what lies right of it.
      const before = rho[Math.abs(k - 1)];
      const [here, next, after] = [rho[k], rho[k + 1], rho[k + 2]];
      out[i] =
        (-t * (t - 1) * (t - 2) * before) / 6 +
        ((t + 1) * (t - 1) * (t - 2) * here) / 2 -
        ((t + 1) * t * (t - 2) * next) / 2 +
        ((t + 1) * t * (t - 1) * after) / 6;
    }
    return out;
  };
}
