import { z } from 'zod';
import { coefficientSchema, type DepthTermKind, lawlessGrains, reachFactor } from './term-kind.ts';

/** 1 / (1 + exp(-(D_1 - surface) / length)), D_1 the depth in the nearest grain: 1 in grains, 0 outside. */
export interface InsideTerm {
  readonly kind: 'inside';
  readonly coefficient: readonly string[];
  /** Name of the scalar that is the distance over which the inside ends. */
  readonly length: string;
}

/**
 * The inside of grains.
 * @source docs/design/grains.md
 */
export const insideKind: DepthTermKind<InsideTerm> = {
  kind: 'inside',
  input: 'depths',
  summary: 'weight times a function that is 1 in grains and 0 outside',
  source: 'docs/design/grains.md',
  schema: z.strictObject({
    kind: z.literal('inside'),
    coefficient: coefficientSchema,
    length: z.string().describe('scalar that is the distance over which the inside ends'),
  }),
  names: ({ coefficient, length }) => ({ fields: [], scalars: [...coefficient, length], latents: [] }),
  summand: () => lawlessGrains,
  bind: ({ kind, coefficient, length }, at) => ({
    kind,
    coefficient: coefficient.map(at.scalar),
    length: at.scalar(length),
  }),
  reach: ({ length }) => reachFactor * length,
  add: ({ weight, length }, { first }, surface, latent, from) => {
    for (let i = 0; i < first.length; i++) latent[from + i] += weight / (1 + Math.exp(-(first[i] - surface) / length));
  },
  adjoint: ({ weight, length }, { first }, surface, gradient, [byFirst]) => {
    let [byWeight, byLength, bySurface] = [0, 0, 0];
    for (let i = 0; i < first.length; i++) {
      const g = gradient[i];
      if (g === 0) continue;
      const deep = (first[i] - surface) / length;
      const value = 1 / (1 + Math.exp(-deep));
      const slope = (g * weight * value * (1 - value)) / length;
      byWeight += g * value;
      byLength -= slope * deep;
      bySurface -= slope;
      byFirst[i] += slope;
    }
    return { byWeight, byLength, bySurface };
  },
};
