import type { Triple } from '../grid/index.ts';
import type { Grains } from './process.ts';

/** How deep every voxel lies in its grains. */
export interface Depths {
  /** A_1(t) = max over grains of R_i - |t - x_i|, at least -reach - shape [nz, ny, nx] - voxels - float32. */
  readonly first: Float32Array;
  /** The second largest of the same numbers, likewise. */
  readonly second: Float32Array;
}

/** The window that depths are wanted in: its first voxel [z, y, x], its shape, and how far a layer lies from the next, voxels. */
export interface DepthWindow {
  readonly origin: Triple;
  readonly shape: Triple;
  readonly layer: number;
  /** Periods of the axes that are closed, voxels. */
  readonly periods: readonly [number | undefined, number | undefined, number | undefined];
}

/** Copies of a ball that a window may see along a periodic axis. */
const images = (at: number, period: number | undefined): number[] =>
  period === undefined ? [at] : [at - period, at, at + period];

/**
 * Distances to the surfaces of the nearest two grains, positive inside: exact in every plane, so a section of grains in space needs no volume.
 * @param reach - how far outside grains distances are wanted, voxels.
 */
export function grainDepths(grains: Grains, window: DepthWindow, reach: number): Depths {
  const [nz, ny, nx] = window.shape;
  const [oz, oy, ox] = window.origin;
  const first = new Float32Array(nz * ny * nx).fill(-reach);
  const second = new Float32Array(nz * ny * nx).fill(-reach);
  const paint = (cz: number, cy: number, cx: number, radius: number): void => {
    const span = radius + reach;
    const z0 = Math.max(0, Math.ceil((cz - span) / window.layer - oz));
    const z1 = Math.min(nz - 1, Math.floor((cz + span) / window.layer - oz));
    const y0 = Math.max(0, Math.ceil(cy - span - oy));
    const y1 = Math.min(ny - 1, Math.floor(cy + span - oy));
    for (let z = z0; z <= z1; z++) {
      const dz = (z + oz) * window.layer - cz;
      for (let y = y0; y <= y1; y++) {
        const dy = y + oy - cy;
        const across = dz * dz + dy * dy;
        const half = span * span - across;
        if (half <= 0) continue;
        const width = Math.sqrt(half);
        const x0 = Math.max(0, Math.ceil(cx - width - ox));
        const x1 = Math.min(nx - 1, Math.floor(cx + width - ox));
        const row = (z * ny + y) * nx;
        for (let x = x0; x <= x1; x++) {
          const dx = x + ox - cx;
          const depth = radius - Math.sqrt(across + dx * dx);
          const i = row + x;
          if (depth > first[i]) {
            second[i] = first[i];
            first[i] = depth;
          } else if (depth > second[i]) second[i] = depth;
        }
      }
    }
  };
  for (let g = 0; g < grains.radius.length; g++) {
    for (const z of images(grains.z[g], window.periods[0])) {
      for (const y of images(grains.y[g], window.periods[1])) {
        for (const x of images(grains.x[g], window.periods[2])) paint(z, y, x, grains.radius[g]);
      }
    }
  }
  return { first, second };
}
