import type { PhaseMap, Triple } from '../grid/index.ts';
import { studentQuantile } from '../numerics/index.ts';

/** Phase boundaries that lines along z and in the plane meet inside one block. */
export interface BlockIntersections {
  /** Unmasked voxels by phase - [phase]. */
  readonly voxels: Float64Array;
  /** Pairs of neighbours along z with exactly one end in the phase - [phase]. */
  readonly alongZ: Float64Array;
  /** Likewise along x, and along y in a volume - [phase]. */
  readonly inPlane: Float64Array;
  /** Pairs of unmasked neighbours. */
  readonly pairsAlongZ: number;
  readonly pairsInPlane: number;
}

/** Blocks wanted in all, enough for a covariance. */
const wantedBlocks = 64;

/** Steps to the next voxel along z and in the plane; the rows of a section lie along z. */
function stepsOf({ grid }: PhaseMap): { along: Triple; inPlane: readonly Triple[] } {
  return grid.rank === 2
    ? { along: [0, 1, 0], inPlane: [[0, 0, 1]] }
    : {
        along: [1, 0, 0],
        inPlane: [
          [0, 1, 0],
          [0, 0, 1],
        ],
      };
}

/**
 * Counts boundaries block by block in x-z sections (rows along z) or a volume; a pair belongs to the block of its first
 * voxel, and pairs with a masked voxel do not count. Blocks are as nearly equal-sided as the maps allow.
 * @param narrowest - least edge of a block, voxels: narrower ones are not independent.
 */
export function countIntersections(maps: readonly PhaseMap[], narrowest: number): BlockIntersections[] {
  const total = maps.reduce((sum, { data }) => sum + data.length, 0);
  return maps.flatMap((map) => {
    const { shape, rank } = map.grid;
    const edge = Math.max(narrowest, (total / wantedBlocks) ** (1 / rank));
    const parts = shape.map((n) => Math.max(1, Math.min(Math.round(n / edge), Math.floor(n / narrowest))));
    const cut = (axis: number, part: number): number => Math.floor((part * shape[axis]) / parts[axis]);
    const out: BlockIntersections[] = [];
    for (let z = 0; z < parts[0]; z++) {
      for (let y = 0; y < parts[1]; y++) {
        for (let x = 0; x < parts[2]; x++) {
          const from: Triple = [cut(0, z), cut(1, y), cut(2, x)];
          out.push(countBlock(map, from, [cut(0, z + 1), cut(1, y + 1), cut(2, x + 1)]));
        }
      }
    }
    return out;
  });
}

function countBlock(map: PhaseMap, from: Triple, to: Triple): BlockIntersections {
  const { data, phases, grid } = map;
  const [nz, ny, nx] = grid.shape;
  const count = phases.length;
  const voxels = new Float64Array(count);
  const { along, inPlane } = stepsOf(map);
  for (let z = from[0]; z < to[0]; z++) {
    for (let y = from[1]; y < to[1]; y++) {
      const row = (z * ny + y) * nx;
      for (let x = from[2]; x < to[2]; x++) if (data[row + x] < count) voxels[data[row + x]]++;
    }
  }
  const step = (offset: Triple): { changes: Float64Array; pairs: number } => {
    const changes = new Float64Array(count);
    let pairs = 0;
    const jump = (offset[0] * ny + offset[1]) * nx + offset[2];
    for (let z = from[0]; z < Math.min(to[0], nz - offset[0]); z++) {
      for (let y = from[1]; y < Math.min(to[1], ny - offset[1]); y++) {
        const row = (z * ny + y) * nx;
        for (let x = from[2]; x < Math.min(to[2], nx - offset[2]); x++) {
          const [a, b] = [data[row + x], data[row + x + jump]];
          if (a >= count || b >= count) continue;
          pairs++;
          if (a === b) continue;
          changes[a]++;
          changes[b]++;
        }
      }
    }
    return { changes, pairs };
  };
  const z = step(along);
  const plane = inPlane.map(step);
  return {
    voxels,
    alongZ: z.changes,
    pairsAlongZ: z.pairs,
    inPlane: z.changes.map((_, i) => plane.reduce((sum, { changes }) => sum + changes[i], 0)),
    pairsInPlane: plane.reduce((sum, { pairs }) => sum + pairs, 0),
  };
}

/** How many times as long structures are along one direction as along another. */
export interface Stretch {
  readonly ratio: number;
  /** 95 % interval of the ratio, from blocks by the jackknife. */
  readonly interval: readonly [number, number];
}

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

/**
 * How many voxels structures are long in the plane for one along z: pairs of neighbours that end in different phases,
 * along z over in the plane; undefined for less than four blocks, or where an axis has no boundary.
 */
export function stretchOf(blocks: readonly BlockIntersections[]): Stretch | undefined {
  const [z, plane] = [sum(blocks.map((b) => sum(b.alongZ))), sum(blocks.map((b) => sum(b.inPlane)))];
  const [pairsZ, pairsInPlane] = [sum(blocks.map((b) => b.pairsAlongZ)), sum(blocks.map((b) => b.pairsInPlane))];
  const n = blocks.length;
  if (n < 4 || z === 0 || plane === 0) return undefined;
  const log = Math.log(z / pairsZ) - Math.log(plane / pairsInPlane);
  const influence = (b: BlockIntersections): number =>
    sum(b.alongZ) / z - b.pairsAlongZ / pairsZ - sum(b.inPlane) / plane + b.pairsInPlane / pairsInPlane;
  const variance = (n / (n - 1)) * sum(blocks.map((b) => influence(b) ** 2));
  const half = studentQuantile(0.975, n - 1) * Math.sqrt(variance);
  return { ratio: Math.exp(log), interval: [Math.exp(log - half), Math.exp(log + half)] };
}
