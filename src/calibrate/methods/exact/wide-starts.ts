import { createThresholdSearch } from '../../../exact/index.ts';
import { type ModelParameter, type ModelRecord, parametersOf, phaseCount, toRaws } from '../../../phase/index.ts';
import { keyOf, normals, purposes, uniforms } from '../../../random/index.ts';
import type { Settings } from '../../settings.ts';
import type { FitSetup } from './problem.ts';

/** Part of an interval at each end in which no start lies: there a parameter hardly moves. */
const margin = 0.05;
/** Deviation that is added to the random starts of the correlations, on the unbounded scale. */
const extraSpread = 0.5;
/** Deviations of parameters about an optimum from which the search goes on: scalars, and those of correlations. */
const [scalarStep, correlationStep] = [0.6, 0.2];
/** How exactly starts meet the volume fractions of the data, which the fit corrects. */
const effort = { volumeWeight: 100, mostSteps: 30, relative: 1e-6 };

/** Makes starts of fits. */
export interface WideStarts {
  /**
   * A start anywhere within the bounds of all scalars: evenly distributed on intervals (on their logarithm where that
   * is the parameter's scale), with the thresholds that give the volume fractions of the data.
   */
  readonly anywhere: (order: readonly number[], number: number) => Float64Array;
  /** A start beside an optimum, thresholds again from the volume fractions. */
  readonly beside: (order: readonly number[], raw: Float64Array, number: number) => Float64Array;
  /** The free scalars: all but thresholds, as positions in the parameters. */
  readonly free: readonly number[];
  /** An optimum whose free scalars are moved by a step, thresholds again from the volume fractions. */
  readonly moved: (order: readonly number[], raw: Float64Array, step: ArrayLike<number>) => Float64Array;
}

/** Numbers of the streams of starts beside optima. */
const firstBeside = 2 ** 20;

const isThreshold = ({ group, role }: ModelParameter): boolean => group === 'scalars' && role === 'threshold';

/** Wide starts for each start near the centre. */
const perStart = 2;

/**
 * Whether two-point functions determine the model: every latent is one field, and every threshold makes a phase of its
 * own. Then they give the fields one after the other, and nothing is left to choose.
 */
function isDetermined(record: ModelRecord): boolean {
  const { fields, latents, scalars } = record;
  return (
    scalars.every(({ role }) => role === 'threshold') &&
    scalars.length === phaseCount(record) - 1 &&
    fields.length === latents.length
  );
}

/** Wide starts of every order: as given, or twice the narrow ones for a class that two-point functions leave open. */
export function wideStartsOf({ starts, wideStarts }: Settings, record: ModelRecord): number {
  return wideStarts ?? (isDetermined(record) ? 0 : perStart * starts);
}

/** Prepares starts for a fit. */
export function createWideStarts({ record, family, statistics }: FitSetup, seed: number): WideStarts {
  const parameters = parametersOf(record, family);
  const scalars = record.scalars.length;
  const key = keyOf(seed, purposes.wideStarts);
  const search = createThresholdSearch(record, effort);
  const centre = toRaws(
    parameters,
    parameters.map(({ start }) => start),
  );

  /** Sets the thresholds so that volume fractions are those of the data, as far as the other parameters allow. */
  const withVolumes = (order: readonly number[], raw: Float64Array): Float64Array =>
    search.placeRaw(
      raw,
      order.map((phase) => statistics.features[phase]),
    );

  const anywhere: WideStarts['anywhere'] = (order, number) => {
    const places = uniforms(scalars, key, number);
    const shifts = normals(parameters.length, key, number);
    const raw = centre.map((middle, i) => {
      const { transform, spread } = parameters[i];
      if (i >= scalars) return middle + Math.hypot(spread, extraSpread) * shifts[i];
      if (transform.kind !== 'interval' || isThreshold(parameters[i])) return middle;
      const place = margin + (1 - 2 * margin) * places[i];
      return Math.log(place / (1 - place));
    });
    return withVolumes(order, raw);
  };

  const beside: WideStarts['beside'] = (order, raw, number) => {
    const shifts = normals(parameters.length, key, firstBeside + number);
    const moved = raw.map((x, i) => {
      if (i >= scalars) return x + correlationStep * shifts[i];
      return isThreshold(parameters[i]) ? x : x + scalarStep * shifts[i];
    });
    return withVolumes(order, moved);
  };
  const free = record.scalars.flatMap((_, i) => (isThreshold(parameters[i]) ? [] : [i]));
  const moved: WideStarts['moved'] = (order, raw, step) => {
    const out = raw.slice();
    free.forEach((i, k) => {
      out[i] += step[k];
    });
    return withVolumes(order, out);
  };
  return { anywhere, beside, free, moved };
}
