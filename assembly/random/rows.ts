import { boxMuller, normal0, normal1 } from './normal';
import { philox, word0, word1, word2, word3 } from './philox';

/** Blocks of four neighbours along x that a row from global coordinate `origin` of length `n` touches, rounded down. */
// @ts-expect-error: decorator
@inline
function firstBlock(origin: i32): i32 {
  return origin >> 2;
}

/**
 * White noise of four neighbouring rows y ... y + 3, one a lane: the vector of voxel x goes to `to + x * step`.
 * @param ox, y, z - global coordinate of the first voxel. @param address - realisation and field, as in
 * src/random/noise.ts.
 */
// @ts-expect-error: decorator
@inline
export function fillRows(
  to: usize,
  step: usize,
  n: i32,
  ox: i32,
  y: i32,
  z: i32,
  address: i32,
  k0: i32,
  k1: i32,
): void {
  const ys = i32x4.add(i32x4.splat(y), i32x4(0, 1, 2, 3));
  for (let block = firstBlock(ox); block << 2 < ox + n; block++) {
    philox(i32x4.splat(block), ys, i32x4.splat(z), i32x4.splat(address), k0, k1);
    const second = word2;
    const angle = word3;
    boxMuller(word0, word1);
    const x = (block << 2) - ox;
    const at = to + <usize>x * step;
    if (x >= 0 && x + 4 <= n) {
      v128.store(at, normal0);
      v128.store(at + step, normal1);
      boxMuller(second, angle);
      v128.store(at + 2 * step, normal0);
      v128.store(at + 3 * step, normal1);
    } else {
      if (x >= 0 && x < n) v128.store(at, normal0);
      if (x + 1 >= 0 && x + 1 < n) v128.store(at + step, normal1);
      boxMuller(second, angle);
      if (x + 2 >= 0 && x + 2 < n) v128.store(at + 2 * step, normal0);
      if (x + 3 >= 0 && x + 3 < n) v128.store(at + 3 * step, normal1);
    }
  }
}

/** Fills rows of a volume with white noise: tasks are groups of four rows of one plane. Scratch: nx vectors. */
export function fillNormals(
  scratch: usize,
  from: i32,
  to: i32,
  out: usize,
  ny: i32,
  nx: i32,
  oz: i32,
  oy: i32,
  ox: i32,
  address: i32,
  k0: i32,
  k1: i32,
): void {
  const groups = (ny + 3) >> 2;
  for (let task = from; task < to; task++) {
    const z = task / groups;
    const y = (task % groups) << 2;
    fillRows(scratch, 16, nx, ox, oy + y, oz + z, address, k0, k1);
    for (let lane = 0; lane < 4 && y + lane < ny; lane++) {
      let at = out + (<usize>(z * ny + y + lane) * <usize>nx << 2);
      let source = scratch + (<usize>lane << 2);
      for (let x = 0; x < nx; x++, at += 4, source += 16) store<f32>(at, load<f32>(source));
    }
  }
}
