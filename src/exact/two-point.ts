import { checkArguments, optionsOf, wholeNumber } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { distinctPairs } from '../grid/index.ts';
import { normalQuantile, sobolDimensions, sobolUniforms } from '../numerics/index.ts';
import { addWeightSlope, aRecord, type ModelRecord } from '../phase/index.ts';
import { createLatentTails, fillTails } from './latent-tails.ts';
import { createPairSums } from './pair-sums.ts';
import { createSampledPairs, type SampledPair } from './sampled-pairs.ts';
import { ownDeviation, type Structure, structureOf, weightOf } from './structure.ts';

/**
 * Probabilities that two points at a lag lie in two different phases, with derivatives. Pairs are (0,1), (0,2), ...,
 * (1,2), ...
 */
export interface CrossPairs {
  /** C_ij(h), i < j - [pair] of shape [lag] - float64. */
  readonly values: readonly Float64Array[];
  /** dC_ij(h) / d rho_k(h) - [pair] of shape [field, lag] - float64; empty unless asked for. */
  readonly byRho: readonly Float64Array[];
  /** dC_ij(h) / d scalar - [pair] of shape [scalar, lag] - float64; empty unless asked for. */
  readonly byScalar: readonly Float64Array[];
}

/** How the sampled fields are integrated. */
export interface QuadratureOptions {
  /** Sobol points, best a power of two. */
  readonly points: number;
  /** Seed of the scrambling. */
  readonly seed: number;
}

/**
 * Exact two-point laws of a record under one quadrature rule.
 * @param scalars - shape [scalar]. @param rho - correlation of every field at the lags - [field] of shape [lag], below
 * 1.
 */
export type TwoPointLaw = (
  scalars: ArrayLike<number>,
  rho: readonly Float64Array[],
  derivatives: boolean,
) => CrossPairs;

/** Points that are worked on at a time: their arrays stay in the cache. */
const block = 512;

const lawArguments = {
  record: aRecord,
  quadrature: optionsOf('{ points: 1024, seed: 1 }', {}, { points: wholeNumber(1), seed: wholeNumber(0) }),
};

/**
 * Prepares the two-point laws C_ij(h) = P(o in Xi_i, h in Xi_j), i < j, of a record. The fields that are squared,
 * multiplied or shared are integrated by scrambled Sobol points in sum and difference variables, G(o), G(h) = sqrt((1 +
 * rho) / 2) S +- sqrt((1 - rho) / 2) D; given them, every latent is a bivariate normal, integrated exactly. Own pairs
 * follow as C_ii = V_i - sum_j C_ij: cross pairs vanish with the lag, so that short lags, which carry the surface area,
 * keep a small relative error. Cells of one phase add up. Derivatives are those of the quadrature sum itself. The error
 * of the rule is how values differ from seed to seed: up to several per cent for rare phases and few points.
 * @throws ExcursaError (usage) for a record without a Gaussian field of its own in every latent, and for more than
 * 8 sampled fields.
 * @source docs/design/exact-two-point-functions.md
 * @example
 * import { createTwoPointLaw, presets } from 'excursa';
 * // Two thresholds at 0: at a lag where fields are independent, C_12 = V_1 V_2 = 1/2 * 1/4.
 * const law = createTwoPointLaw(presets.plurigaussian, { points: 64, seed: 1 });
 * const far = new Float64Array(1);
 * const { values } = law([0, 0], [far, far], false);
 * console.log(values[0][0].toFixed(6)); // 0.125000
 */
export function createTwoPointLaw(record: ModelRecord, quadrature: QuadratureOptions): TwoPointLaw {
  checkArguments('createTwoPointLaw', { record, quadrature }, lawArguments);
  const { points, seed } = quadrature;
  const structure = structureOf(record);
  const { latents, sampled, cells } = structure;
  if (2 * sampled.length > sobolDimensions) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'createTwoPointLaw',
      expected: `at most ${sobolDimensions / 2} fields that are squared, multiplied or shared`,
      got: `${sampled.length}`,
      remedy: 'a record of fewer ones',
    });
  }
  const normals = pairPoints(structure, points, seed);
  // Without sampled fields the integrand is constant.
  const total = sampled.length === 0 ? 1 : points;
  const size = Math.min(block, total);
  const tails = latents.map(() => createLatentTails(size));
  const sums = createPairSums(tails, size);
  const fields = createSampledPairs(structure, normals, size);
  const pairsOfPhases = distinctPairs(Math.max(...cells) + 1);
  // Phase pair that each pair of cells belongs to, -1 for cells of one phase.
  const phasePair = sums.pairs.map(([a, b]) => {
    const [i, j] = [cells[a], cells[b]].sort((x, y) => x - y);
    return pairsOfPhases.findIndex(([x, y]) => x === i && y === j);
  });

  return (scalars, rho, derivatives) => {
    const lags = rho[0].length;
    const pairCount = pairsOfPhases.length;
    const make = (length: number): Float64Array[] =>
      Array.from({ length: derivatives ? pairCount : 0 }, () => new Float64Array(length * lags));
    const values = pairsOfPhases.map(() => new Float64Array(lags));
    const byRho = make(structure.fields);
    const byScalar = make(structure.scalars);
    const scalarSlopes = new Float64Array(structure.scalars);
    const products = new Float64Array(2);
    const prepared = latents.map((latent) => ({
      latent,
      deviation: ownDeviation(latent, scalars),
      threshold: scalars[latent.threshold],
      own: latent.own.map((term) => ({ term, weight: weightOf(term, scalars) })),
      sampled: latent.sampled.map((term) => ({
        term,
        weight: weightOf(term, scalars),
        pair: fields.pair(term),
      })),
    }));

    for (let lag = 0; lag < lags; lag++) {
      const ownRho = prepared.map(
        ({ own, deviation }) =>
          own.reduce((sum, { term, weight }) => sum + weight * weight * rho[term.field][lag], 0) / deviation ** 2,
      );
      for (let from = 0; from < total; from += size) {
        const count = Math.min(size, total - from);
        fields.fill((s) => rho[sampled[s]][lag], from, count);
        prepared.forEach(({ deviation, threshold, sampled: terms }, l) => {
          const { level0, levelH } = tails[l];
          level0.fill(threshold / deviation);
          levelH.fill(threshold / deviation);
          for (const { weight, pair } of terms) {
            subtract(level0, pair.value0, weight / deviation, count);
            subtract(levelH, pair.valueH, weight / deviation, count);
          }
          fillTails(tails[l], ownRho[l], count, derivatives);
        });
        sums.pairs.forEach((_, cellPair) => {
          const p = phasePair[cellPair];
          if (p < 0) return;
          values[p][lag] += sums.value(cellPair, count) / total;
          if (!derivatives) return;
          for (let l = 0; l < latents.length; l++) {
            const adjoint = sums.adjoint(cellPair, l, count);
            if (!adjoint) continue;
            const { own, deviation, sampled: terms, latent } = prepared[l];
            const { level0, levelH } = sums;
            const byOwnRho = adjoint.byRho / total;
            const byLevel = adjoint.byLevel / total;
            scalarSlopes.fill(0);
            scalarSlopes[latent.threshold] += byLevel / deviation;
            for (const { term, weight } of own) {
              const share = (weight * weight) / deviation ** 2;
              byRho[p][term.field * lags + lag] += byOwnRho * share;
              if (term.scalars.length === 0) continue;
              const along =
                sumOfProducts(level0, tails[l].level0, count) + sumOfProducts(levelH, tails[l].levelH, count);
              const byDeviation = -along / (deviation * total);
              const byWeight =
                (byDeviation * weight) / deviation +
                (byOwnRho * 2 * weight * (rho[term.field][lag] - ownRho[l])) / deviation ** 2;
              addWeightSlope(term.scalars, scalars, byWeight, scalarSlopes);
            }
            for (const { term, weight, pair } of terms) {
              const scale = -1 / (deviation * total);
              dots(level0, levelH, pair, count, products);
              byRho[p][sampled[term.field] * lags + lag] += scale * weight * products[0];
              if (term.times !== undefined && pair.times) {
                const { slope0, slopeH } = pair.times;
                const along = sumOfProducts(level0, slope0, count) + sumOfProducts(levelH, slopeH, count);
                byRho[p][sampled[term.times] * lags + lag] += scale * weight * along;
              }
              addWeightSlope(term.scalars, scalars, scale * products[1], scalarSlopes);
            }
            for (let s = 0; s < scalarSlopes.length; s++) byScalar[p][s * lags + lag] += scalarSlopes[s];
          }
        });
      }
    }
    return { values, byRho, byScalar };
  };
}

/**
 * Sums S of all sampled fields, then differences D of all, standard normals - [coordinate] of shape [point]. A field
 * that occurs in even polynomials only looks the same with both signs turned: then S is positive, and points lie twice
 * as dense.
 */
function pairPoints({ sampled, even }: Structure, points: number, seed: number): Float64Array[] {
  return sobolUniforms(points, 2 * sampled.length, seed).map((own, d) =>
    own.map((u) => normalQuantile(even[d] ? (1 + u) / 2 : u)),
  );
}

/** level -= weight * value. */
function subtract(level: Float64Array, value: Float64Array, weight: number, count: number): void {
  for (let i = 0; i < count; i++) level[i] -= weight * value[i];
}

/** Products of the adjoints of the levels with what a field's correlation moves and with what its weight multiplies. */
function dots(
  level0: Float64Array,
  levelH: Float64Array,
  { value0, valueH, slope0, slopeH }: SampledPair,
  count: number,
  out: Float64Array,
): void {
  // Separate sums run side by side; one alone would wait for each addition.
  let bySlope0 = 0;
  let bySlopeH = 0;
  let byValue0 = 0;
  let byValueH = 0;
  for (let i = 0; i < count; i++) {
    const p = level0[i];
    const q = levelH[i];
    bySlope0 += p * slope0[i];
    bySlopeH += q * slopeH[i];
    byValue0 += p * value0[i];
    byValueH += q * valueH[i];
  }
  out[0] = bySlope0 + bySlopeH;
  out[1] = byValue0 + byValueH;
}

function sumOfProducts(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}
