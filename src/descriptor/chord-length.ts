import { masked, type PhaseMap } from '../grid/index.ts';
import type { ChordLength, PhaseDescription, Unmeasured } from './description.ts';
import { axesOf, axisNames, type Sample } from './sample.ts';

/**
 * Adds the complete chords of a map along one axis to the histograms of their phases.
 * @param histograms - chords by [phase][length - 1], voxels - float64.
 */
function addChords({ grid, data }: PhaseMap, axis: number, histograms: readonly Float64Array[]): void {
  const length = grid.shape[axis];
  const inner = grid.shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const outer = data.length / (length * inner);
  // All lines of a slab advance together, so that memory is read in order along every axis.
  const phase = new Uint8Array(inner);
  const run = new Uint32Array(inner);
  const opened = new Uint8Array(inner);
  for (let o = 0; o < outer; o++) {
    phase.fill(masked);
    for (let step = 0; step < length; step++) {
      const row = (o * length + step) * inner;
      for (let k = 0; k < inner; k++) {
        const now = data[row + k];
        const before = phase[k];
        if (now === before) {
          run[k]++;
          continue;
        }
        if (opened[k] === 1 && before !== masked && now !== masked) histograms[before][run[k] - 1]++;
        opened[k] = before === masked ? 0 : 1;
        phase[k] = now;
        run[k] = 1;
      }
    }
  }
}

/** Number-weighted mean and standard deviation of a histogram of lengths 1, 2, ... steps. */
function summarise(histogram: Float64Array, step: number, unit: string): ChordLength | Unmeasured {
  const longest = histogram.findLastIndex((n) => n > 0) + 1;
  const counts = Array.from(histogram.subarray(0, longest));
  const count = counts.reduce((sum, n) => sum + n, 0);
  if (count === 0) return { value: null, reason: 'no complete chord' };
  const mean = counts.reduce((sum, n, k) => sum + n * (k + 1), 0) / count;
  const variance = counts.reduce((sum, n, k) => sum + n * (k + 1 - mean) ** 2, 0) / count;
  return { mean: mean * step, std: Math.sqrt(variance) * step, count, unit, histogram: counts };
}

/**
 * Chord lengths of every phase along every axis: runs of voxels of one phase, a voxel edge long each.
 *
 * Estimator: mean and standard deviation (divisor n) over complete chords, each chord with the same weight, so short ones count as much
 * as long ones; several maps are pooled chord by chord.
 * Edges: minus-sampling. A chord counts when unmasked voxels of other phases end it on both sides; chords that touch the border or a mask
 * are left out, also on periodic axes, which do not wrap here. Long chords are cut more often, so the mean comes out low, by about
 * the variance of the chords over the length of the axis: compare windows of the same size, or of many chords.
 */
export function chordLength(sample: Sample): PhaseDescription['chordLength'][] {
  const byAxis = axesOf(sample.rank).map((axis) => {
    const longest = Math.max(...sample.maps.map((map) => map.grid.shape[axis]));
    const histograms = sample.phases.map(() => new Float64Array(longest));
    for (const map of sample.maps) addChords(map, axis, histograms);
    return histograms.map((histogram) => summarise(histogram, sample.spacing[axis], sample.unit));
  });
  return sample.phases.map(({ name }, phase) =>
    Object.fromEntries(
      axesOf(sample.rank).map((axis, k) => {
        const absent = { value: null, reason: `phase ${name} is absent` };
        return [axisNames[axis], sample.voxels[phase] === 0 ? absent : byAxis[k][phase]];
      }),
    ),
  );
}
