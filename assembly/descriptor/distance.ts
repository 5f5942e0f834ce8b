/**
 * Squared Euclidean distances from every voxel to the nearest site, on an anisotropic, possibly periodic grid: exactly,
 * one axis after the other. Along y steps are counted; along x and z the minimum of squared steps plus what is there is
 * searched, nearest neighbours first, until their own distance exceeds what was found: a handful of steps in a
 * microstructure, four voxels at a time, where the envelope of parabolas goes voxel by voxel.
 */

/** Steps to the nearest site that is out of reach. */
const never: v128 = i16x8.splat(-1);

/** Eight bytes >= threshold, as lanes of 16 bits. */
// @ts-expect-error: decorator
@inline
function sitesAt(address: usize, threshold: v128): v128 {
  return i16x8.extend_low_i8x16_s(i8x16.ge_u(v128.load64_zero(address), threshold));
}

/** One step further from the last site, or on one. */
// @ts-expect-error: decorator
@inline
function advance(since: v128, site: v128): v128 {
  return v128.andnot(i16x8.add_sat_u(since, i16x8.splat(1)), site);
}

/** Squares of four step counts, `limit` where there is no site. */
// @ts-expect-error: decorator
@inline
function squares(steps: v128, step2: v128, limit: v128): v128 {
  const s = f32x4.convert_i32x4_s(steps);
  const squared = f32x4.min(limit, f32x4.mul(f32x4.mul(s, s), step2));
  return v128.bitselect(limit, squared, i32x4.eq(steps, i32x4.splat(0xffff)));
}

/**
 * Distances along y, then along x. Tasks are planes.
 * @param sites - a site is where the byte is >= threshold - shape [nz, ny, nx], eight bytes to spare - uint8.
 * @param out - squared distances, `limit` where no site is nearer - shape [nz, ny, nx], four numbers to spare -
 * float32.
 * @param stepY2, stepX2 - squared voxel edges. @param inside - address of bytes, 0 where no distance is wanted, or 0 -
 * uint8: searches are left out there, and distances come out too large. No nearest path may lead through such a voxel.
 * @param covers - 1: only whether a site is nearer than `limit` is wanted; distances are 0 there, `limit` else. For
 * images alone, because the search along z reads the distances of a plane.
 * @param scratch - max(2 ny + 2, 3 nx + 8) vectors.
 */
export function distancePlanes(
  scratch: usize,
  from: i32,
  to: i32,
  sites: usize,
  threshold: i32,
  ny: i32,
  nx: i32,
  periodicY: i32,
  periodicX: i32,
  stepY2: f32,
  stepX2: f32,
  limit: f32,
  out: usize,
  inside: usize,
  covers: i32,
): void {
  const least = i8x16.splat(<i8>threshold);
  const limits = f32x4.splat(limit);
  const step2 = f32x4.splat(stepY2);
  for (let z = from; z < to; z++) {
    const plane = <usize>z * <usize>(ny * nx);
    for (let x = 0; x < nx; x += 8) {
      const column = sites + plane + <usize>x;
      const count = min(8, nx - x);
      let since = never;
      if (periodicY == 1) {
        for (let y = 0, at = column; y < ny; y++, at += <usize>nx) since = advance(since, sitesAt(at, least));
      }
      for (let y = 0, at = column; y < ny; y++, at += <usize>nx) {
        since = advance(since, sitesAt(at, least));
        v128.store(scratch + (<usize>y << 4), since);
      }
      since = never;
      const last = column + <usize>(ny - 1) * <usize>nx;
      if (periodicY == 1) {
        for (let y = ny - 1, at = last; y >= 0; y--, at -= <usize>nx) since = advance(since, sitesAt(at, least));
      }
      let target = out + ((plane + <usize>(ny - 1) * <usize>nx + <usize>x) << 2);
      for (let y = ny - 1, at = last; y >= 0; y--, at -= <usize>nx, target -= <usize>nx << 2) {
        since = advance(since, sitesAt(at, least));
        const steps = i16x8.min_u(since, v128.load(scratch + (<usize>y << 4)));
        storePart(target, squares(i32x4.extend_low_i16x8_u(steps), step2, limits), count);
        storePart(target + 16, squares(i32x4.extend_high_i16x8_u(steps), step2, limits), count - 4);
      }
    }
    const rows = out + (plane << 2);
    for (let y: usize = 0; y < <usize>ny; y++) {
      const row = y * <usize>nx;
      const wanted: usize = inside == 0 ? 0 : inside + plane + row;
      if (covers == 1) coverRow(rows + (row << 2), nx, periodicX == 1, stepX2, limit, scratch);
      else searchRow(rows + (row << 2), nx, periodicX == 1, stepX2, limit, scratch, wanted);
    }
  }
}

/** Searches one row along x, from a copy with the row itself or nothing on both sides. */
function searchRow(
  row: usize,
  nx: i32,
  periodic: bool,
  step2: f32,
  limit: f32,
  scratch: usize,
  inside: usize,
): void {
  const bytes = <usize>nx << 2;
  const copy = scratch + bytes;
  memory.copy(copy, row, bytes);
  if (periodic) {
    memory.copy(scratch, row, bytes);
    memory.copy(copy + bytes, row, bytes);
  } else {
    for (let at = scratch; at < copy; at += 4) {
      store<f32>(at, limit);
      store<f32>(at + 2 * bytes, limit);
    }
  }
  // Lanes past the row's end read these.
  for (let at = copy + 2 * bytes; at < copy + 2 * bytes + 16; at += 4) store<f32>(at, limit);
  const furthest = periodic ? nx >> 1 : nx - 1;
  for (let x = 0; x < nx; x += 4) {
    const wanted = lanesInside(inside, <usize>x);
    if (!v128.any_true(wanted)) continue;
    const at = copy + (<usize>x << 2);
    let best = v128.load(at);
    let below = at - 4;
    let above = at + 4;
    for (let k = 1; k <= furthest; k++, below -= 4, above += 4) {
      const own = f32x4.splat(<f32>k * <f32>k * step2);
      // No voxel further away can be nearer than what every lane has found.
      if (!v128.any_true(v128.and(wanted, f32x4.lt(own, best)))) break;
      best = f32x4.min(best, f32x4.add(own, f32x4.min(v128.load(below), v128.load(above))));
    }
    storePart(row + (<usize>x << 2), best, nx - x);
  }
}

/** Steps along x within which a value stays below the limit, as `searchRow` adds them; the value itself is below it. */
function reachOf(value: f32, step2: f32, limit: f32): i32 {
  let k = <i32>Mathf.sqrt((limit - value) / step2);
  while (<f32>k * <f32>k * step2 + value >= limit) k--;
  while (<f32>(k + 1) * <f32>(k + 1) * step2 + value < limit) k++;
  return k;
}

/** Writes 0 where a site is nearer than the limit, which is a union of intervals, and the limit elsewhere. */
function coverRow(row: usize, nx: i32, periodic: bool, step2: f32, limit: f32, scratch: usize): void {
  memory.copy(scratch, row, <usize>nx << 2);
  let reach = -1;
  // Along a period the intervals of the last one reach over its end.
  for (let round = periodic ? 0 : 1; round < 2; round++) {
    for (let x = 0; x < nx; x++) {
      const value = load<f32>(scratch + (<usize>x << 2));
      if (value < limit) reach = max(reach, x + reachOf(value, step2, limit));
      if (round == 1) store<f32>(row + (<usize>x << 2), x <= reach ? 0 : limit);
    }
    if (round == 0) reach -= nx;
  }
  reach = nx;
  for (let round = periodic ? 0 : 1; round < 2; round++) {
    for (let x = nx - 1; x >= 0; x--) {
      const value = load<f32>(scratch + (<usize>x << 2));
      if (value < limit) reach = min(reach, x - reachOf(value, step2, limit));
      if (round == 1 && x >= reach) store<f32>(row + (<usize>x << 2), 0);
    }
    if (round == 0) reach += nx;
  }
}

/**
 * Distances along z added. Tasks are rows y.
 * @param inside - as in distancePlanes. @param done - address of bytes, not 0 where the distance is not wanted any
 * more, or 0 - uint8.
 * @param scratch - nz rows of nx float32, rounded up to whole vectors.
 */
export function distanceColumns(
  scratch: usize,
  from: i32,
  to: i32,
  out: usize,
  nz: i32,
  ny: i32,
  nx: i32,
  periodic: i32,
  step2: f32,
  inside: usize,
  done: usize,
): void {
  const step = <usize>(ny * nx) << 2;
  const bytes = <usize>nx << 2;
  const row = (bytes + 15) & ~15;
  const furthest = periodic == 1 ? nz >> 1 : nz - 1;
  for (let y = from; y < to; y++) {
    const base = out + <usize>y * bytes;
    for (let z: usize = 0; z < <usize>nz; z++) memory.copy(scratch + z * row, base + z * step, bytes);
    for (let z = 0; z < nz; z++) {
      const place = <usize>(z * ny + y) * <usize>nx;
      for (let x = 0; x < nx; x += 4) {
        let wanted = lanesInside(inside == 0 ? 0 : inside + place, <usize>x);
        if (done != 0) wanted = v128.andnot(wanted, lanesInside(done + place, <usize>x));
        if (!v128.any_true(wanted)) continue;
        const column = scratch + (<usize>x << 2);
        let best = v128.load(column + <usize>z * row);
        for (let k = 1; k <= furthest; k++) {
          const own = f32x4.splat(<f32>k * <f32>k * step2);
          if (!v128.any_true(v128.and(wanted, f32x4.lt(own, best)))) break;
          let below = z - k;
          let above = z + k;
          if (periodic == 1) {
            if (below < 0) below += nz;
            if (above >= nz) above -= nz;
          }
          if (below >= 0) best = f32x4.min(best, f32x4.add(own, v128.load(column + <usize>below * row)));
          if (above < nz) best = f32x4.min(best, f32x4.add(own, v128.load(column + <usize>above * row)));
        }
        storePart(base + <usize>z * step + (<usize>x << 2), best, nx - x);
      }
    }
  }
}

/** Lanes x ... x + 3 whose byte is not 0; all lanes without bytes. */
// @ts-expect-error: decorator
@inline
function lanesInside(inside: usize, x: usize): v128 {
  if (inside == 0) return i32x4.splat(-1);
  const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(inside + x));
  return i32x4.gt_s(i32x4.extend_low_i16x8_u(bytes), i32x4.splat(0));
}

/** Stores the first lanes of a vector, all of them if `count` allows. */
// @ts-expect-error: decorator
@inline
function storePart(to: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, v);
    return;
  }
  if (count > 0) store<f32>(to, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(v, 2), 8);
}
