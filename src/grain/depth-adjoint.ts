import { copyOf, type Depths, type DepthWindow } from './depth.ts';
import type { GrainProcess, Grains } from './process.ts';

/** Depths of a window, the grains that they belong to, and how they follow from the process. */
export interface GrainScene {
  readonly grains: Grains;
  readonly window: DepthWindow;
  /** With owners. */
  readonly depths: Depths;
}

/**
 * From dL / d depth to dL / d radius, dL / d spread and dL / d elongation. Grains are carried along by all three (their
 * randomness is reparametrised); which arrivals stay, and how many arrive, changes in jumps, which have no derivative.
 * @param byDepth - dL / d D_1 and dL / d D_2 - each of shape [nz, ny, nx].
 */
export function depthsAdjoint(
  process: GrainProcess,
  { grains, window, depths }: GrainScene,
  byDepth: readonly [Float64Array, Float64Array],
): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  const [, ny, nx] = window.shape;
  const [oz, oy, ox] = window.origin;
  const { owners } = depths;
  if (!owners) throw new RangeError('grains: the way back needs the owners of the depths');
  // Open axes carry a lattice of arrivals that grows with the radius; closed ones divide their period.
  const [pz = 0, py = 0, px = 0] = window.periods;
  const moves = window.periods.map((period) => (period === undefined ? 1 : 0));
  owners.forEach((owner, rank) => {
    const gradients = byDepth[rank];
    for (let i = 0; i < owner.length; i++) {
      const byThis = gradients[i];
      if (owner[i] < 0 || byThis === 0) continue;
      const { grain: g, shift: period } = copyOf(owner[i]);
      const z = (Math.floor(i / (ny * nx)) + oz) * window.layer;
      const y = (Math.floor(i / nx) % ny) + oy;
      const x = (i % nx) + ox;
      const [cz, cy, cx] = [grains.z[g], grains.y[g], grains.x[g]];
      const dz = z - cz - period[0] * pz;
      const dy = y - cy - period[1] * py;
      const dx = x - cx - period[2] * px;
      const [uz, uy, ux] = [grains.direction[3 * g], grains.direction[3 * g + 1], grains.direction[3 * g + 2]];
      const k = process.elongation * grains.shape[g];
      const across = Math.exp(2 * k);
      const along = Math.exp(-4 * k) - across;
      const s = dz * uz + dy * uy + dx * ux;
      const squared = dz * dz + dy * dy + dx * dx;
      const radius = grains.radius[g];
      const q = Math.sqrt(across * squared + along * s * s);
      sums[1] += byThis * grains.size[g] * radius;
      if (q === 0) {
        sums[0] += (byThis * radius) / process.radius;
        continue;
      }
      const [mz, my, mx] = [moves[0] * cz, moves[1] * cy, moves[2] * cx];
      const shift = across * (dz * mz + dy * my + dx * mx) + along * s * (uz * mz + uy * my + ux * mx);
      sums[0] += (byThis * (radius + shift / q)) / process.radius;
      const byShape = (across * squared - (2 * Math.exp(-4 * k) + across) * s * s) / q;
      sums[2] -= byThis * byShape * grains.shape[g];
    }
  });
  return sums;
}
