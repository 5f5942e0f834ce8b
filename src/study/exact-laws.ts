import { familyOf, prepareTapered } from '../correlation/index.ts';
import { ExcursaError } from '../errors.ts';
import {
  adjustModel,
  createMarginals,
  createTwoPointLaw,
  exactRefusal,
  expectedVolumeFractions,
  structureOf,
} from '../exact/index.ts';
import { symmetricEigen } from '../numerics/index.ts';
import { type ExcursionModel, fieldValues, parametersOf } from '../phase/index.ts';

/** Error of a volume fraction up to which it counts as met. */
const enough = 1e-7;

/** Exact volume fractions of the material phases - [phase]; undefined where the class has no exact laws. */
export function exactFractions(model: ExcursionModel): number[] | undefined {
  const found = expectedVolumeFractions(model);
  return found && Array.from(found);
}

/**
 * Exact specific surface areas of the material phases in the continuum, isotropic - [phase] - 1 / unit; undefined where
 * the class has no exact laws.
 * @source docs/design/exact-two-point-functions.md; Rice's formula: adler2007, chapter 11
 */
export function exactAreas(model: ExcursionModel): number[] | undefined {
  const { record, family, values, taper, order, spacing } = model;
  if (exactRefusal(record)) return undefined;
  const correlate = prepareTapered(familyOf(family), { lags: new Float64Array(1), taper });
  const curvatures = record.fields.map((_, field) => correlate(fieldValues(record, family, values, field)).curvature);
  const scalars = values.subarray(0, record.scalars.length);
  const bySets = createMarginals(structureOf(record)).interfaceAreas(scalars, curvatures);
  return order.map((_, phase) => bySets[order.indexOf(phase)].reduce((sum, area) => sum + area, 0) / spacing[2]);
}

/** Singular vectors of the exact two-point functions with respect to relative changes of the parameters. */
export interface Combination {
  /** Change of the two-point functions, root mean square over pairs and lags, for a relative change of length 1. */
  readonly effect: number;
  /** Relative changes of the parameters, of length 1 together - [parameter]. */
  readonly direction: readonly number[];
}

/** Lags of the two-point functions, voxels: dense where surfaces show, to half the taper. */
const lagsOf = (taper: number): number[] =>
  [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64].filter((lag) => lag <= Math.max(4, taper / 2));

/** Effect of a parameter, relative to the largest, below which it moves nothing: components without weight do so. */
const unfelt = 1e-4;

/**
 * Combinations of parameters in the order in which the two-point functions of sections determine them, the best first;
 * those at the end can change and no section shows it. Parameters that move nothing by themselves are in none.
 * Undefined where the class has no exact laws.
 */
export function combinationsOf(model: ExcursionModel): Combination[] | undefined {
  const { record, family, values, taper } = model;
  if (exactRefusal(record)) return undefined;
  const lags = Float64Array.from(lagsOf(taper));
  const correlate = prepareTapered(familyOf(family), { lags, taper });
  const fields = record.fields.map((_, field) => correlate(fieldValues(record, family, values, field)));
  const scalars = record.scalars.length;
  const law = createTwoPointLaw(record, { points: 1024, seed: 1 });
  const { byRho, byScalar } = law(
    values.subarray(0, scalars),
    fields.map(({ rho }) => rho),
    true,
  );
  const count = parametersOf(record, family).length;
  const perField = (count - scalars) / record.fields.length;
  const rows: number[][] = [];
  byRho.forEach((slopes, pair) => {
    const jacobians = fields.map(({ jacobian }) => jacobian());
    for (let lag = 0; lag < lags.length; lag++) {
      const row = new Array<number>(count).fill(0);
      for (let s = 0; s < scalars; s++) row[s] = byScalar[pair][s * lags.length + lag] * values[s];
      jacobians.forEach((jacobian, field) => {
        for (let k = 0; k < perField; k++) {
          const i = scalars + field * perField + k;
          row[i] = slopes[field * lags.length + lag] * jacobian[k][lag] * values[i];
        }
      });
      rows.push(row);
    }
  });
  const product = (i: number, j: number): number => rows.reduce((sum, row) => sum + row[i] * row[j], 0) / rows.length;
  const own = Array.from({ length: count }, (_, i) => Math.sqrt(product(i, i)));
  const felt = own.flatMap((effect, i) => (effect > unfelt * Math.max(...own) ? i : []));
  return symmetricEigen(felt.map((i) => felt.map((j) => product(i, j)))).map(({ value, vector }) => ({
    effect: Math.sqrt(Math.max(0, value)),
    direction: Array.from({ length: count }, (_, i) => (felt.includes(i) ? vector[felt.indexOf(i)] : 0)),
  }));
}

/**
 * A model whose thresholds give wanted volume fractions exactly.
 * @param wanted - fractions of some material phases; the others share the rest as they do in `base`.
 * @throws ExcursaError (usage) for a class without exact laws, and fractions that it cannot reach.
 */
export function withFractions(
  model: ExcursionModel,
  wanted: ReadonlyMap<number, number>,
  base: ExcursionModel,
): ExcursionModel {
  const { record, phases } = model;
  const refuse = (expected: string, got: string, remedy = 'other bounds'): never => {
    throw new ExcursaError({
      kind: 'usage',
      what: 'volume fractions',
      expected,
      got,
      remedy,
    });
  };
  const known = exactFractions(base);
  if (!known) return refuse('a class with exact volume fractions', record.name, 'a class of Gaussian fields alone');
  const rest = phases.map((_, i) => i).filter((i) => !wanted.has(i));
  const left = 1 - [...wanted.values()].reduce((sum, v) => sum + v, 0);
  const share = rest.reduce((sum, i) => sum + known[i], 0);
  if (rest.length === 0 && Math.abs(left) > 1e-9) {
    return refuse('fractions of all phases but one, which has the rest', `all ${phases.length}`, 'one phase fewer');
  }
  if (rest.length > 0 && !(left > 0)) {
    return refuse('fractions that leave room for the other phases', `a sum of ${(1 - left).toPrecision(4)}`);
  }
  const target = phases.map((_, i) => wanted.get(i) ?? (left * known[i]) / share);
  const solved = adjustModel(model, { volumeFractions: target });
  if (exactFractions(solved)!.some((v, i) => Math.abs(v - target[i]) > enough)) {
    return refuse('fractions that thresholds can reach', target.map((v) => v.toPrecision(3)).join(', '));
  }
  return solved;
}
