import type { ModelRecord } from './record.ts';

/** A term with its names resolved to positions. */
interface BoundTerm {
  readonly field: number;
  readonly power: 1 | 2;
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

/** Resolves the names of a record. @throws RangeError when a latent names a field or scalar the record does not have. */
export function bindLatents(record: ModelRecord): BoundLatents {
  const scalars = record.scalars.map((p) => p.name);
  return {
    terms: record.latents.map((latent) =>
      latent.terms.map((term) => ({
        field: indexOf(record.fields, term.field),
        power: term.power,
        scalars: term.coefficient.map((name) => indexOf(scalars, name)),
      })),
    ),
    thresholds: record.latents.map((latent) => indexOf(scalars, latent.threshold)),
  };
}

const product = (indices: readonly number[], scalars: Float64Array, except = -1): number =>
  indices.reduce((value, index, position) => (position === except ? value : value * scalars[index]), 1);

/**
 * Starts the latents at minus their thresholds, so that a phase is where its latent is >= 0 - [latent] of shape [voxel].
 * @param out - arrays to fill, float32 or float64.
 */
export function startLatents(bound: BoundLatents, scalars: Float64Array, out: (Float32Array | Float64Array)[]): void {
  bound.thresholds.forEach((threshold, l) => {
    out[l].fill(-scalars[threshold]);
  });
}

/** Terms of one Gaussian field: which latent each is added to, its power, and its coefficient. */
export function termsOf(
  bound: BoundLatents,
  scalars: Float64Array,
  field: number,
): readonly { readonly latent: number; readonly power: 1 | 2; readonly weight: number }[] {
  return bound.terms.flatMap((terms, latent) =>
    terms
      .filter((term) => term.field === field)
      .map(({ power, scalars: indices }) => ({ latent, power, weight: product(indices, scalars) })),
  );
}

/** Coefficients of all terms, latent by latent - [term]. */
export function termWeights(bound: BoundLatents, scalars: Float64Array): number[] {
  return bound.terms.flatMap((terms) => terms.map((term) => product(term.scalars, scalars)));
}

/**
 * Adds dL / d scalar.
 * @param byLatent - sum over voxels of dL / d latent - [latent]. @param byTerm - sum of its product with g or g^2 - 1 - [term], latent by latent.
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

/** Visits runs of neighbouring voxels: `count` values from `from` in the field go to `to` in the latent. */
export type Window = (visit: (from: number, to: number, count: number) => void) => void;

/**
 * Adds everything one Gaussian field contributes to the latents.
 * @param values - the field. @param window - which of its voxels go where.
 */
export function addField(
  bound: BoundLatents,
  scalars: Float64Array,
  field: number,
  values: Float32Array | Float64Array,
  window: Window,
  out: (Float32Array | Float64Array)[],
): void {
  bound.terms.forEach((terms, l) => {
    const latent = out[l];
    for (const term of terms) {
      if (term.field !== field) continue;
      const weight = product(term.scalars, scalars);
      const square = term.power === 2;
      window((from, to, count) => {
        for (let i = 0; i < count; i++) {
          const g = values[from + i];
          latent[to + i] += weight * (square ? g * g - 1 : g);
        }
      });
    }
  });
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
    for (const term of terms) {
      const values = fields[term.field];
      const out = fieldGradients[term.field];
      const weight = product(term.scalars, scalars);
      let byWeight = 0;
      if (term.power === 1) {
        for (let i = 0; i < values.length; i++) {
          out[i] += weight * gradient[i];
          byWeight += gradient[i] * values[i];
        }
      } else {
        for (let i = 0; i < values.length; i++) {
          out[i] += 2 * weight * gradient[i] * values[i];
          byWeight += gradient[i] * (values[i] * values[i] - 1);
        }
      }
      byTerm.push(byWeight);
    }
  });
  scalarsAdjoint(bound, scalars, byLatent, byTerm, scalarGradients);
}
