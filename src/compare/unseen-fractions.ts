import { countVoxels, type PhaseMap } from '../grid/index.ts';
import { dot, solvePositive } from '../numerics/index.ts';
import { type ExcursionModel, type Realisation, realise, thresholdsOf } from '../phase/index.ts';

/** A change of a model's volume fractions by one threshold. */
export interface FractionMove {
  /** Which threshold: that of the excursion set of this number. */
  readonly set: number;
  /** How much more of the window that set is to fill. */
  readonly by: number;
}

/** Most windows that are drawn for a threshold, and the error of the move, relative to it, at which search ends. */
const [mostDraws, enough] = [5, 0.25];
/** First step of a threshold, relative to one more than its size. */
const firstStep = 0.02;
/** A step is at most so many times the one before. */
const longest = 8;

/** Volume fractions of a map - [phase]. */
export const fractionsOf = (map: PhaseMap): number[] => countVoxels(map).map((count) => count / map.data.length);

/**
 * A window of a model with another threshold, so that a set fills more or less of it than it does in the same noise.
 * The secant method ends near what is wanted: what the fractions became is measured.
 */
export async function realiseMoved(
  model: ExcursionModel,
  { set, by }: FractionMove,
  request: Realisation,
): Promise<PhaseMap> {
  const at = thresholdsOf(model.record)[set];
  const phase = model.order[set];
  const own = model.values[at];
  const drawn = async (threshold: number): Promise<PhaseMap> => {
    const values = model.values.slice();
    values[at] = threshold;
    return (await realise({ ...model, values }, request)).map;
  };
  const start = fractionsOf(await drawn(own))[phase];
  // A set is what lies above its threshold: a lower one makes it larger.
  let threshold = own - Math.sign(by) * firstStep * (1 + Math.abs(own));
  let map = await drawn(threshold);
  for (let draw = 1; draw < mostDraws; draw++) {
    const change = fractionsOf(map)[phase] - start;
    if (Math.abs(change - by) <= enough * Math.abs(by)) break;
    const factor = change * by > 0 ? Math.min(longest, by / change) : longest;
    threshold = own + factor * (threshold - own);
    map = await drawn(threshold);
  }
  return map;
}

/**
 * Covariance of the volume fractions of all phases but the last - [phase, phase] -, from the standard errors of all:
 * fractions add up to one, which gives that of three phases. Those of more are taken as independent.
 */
export function fractionCovariance(errors: readonly number[]): Float64Array {
  const n = errors.length - 1;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = errors[i] ** 2;
  if (n === 2) {
    const most = errors[0] * errors[1];
    const both = (errors[2] ** 2 - errors[0] ** 2 - errors[1] ** 2) / 2;
    out[1] = Math.max(-most, Math.min(most, both));
    out[2] = out[1];
  }
  return out;
}

/** What one move changed, in the mean over windows. */
export interface FractionResponse {
  /** Change of the volume fraction of each phase but the last - [phase]. */
  readonly fractions: readonly number[];
  /** Change of the quantity. */
  readonly value: number;
}

/**
 * Standard error of a quantity that follows from that of volume fractions, to first order: sqrt(g C g), where g is the
 * slope by fractions that explains the changes best.
 * @param covariance - of all fractions but the last - [phase, phase].
 * @returns null where moves did not change fractions.
 */
export function errorByFractions(responses: readonly FractionResponse[], covariance: Float64Array): number | null {
  const n = Math.sqrt(covariance.length);
  const gram = new Float64Array(n * n);
  const slope = new Float64Array(n);
  for (const { fractions, value } of responses) {
    for (let i = 0; i < n; i++) {
      slope[i] += fractions[i] * value;
      for (let j = 0; j <= i; j++) gram[i * n + j] += fractions[i] * fractions[j];
    }
  }
  if (!solvePositive(gram, n, slope)) return null;
  const spread = slope.map((_, i) => dot(covariance.subarray(i * n, (i + 1) * n), slope));
  return Math.sqrt(Math.max(0, dot(slope, spread)));
}
