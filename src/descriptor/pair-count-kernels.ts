import { fastLength, fftPlanBytes, KernelTeam, MemoryPlan, writeFftPlan } from '../compute/index.ts';
import type { PhaseMap, Triple } from '../grid/index.ts';
import type { PairCounts } from './pair-counts.ts';

/** Floats of a grid's plane, as assembly/field/layout.ts orders them. */
const planeFloats = (ny: number, nx: number): number => (ny + 1) * 2 * Math.ceil((Math.floor(nx / 2) + 1) / 4) * 4;

/** Sizes of everything that counting the pairs of one map takes. */
function sizesOf({ grid, phases }: PhaseMap, reach: Triple) {
  const torus = grid.shape.map((n, a) =>
    grid.periodic[a] || n === 1 ? n : fastLength(n + reach[a]),
  ) as unknown as Triple;
  const [nz, ny, nx] = torus;
  const plane = 4 * planeFloats(ny, nx);
  const pairs = (phases.length * (phases.length + 1)) / 2;
  const gridBytes = plane * grid.shape[0];
  const outBytes = plane * (reach[0] + 1);
  const boxFloats = (reach[0] + 1) * (2 * reach[1] + 1) * (2 * reach[2] + 1);
  const scratch = 32 * Math.max((4 * phases.length + 3) * nz, 5 * ny, 5 * nx);
  return { torus, pairs, gridBytes, outBytes, boxFloats, scratch };
}

/** Bytes that counting the pairs of a map takes, see below. @param reach - largest offsets [z, y, x], voxels. */
export function pairCountBytes(map: PhaseMap, reach: Triple): number {
  const { pairs, gridBytes, outBytes, boxFloats } = sizesOf(map, reach);
  return gridBytes * map.phases.length + outBytes * pairs + 4 * boxFloats + map.data.length;
}

/**
 * Counts pairs as `addPairCounts` does, by float32 kernels: for volumes, where float64 takes ten times as long. Errors
 * stay below 1e-6 of the number of voxels (an eps of 6e-8 times the root mean square of the spectra's sums).
 *
 * Memory: 4 bytes a voxel of the padded x-y plane, times the planes of the map for every phase and (reach + 1) planes
 * for every pair; for three phases, 256^3 voxels and a reach of 50 that is 0.45 GB.
 *
 * @param total - counts that this map's are added to; its reach must not exceed the map, nor half of a periodic axis.
 * @throws ExcursaError (usage) when that is more than 4 GiB.
 */
export async function addPairCountsByKernels(map: PhaseMap, total: PairCounts, threads: number): Promise<void> {
  const { reach } = total;
  const [rz, ry, rx] = reach;
  const { torus, pairs, gridBytes, outBytes, boxFloats, scratch } = sizesOf(map, reach);
  const [nz, ny, nx] = torus;
  const [wz, wy, wx] = map.grid.shape;
  const phases = map.phases.length;
  const memory = new MemoryPlan(threads, scratch);
  const [planZ, planY, planX] = torus.map((n) => memory.reserve(fftPlanBytes(n, 4)));
  const labels = memory.reserve(map.data.length);
  const table = memory.reserve(8 * pairs);
  const grids = memory.reserve(gridBytes * phases);
  const out = memory.reserve(outBytes * pairs);
  const box = memory.reserve(4 * boxFloats);
  const team = await KernelTeam.start(memory);
  try {
    for (const [n, plan] of [
      [nz, planZ],
      [ny, planY],
      [nx, planX],
    ]) {
      writeFftPlan(team, plan, n, 4);
    }
    team.uint8(labels, map.data.length).set(map.data);
    team.uint32(table, 2 * pairs).set(total.pairs.flat());
    for (let p = 0; p < phases; p++) {
      team.run('indicatorPlanes', wz, grids + p * gridBytes, ny, nx, labels, wy, wx, p, planX, planY);
    }
    const sizes = [gridBytes, phases, nz, ny, nx, wz];
    team.run('pairColumns', ny, grids, ...sizes, table, pairs, out, outBytes, rz, planZ);
    for (let p = 0; p < pairs; p++) {
      team.run('pairPlanes', rz + 1, out + p * outBytes, ny, nx, ry, rx, box, planX, planY);
      addHalf(team.float32(box, boxFloats), total.counts[p], reach);
    }
  } finally {
    await team.close();
  }
}

/** Adds counts of offsets z >= 0 to those of the whole box: N(-h) = N(h). */
function addHalf(half: Float32Array, counts: Float64Array, [rz]: Triple): void {
  const plane = half.length / (rz + 1);
  const centre = rz * plane;
  const end = counts.length - 1;
  for (let i = 0; i < half.length; i++) {
    // A symmetric count is a multiple of one half: rounding to it takes away what the transform's arithmetic left.
    const n = Math.round(2 * half[i]) / 2;
    counts[centre + i] += n;
    if (i >= plane) counts[end - (centre + i)] += n;
  }
}
