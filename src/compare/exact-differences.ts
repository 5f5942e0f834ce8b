import { studentTail } from '../numerics/index.ts';
import type { Comparison, ExactDifference, ExactNumbers } from './comparison.ts';
import { conclude } from './conclusion.ts';
import { holm } from './significance.ts';

/** Chance of any false difference among the exact numbers of a fit. */
const level = 0.05;
/** What numbers of interfaces show; realisations are not compared in them. */
const interfaces = 'interface areas';

/**
 * Exact numbers that differ from those of the images that the model was fitted to: by Student's test, after Holm's
 * correction for their number. A fit makes differences smaller, so that the chance of a false one is below 5 %.
 */
export function exactDifferences(
  { quantities, blocks }: ExactNumbers,
  { phases }: Pick<Comparison, 'phases'>,
): ExactDifference[] {
  const tested = quantities.filter(
    ({ error, dataStandardError }) => Number.isFinite(error) && dataStandardError > 0 && blocks > 1,
  );
  const chances = holm(
    tested.map(({ error, dataStandardError }) => studentTail(Math.abs(error) / dataStandardError, blocks - 1)),
  );
  return tested.flatMap((number, i) => {
    if (chances[i] > level) return [];
    const like = phases.flatMap(({ quantities }) => quantities).find(({ title }) => title === number.quantity);
    return [{ ...number, shows: like?.shows ?? interfaces, degreesOfFreedom: blocks - 1, pValue: chances[i] }];
  });
}

/**
 * A comparison whose conclusion follows the exact numbers of the fit too. Realisations of a small image scatter by more
 * than exact numbers are uncertain, so that these show differences which the comparison leaves undecided.
 * @param fit - of the model to the reference; without one the comparison stays as it is.
 */
export function withExactNumbers(comparison: Comparison, fit: ExactNumbers | undefined, model: string): Comparison {
  const exact = fit ? exactDifferences(fit, comparison) : [];
  if (exact.length === 0) return comparison;
  const { phases, realisations, shape } = comparison;
  const conclusion = conclude(phases, realisations, { model, images: shape.length === 2, exact });
  return { ...comparison, conclusion };
}
