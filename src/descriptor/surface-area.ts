import type { PhaseMap, Triple } from '../grid/index.ts';
import { boundaryDirections } from './boundary-directions.ts';
import type { SpecificSurfaceArea, Unmeasured } from './description.ts';
import { axesOf, type Sample } from './sample.ts';

/** Rows and columns of the table of neighbours: a voxel's value indexes it directly, masked ones too. */
const values = 256;

/**
 * Adds the pairs of voxels (t, t + offset) of a map to a table by the values of their ends. Periodic axes wrap.
 * @param table - pairs by [value at t, value at t + offset] - shape [256, 256] - voxel pairs - float64.
 */
function addNeighbours({ grid, data }: PhaseMap, [dz, dy, dx]: Triple, table: Float64Array): void {
  const [nz, ny, nx] = grid.shape;
  const neighbour = (i: number, step: number, axis: number): number => {
    const to = i + step;
    if (to >= 0 && to < grid.shape[axis]) return to;
    return grid.periodic[axis] ? (to + grid.shape[axis]) % grid.shape[axis] : -1;
  };
  const [first, end] = [Math.max(0, -dx), nx - Math.max(0, dx)];
  for (let z = 0; z < nz; z++) {
    const toZ = neighbour(z, dz, 0);
    for (let y = 0; y < ny; y++) {
      const toY = neighbour(y, dy, 1);
      if (toZ < 0 || toY < 0) continue;
      const row = (z * ny + y) * nx;
      const toRow = (toZ * ny + toY) * nx;
      for (let x = first; x < end; x++) table[data[row + x] * values + data[toRow + x + dx]]++;
      if (dx !== 0 && grid.periodic[2]) {
        const [x, toX] = dx > 0 ? [nx - 1, 0] : [0, nx - 1];
        table[data[row + x] * values + data[toRow + toX]]++;
      }
    }
  }
}

/** Share of the unmasked pairs of neighbours that the boundary of each phase separates - [phase]; null when there is no pair. */
function crossings(sample: Sample, offset: Triple): number[] | null {
  const table = new Float64Array(values * values);
  for (const map of sample.maps) addNeighbours(map, offset, table);
  const counted = new Array<number>(sample.phases.length).fill(0);
  let pairs = 0;
  for (let a = 0; a < counted.length; a++) {
    for (let b = 0; b < counted.length; b++) {
      const n = table[a * values + b];
      if (n === 0) continue;
      pairs += n;
      if (a === b) continue;
      counted[a] += n;
      counted[b] += n;
    }
  }
  return pairs > 0 ? counted.map((n) => n / pairs) : null;
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
export function specificSurfaceArea(sample: Sample): (SpecificSurfaceArea | Unmeasured)[] {
  const { rank, spacing, unit, phases } = sample;
  const directions = boundaryDirections(rank, spacing).map((direction) => ({
    ...direction,
    crossings: crossings(sample, direction.offset),
  }));
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
