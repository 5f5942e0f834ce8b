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

const shareOf = (data: Uint8Array, label: number): number =>
  data.reduce((count, own) => count + (own === label ? 1 : 0), 0) / data.length;

/**
 * A model with another threshold, so that a set fills more or less of one window of one noise. The secant method ends
 * near what is wanted: what the fractions became is measured.
 */
export async function withMovedFraction(
  model: ExcursionModel,
  { set, by }: FractionMove,
  request: Realisation,
): Promise<ExcursionModel> {
  const at = thresholdsOf(model.record)[set];
  const { label } = model.phases[model.order[set]];
  const own = model.values[at];
  const moved = (threshold: number): ExcursionModel => {
    const values = model.values.slice();
    values[at] = threshold;
    return { ...model, values };
  };
  const shareAt = async (threshold: number): Promise<number> =>
    shareOf((await realise(moved(threshold), request)).map.data, label);
  const start = await shareAt(own);
  // A set is what lies above its threshold: a lower one makes it larger.
  let threshold = own - Math.sign(by) * firstStep * (1 + Math.abs(own));
  for (let draw = 1; draw < mostDraws; draw++) {
    const change = (await shareAt(threshold)) - start;
    if (Math.abs(change - by) <= enough * Math.abs(by)) break;
    const factor = change * by > 0 ? Math.min(longest, by / change) : longest;
    threshold = own + factor * (threshold - own);
  }
  return moved(threshold);
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
