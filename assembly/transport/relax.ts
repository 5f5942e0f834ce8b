import {
  centreRow,
  extra,
  faceRows,
  highX,
  highY,
  highZ,
  lowX,
  lowY,
  lowZ,
  openPlane,
  openRow,
  rowAlongY,
  rowAlongZ,
} from './faces';
import { addLanes, Level, rowBytes, rowOf } from './level';

/** Lanes of one colour of a chessboard, for a row of an even or odd sum of z, y and colour. */
// @ts-expect-error: decorator
@inline
function lanesOf(odd: i32): v128 {
  return odd == 0 ? i32x4(-1, 0, -1, 0) : i32x4(0, -1, 0, -1);
}

/**
 * Takes a step back from a right side, b -= step * w, and begins a cycle from 0 with the even cells: x = b / diagonal.
 * Tasks are planes.
 * @param keep - receives x before that; 0: x is not kept. It may be w. @param w - may be x.
 */
export function beginCycle(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  b: usize,
  w: usize,
  step: f32,
  x: usize,
  keep: usize,
): void {
  const level = changetype<Level>(address);
  const stride = <usize>level.stride << 2;
  const step4 = f32x4.splat(step);
  const zero = f32x4.splat(0);
  for (let z = from; z < to; z++) {
    openPlane(level, scratch, z);
    for (let y = 0; y < level.ny; y++) {
      openRow(level, z, y);
      const row = rowOf(level, z, y) << 2;
      const lanes = lanesOf((z + y) & 1);
      const x0 = lowX;
      const x1 = highX;
      const y0 = lowY;
      const y1 = highY;
      const z0 = lowZ;
      const z1 = highZ;
      const own0 = extra;
      for (let j: usize = 0; j < stride; j += 16) {
        const at = row + j;
        let right = v128.load(b + at);
        if (step != 0) {
          right = f32x4.sub(right, f32x4.mul(step4, v128.load(w + at)));
          v128.store(b + at, right);
        }
        if (keep != 0) v128.store(keep + at, v128.load(x + at));
        let d = f32x4.add(v128.load(x0 + j), v128.load(x1 + j));
        d = f32x4.add(d, f32x4.add(v128.load(y0 + j), v128.load(y1 + j)));
        d = f32x4.add(d, f32x4.add(v128.load(z0 + j), v128.load(z1 + j)));
        d = f32x4.add(d, v128.load(own0 + j));
        v128.store(x + at, v128.and(f32x4.div(right, d), v128.and(lanes, f32x4.gt(d, zero))));
      }
    }
  }
}

/**
 * Gauss-Seidel on the cells of one colour: x = (b + sum of conductance * neighbour) / diagonal. Tasks are planes.
 * @param first - plane of task 0. @param colour - 0 even, 1 odd cells. @param sums - receives b . x by plane - float64;
 * 0: not wanted.
 */
export function relax(
  scratch: usize,
  from: i32,
  to: i32,
  first: i32,
  address: usize,
  b: usize,
  x: usize,
  colour: i32,
  sums: usize,
): void {
  const level = changetype<Level>(address);
  const stride = <usize>level.stride << 2;
  const zero = f32x4.splat(0);
  for (let z = first + from; z < first + to; z++) {
    openPlane(level, scratch, z);
    let sum: f64 = 0;
    for (let y = 0; y < level.ny; y++) {
      openRow(level, z, y);
      const row = rowOf(level, z, y) << 2;
      const lanes = lanesOf((z + y + colour) & 1);
      const own = x + row;
      const right = b + row;
      const c = centreRow(level, own);
      const yl = rowAlongY(level, x, z, y, -1);
      const yh = rowAlongY(level, x, z, y, 1);
      const zl = rowAlongZ(level, x, z, y, -1);
      const zh = rowAlongZ(level, x, z, y, 1);
      const x0 = lowX;
      const x1 = highX;
      const y0 = lowY;
      const y1 = highY;
      const z0 = lowZ;
      const z1 = highZ;
      const own0 = extra;
      let sum4 = zero;
      for (let j: usize = 0; j < stride; j += 16) {
        const bj = v128.load(right + j);
        const k0 = v128.load(x0 + j);
        const k1 = v128.load(x1 + j);
        const k2 = v128.load(y0 + j);
        const k3 = v128.load(y1 + j);
        const k4 = v128.load(z0 + j);
        const k5 = v128.load(z1 + j);
        let s = f32x4.add(f32x4.mul(k0, v128.load(c + j - 4)), f32x4.mul(k1, v128.load(c + j + 4)));
        s = f32x4.add(s, f32x4.add(f32x4.mul(k2, v128.load(yl + j)), f32x4.mul(k3, v128.load(yh + j))));
        s = f32x4.add(s, f32x4.add(f32x4.mul(k4, v128.load(zl + j)), f32x4.mul(k5, v128.load(zh + j))));
        const k = f32x4.add(f32x4.add(k0, k1), f32x4.add(f32x4.add(k2, k3), f32x4.add(k4, k5)));
        const d = f32x4.add(k, v128.load(own0 + j));
        const mask = v128.and(lanes, f32x4.gt(d, zero));
        const value = v128.bitselect(f32x4.div(f32x4.add(bj, s), d), v128.load(own + j), mask);
        v128.store(own + j, value);
        sum4 = f32x4.add(sum4, f32x4.mul(bj, value));
      }
      if (sums != 0) sum += addLanes(sum4);
    }
    if (sums != 0) store<f64>(sums + (<usize>z << 3), sum);
  }
}

/** Adds what is left of a right side, b - A x, in the row that `openRow` was called for to a row of sums. */
export function addResidual(level: Level, b: usize, x: usize, z: i32, y: i32, sums: usize): void {
  const row = rowOf(level, z, y) << 2;
  const own = x + row;
  const c = centreRow(level, own);
  const yl = rowAlongY(level, x, z, y, -1);
  const yh = rowAlongY(level, x, z, y, 1);
  const zl = rowAlongZ(level, x, z, y, -1);
  const zh = rowAlongZ(level, x, z, y, 1);
  for (let j: usize = 0; j < <usize>level.stride << 2; j += 16) {
    const flow = outflow(v128.load(own + j), c + j, yl + j, yh + j, zl + j, zh + j, j);
    const rest = f32x4.sub(v128.load(b + row + j), flow);
    v128.store(sums + j, f32x4.add(v128.load(sums + j), rest));
  }
}

/**
 * Adds up what is left of a right side, b - A x, over the cells of each coarse cell. Tasks are planes of the coarse
 * level.
 */
export function restrictResidual(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  b: usize,
  x: usize,
  coarseAddress: usize,
  out: usize,
): void {
  const level = changetype<Level>(address);
  const coarse = changetype<Level>(coarseAddress);
  const stepZ = coarse.nz < level.nz ? 2 : 1;
  const stepY = coarse.ny < level.ny ? 2 : 1;
  const pairs = coarse.nx < level.nx;
  // A row of coarse cells reads up to twice its own stride of fine ones.
  const sums = scratch + <usize>faceRows * rowBytes(level);
  const room = ((<usize>level.stride + 2 * <usize>coarse.stride) << 2) + 64;
  for (let cz = from; cz < to; cz++) {
    for (let cy = 0; cy < coarse.ny; cy++) {
      memory.fill(sums, 0, room);
      for (let z = cz * stepZ; z < min(level.nz, (cz + 1) * stepZ); z++) {
        openPlane(level, scratch, z, cy * stepY);
        for (let y = cy * stepY; y < min(level.ny, (cy + 1) * stepY); y++) {
          openRow(level, z, y);
          addResidual(level, b, x, z, y, sums);
        }
      }
      let target = out + (rowOf(coarse, cz, cy) << 2);
      let source = sums;
      for (let j = 0; j < coarse.stride; j += 4, target += 16) {
        if (pairs) {
          const low = v128.load(source);
          const high = v128.load(source, 16);
          const even = v128.shuffle<i32>(low, high, 0, 2, 4, 6);
          v128.store(target, f32x4.add(even, v128.shuffle<i32>(low, high, 1, 3, 5, 7)));
          source += 32;
        } else {
          v128.store(target, v128.load(source));
          source += 16;
        }
      }
    }
  }
}

/**
 * What four cells lose: own surface * own + sum of conductance * (own - neighbour), which loses fewer digits than two
 * sums.
 */
// @ts-expect-error: decorator
@inline
function outflow(own: v128, c: usize, yl: usize, yh: usize, zl: usize, zh: usize, j: usize): v128 {
  const a0 = f32x4.mul(v128.load(lowX + j), f32x4.sub(own, v128.load(c - 4)));
  const a1 = f32x4.mul(v128.load(highX + j), f32x4.sub(own, v128.load(c + 4)));
  const a2 = f32x4.mul(v128.load(lowY + j), f32x4.sub(own, v128.load(yl)));
  const a3 = f32x4.mul(v128.load(highY + j), f32x4.sub(own, v128.load(yh)));
  const a4 = f32x4.mul(v128.load(lowZ + j), f32x4.sub(own, v128.load(zl)));
  const a5 = f32x4.mul(v128.load(highZ + j), f32x4.sub(own, v128.load(zh)));
  const flow = f32x4.add(f32x4.add(a0, a1), f32x4.add(f32x4.add(a2, a3), f32x4.add(a4, a5)));
  return f32x4.add(flow, f32x4.mul(v128.load(extra + j), own));
}

/**
 * Products with the matrix: w = A x, and x . A x by plane. Tasks are planes.
 * @param keep - 1: w receives the product. 0: it is left as it is. @param sums - x . A x, then w . A x with the w from
 * before - shape [plane, 2] - float64.
 */
export function product(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  x: usize,
  w: usize,
  keep: i32,
  sums: usize,
): void {
  const level = changetype<Level>(address);
  const stride = <usize>level.stride << 2;
  for (let z = from; z < to; z++) {
    openPlane(level, scratch, z);
    let energy: f64 = 0;
    let mixed: f64 = 0;
    for (let y = 0; y < level.ny; y++) {
      openRow(level, z, y);
      const row = rowOf(level, z, y) << 2;
      const own = x + row;
      const c = centreRow(level, own);
      const yl = rowAlongY(level, x, z, y, -1);
      const yh = rowAlongY(level, x, z, y, 1);
      const zl = rowAlongZ(level, x, z, y, -1);
      const zh = rowAlongZ(level, x, z, y, 1);
      let sum = f32x4.splat(0);
      let sumW = f32x4.splat(0);
      for (let j: usize = 0; j < stride; j += 16) {
        const value = v128.load(own + j);
        const flow = outflow(value, c + j, yl + j, yh + j, zl + j, zh + j, j);
        sum = f32x4.add(sum, f32x4.mul(value, flow));
        if (keep == 1) v128.store(w + row + j, flow);
        else sumW = f32x4.add(sumW, f32x4.mul(flow, v128.load(w + row + j)));
      }
      energy += addLanes(sum);
      mixed += addLanes(sumW);
    }
    store<f64>(sums + (<usize>z << 4), energy);
    store<f64>(sums + (<usize>z << 4), mixed, 8);
  }
}

/**
 * Adds what coarse cells found to the cells in them: x += one * first + two * second. Tasks are planes of the fine
 * level.
 * @param first - not read where `one` is 0.
 */
export function correct(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  x: usize,
  coarseAddress: usize,
  one: f32,
  first: usize,
  two: f32,
  second: usize,
): void {
  const level = changetype<Level>(address);
  const coarse = changetype<Level>(coarseAddress);
  const shiftZ = coarse.nz < level.nz ? 1 : 0;
  const shiftY = coarse.ny < level.ny ? 1 : 0;
  const pairs = coarse.nx < level.nx;
  const one4 = f32x4.splat(one);
  const two4 = f32x4.splat(two);
  const stride = <usize>level.stride << 2;
  for (let z = from; z < to; z++) {
    for (let y = 0; y < level.ny; y++) {
      const own = x + (rowOf(level, z, y) << 2);
      let source = rowOf(coarse, z >> shiftZ, y >> shiftY) << 2;
      for (let j: usize = 0; j < stride; source += 16) {
        let e = f32x4.mul(two4, v128.load(second + source));
        if (one != 0) e = f32x4.add(e, f32x4.mul(one4, v128.load(first + source)));
        if (pairs) {
          const low = v128.shuffle<i32>(e, e, 0, 0, 1, 1);
          v128.store(own + j, f32x4.add(v128.load(own + j), low));
          j += 16;
          if (j == stride) break;
          e = v128.shuffle<i32>(e, e, 2, 2, 3, 3);
        }
        v128.store(own + j, f32x4.add(v128.load(own + j), e));
        j += 16;
      }
    }
  }
}
