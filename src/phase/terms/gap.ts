import { z } from 'zod';
import { coefficientSchema, type DepthTermKind, lawlessGrains, reachFactor } from './term-kind.ts';

/**
 * The mean depth (D_1 + D_2) / 2 in the two nearest grains, voxels. Between two grains it is minus half the width of
 * the gap, wherever in the gap: the distances to both walls add up to it.
 */
export interface GapTerm {
  readonly kind: 'gap';
  readonly coefficient: readonly string[];
}

/**
 * Mean depth in the two nearest grains.
 * @source docs/design/grains.md
 */
export const gapKind: DepthTermKind<GapTerm> = {
  kind: 'gap',
  input: 'depths',
  summary: 'weight times the mean depth in the two nearest grains, minus half the width of the gap between them',
  source: 'docs/design/grains.md',
  schema: z.strictObject({ kind: z.literal('gap'), coefficient: coefficientSchema }),
  names: ({ coefficient }) => ({ fields: [], scalars: coefficient, latents: [] }),
  summand: () => lawlessGrains,
  bind: ({ kind, coefficient }, at) => ({ kind, coefficient: coefficient.map(at.scalar), length: -1 }),
  // A point next to one wall is as far from the other as the gap is wide: twice as far as the mean says.
  reach: ({ weight }, { weights, threshold }) => (2 * (reachFactor * weights + Math.abs(threshold))) / weight,
  add: ({ weight }, { first, second }, _, latent, from) => {
    for (let i = 0; i < first.length; i++) latent[from + i] += (weight * (first[i] + second[i])) / 2;
  },
  adjoint: ({ weight }, { first, second }, _, gradient, [byFirst, bySecond]) => {
    let byWeight = 0;
    for (let i = 0; i < first.length; i++) {
      const g = gradient[i];
      byWeight += (g * (first[i] + second[i])) / 2;
      byFirst[i] += (g * weight) / 2;
      bySecond[i] += (g * weight) / 2;
    }
    return { byWeight, byLength: 0, bySurface: 0 };
  },
};
