import { boundaryDirections } from '../../../descriptor/index.ts';
import { distinctPairs, type PhaseMap } from '../../../grid/index.ts';
import { phaseCount } from '../../../phase/index.ts';
import { createExactModel } from './exact-model.ts';
import type { Prediction } from './fit-summary.ts';
import type { FitSetup } from './problem.ts';
import type { SearchResult } from './search.ts';
import { boundaries } from './statistics.ts';

/** Lengths of the 13 steps to neighbours in a cubic lattice. */
const steps = [1, Math.SQRT2, Math.sqrt(3)];

/**
 * What the fitted model predicts beyond the images: areas in the continuum by Rice's formula, and what volume images
 * with the same cubic voxels would show, 2 sum of directions w_d X_d / |d| with X_d = 2 (V - C(d)), and the area of
 * voxel faces 6 (V - C(1)).
 */
export function predict(setup: FitSetup, section: PhaseMap, found: SearchResult, points: number): Prediction[] {
  const { record, family, taper } = setup;
  const lags = Float64Array.from(steps);
  const model = createExactModel({ record, family, taper, lags, points, seed: found.quadratureSeed });
  const voxel = section.grid.spacing[2];
  const unit = `1/${section.grid.unit}`;
  const features = model.evaluate(found.raw, false).values;
  const phases = phaseCount(record);
  const layout = { phases, pairs: distinctPairs(phases), classes: { lags, reach: 1, classOf: new Int16Array(0) } };
  const perStep = steps.map((_, c) => boundaries(layout, features, c));
  const names = found.order.map((phase) => section.phases[phase].name);
  const areas = model.interfaceAreas(found.raw);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const directions = boundaryDirections(3, [1, 1, 1]);
  const crofton = (i: number): number =>
    sum(
      directions.map(
        ({ length, weight }) => (4 * weight * perStep[steps.findIndex((s) => Math.abs(s - length) < 1e-9)][i]) / length,
      ),
    );
  const entry = (quantity: string, of: string, value: number): Prediction => ({
    quantity,
    of,
    value: value / voxel,
    unit,
  });
  return [
    ...names.map((name, i) => entry('specific surface area, continuum', name, sum(areas[i]))),
    ...layout.pairs.map(([i, j]) => {
      // Interfaces are named in the user's order of phases.
      const [a, b] = found.order[i] < found.order[j] ? [i, j] : [j, i];
      return entry('interface area, continuum', `${names[a]}-${names[b]}`, areas[i][j]);
    }),
    ...names.map((name, i) => entry('specific surface area, volume images', name, crofton(i))),
    ...names.map((name, i) => entry('voxel face area, volume images', name, 6 * perStep[0][i])),
  ];
}
