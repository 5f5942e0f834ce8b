/**
 * Copies of grains that a window sees - float64, `copyBytes` each: radius; centre [z, y, x]; direction of the axis
 * [z, y, x]; across and along, q^2 = across |d|^2 + along (d u)^2; the most by which the depth changes over one
 * voxel; first and last voxels that may be reached along z and y.
 */
const copyBytes: usize = 112;

/** Edge of the blocks of voxels that share a list of grains, and of the smaller ones in them. */
const blockEdge: i32 = 8;
const smallEdge: i32 = 4;
/** Rounding of depths, voxels: what is shallower by less than this is looked at. */
const rounding: f64 = 1e-3;

/** Of the call: first voxel, from layer to layer, how far outside grains depths are wanted, shape, addresses. */
let oz: f64 = 0;
let oy: f64 = 0;
let ox: f64 = 0;
let layer: f64 = 0;
let reach: f64 = 0;
let ny: i32 = 0;
let nx: i32 = 0;
let first: usize = 0;
let second: usize = 0;

/** The box of voxels that is looked at: from z0 to z1 - 1, and so on. */
let z0: i32 = 0;
let z1: i32 = 0;
let y0: i32 = 0;
let y1: i32 = 0;
let x0: i32 = 0;
let x1: i32 = 0;

/** q^2 of a place. */
// @ts-expect-error: decorator
@inline
function squaredAt(copy: usize, z: f64, y: f64, x: f64): f64 {
  const dz = z - load<f64>(copy, 8);
  const dy = y - load<f64>(copy, 16);
  const dx = x - load<f64>(copy, 24);
  const s = dz * load<f64>(copy, 32) + dy * load<f64>(copy, 40) + dx * load<f64>(copy, 48);
  return load<f64>(copy, 56) * (dz * dz + dy * dy + dx * dx) + load<f64>(copy, 64) * s * s;
}

/** Lists the copies that may reach the box. @returns how many there are. */
function listWithin(copies: usize, count: i32, out: usize): i32 {
  let end = out;
  for (let i = 0; i < count; i++) {
    const copy = copies + <usize>i * copyBytes;
    if (load<f64>(copy, 80) >= <f64>z1 || load<f64>(copy, 88) < <f64>z0) continue;
    if (load<f64>(copy, 96) >= <f64>y1 || load<f64>(copy, 104) < <f64>y0) continue;
    store<u32>(end, <u32>copy);
    end += 4;
  }
  return <i32>((end - out) >> 2);
}

/**
 * Lists the copies of a list that may be one of the two deepest in the box, or the deepest where no second is wanted.
 * That which is deepest in its centre comes first.
 * @param bounds - float64, room for one a copy. @returns how many there are.
 */
function listNear(list: usize, count: i32, out: usize, bounds: usize): i32 {
  const hz = 0.5 * <f64>(z1 - 1 - z0);
  const hy = 0.5 * <f64>(y1 - 1 - y0);
  const hx = 0.5 * <f64>(x1 - 1 - x0);
  const z = (<f64>z0 + hz + oz) * layer;
  const y = <f64>y0 + hy + oy;
  const x = <f64>x0 + hx + ox;
  const half = Math.sqrt(hz * hz * layer * layer + hy * hy + hx * hx);
  // What the deepest grains reach in all of the box: shallower ones are none of them anywhere.
  let deepest = -reach;
  let next = -reach;
  let front = 0;
  for (let i = 0; i < count; i++) {
    const copy = <usize>load<u32>(list + (<usize>i << 2));
    const depth = load<f64>(copy) - Math.sqrt(squaredAt(copy, z, y, x));
    const slack = load<f64>(copy, 72) * half;
    const least = depth - slack;
    store<f64>(bounds + (<usize>i << 3), depth + slack + rounding);
    if (least > deepest) {
      next = deepest;
      deepest = least;
      front = i;
    } else if (least > next) next = least;
  }
  const enough = second == 0 ? deepest : next;
  let end = out;
  for (let i = 0; i < count; i++) {
    if (load<f64>(bounds + (<usize>i << 3)) <= enough) continue;
    const copy = load<u32>(list + (<usize>i << 2));
    store<u32>(end, copy);
    if (i == front) {
      store<u32>(end, load<u32>(out));
      store<u32>(out, copy);
    }
    end += 4;
  }
  return <i32>((end - out) >> 2);
}

/** Depths as they are kept: rounded to float32. */
// @ts-expect-error: decorator
@inline
function rounded(depth: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(depth));
}

// @ts-expect-error: decorator
@inline
function loadPair(values: usize, count: i32): v128 {
  if (count <= 0) return f64x2.splat(NaN);
  return f64x2.promote_low_f32x4(count > 1 ? v128.load64_zero(values) : v128.load32_zero(values));
}

// @ts-expect-error: decorator
@inline
function storePair(values: usize, count: i32, pair: v128): void {
  if (count <= 0) return;
  const own = f32x4.demote_f64x2_zero(pair);
  if (count > 1) v128.store64_lane(values, own, 0);
  else v128.store32_lane(values, own, 0);
}

/** Paints the copies of a list into the box, which is at most four voxels wide. */
function paint(list: usize, count: i32): void {
  const wide = x1 - x0;
  const x = <f64>x0 + ox;
  const near = f64x2.add(f64x2.splat(x), f64x2(0, 1));
  const far = f64x2.add(f64x2.splat(x), f64x2(2, 3));
  for (let k = z0; k < z1; k++) {
    const z = (<f64>k + oz) * layer;
    for (let j = y0; j < y1; j++) {
      const y = <f64>j + oy;
      const row = ((<usize>k * ny + j) * nx + x0) << 2;
      let a1 = loadPair(first + row, wide);
      let b1 = loadPair(first + row + 8, wide - 2);
      let a2 = a1;
      let b2 = b1;
      if (second != 0) {
        a2 = loadPair(second + row, wide);
        b2 = loadPair(second + row + 8, wide - 2);
      }
      for (let i = 0; i < count; i++) {
        const copy = <usize>load<u32>(list + (<usize>i << 2));
        const dz = z - load<f64>(copy, 8);
        const dy = y - load<f64>(copy, 16);
        const cx = v128.load64_splat(copy + 24);
        const ux = v128.load64_splat(copy + 48);
        const across = v128.load64_splat(copy + 56);
        const along = v128.load64_splat(copy + 64);
        const apart = f64x2.splat(dz * dz + dy * dy);
        const shift = f64x2.splat(dz * load<f64>(copy, 32) + dy * load<f64>(copy, 40));
        const da = f64x2.sub(near, cx);
        const db = f64x2.sub(far, cx);
        const sa = f64x2.add(shift, f64x2.mul(da, ux));
        const sb = f64x2.add(shift, f64x2.mul(db, ux));
        const qa = f64x2.add(
          f64x2.mul(across, f64x2.add(apart, f64x2.mul(da, da))),
          f64x2.mul(f64x2.mul(along, sa), sa),
        );
        const qb = f64x2.add(
          f64x2.mul(across, f64x2.add(apart, f64x2.mul(db, db))),
          f64x2.mul(f64x2.mul(along, sb), sb),
        );
        // Most voxels have deeper grains: a square root is taken where it may matter.
        const radius = v128.load64_splat(copy);
        const ra = f64x2.sub(radius, a2);
        const rb = f64x2.sub(radius, b2);
        const matters = v128.or(f64x2.lt(qa, f64x2.mul(ra, ra)), f64x2.lt(qb, f64x2.mul(rb, rb)));
        if (!v128.any_true(matters)) continue;
        const depthA = rounded(f64x2.sub(radius, f64x2.sqrt(qa)));
        const depthB = rounded(f64x2.sub(radius, f64x2.sqrt(qb)));
        if (second != 0) {
          // The lesser of the deepest and this one is the second deepest, or none of the two.
          a2 = f64x2.max(a2, f64x2.min(a1, depthA));
          b2 = f64x2.max(b2, f64x2.min(b1, depthB));
          a1 = f64x2.max(a1, depthA);
          b1 = f64x2.max(b1, depthB);
        } else {
          a1 = f64x2.max(a1, depthA);
          b1 = f64x2.max(b1, depthB);
          a2 = a1;
          b2 = b1;
        }
      }
      storePair(first + row, wide, a1);
      storePair(first + row + 8, wide - 2, b1);
      if (second == 0) continue;
      storePair(second + row, wide, a2);
      storePair(second + row + 8, wide - 2, b2);
    }
  }
}

/**
 * Depths in the two nearest grains, or in the nearest one: what is there already, and these grains. A grain is looked
 * at only in blocks where it may be one of the two: a depth changes by at most the grain's steepness from one voxel
 * to the next, so that the depth in the centre of a block bounds those in all of it. Tasks are rows of blocks along
 * x: those of a layer of blocks, then those of the next.
 *
 * @param scratch - 20 bytes a copy. @param copies - `count` of them. @param firsts, seconds - float32 [planes, rows,
 * columns]; seconds may be 0. @param originZ, originY, originX - the first voxel. @param distance - from a layer to the
 * next. @param most - how far outside grains depths are wanted.
 */
export function grainDepths(
  scratch: usize,
  from: i32,
  to: i32,
  copies: usize,
  count: i32,
  firsts: usize,
  seconds: usize,
  planes: i32,
  rows: i32,
  columns: i32,
  originZ: f64,
  originY: f64,
  originX: f64,
  distance: f64,
  most: f64,
): void {
  first = firsts;
  second = seconds;
  ny = rows;
  nx = columns;
  oz = originZ;
  oy = originY;
  ox = originX;
  layer = distance;
  reach = most;
  const bounds = scratch;
  const inRow = bounds + (<usize>count << 3);
  const inBlock = inRow + (<usize>count << 2);
  const inSmall = inBlock + (<usize>count << 2);
  const along = (rows + blockEdge - 1) / blockEdge;
  for (let task = from; task < to; task++) {
    const rowZ = (task / along) * blockEdge;
    const rowY = (task % along) * blockEdge;
    const endZ = min(planes, rowZ + blockEdge);
    const endY = min(rows, rowY + blockEdge);
    z0 = rowZ;
    z1 = endZ;
    y0 = rowY;
    y1 = endY;
    x0 = 0;
    x1 = columns;
    const reaching = listWithin(copies, count, inRow);
    for (let blockX = 0; blockX < columns; blockX += blockEdge) {
      z0 = rowZ;
      z1 = endZ;
      y0 = rowY;
      y1 = endY;
      x0 = blockX;
      x1 = min(columns, blockX + blockEdge);
      const endX = x1;
      const near = listNear(inRow, reaching, inBlock, bounds);
      for (let z = rowZ; z < endZ; z += smallEdge) {
        for (let y = rowY; y < endY; y += smallEdge) {
          for (let x = blockX; x < endX; x += smallEdge) {
            z0 = z;
            z1 = min(endZ, z + smallEdge);
            y0 = y;
            y1 = min(endY, y + smallEdge);
            x0 = x;
            x1 = min(endX, x + smallEdge);
            paint(inSmall, listNear(inBlock, near, inSmall, bounds));
          }
        }
      }
    }
  }
}
