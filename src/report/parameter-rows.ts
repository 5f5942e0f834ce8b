import type { Dimension } from '../correlation/index.ts';
import { type ExcursionModel, type ModelParameter, parametersOf, toModelFile } from '../phase/index.ts';
import type { ParameterRow } from './report-data.ts';

const boundsEntry = (parameter: ModelParameter | undefined, scales: Record<Dimension, number>) =>
  parameter ? { bounds: boundsOf(parameter, scales[parameter.dimension]) } : {};

/** Interval that a calibration allowed a parameter, in the unit in which it is shown. */
function boundsOf({ transform }: ModelParameter, scale: number): readonly [number, number] {
  if (transform.kind === 'identity') return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (transform.kind === 'positive') return [0, Number.POSITIVE_INFINITY];
  return [transform.lower * scale, transform.upper * scale];
}

/** All parameters of a model as a reader sees them: in its units, with the bounds of a calibration. */
export function parameterRows(model: ExcursionModel): ParameterRow[] {
  const file = toModelFile(model, '');
  const known = new Map(parametersOf(model.record, model.family).map((p) => [`${p.group} ${p.name}`, p] as const));
  const voxel = model.spacing[2];
  const scales = { number: 1, length: voxel, wavenumber: 1 / voxel };
  return Object.entries(file.parameters).flatMap(([group, list]) =>
    Object.entries(list).map(([parameter, { value, unit, meaning }]) => ({
      group,
      name: parameter,
      value,
      unit,
      meaning,
      ...boundsEntry(known.get(`${group} ${parameter}`), scales),
    })),
  );
}
