import { centreRow, highX, highY, highZ, lowX, lowY, lowZ, openPlane, openRow, rowAlongY, rowAlongZ } from './faces';
import { Level, rowOf } from './level';

/** y = a * x + b * y in every cell. Tasks are planes. */
export function combine(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  x: usize,
  a: f32,
  y: usize,
  b: f32,
): void {
  const level = changetype<Level>(address);
  const a4 = f32x4.splat(a);
  const b4 = f32x4.splat(b);
  const end = rowOf(level, to, 0) << 2;
  for (let at = rowOf(level, from, 0) << 2; at < end; at += 16) {
    const own = f32x4.mul(b4, v128.load(y + at));
    v128.store(y + at, f32x4.add(f32x4.mul(a4, v128.load(x + at)), own));
  }
}

/** Sum of an array over each plane - float64. Tasks are planes. */
export function planeSums(scratch: usize, from: i32, to: i32, address: usize, values: usize, sums: usize): void {
  const level = changetype<Level>(address);
  for (let z = from; z < to; z++) {
    const end = values + (rowOf(level, z + 1, 0) << 2);
    let sum = f64x2.splat(0);
    for (let at = values + (rowOf(level, z, 0) << 2); at < end; at += 8) {
      sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(at)));
    }
    store<f64>(sums + (<usize>z << 3), sumOfWide(sum));
  }
}

/** Products a . b by plane - float64. Tasks are planes. */
export function dot(scratch: usize, from: i32, to: i32, address: usize, a: usize, b: usize, sums: usize): void {
  const level = changetype<Level>(address);
  for (let z = from; z < to; z++) {
    const end = rowOf(level, z + 1, 0) << 2;
    let sum = f64x2.splat(0);
    for (let at = rowOf(level, z, 0) << 2; at < end; at += 8) {
      const one = f64x2.promote_low_f32x4(v128.load64_zero(a + at));
      sum = f64x2.add(sum, f64x2.mul(one, f64x2.promote_low_f32x4(v128.load64_zero(b + at))));
    }
    store<f64>(sums + (<usize>z << 3), sumOfWide(sum));
  }
}

/** Two sums, and four numbers added to them in float64. */
// @ts-expect-error: decorator
@inline
function addWide(sums: v128, values: v128): v128 {
  const high = v128.shuffle<i32>(values, values, 2, 3, 2, 3);
  return f64x2.add(f64x2.add(sums, f64x2.promote_low_f32x4(values)), f64x2.promote_low_f32x4(high));
}

// @ts-expect-error: decorator
@inline
function sumOfWide(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/**
 * What an even potential and a deviation from it leave to be balanced in every cell, and their energy by plane. The
 * even one rises by 1 from cell to cell along an axis, and by half of it to an electrode. Differences come first, so
 * that little is lost where flows are weak. Tasks are planes.
 * @param axis - 0 z, 1 y, 2 x; y and x are rings. @param x - deviation - float32. @param out - right side - float32.
 * @param sums - energy of the faces below a plane, of the last one also above an electrode's; sums of the fluxes
 * through the lower faces of cells across z, y and x - shape [plane, 4] - float64.
 */
export function potentialResidual(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  axis: i32,
  x: usize,
  out: usize,
  sums: usize,
): void {
  const level = changetype<Level>(address);
  const last = level.nz - 1;
  const ends = axis == 0 && level.wrapZ == 0;
  const riseX = f32x4.splat(axis == 2 ? 1 : 0);
  const riseY = f32x4.splat(axis == 1 ? 1 : 0);
  const riseZ: f32 = axis == 0 ? 1 : 0;
  for (let z = from; z < to; z++) {
    const below = f32x4.splat(z == 0 && ends ? riseZ / 2 : riseZ);
    const above = f32x4.splat(z == last && ends ? riseZ / 2 : riseZ);
    let energy = f64x2.splat(0);
    let throughX = f64x2.splat(0);
    let throughY = f64x2.splat(0);
    let throughZ = f64x2.splat(0);
    openPlane(level, scratch, z);
    for (let y = 0; y < level.ny; y++) {
      openRow(level, z, y);
      const row = rowOf(level, z, y) << 2;
      const own = x + row;
      const c = centreRow(level, own);
      const yl = rowAlongY(level, x, z, y, -1);
      const yh = rowAlongY(level, x, z, y, 1);
      const zl = rowAlongZ(level, x, z, y, -1);
      const zh = rowAlongZ(level, x, z, y, 1);
      for (let j: usize = 0; j < <usize>level.stride << 2; j += 16) {
        const v = v128.load(own + j);
        const x0 = f32x4.add(f32x4.sub(v, v128.load(c + j - 4)), riseX);
        const x1 = f32x4.add(f32x4.sub(v128.load(c + j + 4), v), riseX);
        const y0 = f32x4.add(f32x4.sub(v, v128.load(yl + j)), riseY);
        const y1 = f32x4.add(f32x4.sub(v128.load(yh + j), v), riseY);
        const z0 = f32x4.add(f32x4.sub(v, v128.load(zl + j)), below);
        const z1 = f32x4.add(f32x4.sub(v128.load(zh + j), v), above);
        const flowX = f32x4.mul(v128.load(lowX + j), x0);
        const flowY = f32x4.mul(v128.load(lowY + j), y0);
        const flowZ = f32x4.mul(v128.load(lowZ + j), z0);
        const flowTop = f32x4.mul(v128.load(highZ + j), z1);
        const restX = f32x4.sub(f32x4.mul(v128.load(highX + j), x1), flowX);
        const restY = f32x4.sub(f32x4.mul(v128.load(highY + j), y1), flowY);
        v128.store(out + row + j, f32x4.add(f32x4.add(restX, restY), f32x4.sub(flowTop, flowZ)));
        throughX = addWide(throughX, flowX);
        throughY = addWide(throughY, flowY);
        throughZ = addWide(throughZ, flowZ);
        let loss = f32x4.add(f32x4.mul(flowX, x0), f32x4.add(f32x4.mul(flowY, y0), f32x4.mul(flowZ, z0)));
        if (z == last && ends) loss = f32x4.add(loss, f32x4.mul(flowTop, z1));
        energy = addWide(energy, loss);
      }
    }
    const own4 = sums + (<usize>z << 5);
    store<f64>(own4, sumOfWide(energy));
    store<f64>(own4, sumOfWide(throughZ), 8);
    store<f64>(own4, sumOfWide(throughY), 16);
    store<f64>(own4, sumOfWide(throughX), 24);
  }
}
