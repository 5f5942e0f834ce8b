import { countIntersections } from '../../descriptor/index.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { studentQuantile } from '../../numerics/index.ts';
import type { Signature } from '../methods/training/training-log.ts';
import type { AnisotropyEstimate } from './estimate.ts';

/** Probability of a false warning, shared by all phases, and the least difference that is worth a word. */
const [significance, leastFactor] = [0.01, 1.15];

/** Correlation lengths that a block is wide. */
const lengthsPerBlock = 4;

/** Boundaries and longer lags ask for different scales: fine structures across coarse layers, for instance. */
function byLength({ phases, blocks }: AnisotropyEstimate): Signature | undefined {
  const bound = studentQuantile(1 - significance / (2 * phases.length), Math.max(2, blocks - 1));
  const distant = phases.flatMap(({ phase, scale, standardError, atHalfLag }) => {
    if (!atHalfLag) return [];
    const apart = Math.abs(Math.log(atHalfLag.scale / scale));
    const error = Math.hypot(standardError / scale, atHalfLag.standardError / atHalfLag.scale);
    return apart > Math.log(leastFactor) && apart > bound * error ? [{ phase, scale, atHalfLag, apart }] : [];
  });
  const [worst] = distant.sort((a, b) => b.apart - a.apart);
  if (!worst) return undefined;
  const { phase, scale, atHalfLag } = worst;
  return {
    name: 'anisotropy differs by length',
    sentence: `Boundaries of ${phase} ask for b_s = ${scale.toFixed(2)}, its covariance at half its height for ${atHalfLag.scale.toFixed(2)} ± ${atHalfLag.standardError.toFixed(2)}; one scale along z cannot follow both.`,
    cure: 'Trust properties along z only where the errors in sections along z show that they agree.',
  };
}

/** Volume fractions of the sections along z differ from those of the images. */
function byFraction(
  images: readonly PhaseMap[],
  across: readonly PhaseMap[],
  correlationLength: number,
): Signature | undefined {
  const { phases } = images[0];
  const sides = [images, across].map((maps) => {
    const blocks = countIntersections(maps, Math.max(8, lengthsPerBlock * correlationLength));
    const sizes = blocks.map(({ voxels }) => voxels.reduce((sum, v) => sum + v, 0));
    const total = sizes.reduce((sum, v) => sum + v, 0);
    const n = blocks.length;
    const values = phases.map((_, i) => blocks.reduce((sum, { voxels }) => sum + voxels[i], 0) / total);
    const variances = values.map(
      (value, i) =>
        ((n / Math.max(1, n - 1)) *
          blocks.reduce((sum, { voxels }, b) => sum + (voxels[i] - value * sizes[b]) ** 2, 0)) /
        total ** 2,
    );
    return { n, values, variances };
  });
  const [plane, z] = sides;
  const bound = studentQuantile(1 - significance / (2 * phases.length), Math.max(2, Math.min(plane.n, z.n) - 1));
  const distant = phases.flatMap(({ name }, i) => {
    const difference = z.values[i] - plane.values[i];
    const error = Math.sqrt(plane.variances[i] + z.variances[i]);
    return Math.min(plane.n, z.n) >= 4 && Math.abs(difference) > bound * error
      ? [{ name, i, size: Math.abs(difference) / error }]
      : [];
  });
  const [worst] = distant.sort((a, b) => b.size - a.size);
  if (!worst) return undefined;
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return {
    name: 'sections of another composition',
    sentence: `Sections along z hold ${percent(z.values[worst.i])} ${worst.name}, the images ${percent(plane.values[worst.i])}: more than sampling explains.`,
    cure: 'Check that both were segmented alike and taken from one material; the scale along z assumes it.',
  };
}

/** What a user must know before a scale along z is trusted. */
export function anisotropyWarnings(
  estimate: AnisotropyEstimate,
  images: readonly PhaseMap[],
  across: readonly PhaseMap[],
  correlationLength: number,
): Signature[] {
  const several: Signature | undefined =
    estimate.verdict === 'several scales'
      ? {
          name: 'anisotropy differs by phase',
          sentence: estimate.sentence,
          cure: 'Trust properties along z only where the errors in sections along z show that they agree.',
        }
      : undefined;
  return [several, byLength(estimate), byFraction(images, across, correlationLength)].filter(
    (own) => own !== undefined,
  );
}
