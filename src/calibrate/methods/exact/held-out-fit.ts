import type { FamilyChoice } from '../../../correlation/index.ts';
import type { PhaseMap } from '../../../grid/index.ts';
import type { ModelRecord } from '../../../phase/index.ts';
import { ordersToTry, type Settings } from '../../settings.ts';
import { foldOf, folds } from './cross-validation.ts';
import { prepareFit } from './exact-fit.ts';
import { createProblem, type FitSetup } from './problem.ts';
import { lossOf, search } from './search.ts';
import { combineBlocks, countBlocks, featuresOf, modelTolerance } from './statistics.ts';

/** Parts of the blocks of an image, each of which can be held out. */
export const heldOutFolds = folds;

/** How well a fit to some blocks of sections predicts others. */
export interface HeldOutFit {
  /** Material phases that play Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  /** Unbounded parameters - [parameter]. */
  readonly raw: readonly number[];
  /** Radius beyond which correlations vanish, pixels. */
  readonly taper: number;
  /** Squared misfit of the two-point functions with the blocks that were fitted, in units of their scatter. */
  readonly loss: number;
  /** Features that the loss compares. */
  readonly features: number;
  /** Share by which the class may be wrong in every feature. */
  readonly discrepancy: number;
  /** Root mean square difference from the two-point functions of all fitted blocks, over phi (1 - phi) - [phase]. */
  readonly misfit: readonly number[];
  /** Squares of such differences from single blocks that were held out - [block][phase]. */
  readonly heldOut: readonly (readonly number[])[];
}

/** What is fitted, to what, and from where. */
export interface HeldOutRequest {
  readonly record: ModelRecord;
  readonly family: FamilyChoice;
  /** Quarter of the blocks that is held out; none is, and nothing judged, where it is undefined. */
  readonly fold?: number | undefined;
  /** Parameters to begin with instead of random starts. */
  readonly from?: { readonly order: readonly number[]; readonly raw: readonly number[] } | undefined;
  /** Whether these parameters stay as they are, and are only judged. */
  readonly keep?: boolean | undefined;
}

/** Parameters that are not fitted, as the result of a search. */
function kept(setup: FitSetup, { order, raw: list }: NonNullable<HeldOutRequest['from']>, { points, seed }: Settings) {
  const raw = Float64Array.from(list);
  const loss = lossOf(setup, { order, raw }, points, seed, modelTolerance);
  return { order, raw, loss, points, quadratureSeed: seed, discrepancy: modelTolerance };
}

/**
 * Fits to the blocks of three quarters of the sections and judges by those of the last quarter.
 * @throws ExcursaError (input) for data that cannot be fitted.
 */
export async function fitHeldOut(
  settings: Settings,
  sections: readonly PhaseMap[],
  { record, family, fold, from, keep }: HeldOutRequest,
): Promise<HeldOutFit> {
  const all = prepareFit(settings, sections, record, family);
  const { phases, pairs, classes } = all.statistics;
  const { blocks, counts } = countBlocks(sections, classes.reach, all.correlationLength);
  const isHeld = blocks.map((block) => fold !== undefined && foldOf(block, sections[block.section]) === fold);
  const setup =
    fold === undefined
      ? all
      : {
          ...all,
          statistics: combineBlocks(
            counts.filter((_, b) => !isHeld[b]),
            classes,
          ),
        };
  const { points, seed, starts } = settings;
  const orders = from ? [from.order] : ordersToTry(settings.order, sections[0].phases);
  const request = { setup, orders, starts, seed, points, threads: 1 };
  const found =
    from && keep
      ? kept(setup, from, settings)
      : (await search({ ...request, ...(from && { from: Float64Array.from(from.raw) }) }))!;
  const problem = createProblem(setup, found.order, { points: found.points, seed: found.quadratureSeed });
  const model = problem.features(found.raw, false).values;
  const lags = classes.lags.length;
  // Volume fractions over all blocks: one unit for every fold and family.
  const fractions = all.statistics.features.subarray(0, phases);
  /** Mean squared difference of the two-point function of a phase, over phi (1 - phi) - [phase]. */
  const squares = (data: Float64Array): number[] =>
    Array.from(fractions, (fraction, phase) => {
      let sum = 0;
      for (let k = 0; k < lags; k++) {
        // Two points of the phase: those of it, less those whose partner lies in another.
        const difference = pairs.reduce((rest, pair, p) => {
          const f = phases + p * lags + k;
          return pair.includes(phase) ? rest - (model[f] - data[f]) : rest;
        }, model[phase] - data[phase]);
        sum += (difference / (fraction * (1 - fraction))) ** 2 / lags;
      }
      return sum;
    });
  return {
    order: found.order,
    raw: Array.from(found.raw),
    taper: setup.taper,
    loss: found.loss,
    features: model.length,
    discrepancy: found.discrepancy,
    misfit: squares(setup.statistics.features).map(Math.sqrt),
    heldOut: counts.flatMap((own, b) => (isHeld[b] ? [squares(featuresOf(own))] : [])),
  };
}
