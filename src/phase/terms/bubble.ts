import { z } from 'zod';
import { coefficientSchema, type DepthTermKind, lawlessGrains } from './term-kind.ts';

/** The depth in the nearest bubble, voxels, positive inside. */
export interface BubbleTerm {
  readonly kind: 'bubble';
  readonly coefficient: readonly string[];
}

/**
 * Depth in the nearest bubble.
 * @source docs/design/grains.md
 */
export const bubbleKind: DepthTermKind<BubbleTerm> = {
  kind: 'bubble',
  input: 'depths',
  summary: 'weight times the depth in the nearest bubble, a ball of a second population',
  source: 'docs/design/grains.md',
  schema: z.strictObject({ kind: z.literal('bubble'), coefficient: coefficientSchema }),
  names: ({ coefficient }) => ({ fields: [], scalars: coefficient, latents: [] }),
  summand: () => lawlessGrains,
  bind: ({ kind, coefficient }, at) => ({ kind, coefficient: coefficient.map(at.scalar), length: -1 }),
  // Of depths in grains it takes none.
  reach: () => 0,
  add: ({ weight }, { bubbles }, _, latent, from) => {
    const { first } = bubbles!;
    for (let i = 0; i < first.length; i++) latent[from + i] += weight * first[i];
  },
  adjoint: ({ weight }, { bubbles }, _, gradient, [, , byBubble]) => {
    const { first } = bubbles!;
    let byWeight = 0;
    for (let i = 0; i < first.length; i++) {
      byWeight += gradient[i] * first[i];
      byBubble[i] += weight * gradient[i];
    }
    return { byWeight, byLength: 0, bySurface: 0 };
  },
};
