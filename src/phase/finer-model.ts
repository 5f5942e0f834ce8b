import { type CorrelationFamily, familyOf } from '../correlation/index.ts';
import type { Triple } from '../grid/index.ts';
import type { ExcursionModel } from './model.ts';

/** The same correlations in voxels that are smaller by a factor. */
function finerFamily(family: CorrelationFamily, factor: number): CorrelationFamily {
  return {
    ...family,
    prepare: ({ lags, taper }) => {
      const evaluate = family.prepare({ lags: lags.map((lag) => lag / factor), taper: taper / factor });
      return (values) => {
        const own = evaluate(values);
        return { ...own, curvature: own.curvature / factor ** 2 };
      };
    },
  };
}

/**
 * The model of the same material in voxels whose edges are smaller by a factor; every `factor`-th voxel of a
 * realisation of it is a realisation of the model. Undefined where a model of grains states their size as pure numbers:
 * then it is not known how they scale.
 */
export function finerModel(model: ExcursionModel, factor: number): ExcursionModel | undefined {
  const { record, family, values, spacing, taper } = model;
  const scalars = new Map(record.scalars.map(({ name, dimension }) => [name, dimension]));
  const { grains } = record;
  const ofBubbles = grains?.bubbles ? [grains.bubbles.radius] : [];
  const lengths = grains ? [grains.radius, grains.surface, ...ofBubbles] : [];
  if (lengths.some((name) => scalars.get(name) !== 'length')) return undefined;
  return {
    ...model,
    // Values of correlations stay as they are: the family is evaluated at longer lags.
    family: finerFamily(familyOf(family), factor),
    values: values.map((value, i) => {
      const dimension = record.scalars[i]?.dimension ?? 'number';
      return dimension === 'length' ? value * factor : dimension === 'wavenumber' ? value / factor : value;
    }),
    taper: taper * factor,
    spacing: spacing.map((d) => d / factor) as unknown as Triple,
  };
}
