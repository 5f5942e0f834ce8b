import { sumOfSquares } from '../../../numerics/index.ts';
import { parametersOf, toRaws, toValues } from '../../../phase/index.ts';
import type { FitTask } from '../method.ts';
import type { Simulate } from './fit.ts';
import { meanOf } from './polish.ts';

/** Elongation of grains that nobody takes for anything but balls: axes of most differ by less than 6 per cent. */
const nearlyBalls = 0.02;

/** How the two are compared. */
export interface RoundestOptions {
  /** Sets of images that no fit has seen. */
  readonly sets: readonly number[];
  /** The same parameters with thresholds that give the volume fractions of the data. */
  readonly centred: (raw: Float64Array) => Promise<Float64Array>;
}

/**
 * Takes grains for balls unless the images show otherwise. Up to an elongation of about a tenth functions and features
 * hardly change, so that chance in derivatives decides where a fit leaves it. Nearly balls are taken where they are no
 * further from the data by more than twice the standard error of the difference, by a jackknife over sets of images.
 * @param residualsOf - residuals of mean features. @param raw - unbounded parameters - shape [parameter].
 * @returns unbounded parameters; those given, where grains have no elongation.
 * @source docs/design/grains.md
 */
export async function roundest(
  { record, family }: Pick<FitTask, 'record' | 'family'>,
  simulate: Simulate,
  residualsOf: (features: Float64Array) => Float64Array,
  raw: Float64Array,
  { sets, centred }: RoundestOptions,
): Promise<Float64Array> {
  const parameters = parametersOf(record, family);
  const place = parameters.findIndex(({ role }) => role === 'elongation');
  const values = toValues(parameters, raw);
  if (place < 0 || values[place] <= nearlyBalls) return raw;
  const round = toRaws(
    parameters,
    values.map((value, i) => (i === place ? nearlyBalls : value)),
  );
  const both = [await centred(raw), await centred(round)];
  const all = await simulate(both.flatMap((own) => sets.map((set) => ({ raw: own, set }))));
  const [found, balls] = [all.slice(0, sets.length), all.slice(sets.length)];
  const farther = (without?: number): number =>
    sumOfSquares(residualsOf(meanOf(balls, without))) - sumOfSquares(residualsOf(meanOf(found, without)));
  const parts = sets.map((_, k) => farther(k));
  const mean = parts.reduce((sum, own) => sum + own, 0) / sets.length;
  const variance = (1 - 1 / sets.length) * parts.reduce((sum, own) => sum + (own - mean) ** 2, 0);
  return farther() <= 2 * Math.sqrt(variance) ? both[1] : raw;
}
