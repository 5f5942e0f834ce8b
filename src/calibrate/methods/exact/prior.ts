import { type FamilyName, families, toRaw } from '../../../correlation/index.ts';
import type { ModelRecord } from '../../../phase/index.ts';
import type { ExactModel } from './exact-model.ts';

/** Standard deviation of the prior on every unbounded parameter: it only keeps what the data do not determine from running away. */
const priorDeviation = 4;

/** The prior as rows of a sparse matrix - [row] of [parameter, weight] - acting on the distance of the parameters from a centre. */
export interface Prior {
  readonly rows: readonly (readonly (readonly [number, number])[])[];
  readonly centre: Float64Array;
}

/** Rows of the prior: distance of every parameter from the centre of its range, and second differences along a high-parametric family. */
export function priorOf(
  model: ExactModel,
  { fields, scalars }: ModelRecord,
  family: FamilyName,
  smoothness: number,
): Prior {
  const centre = Float64Array.from(model.parameters, (p) => toRaw(p.transform, p.start));
  const rows: [number, number][][] = model.parameters.map((_, i) => [[i, 1 / priorDeviation]]);
  if (!families[family].isCurve) return { rows, centre };
  const perField = families[family].parameters.length;
  const root = Math.sqrt(smoothness);
  fields.forEach((_, k) => {
    const first = scalars.length + k * perField;
    for (let q = 1; q + 1 < perField; q++) {
      rows.push([
        [first + q - 1, root],
        [first + q, -2 * root],
        [first + q + 1, root],
      ]);
    }
  });
  return { rows, centre };
}
