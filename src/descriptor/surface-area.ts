import type { Triple } from '../grid/index.ts';
import { boundaryDirections } from './boundary-directions.ts';
import { addCrossings, noCrossings } from './crossing-counts.ts';
import type { SpecificSurfaceArea, Unmeasured } from './description.ts';
import type { LabelKernels } from './label-kernels.ts';
import { axesOf, type Sample } from './sample.ts';

/** By direction: share of the unmasked pairs of neighbours that the boundary of each phase separates - [phase]; null when there is no pair. */
function crossings(sample: Sample, offsets: readonly Triple[], kernels?: LabelKernels): (number[] | null)[] {
  const total = noCrossings(offsets.length, sample.phases.length);
  for (const map of sample.maps) {
    if (kernels?.serves(map)) kernels.addCrossings(map, offsets, total);
    else addCrossings(map, offsets, total);
  }
  return total.map(({ pairs, separated }) => (pairs > 0 ? Array.from(separated, (n) => n / pairs) : null));
}

const estimators = {
  2: 'stereological: 2 x mean crossings per length over 4 directions = (4/pi) L_A; faces: 3 x mean crossings per length along y and x; pairs with a masked pixel left out',
  3: 'crofton: 2 x mean crossings per length over 13 directions, Voronoi weights; faces: crossings per length along z, y and x; pairs with a masked voxel left out',
};

/**
 * Specific surface area of the boundary of every phase, per volume of the whole material.
 *
 * Estimators, with X_d the share of pairs of voxels a step d apart that lie on different sides: S_V = 2 sum_d w_d X_d / |d| with the weights of
 * `boundaryDirections` - in a volume the Crofton formula with 13 directions, in an image of an isotropic material the stereological
 * (4/pi) L_A with 4; `faces` = 3 x the mean of X_d / |d| over the axes: the area of voxel faces per volume, in an image that of the
 * isotropic volume it was cut from. Details finer than a voxel are lost: curved boundaries come out a few per cent low.
 * Edges: pairs that leave the map or touch a masked voxel are left out of both counts; periodic axes wrap. The border of the map is no
 * boundary. Several maps: pairs are pooled. Unmeasured for an absent phase and for maps without pairs along some direction.
 *
 * @source legland2007: Legland, Kieu and Devaux, Image Anal. Stereol. 26 (2007) 83, doi:10.5566/ias.v26.p83-92
 */
export function specificSurfaceArea(sample: Sample, kernels?: LabelKernels): (SpecificSurfaceArea | Unmeasured)[] {
  const { rank, spacing, unit, phases } = sample;
  const lattice = boundaryDirections(rank, spacing);
  const counted = crossings(
    sample,
    lattice.map(({ offset }) => offset),
    kernels,
  );
  const directions = lattice.map((direction, d) => ({ ...direction, crossings: counted[d] }));
  return phases.map(({ name }, phase) => {
    if (sample.voxels[phase] === 0) return { value: null, reason: `phase ${name} is absent` };
    let area = 0;
    let faces = 0;
    for (const { crossings, weight, length, offset } of directions) {
      if (!crossings) return { value: null, reason: 'some direction has no pair of unmasked neighbours' };
      const perLength = crossings[phase] / length;
      area += 2 * weight * perLength;
      if (offset.filter((step) => step !== 0).length === 1) faces += (3 / axesOf(rank).length) * perLength;
    }
    const kind = rank === 3 ? { crofton: area } : { stereological: area };
    return { ...kind, faces, unit: `1/${unit}`, estimator: estimators[rank] };
  });
}
