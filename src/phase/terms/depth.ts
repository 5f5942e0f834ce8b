import { z } from 'zod';
import { coefficientSchema, type DepthTermKind, lawlessGrains, reachFactor } from './term-kind.ts';

/**
 * The depth D_1 in the nearest grain, voxels, positive inside. With a length w it is D_1 + w log(1 + exp((D_2 - D_1) /
 * w)), which rounds the corner where two grains meet by a fillet of that size.
 */
export interface DepthTerm {
  readonly kind: 'depth';
  readonly coefficient: readonly string[];
  /** Name of the scalar that is the size of the fillet. */
  readonly length?: string | undefined;
}

/** exp(-40) = 4e-18 is below the precision of a double. */
const negligible = 40;

/**
 * Depth in the nearest grain, with a fillet where two meet.
 * @source docs/design/grains.md
 */
export const depthKind: DepthTermKind<DepthTerm> = {
  kind: 'depth',
  input: 'depths',
  summary: 'weight times the depth in the nearest grain, with a fillet where two grains meet',
  source: 'docs/design/grains.md',
  schema: z.strictObject({
    kind: z.literal('depth'),
    coefficient: coefficientSchema,
    length: z.string().optional().describe('scalar that is the size of the fillet; none: a sharp corner'),
  }),
  names: ({ coefficient, length }) => ({
    fields: [],
    scalars: length === undefined ? coefficient : [...coefficient, length],
    latents: [],
  }),
  summand: () => lawlessGrains,
  bind: ({ kind, coefficient, length }, at) => ({
    kind,
    coefficient: coefficient.map(at.scalar),
    length: length === undefined ? -1 : at.scalar(length),
  }),
  // The latent is decided where fields of unit variance, and a fillet, can no longer make up for the depth.
  reach: ({ weight, length }, { weights, threshold }) =>
    (reachFactor * weights) / weight + length + Math.abs(threshold) / weight,
  add: ({ weight, length }, { first, second }, _, latent, from) => {
    for (let i = 0; i < first.length; i++) {
      latent[from + i] += weight * first[i];
      const apart = first[i] - second[i];
      if (apart < negligible * length) latent[from + i] += weight * length * Math.log1p(Math.exp(-apart / length));
    }
  },
  adjoint: ({ weight, length }, { first, second }, _, gradient, [byFirst, bySecond]) => {
    let [byWeight, byLength] = [0, 0];
    for (let i = 0; i < first.length; i++) {
      const g = gradient[i];
      if (g === 0) continue;
      let value = first[i];
      let share = 0;
      if (length > 0) {
        const x = (second[i] - first[i]) / length;
        const fillet = Math.log1p(Math.exp(x));
        share = 1 / (1 + Math.exp(-x));
        value += length * fillet;
        byLength += g * weight * (fillet - x * share);
      }
      byWeight += g * value;
      byFirst[i] += g * weight * (1 - share);
      bySecond[i] += g * weight * share;
    }
    return { byWeight, byLength, bySurface: 0 };
  },
};
