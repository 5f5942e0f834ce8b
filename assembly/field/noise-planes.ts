import { transform32 } from '../fft/transform';
import { fillRows } from '../random/rows';
import { transformColumns } from './columns';
import { halfOf, planeStep, rowStep } from './layout';
import { separateRows } from './pair-rows';

/**
 * White noise and its transform along x and y, plane by plane: the noise itself never reaches memory. Tasks are planes
 * z.
 *
 * Eight rows travel together: four as real, four as imaginary parts of one transform, F = F1 + i F2, from which
 * 2 F1(k) = F(k) + conj F(-k) and 2 i F2(k) = F(k) - conj F(-k); the factor 2 is left to the amplitudes.
 *
 * @param grid - address of the torus (see layout). @param oz, oy, ox - global coordinate of the torus' first voxel.
 * @param address, k0, k1 - of the noise, see src/random/noise.ts. @param planX, planY - plans. @param scratch - of the
 * thread.
 */
export function noisePlanes(
  scratch: usize,
  from: i32,
  to: i32,
  grid: usize,
  ny: i32,
  nx: i32,
  oz: i32,
  oy: i32,
  ox: i32,
  address: i32,
  k0: i32,
  k1: i32,
  planX: usize,
  planY: usize,
): void {
  const h = <usize>halfOf(nx);
  const row = rowStep(nx);
  const spare = scratch + (<usize>nx << 5);
  for (let z = from; z < to; z++) {
    const plane = grid + <usize>z * planeStep(ny, nx);
    for (let y = 0; y < ny; y += 8) {
      fillRows(scratch, 32, nx, ox, oy + y, oz + z, address, k0, k1);
      // Rows past the last are noise too: numbers of the same size, which cancel.
      fillRows(scratch + 16, 32, nx, ox, oy + y + 4, oz + z, address, k0, k1);
      const spectrum = transform32(planX, scratch, spare);
      separateRows(spectrum, plane + <usize>y * row, row, h, nx, ny - y);
    }
    if (ny == 1) continue;
    for (let x: usize = 0; x < h; x += 16) {
      const vectors = <i32>min<usize>(4, (h - x) >> 2);
      transformColumns(plane + (x << 2), row, h, ny, vectors, false, planY, scratch);
    }
  }
}
