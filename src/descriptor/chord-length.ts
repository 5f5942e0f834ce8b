import { addChords, type Chords } from './chord-counts.ts';
import type { ChordLength, PhaseDescription, Unmeasured } from './description.ts';
import type { LabelKernels } from './label-kernels.ts';
import { axesOf, axisNames, type Sample } from './sample.ts';

/**
 * Mean and standard deviation of the lengths that border and mask would not have cut, by the product-limit estimator: the share of chords
 * longer than l is the product over k <= l of 1 - ended(k) / seen(k). Every visible end starts one observation, so complete chords
 * count twice and censored ones once; where a chord starts says nothing of its length, so the estimate has no bias from the window, but for
 * chords longer than any that is seen whole: `remaining` is their share, and they count with the length at which they are lost.
 * @source kaplan1958: Kaplan and Meier, J. Am. Stat. Assoc. 53 (1958) 457, doi:10.1080/01621459.1958.10501452
 */
function uncensored({ complete, censored }: Chords, step: number): ChordLength['kaplanMeier'] {
  let seen = 0;
  for (let k = 0; k < complete.length; k++) seen += 2 * complete[k] + censored[k];
  // E L = sum over l >= 0 of P(L > l), E L^2 = sum of (2 l + 1) P(L > l).
  let longer = 1;
  let mean = 0;
  let square = 0;
  for (let l = 0; l < complete.length && seen > 0 && longer > 0; l++) {
    mean += longer;
    square += (2 * l + 1) * longer;
    // A chord of which l + 1 steps are seen before it is cut has not ended by then: it leaves those that can be seen to end here.
    seen -= censored[l];
    if (seen > 0) longer *= 1 - (2 * complete[l]) / seen;
    seen -= 2 * complete[l];
  }
  return { mean: mean * step, std: Math.sqrt(Math.max(0, square - mean * mean)) * step, remaining: longer };
}

/** Means and standard deviations of lengths 1, 2, ... steps. */
function summarise(chords: Chords, step: number, unit: string): ChordLength | Unmeasured {
  const longest = chords.complete.findLastIndex((n) => n > 0) + 1;
  const counts = Array.from(chords.complete.subarray(0, longest));
  const count = counts.reduce((sum, n) => sum + n, 0);
  if (count === 0) return { value: null, reason: 'no complete chord' };
  const weighted = (weights: readonly number[]): { mean: number; std: number } => {
    const total = weights.reduce((sum, n) => sum + n, 0);
    const mean = weights.reduce((sum, n, k) => sum + n * (k + 1), 0) / total;
    const variance = weights.reduce((sum, n, k) => sum + n * (k + 1 - mean) ** 2, 0) / total;
    return { mean: mean * step, std: Math.sqrt(variance) * step };
  };
  return {
    ...weighted(counts),
    count,
    unit,
    lengthWeighted: weighted(counts.map((n, k) => n * (k + 1))),
    kaplanMeier: uncensored(chords, step),
    histogram: counts,
  };
}

/**
 * Chord lengths of every phase along every axis: runs of voxels of one phase, a voxel edge long each.
 *
 * Estimator: mean and standard deviation (divisor n) over complete chords, each chord with the same weight, so short ones count as much
 * as long ones, and `lengthWeighted` by their length, as a point thrown into the phase sees them; several maps are pooled chord by chord.
 * Edges: minus-sampling. A chord counts when unmasked voxels of other phases end it on both sides; chords that touch the border or a mask
 * are left out, also on periodic axes, which do not wrap here. Long chords are cut more often, so the mean comes out low, by about
 * the variance of the chords over the length of the axis: compare windows of the same size, or of many chords. `kaplanMeier` corrects for that.
 */
export function chordLength(sample: Sample, kernels?: LabelKernels): PhaseDescription['chordLength'][] {
  const byAxis = axesOf(sample.rank).map((axis) => {
    const longest = Math.max(...sample.maps.map((map) => map.grid.shape[axis]));
    const empty = (): Float64Array => new Float64Array(longest);
    const chords = sample.phases.map((): Chords => ({ complete: empty(), censored: empty() }));
    for (const map of sample.maps) {
      if (kernels?.serves(map)) kernels.addChords(map, axis, chords);
      else addChords(map, axis, chords);
    }
    return chords.map((own) => summarise(own, sample.spacing[axis], sample.unit));
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
