import { transform32 } from '../fft/transform';
import { loadColumns, storeColumn } from './columns';
import { halfOf, planeStep, rowStep } from './layout';

/**
 * Colours white noise: transforms columns along z, multiplies by the amplitudes and transforms back, in one pass. Tasks
 * are rows y.
 * @param amplitudes - sqrt of the spectrum, scaled for all transforms - shape [nz / 2 + 1, ny / 2 + 1, h] - float32.
 */
export function colourColumns(
  scratch: usize,
  from: i32,
  to: i32,
  grid: usize,
  nz: i32,
  ny: i32,
  nx: i32,
  amplitudes: usize,
  planZ: usize,
): void {
  const h = <usize>halfOf(nx);
  const step = planeStep(ny, nx);
  const group = (<usize>nz) << 5;
  const spare = scratch + 4 * group;
  const layer = (h * <usize>((ny >> 1) + 1)) << 2;
  for (let y = from; y < to; y++) {
    const row = grid + <usize>y * rowStep(nx);
    const octantRow = amplitudes + ((h * <usize>min(y, ny - y)) << 2);
    for (let x: usize = 0; x < h; x += 16) {
      const vectors = <i32>min<usize>(4, (h - x) >> 2);
      loadColumns(row + (x << 2), step, h, nz, vectors, scratch, scratch + 16);
      for (let v = 0; v < vectors; v++) {
        const data = scratch + <usize>v * group;
        const shift = (x << 2) + ((<usize>v) << 4);
        const spectrum = transform32(planZ, data, spare);
        // Exchanged parts make the next forward transform an inverse one.
        for (let z = 0, at = spectrum; z < nz; z++, at += 32) {
          const amplitude = v128.load(octantRow + shift + <usize>min(z, nz - z) * layer);
          const re = f32x4.mul(v128.load(at), amplitude);
          v128.store(at, f32x4.mul(v128.load(at, 16), amplitude));
          v128.store(at, re, 16);
        }
        const other = spectrum == data ? spare : data;
        storeColumn(row + shift, step, h, nz, transform32(planZ, spectrum, other), 16, 0);
      }
    }
  }
}
