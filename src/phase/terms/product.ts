import { z } from 'zod';
import { hermite, hermiteSlope, type Power } from '../../field/index.ts';
import { coefficientSchema, type FieldTermKind, powerSchema } from './term-kind.ts';

/** A Hermite polynomial of a Gaussian field times another, independent one. */
export interface ProductTerm {
  readonly kind: 'product';
  readonly field: string;
  readonly power: Power;
  /** The other field. */
  readonly times: string;
  /** Names of scalars whose product is the weight; none means 1. */
  readonly coefficient: readonly string[];
}

/**
 * A polynomial of one Gaussian field times another field.
 * @source docs/design/model.md
 */
export const productKind: FieldTermKind<ProductTerm> = {
  kind: 'product',
  input: 'fields',
  summary: 'weight times a Hermite polynomial of one Gaussian field times another field',
  source: 'docs/design/model.md',
  schema: z.strictObject({
    kind: z.literal('product'),
    field: z.string(),
    power: powerSchema,
    times: z.string().describe('the other field'),
    coefficient: coefficientSchema,
  }),
  names: ({ field, times, coefficient }) => ({ fields: [field, times], scalars: coefficient, latents: [] }),
  check: ({ field, times }) =>
    field === times ? { expected: 'a product of two fields', got: `${field} times itself (power 2)` } : undefined,
  summand: ({ field, power, times, coefficient }, at) => ({
    field: at.field(field),
    power,
    times: at.field(times),
    scalars: coefficient.map(at.scalar),
  }),
  add: ({ field, power, times }, weight, fields, latent) => {
    const [values, others] = [fields[field], fields[times!]];
    for (let i = 0; i < values.length; i++) latent[i] += weight * hermite(power, values[i]) * others[i];
  },
  adjoint: ({ field, power, times }, weight, fields, gradient, out) => {
    const [values, others] = [fields[field], fields[times!]];
    const [byField, byOther] = [out[field], out[times!]];
    let byWeight = 0;
    for (let i = 0; i < values.length; i++) {
      const value = gradient[i] * hermite(power, values[i]);
      byField[i] += weight * gradient[i] * others[i] * hermiteSlope(power, values[i]);
      byOther[i] += weight * value;
      byWeight += value * others[i];
    }
    return byWeight;
  },
};
