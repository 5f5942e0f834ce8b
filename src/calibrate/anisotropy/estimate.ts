import { type BlockIntersections, countIntersections } from '../../descriptor/index.ts';
import { ExcursaError } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { fisherTail } from '../../numerics/index.ts';
import type { BoundaryLaw } from './boundary-law.ts';
import { halfLagScales } from './half-lags.ts';

/** What the anisotropy sections say of one phase. Lengths in the unit of the sections. */
export interface PhaseAnisotropy {
  readonly phase: string;
  /**
   * Mean chord in the plane and along z in the sections, 2 V d N / X for X changes among N pairs of neighbours at
   * distance d.
   */
  readonly chordInPlane: number;
  readonly chordAlongZ: number;
  /** Exact mean chord along z of the model as calibrated in the plane (b_s = 1), and with the common scale. */
  readonly modelBefore: number;
  readonly modelAfter: number;
  /** The scale that this phase alone asks for, and its standard error. */
  readonly scale: number;
  readonly standardError: number;
  /**
   * The scale at longer lags, from the sections alone: the lag along z at which the covariance has fallen to half, over
   * that in the plane; null where a lag lies beyond the sections.
   */
  readonly atHalfLag: { readonly scale: number; readonly standardError: number } | null;
}

/** The scale b_s of the z axis that serves all phases best, and whether one scale can. */
export interface AnisotropyEstimate {
  readonly scale: number;
  readonly standardError: number;
  readonly phases: readonly PhaseAnisotropy[];
  /**
   * Weighted sum of squares that remains, and what the scatter of the blocks lets expect; 0 with two phases, which
   * share their boundary.
   */
  readonly chiSquare: number;
  readonly expected: number;
  readonly pValue: number;
  readonly verdict: 'one scale' | 'several scales' | 'not testable';
  readonly sentence: string;
  readonly blocks: number;
  readonly unit: string;
}

/** Scales that are looked at: 1/5 to 5 in steps of 2 %. */
const steps = 161;
const widest = 5;
/** Below this probability one scale is said not to serve all phases. */
const significance = 0.01;
/** Correlation lengths that a block is wide, and blocks that there are at least, where the sections allow it. */
const [lengthsPerBlock, leastBlocks] = [4, 12];

const logScale = (k: number): number => Math.log(widest) * ((2 * k) / (steps - 1) - 1);

/**
 * log of the ratio of boundary changes along z to those in the plane, by phase and scale - [phase][scale] - and V -
 * C_ii, likewise.
 */
async function modelRatios(law: BoundaryLaw, rowStep: number) {
  const lags = Array.from({ length: steps }, (_, k) => rowStep / Math.exp(logScale(k)));
  const { volume, inPlane, along, variance } = await law.changes(lags);
  return volume.map((own, i) => ({
    volume: own,
    along: along[i],
    ratios: along[i].map((value) => Math.log(value / inPlane[i])),
    variance: variance[i],
  }));
}

/** Value of a table over the scales at a logarithmic scale, between entries linearly. */
function at(table: readonly number[], scale: number): number {
  const place = ((scale / Math.log(widest) + 1) * (steps - 1)) / 2;
  const k = Math.max(0, Math.min(steps - 2, Math.floor(place)));
  return table[k] + (place - k) * (table[k + 1] - table[k]);
}

/** Least value of a function of one variable on an interval: a look at every step, then golden section. */
function minimise(f: (x: number) => number): number {
  let best = 0;
  for (let k = 1; k < steps; k++) if (f(logScale(k)) < f(logScale(best))) best = k;
  let [a, b] = [logScale(Math.max(0, best - 1)), logScale(Math.min(steps - 1, best + 1))];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [c, d] = [b - golden * (b - a), a + golden * (b - a)];
    if (f(c) < f(d)) b = d;
    else a = c;
  }
  return (a + b) / 2;
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

/** Logarithms of the measured ratios - [phase] - and how far each block pulls them - [block][phase]. */
function measuredRatios(counts: readonly BlockIntersections[], names: readonly string[]) {
  const phases = names.length;
  const pairsZ = sum(counts.map((c) => c.pairsAlongZ));
  const pairsX = sum(counts.map((c) => c.pairsInPlane));
  const z = Array.from({ length: phases }, (_, i) => sum(counts.map((c) => c.alongZ[i])));
  const x = Array.from({ length: phases }, (_, i) => sum(counts.map((c) => c.inPlane[i])));
  for (const [axis, counted] of [
    ['z', z],
    ['x', x],
  ] as const) {
    const without = counted.indexOf(0);
    if (without < 0) continue;
    throw new ExcursaError({
      kind: 'input',
      what: 'anisotropy',
      expected: `boundaries of ${names[without]} along ${axis} in the sections`,
      got: 'none',
      remedy: 'larger sections',
    });
  }
  const ratios = z.map((value, i) => Math.log(value / pairsZ) - Math.log(x[i] / pairsX));
  const correction = Math.sqrt(counts.length / Math.max(1, counts.length - 1));
  // First-order change of the logarithm of N_z / M_z / (N_x / M_x) by a block: the jackknife for ratios of sums.
  const influences = counts.map((c) =>
    ratios.map(
      (_, i) =>
        correction * (c.alongZ[i] / z[i] - c.pairsAlongZ / pairsZ - c.inPlane[i] / x[i] + c.pairsInPlane / pairsX),
    ),
  );
  const voxels = Array.from({ length: phases }, (_, i) => sum(counts.map((c) => c.voxels[i])));
  const volume = voxels.map((n) => n / sum(voxels));
  return { ratios, influences, volume, perStepZ: z.map((n) => n / pairsZ), perStepX: x.map((n) => n / pairsX) };
}

const percent = (value: number): string => `${value < 0 ? '\u2212' : '+'}${(100 * Math.abs(value)).toFixed(1)} %`;

/**
 * Estimates b_s from x-z sections (rows along z) or a volume of the same material. Compared is, phase by phase, how
 * much rarer boundaries are along z than in the plane of the *same* sections, which other sections' volume fractions do
 * not disturb, with the ratio (V - C_ii(d_z / b_s)) / (V - C_ii(1)) of the calibrated model. Weighted least
 * squares over the phases' logarithms; standard errors from blocks by the jackknife, through the weights; the misfit
 * that remains is tested against the scatter it should have, as a goodness-of-fit is.
 * @param sections - x-z sections with pixels as wide as the model's, or a volume. @param names - phases in the user's
 * order. @param law - of the model that was calibrated in the plane.
 * @throws ExcursaError (input) when a phase has no boundary along an axis.
 * @source docs/design/anisotropy.md
 */
export async function estimateAnisotropy(
  sections: readonly PhaseMap[],
  names: readonly string[],
  law: BoundaryLaw,
): Promise<AnisotropyEstimate> {
  const { grid } = sections[0];
  const rowStep = (grid.rank === 2 ? grid.spacing[1] : grid.spacing[0]) / grid.spacing[2];
  const voxels = sections.reduce((total, { data }) => total + data.length, 0);
  const widestBlock = (voxels / leastBlocks) ** (1 / grid.rank);
  const counts = countIntersections(
    sections,
    Math.max(8, Math.min(widestBlock, lengthsPerBlock * law.correlationLength)),
  );
  const { ratios, influences, volume, perStepZ, perStepX } = measuredRatios(counts, names);
  const tables = await modelRatios(law, rowStep);
  const longer = halfLagScales(sections, rowStep, law.correlationLength);
  const covariance = ratios.map((_, i) =>
    ratios.map((__, j) => influences.reduce((s, z) => s + z[i] * z[j], 0) + (i === j ? tables[i].variance : 0)),
  );
  const weights = covariance.map((row, i) => 1 / row[i]);
  const residual = (i: number, scale: number): number => ratios[i] - at(tables[i].ratios, scale);
  const misfit = (scale: number): number => weights.reduce((s, w, i) => s + w * residual(i, scale) ** 2, 0);
  const best = minimise(misfit);
  const width = 0.02;
  const slopeAt = (i: number, scale: number): number =>
    (at(tables[i].ratios, scale + width) - at(tables[i].ratios, scale - width)) / (2 * width);
  const slopes = tables.map((_, i) => slopeAt(i, best));
  const information = weights.reduce((s, w, i) => s + w * slopes[i] ** 2, 0);
  const pull = weights.map((w, i) => (w * slopes[i]) / information);
  const variance = sum(pull.flatMap((a, i) => pull.map((b, j) => a * b * covariance[i][j])));
  const test = testOneScale(misfit(best), weights, slopes, pull, covariance, counts.length);
  const phases = names.map((phase, i): PhaseAnisotropy => {
    const own = minimise((scale) => residual(i, scale) ** 2);
    const scale = Math.exp(own);
    const chord = (changes: number, step: number): number => (2 * volume[i] * step) / changes;
    const { volume: modelVolume, along } = tables[i];
    const exact = (s: number): number => (modelVolume * rowStep * law.pixel) / at(along, s);
    return {
      phase,
      chordInPlane: chord(perStepX[i], law.pixel),
      chordAlongZ: chord(perStepZ[i], rowStep * law.pixel),
      modelBefore: exact(0),
      modelAfter: exact(best),
      scale,
      standardError: (scale * Math.sqrt(covariance[i][i])) / Math.abs(slopeAt(i, own)),
      atHalfLag: longer[i],
    };
  });
  const scale = Math.exp(best);
  const standardError = scale * Math.sqrt(variance);
  const verdict =
    names.length < 3 ? 'not testable' : test.pValue < significance ? 'several scales' : ('one scale' as const);
  return {
    scale,
    standardError,
    phases,
    ...test,
    verdict,
    sentence: sentenceOf(verdict, scale, standardError, phases),
    blocks: counts.length,
    unit: grid.unit,
  };
}

/**
 * Compares the remaining sum of squares with its expectation under the blocks' scatter, by a chi-square law matched in
 * mean and variance.
 */
function testOneScale(
  chiSquare: number,
  weights: readonly number[],
  slopes: readonly number[],
  pull: readonly number[],
  covariance: readonly (readonly number[])[],
  blocks: number,
): { chiSquare: number; expected: number; pValue: number } {
  const n = weights.length;
  // Two phases share their boundary: their ratios are one number, and one scale always fits it.
  if (n < 3) return { chiSquare, expected: 0, pValue: 1 };
  const keep = weights.map((_, i) => weights.map((__, j) => (i === j ? 1 : 0) - slopes[i] * pull[j]));
  const left = keep.map((row) => covariance.map((_, j) => row.reduce((s, a, k) => s + a * covariance[k][j], 0)));
  const remaining = left.map((row) => keep.map((other) => row.reduce((s, a, k) => s + a * other[k], 0)));
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j) trace += weights[i] * remaining[i][i];
      squares += weights[i] * remaining[i][j] * weights[j] * remaining[j][i];
    }
  }
  const freedom = trace ** 2 / squares;
  return { chiSquare, expected: trace, pValue: fisherTail(chiSquare / trace, freedom, Math.max(1, blocks - 1)) };
}

function sentenceOf(
  verdict: AnisotropyEstimate['verdict'],
  scale: number,
  standardError: number,
  phases: readonly PhaseAnisotropy[],
): string {
  const common = `b_s = ${scale.toFixed(3)} \u00b1 ${standardError.toFixed(3)}`;
  if (verdict !== 'several scales') {
    const isotropic = Math.abs(scale - 1) < 2 * standardError;
    const fits =
      verdict === 'one scale' ? 'One scale serves all phases' : 'Two phases share one boundary and one scale';
    return `${fits}: ${common}${isotropic ? ', compatible with no anisotropy' : ''}.`;
  }
  const distance = (p: PhaseAnisotropy): number => Math.abs(p.scale - scale) / p.standardError;
  const [worst] = [...phases].sort((a, b) => distance(b) - distance(a));
  return `One scale cannot serve all phases: ${common} is the best compromise, but ${worst.phase} alone asks for ${worst.scale.toFixed(3)} \u00b1 ${worst.standardError.toFixed(3)}, and its mean chord along z stays ${percent(worst.modelAfter / worst.chordAlongZ - 1)} off.`;
}
