import { z } from 'zod';
import { coefficientSchema, type LatentTermKind, reachFactor } from './term-kind.ts';

/**
 * 1 / (1 + exp(-(A + length) / softness)), A an earlier latent minus its threshold: 1 where A is positive and in a
 * shell of that thickness around, falling to 0 outside.
 */
export interface ShellTerm {
  readonly kind: 'shell';
  /** Name of the earlier latent. */
  readonly latent: string;
  readonly coefficient: readonly string[];
  /** Name of the scalar that is the thickness of the shell. */
  readonly length: string;
  /** Name of the scalar that is the distance over which the shell ends. */
  readonly softness: string;
}

/**
 * A shell around the excursion set of an earlier latent.
 * @source docs/design/grains.md
 */
export const shellKind: LatentTermKind<ShellTerm> = {
  kind: 'shell',
  input: 'latents',
  summary: 'weight times a function that is 1 in the excursion set of an earlier latent and in a shell around it',
  source: 'docs/design/grains.md',
  kernel: 'addShell',
  schema: z.strictObject({
    kind: z.literal('shell'),
    latent: z.string().describe('an earlier latent'),
    coefficient: coefficientSchema,
    length: z.string().describe('scalar that is the thickness of the shell'),
    softness: z.string().describe('scalar that is the distance over which the shell ends'),
  }),
  names: ({ latent, coefficient, length, softness }) => ({
    fields: [],
    scalars: [...coefficient, length, softness],
    latents: [latent],
  }),
  summand: () => ({ refusal: 'a shell around another latent has no known two-point law' }),
  bind: ({ kind, latent, coefficient, length, softness }, at, to) => ({
    kind,
    to,
    from: at.latent(latent),
    coefficient: coefficient.map(at.scalar),
    scalars: [at.scalar(length), at.scalar(softness)],
  }),
  reach: ([, length, softness]) => length + reachFactor * softness,
  add: ([weight, length, softness], from, to) => {
    for (let i = 0; i < to.length; i++) to[i] += weight / (1 + Math.exp(-(from[i] + length) / softness));
  },
  // Sums over voxels of dL / d latent S, dL / d latent S (1 - S), and the latter times (A + length); S is the logistic
  // function.
  adjoint: ([weight, length, softness], values, gradient, out) => {
    const sums: [number, number, number] = [0, 0, 0];
    for (let i = 0; i < values.length; i++) {
      const s = 1 / (1 + Math.exp(-(values[i] + length) / softness));
      const slope = gradient[i] * s * (1 - s);
      sums[0] += gradient[i] * s;
      sums[1] += slope;
      sums[2] += slope * (values[i] + length);
      out[i] += (weight * slope) / softness;
    }
    return sums;
  },
  numbersAdjoint: ([weight, , softness], [bySigmoid, bySlope, byStretch]) => [
    bySigmoid,
    (weight * bySlope) / softness,
    -(weight * byStretch) / softness ** 2,
  ],
};
