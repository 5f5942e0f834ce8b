import { levenbergMarquardt } from '../../../numerics/index.ts';
import type { ParameterRegion } from '../training/stages.ts';
import { createProblem, type FitSetup } from './problem.ts';

/** The set of parameters whose exact loss stays within a share of its optimum. */
export interface TrustRegion extends ParameterRegion {
  /** Largest permitted loss. */
  readonly limit: number;
}

/**
 * Sobol points: enough that the limit means the same from step to step, few enough to cost little beside a training
 * step.
 */
const points = 2048;
/** Most steps back; if they do not reach the region, the optimum itself is the answer. */
const mostSteps = 8;

/**
 * Builds the region {loss <= (1 + trust) loss at the optimum}. The loss holds the whitened two-point functions, volume
 * fractions and surface areas, so the region bounds all three; along the many combinations of parameters that it does
 * not feel, a discriminator may move freely.
 */
export function createTrustRegion(
  setup: FitSetup,
  order: readonly number[],
  optimum: Float64Array,
  { trust, seed, discrepancy }: { readonly trust: number; readonly seed: number; readonly discrepancy: number },
): TrustRegion {
  const problem = createProblem(setup, order, { points, seed }, { tolerance: discrepancy });
  const lossOf = (raw: Float64Array): number =>
    problem.evaluate(raw, false).residuals.reduce((sum, r) => sum + r * r, 0);
  const least = lossOf(optimum);
  const limit = (1 + trust) * least;
  const gradient = (raw: Float64Array): Float64Array => {
    const { residuals, jacobian } = problem.evaluate(raw, true);
    const out = new Float64Array(problem.count);
    residuals.forEach((r, k) => {
      for (let i = 0; i < out.length; i++) out[i] += (2 * r * jacobian[k * out.length + i]) / least;
    });
    return out;
  };
  const restore: TrustRegion['restore'] = (raw) => {
    const before = lossOf(raw);
    const relativeLoss = before / least;
    if (before <= limit) return { raw, moved: false, relativeLoss };
    let current = raw;
    for (let step = 0; step < mostSteps; step++) {
      const { raw: next, loss } = levenbergMarquardt(problem, current, 1);
      if (loss <= limit) return { raw: next, moved: true, relativeLoss };
      current = next;
    }
    return { raw: optimum.slice(), moved: true, relativeLoss };
  };
  return { limit, gradient, restore };
}
