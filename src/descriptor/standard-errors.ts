import { type ByAxis, crop, type PhaseMap } from '../grid/index.ts';
import { chordLength } from './chord-length.ts';
import type { StandardErrors, Unmeasured } from './description.ts';
import type { LabelKernels } from './label-kernels.ts';
import { linealPath } from './lineal-path.ts';
import { errorOf, partsAlongAxis } from './parts.ts';
import { axesOf, createSample, type Sample } from './sample.ts';
import { specificSurfaceArea } from './surface-area.ts';
import { eulerNumber } from './topology/index.ts';
import { tripleLines } from './triple-lines.ts';

/** So many maps are windows enough. */
const enoughMaps = 8;
/** A window is at least so many voxels wide. */
const leastEdge = 24;

/** Windows of equal size that share nothing. */
function windowsOf({ maps, rank }: Sample): PhaseMap[] {
  if (maps.length >= enoughMaps) return [...maps];
  const count = partsAlongAxis[rank];
  return maps.flatMap((map) => {
    const shape = map.grid.shape.map((n, axis) => (axesOf(rank).includes(axis) ? Math.floor(n / count) : 1)) as [
      number,
      number,
      number,
    ];
    if (axesOf(rank).some((axis) => shape[axis] < leastEdge)) return [];
    const steps = (axis: number): number[] => (axesOf(rank).includes(axis) ? [...Array(count).keys()] : [0]);
    return steps(0).flatMap((z) =>
      steps(1).flatMap((y) => steps(2).map((x) => crop(map, [z * shape[0], y * shape[1], x * shape[2]], shape))),
    );
  });
}

/** What one window measures of one phase. */
interface Values {
  readonly specificSurfaceArea: number | undefined;
  readonly eulerNumber: number | undefined;
  readonly tripleLines: number | undefined;
  readonly chordLength: ByAxis<number | undefined>;
  readonly chordLengthStd: ByAxis<number | undefined>;
  readonly linealPath: ByAxis<number | undefined>;
}

/** Picks a number along every axis, undefined where it was not measured. */
function pick<T extends object>(byAxis: ByAxis<T | Unmeasured>, of: (value: T) => number): ByAxis<number | undefined> {
  return Object.fromEntries(
    Object.entries(byAxis).map(([axis, value]) => [axis, 'reason' in value ? undefined : of(value as T)]),
  );
}

function measure(window: PhaseMap, kernels?: LabelKernels): Values[] {
  const sample = createSample([window]);
  const areas = specificSurfaceArea(sample, kernels);
  const chords = chordLength(sample, kernels);
  const paths = linealPath(sample);
  const euler = eulerNumber(sample);
  const lines = tripleLines(sample);
  return sample.phases.map((_, p): Values => {
    const area = areas[p];
    const topology = euler[p];
    const line = lines[p];
    return {
      specificSurfaceArea: 'reason' in area ? undefined : (area.crofton ?? area.stereological),
      eulerNumber: 'reason' in topology ? undefined : topology.value,
      tripleLines: 'reason' in line ? undefined : line.value,
      chordLength: pick(chords[p], ({ mean }) => mean),
      chordLengthStd: pick(chords[p], ({ std }) => std),
      linealPath: pick(paths[p], ({ mean }) => mean),
    };
  });
}

/**
 * Standard errors of surface area, Euler number, triple lines, chords and lineal path of every phase: the window is cut into 16 (an image) or 8 (a volume) parts that
 * are measured one by one, and the standard deviation of their values over the root of their number is the error of the whole. From 8
 * maps on, maps take the parts' place.
 *
 * Parts are taken for independent, so they must be wide against the structure; the error is itself uncertain by 1 / sqrt(2 (n - 1)): 18 % of
 * 16 parts, 27 % of 8. Null where parts would be below 24 voxels, or where one of them has no such value. The volume fraction has its
 * interval from the two-point function, which needs no parts; sizes and tortuosity, where parts measured alone would differ from the whole,
 * have theirs from parts of the whole's result. What connects has none: a window alone cannot tell how its connections scatter.
 */
export function standardErrors(sample: Sample, kernels?: LabelKernels): StandardErrors[] {
  const windows = windowsOf(sample).filter(({ data }) => data.some((label) => label !== 255));
  const measured = windows.map((window) => measure(window, kernels));
  return sample.phases.map((_, p) => {
    const scalar = (key: 'specificSurfaceArea' | 'eulerNumber' | 'tripleLines') =>
      errorOf(measured.map((values) => values[p][key]));
    const byAxis = (key: 'chordLength' | 'chordLengthStd' | 'linealPath'): ByAxis<number | null> =>
      Object.fromEntries(
        (['z', 'y', 'x'] as const)
          .filter((axis) => sample.rank === 3 || axis !== 'z')
          .map((axis) => [axis, errorOf(measured.map((values) => values[p][key][axis]))]),
      );
    return {
      parts: windows.length,
      specificSurfaceArea: scalar('specificSurfaceArea'),
      eulerNumber: scalar('eulerNumber'),
      tripleLines: scalar('tripleLines'),
      chordLength: byAxis('chordLength'),
      chordLengthStd: byAxis('chordLengthStd'),
      linealPath: byAxis('linealPath'),
    };
  });
}
