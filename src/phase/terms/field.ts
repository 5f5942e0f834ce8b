import { z } from 'zod';
import { hermite, hermiteSlope, type Power } from '../../field/index.ts';
import { coefficientSchema, type FieldTermKind, powerSchema } from './term-kind.ts';

/** A Gaussian field G, or a Hermite polynomial of it: G, G^2 - 1, G^3 - 3 G, G^4 - 6 G^2 + 3, by their degree. */
export interface FieldTerm {
  readonly kind: 'field';
  readonly field: string;
  readonly power: Power;
  /** Names of scalars whose product is the weight; none means 1. */
  readonly coefficient: readonly string[];
}

/**
 * A polynomial of one Gaussian field.
 * @source furat2025 for G and G^2 - 1; abramowitz1964, 22.2.15, for the polynomials
 */
export const fieldKind: FieldTermKind<FieldTerm> = {
  kind: 'field',
  input: 'fields',
  summary: 'weight times a Hermite polynomial of one Gaussian field',
  source: 'furat2025',
  schema: z.strictObject({
    kind: z.literal('field'),
    field: z.string(),
    power: powerSchema,
    coefficient: coefficientSchema,
  }),
  names: ({ field, coefficient }) => ({ fields: [field], scalars: coefficient, latents: [] }),
  summand: ({ field, power, coefficient }, at) => ({
    field: at.field(field),
    power,
    scalars: coefficient.map(at.scalar),
  }),
  add: ({ field, power }, weight, fields, latent) => {
    const values = fields[field];
    for (let i = 0; i < values.length; i++) latent[i] += weight * hermite(power, values[i]);
  },
  adjoint: ({ field, power }, weight, fields, gradient, out) => {
    const [values, byField] = [fields[field], out[field]];
    let byWeight = 0;
    for (let i = 0; i < values.length; i++) {
      byField[i] += weight * gradient[i] * hermiteSlope(power, values[i]);
      byWeight += gradient[i] * hermite(power, values[i]);
    }
    return byWeight;
  },
};
