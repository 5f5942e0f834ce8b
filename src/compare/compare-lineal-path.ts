import type { LinealPath, PhaseComparison, PhaseDescription, Unmeasured } from '../descriptor/index.ts';
import { negligibleShare, trapezoid } from '../descriptor/index.ts';
import { compareValues, meanAndScatter } from './compare-values.ts';

type AxisName = 'x' | 'y' | 'z';

const isMeasured = (path: LinealPath | Unmeasured | undefined): path is LinealPath =>
  path !== undefined && 'values' in path;

const reasonOf = (path: LinealPath | Unmeasured | undefined, axis: AxisName): string =>
  path && 'reason' in path ? path.reason : `no segments along ${axis}`;

/** Value of a curve at a position in voxels between its lags; 0 beyond its end, where it has decayed. */
function valueAt({ values }: LinealPath, position: number): number {
  const n = Math.floor(position);
  const part = position - n;
  return (1 - part) * (values[n] ?? 0) + part * (values[n + 1] ?? 0);
}

/** Curves at common, equidistant lags; the first side is the reference. */
interface Pooled {
  readonly step: number;
  /** Mean over the axes - [side][lag] - probability. */
  readonly curves: readonly (readonly number[])[];
}

/**
 * Averages the curves of each side over axes that all sides measured, each axis with the same weight, at lags a voxel apart (the smallest
 * voxel edge; linear interpolation along longer ones). They reach as far as the shortest curve that ends before it has decayed.
 */
function poolAxes(sides: readonly PhaseDescription[], axes: readonly AxisName[]): Pooled {
  const paths = sides.map(({ linealPath }) => axes.map((axis) => linealPath[axis] as LinealPath));
  const spacings = paths[0].map(({ lags }) => lags[1]);
  const step = Math.min(...spacings);
  const reach = { cut: Number.POSITIVE_INFINITY, decayed: 0 };
  for (const { values, k } of paths.flatMap((side) => side.map(({ values }, k) => ({ values, k })))) {
    const end = (values.length - 1) * spacings[k];
    if (values[values.length - 1] < negligibleShare * values[0]) reach.decayed = Math.max(reach.decayed, end);
    else reach.cut = Math.min(reach.cut, end);
  }
  // Quotients of decimal spacings may fall short of the whole number they mean by a few units in the last place.
  const end = Number.isFinite(reach.cut) ? reach.cut : reach.decayed;
  const lags = Math.floor((end / step) * (1 + 1e-12)) + 1;
  const curves = paths.map((side) =>
    Array.from({ length: lags }, (_, n) => {
      const sum = side.reduce((total, path, k) => total + valueAt(path, n * (step / spacings[k])), 0);
      return sum / side.length;
    }),
  );
  return { step, curves };
}

/**
 * Compares the lineal-path functions of one phase: mean lineal lengths by axis and pooled over the axes that all sides measured, and the
 * pooled curves. Lengths are integrals over the lags that all sides have, so that a larger window does not see longer paths.
 */
export function compareLinealPaths(
  models: readonly PhaseDescription[],
  reference: PhaseDescription,
): Pick<PhaseComparison, 'linealPath' | 'linealPathCurve'> {
  const sides = [reference, ...models];
  const all = Object.keys(reference.linealPath) as AxisName[];
  const both = all.filter((axis) => sides.every(({ linealPath }) => isMeasured(linealPath[axis])));
  const missing = (axis: AxisName): Unmeasured => {
    const pick = ({ linealPath: { [axis]: path } }: PhaseDescription): number | string =>
      isMeasured(path) ? path.mean : reasonOf(path, axis);
    return compareValues(models.map(pick), pick(reference)) as Unmeasured;
  };
  const lengthsOf = ({ step, curves }: Pooled) => {
    const [wanted, ...drawn] = curves.map((curve) => trapezoid(curve, step) / curve[0]);
    return compareValues(drawn, wanted);
  };
  const byAxis = all.map((axis) => [axis, both.includes(axis) ? lengthsOf(poolAxes(sides, [axis])) : missing(axis)]);
  if (both.length === 0) {
    // Without a common axis the mean is unmeasured for the same reason as the axes are.
    const none: Unmeasured = all.length > 0 ? missing(all[0]) : { value: null, reason: 'reference: no segments' };
    return { linealPath: Object.fromEntries([...byAxis, ['mean', none]]), linealPathCurve: none };
  }
  const pooled = poolAxes(sides, both);
  const [wanted, ...drawn] = pooled.curves;
  const statistics = wanted.map((_, n) => meanAndScatter(drawn.map((curve) => curve[n])));
  return {
    linealPath: Object.fromEntries([...byAxis, ['mean', lengthsOf(pooled)]]),
    linealPathCurve: {
      lags: wanted.map((_, n) => n * pooled.step),
      unit: (reference.linealPath[both[0]] as LinealPath).unit,
      model: statistics.map(({ mean }) => mean),
      reference: wanted,
      std: statistics.map(({ std }) => std),
    },
  };
}
