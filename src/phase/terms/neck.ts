import { z } from 'zod';
import { coefficientSchema, type DepthTermKind, lawlessGrains, reachFactor } from './term-kind.ts';

/**
 * exp(min(0, D_2 - surface) / length), D_2 the depth in the second nearest grain: large only where two grains are near.
 */
export interface NeckTerm {
  readonly kind: 'neck';
  readonly coefficient: readonly string[];
  /** Name of the scalar that is the distance over which the neck falls. */
  readonly length: string;
}

/** exp(-40) = 4e-18 is below the precision of a double. */
const negligible = 40;

/**
 * The neighbourhood of two grains.
 * @source docs/design/grains.md
 */
export const neckKind: DepthTermKind<NeckTerm> = {
  kind: 'neck',
  input: 'depths',
  summary: 'weight times a function that is large only where two grains are near',
  source: 'docs/design/grains.md',
  schema: z.strictObject({
    kind: z.literal('neck'),
    coefficient: coefficientSchema,
    length: z.string().describe('scalar that is the distance over which the neck falls'),
  }),
  names: ({ coefficient, length }) => ({ fields: [], scalars: [...coefficient, length], latents: [] }),
  summand: () => lawlessGrains,
  bind: ({ kind, coefficient, length }, at) => ({
    kind,
    coefficient: coefficient.map(at.scalar),
    length: at.scalar(length),
  }),
  reach: ({ length }) => reachFactor * length,
  add: ({ weight, length }, { second }, surface, latent, from) => {
    const far = surface - negligible * length;
    for (let i = 0; i < second.length; i++) {
      if (second[i] > far) latent[from + i] += weight * Math.exp(Math.min(0, second[i] - surface) / length);
    }
  },
  adjoint: ({ weight, length }, { second }, surface, gradient, [, bySecond]) => {
    let [byWeight, byLength, bySurface] = [0, 0, 0];
    for (let i = 0; i < second.length; i++) {
      const g = gradient[i];
      if (g === 0) continue;
      const outside = Math.min(0, second[i] - surface);
      const value = Math.exp(outside / length);
      byWeight += g * value;
      if (outside === 0) continue;
      byLength -= (g * weight * value * outside) / length ** 2;
      bySurface -= (g * weight * value) / length;
      bySecond[i] += (g * weight * value) / length;
    }
    return { byWeight, byLength, bySurface };
  },
};
