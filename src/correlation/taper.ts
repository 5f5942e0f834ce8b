import type { CorrelationEvaluator, CorrelationFamily, CorrelationOptions } from './family.ts';

/**
 * Wendland's C4 function, positive definite in R^3 and 0 beyond its support: (1 - t)^6 (35 t^2 + 18 t + 3) / 3, t = lag / support.
 * @source wendland1995: Adv. Comput. Math. 4 (1995) 389, doi:10.1007/BF02123482
 */
export function wendland(lag: number, support: number): number {
  const t = Math.min(1, lag / support);
  return ((1 - t) ** 6 * (35 * t * t + 18 * t + 3)) / 3;
}

/** What the taper adds to -rho''(0), per squared voxel. */
export function taperCurvature(support: number): number {
  return 56 / (3 * support * support);
}

/**
 * A family's correlation times the taper. The product of two positive definite functions is one, and on a torus of at least twice the
 * support its circulant embedding is exact.
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
