import { type AxisName, axesOf, type ByAxis, byAxis, masked, type PhaseMap } from '../grid/index.ts';
import { type BlockSums, type Descriptor, isUnmeasured, type Unmeasured } from './descriptor.ts';
import { middleOf } from './label-counts.ts';
import { createSpecimen, type Specimen } from './specimen.ts';

/**
 * Lineal-path function along one axis: probability that a segment of each length lies wholly in the phase; segments
 * inside the window count.
 */
export interface LinealPath {
  /** Mean lineal length: integral of `values` over `lags` by the value at 0. */
  readonly mean: number;
  /** Lengths of segments between the centres of their end voxels - [lag] - `unit`; 0 first. */
  readonly lags: readonly number[];
  /** L(r) - [lag] - probability; the first is the volume fraction. */
  readonly values: readonly number[];
  readonly unit: string;
}

/**
 * Share of L(0) below which a lineal-path function has decayed: its curve ends with the first value below, and counts
 * as 0 beyond.
 */
const negligibleShare = 1e-4;

/**
 * Share of the voxels that must begin a segment inside the window: between the islands of a mask longer segments are
 * few, and noise.
 */
const leastShare = 0.01;

/** Share of L(0) at the end of a curve that is stated. */
const tellingRest = 0.02;

/** Numbers of runs of voxels of one class by length - [length in voxels] - runs - float64. */
interface Runs {
  /** Runs with two ends. */
  readonly open: Float64Array;
  /** Lines of a periodic axis that are one run all around. */
  readonly closed: Float64Array;
}

const noRuns = (longest: number): Runs => ({
  open: new Float64Array(longest + 1),
  closed: new Float64Array(longest + 1),
});

/**
 * Adds the runs of a map along one axis to those of their classes. The border and masked voxels end a run; a periodic
 * axis joins its ends.
 * @param classOf - class of a voxel's value, 255 for none - [value] - uint8. @param runs - [class].
 */
function addRuns(map: PhaseMap, axis: number, classOf: Uint8Array, runs: readonly Runs[]): void {
  visitRuns(map, axis, classOf, (own, length, closed) => {
    (closed ? runs[own].closed : runs[own].open)[length]++;
  });
}

/** @param visit - gets class, length and whether the run goes all around, its first voxel and the line's step. */
function visitRuns(
  { grid, data }: PhaseMap,
  axis: number,
  classOf: Uint8Array,
  visit: (own: number, length: number, closed: boolean, first: number, stride: number) => void,
): void {
  const length = grid.shape[axis];
  const periodic = grid.periodic[axis];
  const inner = grid.shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const outer = data.length / (length * inner);
  // All lines of a slab advance together, so that memory is read in order along every axis.
  const current = new Uint8Array(inner);
  const run = new Uint32Array(inner);
  // Length of the run that a periodic line begins with, which waits for the end of the line.
  const head = new Uint32Array(inner);
  for (let o = 0; o < outer; o++) {
    const start = o * length * inner;
    for (let k = 0; k < inner; k++) current[k] = classOf[data[start + k]];
    run.fill(1);
    head.fill(0);
    for (let step = 1; step < length; step++) {
      const row = start + step * inner;
      for (let k = 0; k < inner; k++) {
        const now = classOf[data[row + k]];
        const before = current[k];
        if (now === before) {
          run[k]++;
          continue;
        }
        if (before !== masked) {
          if (periodic && run[k] === step) head[k] = step;
          else visit(before, run[k], false, row + k - run[k] * inner, inner);
        }
        current[k] = now;
        run[k] = 1;
      }
    }
    for (let k = 0; k < inner; k++) {
      const last = current[k];
      const first = classOf[data[start + k]];
      const end = start + length * inner + k;
      if (periodic && last !== masked && run[k] === length) visit(last, length, true, start + k, inner);
      // A run that goes on at the other end of its line counts where it begins it.
      else if (last === first && head[k] > 0) visit(last, head[k] + run[k], false, start + k, 0);
      else {
        if (last !== masked) visit(last, run[k], false, end - run[k] * inner, inner);
        if (head[k] > 0) visit(first, head[k], false, start + k, inner);
      }
    }
  }
}

/**
 * Positions of n + 1 voxels in line that lie wholly in runs: sum (length - n)+, and all around a closed line of more
 * than n voxels - [n].
 */
function positionsIn({ open, closed }: Runs): Float64Array {
  const positions = new Float64Array(open.length - 1);
  let longer = 0;
  let inOpen = 0;
  let inClosed = 0;
  for (let n = positions.length - 1; n >= 0; n--) {
    longer += open[n + 1];
    inOpen += longer;
    inClosed += closed[n + 1] * (n + 1);
    positions[n] = inOpen + inClosed;
  }
  return positions;
}

/** Positions along one axis: of every phase, and of the window. */
function countPositions({ maps, phases }: Specimen, axis: number): { inPhase: Float64Array[]; inWindow: Float64Array } {
  const longest = Math.max(...maps.map((map) => map.grid.shape[axis]));
  const ofPhases = phases.map(() => noRuns(longest));
  const ofWindow = noRuns(longest);
  const own = Uint8Array.from({ length: 256 }, (_, value) => value);
  const unmasked = own.map((value) => (value === masked ? masked : 0));
  for (const map of maps) {
    addRuns(map, axis, own, ofPhases);
    if (map.data.includes(masked)) {
      addRuns(map, axis, unmasked, [ofWindow]);
    } else {
      const length = map.grid.shape[axis];
      (map.grid.periodic[axis] ? ofWindow.closed : ofWindow.open)[length] += map.data.length / length;
    }
  }
  return { inPhase: ofPhases.map(positionsIn), inWindow: positionsIn(ofWindow) };
}

/** Integral of equidistant values by the trapezoidal rule. */
function trapezoid(values: readonly number[], step: number): number {
  return step * (values.reduce((sum, v) => sum + v, 0) - (values[0] + values[values.length - 1]) / 2);
}

/** The curve of one phase along one axis, up to a largest n. */
function toCurve(inPhase: Float64Array, inWindow: Float64Array, largest: number): number[] {
  const values: number[] = [];
  for (let n = 0; n <= largest && inWindow[n] > 0 && inWindow[n] >= leastShare * inWindow[0]; n++) {
    values.push(inPhase[n] / inWindow[n]);
    if (values[n] < negligibleShare * values[0]) break;
  }
  return values;
}

/**
 * Lineal-path function of every phase along every axis: the probability L(r) that a straight segment of length r lies
 * wholly in the phase.
 *
 * Estimator: share of the positions of n + 1 voxels in line, all unmasked and inside the window, that lie wholly in the
 * phase, at r = n voxel edges; L(0) is the volume fraction. Positions are counted from the lengths of runs and pooled
 * over the maps before the division. `mean` is the trapezoidal integral of L over its lags by L(0). Of a curve that
 * decays it is half the mean chord, chords weighted by length.
 * Edges: only segments inside the window count, in both counts; a run that the border cuts contributes the segments it
 * holds, so that unlike chord lengths L has no bias. Masked voxels interrupt. Periodic axes wrap; a segment is shorter
 * than the axis. Curves end with the first value below 1e-4 of L(0), at half the axis (of the longest map), or before
 * segments have less than one position in a hundred voxels (a mask of small islands). Where L has not decayed by then,
 * `mean` lacks what lies beyond. Unmeasured for an absent phase, and where no two unmasked voxels are neighbours along
 * the axis.
 *
 * @source lu1992: Lu and Torquato, Phys. Rev. A 45 (1992) 922, doi:10.1103/PhysRevA.45.922
 */
export function measureLinealPath(specimen: Specimen): ByAxis<LinealPath | Unmeasured>[] {
  return pathsOf(
    specimen,
    axesOf(specimen.rank).map((axis) => countPositions(specimen, axis)),
  );
}

/** @param measured - positions along each axis of the rank. */
function pathsOf(
  { maps, phases, rank, spacing, unit, voxels }: Specimen,
  measured: readonly ReturnType<typeof countPositions>[],
): ByAxis<LinealPath | Unmeasured>[] {
  const curves = axesOf(rank).map((axis, a) => {
    const { inPhase, inWindow } = measured[a];
    const largest = Math.max(...maps.map((map) => map.grid.shape[axis])) >> 1;
    return phases.map(({ name }, phase): LinealPath | Unmeasured => {
      if (voxels[phase] === 0) return { value: null, reason: `phase ${name} is absent` };
      const values = toCurve(inPhase[phase], inWindow, largest);
      if (values.length < 2) return { value: null, reason: 'no segment longer than a voxel' };
      const lags = values.map((_, n) => n * spacing[axis]);
      return { mean: trapezoid(values, spacing[axis]) / values[0], lags, values, unit };
    });
  });
  return phases.map((_, phase) => byAxis(rank, (axis) => curves[axesOf(rank).indexOf(axis)][phase]));
}

/** Positions in runs of every phase by the block of their middle, then those in the window; axis after axis. */
const positionsByBlock: BlockSums<PathsByAxis> = {
  count: (specimen, blocks) => {
    const { maps, phases, rank } = specimen;
    const own = Uint8Array.from({ length: 256 }, (_, value) => value);
    const unmasked = own.map((value) => (value === masked ? masked : 0));
    const sums: number[][] = Array.from({ length: blocks.count }, () => []);
    for (const axis of axesOf(rank)) {
      const longest = longestAlong(specimen, axis);
      const runs = sums.map(() => [...phases, 'window'].map(() => noRuns(longest)));
      maps.forEach((map, m) => {
        const parts = blocks.parts(map);
        const blockOf = middleOf(map, parts);
        const add =
          (place: (label: number) => number) =>
          (label: number, length: number, closed: boolean, first: number, stride: number): void => {
            const { open, closed: around } = runs[m * parts.count + blockOf(length, first, stride)][place(label)];
            (closed ? around : open)[length]++;
          };
        visitRuns(
          map,
          axis,
          own,
          add((label) => label),
        );
        // Lines of the window are shared by the blocks they pass: each has the same part of all.
        const whole = noRuns(longest);
        addRuns(map, axis, unmasked, [whole]);
        for (let b = 0; b < parts.count; b++) {
          const { open, closed } = runs[m * parts.count + b][phases.length];
          for (let n = 0; n <= longest; n++) {
            open[n] += whole.open[n] / parts.count;
            closed[n] += whole.closed[n] / parts.count;
          }
        }
      });
      runs.forEach((list, b) => {
        for (const one of list) for (const n of positionsIn(one)) sums[b].push(n);
      });
    }
    return sums.map((own) => Float64Array.from(own));
  },
  value: (specimen, counts) => {
    let at = 0;
    const measured = axesOf(specimen.rank).map((axis) => {
      const longest = longestAlong(specimen, axis);
      const next = (): Float64Array => {
        at += longest;
        return counts.subarray(at - longest, at);
      };
      return { inPhase: specimen.phases.map(next), inWindow: next() };
    });
    return pathsOf(specimen, measured);
  },
};

const longestAlong = ({ maps }: Specimen, axis: number): number =>
  Math.max(...maps.map(({ grid }) => grid.shape[axis]));

/**
 * Values of the lineal-path functions of maps at whole numbers of voxels, without what is cut for a report -
 * [phase][axis] of [lag].
 */
export function linealPathValues(maps: readonly PhaseMap[]): number[][][] {
  return measureLinealPath(createSpecimen(maps)).map((paths) =>
    Object.values(paths).map((path) => ('values' in path ? [...path.values] : [])),
  );
}

type PathsByAxis = ByAxis<LinealPath | Unmeasured>;

/** Value of a curve at a position in voxels between its lags; 0 beyond its end, where it has decayed. */
function valueAt({ values }: LinealPath, position: number): number {
  const n = Math.floor(position);
  const part = position - n;
  return (1 - part) * (values[n] ?? 0) + part * (values[n + 1] ?? 0);
}

/**
 * Averages the curves of each side over axes that all sides measured, each axis with the same weight, at lags a voxel
 * apart (the smallest voxel edge; linear interpolation along longer ones). They reach as far as the shortest curve that
 * ends before it has decayed.
 */
function poolPaths(
  sides: readonly PathsByAxis[],
  axes: readonly AxisName[],
): { readonly step: number; readonly values: readonly (readonly number[])[] } {
  const paths = sides.map((side) => axes.map((axis) => side[axis] as LinealPath));
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
  const pooled = paths.map((side) =>
    Array.from({ length: lags }, (_, n) => {
      const sum = side.reduce((total, path, k) => total + valueAt(path, n * (step / spacings[k])), 0);
      return sum / side.length;
    }),
  );
  return { step, values: pooled };
}

/** Lineal-path functions of every phase along every axis. */
export const linealPath: Descriptor<PathsByAxis, 'linealPath', 'fast'> = {
  name: 'linealPath',
  summary: 'probability L(r) that a segment of length r along an axis lies wholly in a phase; its mean length',
  estimator: 'share of the segments inside the window (no bias from the border); up to half the axis',
  cost: 'fast',
  measure: (specimen) => measureLinealPath(specimen),
  byBlock: positionsByBlock,
  quantities: [
    {
      name: 'linealPath',
      title: 'mean lineal length',
      label: 'lineal',
      unit: 'length',
      definition:
        'Integral of the lineal-path function L(r) over r, divided by L(0). L(r) is the probability that a segment of length r along a grid axis lies wholly in the phase. Every segment inside the window counts, so that the border brings no bias. A comparison takes the mean over the axes, over the lags that both sides have.',
      byAxis: true,
      pick: (paths, axis) => {
        const own = paths[axis];
        return own && (isUnmeasured(own) ? own : own.mean);
      },
      errorFromWindows: true,
      longTailed: true,
      decidedByFew: true,
      compared: true,
      shows: 'grain shape',
      // Integrals over the lags that all sides have, so that a larger window does not see longer paths.
      pool: (sides, axes) => {
        const { step, values } = poolPaths(sides, axes);
        return values.map((curve) => trapezoid(curve, step) / curve[0]);
      },
      curve: { title: 'lineal path', pool: poolPaths },
    },
  ],
  caution: (paths) => {
    const cut = Object.entries(paths).flatMap(([axis, own]) => {
      if (isUnmeasured(own)) return [];
      const rest = own.values[own.values.length - 1] / own.values[0];
      return rest > tellingRest ? [`along ${axis}, ${(100 * rest).toFixed(0)} %`] : [];
    });
    if (cut.length === 0) return undefined;
    return `paths longer than half the window are not seen, so its mean lineal length and the interval are lower bounds: of that length are still ${cut.join('; ')}`;
  },
  distributions: [
    {
      title: 'lineal path',
      definition: 'Way from a point of the phase to the end of its chord.',
      of: (paths) =>
        Object.fromEntries(
          Object.entries(paths).map(([axis, own]) => {
            if (isUnmeasured(own)) return [axis, own];
            const { lags, values } = own;
            const ends = lags.slice(1);
            // L is linear between its lags: its mean over each interval.
            const shares = ends.map((_, k) => (values[k] + values[k + 1]) / (2 * values[0]));
            return [axis, { ends, shares, complete: values[values.length - 1] < negligibleShare * values[0] }];
          }),
        ),
    },
  ],
};
