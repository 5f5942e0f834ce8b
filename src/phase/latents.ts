import { hermite, hermiteSlope, type Power } from '../field/index.ts';
import type { ModelRecord } from './record.ts';

/** A term with its names resolved to positions. */
export interface BoundTerm {
  readonly field: number;
  readonly power: Power;
  /** Field by which the term is multiplied. */
  readonly times?: number;
  readonly scalars: readonly number[];
}

/** The latents of a record, ready to evaluate. */
export interface BoundLatents {
  readonly terms: readonly (readonly BoundTerm[])[];
  readonly thresholds: readonly number[];
}

const indexOf = (names: readonly string[], name: string): number => {
  const index = names.indexOf(name);
  if (index < 0) throw new RangeError(`model record: expected one of ${names.join(', ')}, got ${name}`);
  return index;
};

/**
 * Resolves the names of a record.
 * @throws RangeError when a latent names a field or scalar the record does not have, or multiplies a field by itself.
 */
export function bindLatents(record: ModelRecord): BoundLatents {
  const scalars = record.scalars.map((p) => p.name);
  return {
    terms: record.latents.map((latent) =>
      latent.terms.map(({ field, power, times, coefficient }) => {
        if (times === field) {
          throw new RangeError(
            `model record: expected a product of two fields, got ${field} times itself; try power 2`,
          );
        }
        return {
          field: indexOf(record.fields, field),
          power,
          ...(times !== undefined && { times: indexOf(record.fields, times) }),
          scalars: coefficient.map((name) => indexOf(scalars, name)),
        };
      }),
    ),
    thresholds: record.latents.map((latent) => indexOf(scalars, latent.threshold)),
  };
}

const product = (indices: readonly number[], scalars: Float64Array, except = -1): number =>
  indices.reduce((value, index, position) => (position === except ? value : value * scalars[index]), 1);

/** A field's polynomial that is kept until the field it is multiplied by is drawn. */
export interface Factor {
  readonly field: number;
  readonly power: Power;
}

/** The earlier factor of a product, the one of the field that is drawn first; undefined for a term of one field. */
function earlier({ field, power, times }: BoundTerm): Factor | undefined {
  if (times === undefined) return undefined;
  return field < times ? { field, power } : { field: times, power: 1 };
}

/** What has to be kept of fields when they are drawn one after the other: the earlier factors of all products. */
export function factorsOf(bound: BoundLatents): readonly Factor[] {
  const out: Factor[] = [];
  for (const term of bound.terms.flat()) {
    const factor = earlier(term);
    if (factor && !out.some((f) => f.field === factor.field && f.power === factor.power)) out.push(factor);
  }
  return out;
}

/**
 * What is added to the latents when a field is drawn: to which latent, which of its polynomials, the coefficient, and which of `factorsOf` it
 * is multiplied by. A product waits for the later of its fields.
 */
export function termsOf(
  bound: BoundLatents,
  scalars: Float64Array,
  field: number,
): readonly { readonly latent: number; readonly power: Power; readonly weight: number; readonly factor?: number }[] {
  const factors = factorsOf(bound);
  return bound.terms.flatMap((terms, latent) =>
    terms
      .filter((term) => Math.max(term.field, term.times ?? 0) === field)
      .map((term) => {
        const kept = earlier(term);
        return {
          latent,
          power: field === term.field ? term.power : (1 as const),
          weight: product(term.scalars, scalars),
          ...(kept && { factor: factors.findIndex((f) => f.field === kept.field && f.power === kept.power) }),
        };
      }),
  );
}

/** Coefficients of all terms, latent by latent - [term]. */
export function termWeights(bound: BoundLatents, scalars: Float64Array): number[] {
  return bound.terms.flatMap((terms) => terms.map((term) => product(term.scalars, scalars)));
}

/**
 * Adds dL / d scalar.
 * @param byLatent - sum over voxels of dL / d latent - [latent]. @param byTerm - sum of its product with what the term weighs - [term], latent by latent.
 */
export function scalarsAdjoint(
  bound: BoundLatents,
  scalars: Float64Array,
  byLatent: ArrayLike<number>,
  byTerm: ArrayLike<number>,
  out: Float64Array,
): void {
  let t = 0;
  bound.terms.forEach((terms, l) => {
    out[bound.thresholds[l]] -= byLatent[l];
    for (const term of terms) {
      const byWeight = byTerm[t++];
      term.scalars.forEach((scalar, position) => {
        out[scalar] += byWeight * product(term.scalars, scalars, position);
      });
    }
  });
}

/** Starts latents at minus their thresholds, so that a cell is where its latent is >= 0 - [latent] of shape [voxel] - float64. */
export function startLatents(bound: BoundLatents, scalars: Float64Array, out: readonly Float64Array[]): void {
  bound.thresholds.forEach((threshold, l) => {
    out[l].fill(-scalars[threshold]);
  });
}

/**
 * Adds everything that Gaussian fields contribute to the latents.
 * @param fields - [field] of shape [voxel] - float64. @param out - [latent] of shape [voxel] - float64.
 */
export function addTerms(
  bound: BoundLatents,
  scalars: Float64Array,
  fields: readonly Float64Array[],
  out: readonly Float64Array[],
): void {
  bound.terms.forEach((terms, l) => {
    const latent = out[l];
    for (const { field, power, times, scalars: indices } of terms) {
      const weight = product(indices, scalars);
      const values = fields[field];
      const factor = times === undefined ? undefined : fields[times];
      for (let i = 0; i < values.length; i++) {
        latent[i] += weight * hermite(power, values[i]) * (factor ? factor[i] : 1);
      }
    }
  });
}

/** Latents of Gaussian fields alone, minus their thresholds. @param fields - [field] of shape [voxel]. @param out - [latent] of shape [voxel]. */
export function fillLatents(
  bound: BoundLatents,
  scalars: Float64Array,
  fields: readonly Float64Array[],
  out: readonly Float64Array[],
): void {
  startLatents(bound, scalars, out);
  addTerms(bound, scalars, fields, out);
}

/**
 * Adjoint of the latents.
 * @param fields - the Gaussian fields - [field] of shape [voxel] - float64. @param gradients - dL / d latent - [latent] of shape [voxel].
 * @param fieldGradients - receives dL / d field - [field] of shape [voxel]. @param scalarGradients - dL / d scalar is added - [scalar].
 */
export function latentsAdjoint(
  bound: BoundLatents,
  scalars: Float64Array,
  fields: readonly Float64Array[],
  gradients: readonly Float64Array[],
  fieldGradients: readonly Float64Array[],
  scalarGradients: Float64Array,
): void {
  for (const gradient of fieldGradients) gradient.fill(0);
  const byTerm: number[] = [];
  const byLatent = gradients.map((gradient) => gradient.reduce((total, g) => total + g, 0));
  bound.terms.forEach((terms, l) => {
    const gradient = gradients[l];
    for (const { field, power, times, scalars: indices } of terms) {
      const values = fields[field];
      const out = fieldGradients[field];
      const weight = product(indices, scalars);
      let byWeight = 0;
      if (times === undefined) {
        for (let i = 0; i < values.length; i++) {
          out[i] += weight * gradient[i] * hermiteSlope(power, values[i]);
          byWeight += gradient[i] * hermite(power, values[i]);
        }
      } else {
        const factor = fields[times];
        const byFactor = fieldGradients[times];
        for (let i = 0; i < values.length; i++) {
          const value = gradient[i] * hermite(power, values[i]);
          out[i] += weight * gradient[i] * factor[i] * hermiteSlope(power, values[i]);
          byFactor[i] += weight * value;
          byWeight += value * factor[i];
        }
      }
      byTerm.push(byWeight);
    }
  });
  scalarsAdjoint(bound, scalars, byLatent, byTerm, scalarGradients);
}
