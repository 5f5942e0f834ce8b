import {
  type AxisName,
  axesOf,
  axisNamesOf,
  type ByAxis,
  crop,
  masked,
  type PhaseMap,
  type Triple,
} from '../grid/index.ts';
import { type Descriptor, type Measuring, numberOf } from './descriptor.ts';
import { createSpecimen, type Specimen } from './specimen.ts';

/** Parts an axis of a map is cut into, by rank: 16 windows of an image, 8 of a volume. */
const partsAlongAxis = { 2: 4, 3: 2 } as const;

/** Which part of a map each voxel belongs to, where a measurement of the whole is looked at part by part. */
export interface Parts {
  readonly count: number;
  /** Part of the row z, y at its first voxel, and at every voxel of a row the part to add - [x]. */
  readonly row: (z: number, y: number) => number;
  readonly along: Uint8Array;
}

/** Cuts a map into parts of nearly equal size. @param shape - [nz, ny, nx]. */
export function partsOf([nz, ny, nx]: Triple, rank: 2 | 3): Parts {
  const n = partsAlongAxis[rank];
  const place = (i: number, length: number): number => Math.floor((i * n) / length);
  return {
    count: n ** rank,
    row: (z, y) => ((rank === 3 ? place(z, nz) : 0) * n + place(y, ny)) * n,
    along: Uint8Array.from({ length: nx }, (_, x) => place(x, nx)),
  };
}

/** Standard error of the mean over independent values; null for less than four, or where one of them is missing. */
export function errorOf(values: readonly (number | null | undefined)[]): number | null {
  if (values.length < 4 || values.some((v) => v === undefined || v === null)) return null;
  const numbers = values as number[];
  const mean = numbers.reduce((sum, v) => sum + v, 0) / numbers.length;
  const squares = numbers.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return Math.sqrt(squares / (numbers.length - 1) / numbers.length);
}

/** Standard errors by the name of the quantity, in its unit, from windows; null where windows do not give one. */
export interface StandardErrors {
  /** Number of windows. */
  readonly parts: number;
  readonly [quantity: string]: number | null | ByAxis<number | null>;
}

/** So many maps are windows enough. */
const enoughMaps = 8;
/** A window is at least so many voxels wide. */
const leastEdge = 24;

/** Windows of equal size that share nothing. */
function windowsOf({ maps, rank }: Specimen): PhaseMap[] {
  if (maps.length >= enoughMaps) return [...maps];
  const count = partsAlongAxis[rank];
  const axes = axesOf(rank);
  return maps.flatMap((map) => {
    const shape = map.grid.shape.map((n, axis) => (axes.includes(axis) ? Math.floor(n / count) : 1));
    if (axes.some((axis) => shape[axis] < leastEdge)) return [];
    const steps = (axis: number): number[] => (axes.includes(axis) ? [...Array(count).keys()] : [0]);
    return steps(0).flatMap((z) =>
      steps(1).flatMap((y) =>
        steps(2).map((x) => crop(map, [z * shape[0], y * shape[1], x * shape[2]], shape as unknown as Triple)),
      ),
    );
  });
}

/**
 * Standard errors of every phase's quantities that say so (`errorFromWindows`): the maps are cut into 16 windows (an
 * image) or 8 (a volume) that are measured one by one, and the standard deviation of their values over the root of
 * their number is the error of the whole. From 8 maps on, maps take the windows' place.
 *
 * Windows are taken for independent, so they must be wide against the structure; the error is itself uncertain by 1 /
 * sqrt(2 (n - 1)): 18 % of 16 windows, 27 % of 8. Null where windows would be below 24 voxels, or where one of them has
 * no such value. The volume fraction has its interval from the two-point function, which needs no windows; sizes and
 * tortuosity, where windows measured alone would differ from the whole, have theirs from parts of the whole's result.
 * What connects has none: a window alone cannot tell how its connections scatter.
 * @param measuringOf - what descriptors may use to measure a window.
 */
export async function standardErrors(
  specimen: Specimen,
  descriptors: readonly Descriptor[],
  measuringOf: (window: Specimen) => Measuring,
): Promise<StandardErrors[]> {
  const windows = windowsOf(specimen).filter(({ data }) => data.some((label) => label !== masked));
  const estimated = descriptors
    .map((descriptor) => ({ descriptor, quantities: descriptor.quantities.filter((q) => q.errorFromWindows) }))
    .filter(({ quantities }) => quantities.length > 0);
  const measured: (readonly (readonly unknown[])[])[] = [];
  for (const map of windows) {
    const window = createSpecimen([map]);
    const measuring = measuringOf(window);
    const own: (readonly unknown[])[] = [];
    for (const { descriptor } of estimated) own.push(await descriptor.measure(window, measuring));
    measured.push(own);
  }
  return specimen.phases.map((_, phase): StandardErrors => {
    const errors = estimated.flatMap(({ quantities }, d) =>
      quantities.map((quantity) => {
        const along = (axis?: AxisName): number | null =>
          errorOf(
            measured.map((own) => {
              const value = numberOf(quantity, own[d][phase], axis);
              return typeof value === 'number' ? value : null;
            }),
          );
        const byAxis = (): ByAxis<number | null> =>
          Object.fromEntries(axisNamesOf(specimen.rank).map((axis) => [axis, along(axis)]));
        return [quantity.name, quantity.byAxis ? byAxis() : along()] as const;
      }),
    );
    return { parts: windows.length, ...Object.fromEntries(errors) };
  });
}
