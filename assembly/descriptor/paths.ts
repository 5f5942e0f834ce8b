/** Floods of one phase from a face of the window, which does not wrap. */

/** No voxel. */
const none: u32 = 0xffffffff;

let nz: i32 = 0;
let ny: i32 = 0;
let nx: i32 = 0;

/**
 * The highest level at which each voxel is connected with a face: the largest minimum of levels along any path of face
 * neighbours. Levels are flooded from the highest down, so that every voxel is reached first by its best path. One
 * task.
 * @param levels - 0 outside - shape [nz, ny, nx] - uint8. @param axis - 0 z, 1 y, 2 x; the face is that of its lowest
 * coordinate.
 * @param reached - receives levels, 0 where nothing leads to - uint8. @param next - room for a number a voxel - uint32.
 * @param heads - room for 256 - uint32.
 */
export function floodLevels(
  scratch: usize,
  from: i32,
  to: i32,
  levels: usize,
  dz: i32,
  dy: i32,
  dx: i32,
  axis: i32,
  reached: usize,
  next: usize,
  heads: usize,
): void {
  if (from >= to) return;
  nz = dz;
  ny = dy;
  nx = dx;
  const voxels = <u32>nz * <u32>ny * <u32>nx;
  memory.fill(reached, 0, voxels);
  memory.fill(heads, 255, 1024);
  for (let z = 0; z < (axis == 0 ? 1 : nz); z++) {
    for (let y = 0; y < (axis == 1 ? 1 : ny); y++) {
      for (let x = 0; x < (axis == 2 ? 1 : nx); x++) {
        discover(<u32>((z * ny + y) * nx + x), 255, levels, reached, next, heads);
      }
    }
  }
  const plane = <u32>(ny * nx);
  for (let level: u32 = 255; level > 0; level--) {
    const head = heads + (<usize>level << 2);
    for (let i = load<u32>(head); i != none; i = load<u32>(head)) {
      store<u32>(head, load<u32>(next + (<usize>i << 2)));
      const z = <i32>(i / plane);
      const rest = i % plane;
      const y = <i32>(rest / <u32>nx);
      const x = <i32>(rest % <u32>nx);
      if (x > 0) discover(i - 1, level, levels, reached, next, heads);
      if (x < nx - 1) discover(i + 1, level, levels, reached, next, heads);
      if (y > 0) discover(i - <u32>nx, level, levels, reached, next, heads);
      if (y < ny - 1) discover(i + <u32>nx, level, levels, reached, next, heads);
      if (z > 0) discover(i - plane, level, levels, reached, next, heads);
      if (z < nz - 1) discover(i + plane, level, levels, reached, next, heads);
    }
  }
}

/** Gives a voxel that is found for the first time its level, no higher than that of the voxel it is found from. */
// @ts-expect-error: decorator
@inline
function discover(i: u32, from: u32, levels: usize, reached: usize, next: usize, heads: usize): void {
  const own = <u32>load<u8>(levels + i);
  if (own == 0 || load<u8>(reached + i) != 0) return;
  const level = min(own, from);
  store<u8>(reached + i, <u8>level);
  const head = heads + (<usize>level << 2);
  store<u32>(next + (<usize>i << 2), load<u32>(head));
  store<u32>(head, i);
}

/**
 * Lengths of shortest paths inside a phase from a face of the window to the opposite one, by steps to the 26 neighbours
 * (8 in a plane) that face neighbours connect, so that paths exist where the phase percolates by faces and nowhere
 * else: Dijkstra's algorithm with buckets as wide as the shortest step, so that what is in the first one is final, in
 * whatever order.
 * @param jobs - int32 phase, axis of each task. @param edges - of a voxel along z, y, x - float32. @param width - of a
 * bucket, below the shortest step. @param buckets - more than longest step / width + 1.
 * @param results - receives, by task and by 4 x 4 parts of the far face, voxels of the phase, how many a path reaches,
 * sum of their lengths and of their squares - shape [task, 16, 4] - float64. @param scratch - 12 bytes a voxel, 4 a
 * bucket, 208 more.
 * @source dial1969
 */
export function shortestPaths(
  scratch: usize,
  from: i32,
  to: i32,
  labels: usize,
  dz: i32,
  dy: i32,
  dx: i32,
  jobs: usize,
  edges: usize,
  width: f32,
  buckets: i32,
  results: usize,
): void {
  const voxels = <usize>(dz * dy * dx);
  const next = scratch + (voxels << 2);
  const previous = next + (voxels << 2);
  const steps = previous + (voxels << 2);
  for (let task: usize = from; task < <usize>to; task++) {
    const phase = load<i32>(jobs + (task << 3));
    const axis = load<i32>(jobs + (task << 3), 4);
    // The axis becomes the slowest, so that fronts are compact in memory.
    const strideZ = dy * dx;
    const a = load<f32>(edges);
    const b = load<f32>(edges, 4);
    const c = load<f32>(edges, 8);
    if (axis == 0) prepare(labels, phase, scratch, dz, dy, dx, strideZ, dx, 1, steps, a, b, c);
    else if (axis == 1) prepare(labels, phase, scratch, dy, dz, dx, dx, strideZ, 1, steps, b, a, c);
    else prepare(labels, phase, scratch, dx, dy, dz, 1, dx, strideZ, steps, c, b, a);
    const face = spread(scratch, steps, width, buckets, next, previous, steps + 208);
    summarise(scratch, face, results + (task << 9));
  }
}

/**
 * Sets the axes, slowest first, lengths to 0 outside the phase and MAX_VALUE inside, and the table of steps: int32
 * offset, float32 length.
 */
function prepare(
  labels: usize,
  phase: i32,
  lengths: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  stride0: i32,
  stride1: i32,
  stride2: i32,
  steps: usize,
  edge0: f32,
  edge1: f32,
  edge2: f32,
): void {
  nz = n0;
  ny = n1;
  nx = n2;
  let to = lengths;
  for (let z = 0; z < n0; z++) {
    for (let y = 0; y < n1; y++) {
      let from = labels + <usize>(z * stride0 + y * stride1);
      for (let x = 0; x < n2; x++, to += 4, from += stride2) {
        store<f32>(to, load<u8>(from) == phase ? f32.MAX_VALUE : 0);
      }
    }
  }
  for (let c = -1; c <= 1; c++) {
    for (let b = -1; b <= 1; b++) {
      for (let a = -1; a <= 1; a++) {
        if (a == 0 && b == 0 && c == 0) continue;
        store<i32>(steps, (c * n1 + b) * n2 + a);
        const squared = <f32>(c * c) * edge0 * edge0 + <f32>(b * b) * edge1 * edge1 + <f32>(a * a) * edge2 * edge2;
        store<f32>(steps, sqrt<f32>(squared), 4);
        steps += 8;
      }
    }
  }
}

/**
 * Far face of the slowest axis: whether a voxel is outside (0), not reached (MAX_VALUE) or how far; the start is told
 * apart by its face.
 */
function summarise(lengths: usize, face: i32, to: usize): void {
  memory.fill(to, 0, 512);
  let at = lengths + (<usize>((nz - 1) * ny * nx) << 2);
  for (let y = 0; y < ny; y++) {
    const parts = to + (<usize>((4 * y) / ny) << 7);
    for (let x = 0; x < nx; x++, at += 4) {
      const length = load<f32>(at);
      if (length == 0) continue;
      const part = parts + (<usize>((4 * x) / nx) << 5);
      store<f64>(part, load<f64>(part) + 1);
      if (length == f32.MAX_VALUE || face == 0) continue;
      store<f64>(part, load<f64>(part, 8) + 1, 8);
      store<f64>(part, load<f64>(part, 16) + <f64>length, 16);
      store<f64>(part, load<f64>(part, 24) + <f64>length * <f64>length, 24);
    }
  }
}

/** Spreads from the first face; returns how many voxels of it are inside. */
function spread(
  lengths: usize,
  steps: usize,
  width: f32,
  buckets: i32,
  next: usize,
  previous: usize,
  heads: usize,
): i32 {
  memory.fill(heads, 255, <usize>buckets << 2);
  const plane = <u32>(ny * nx);
  let waiting = 0;
  for (let i: u32 = 0; i < plane; i++) {
    if (load<f32>(lengths + (<usize>i << 2)) == 0) continue;
    store<f32>(lengths + (<usize>i << 2), 0);
    insert(i, heads, next, previous);
    waiting++;
  }
  const face = waiting;
  const inverse = <f32>1 / width;
  for (let bucket = 0; waiting > 0; bucket++) {
    const head = heads + (<usize>(bucket % buckets) << 2);
    for (let i = load<u32>(head); i != none; i = load<u32>(head)) {
      remove(i, head, next, previous);
      waiting--;
      const length = load<f32>(lengths + (<usize>i << 2));
      const z = <i32>(i / plane);
      const rest = i % plane;
      const y = <i32>(rest / <u32>nx);
      const x = <i32>(rest % <u32>nx);
      const inner = z > 0 && z < nz - 1 && y > 0 && y < ny - 1 && x > 0 && x < nx - 1;
      for (let k = 0, step = steps; k < 26; k++, step += 8) {
        if (!inner && leaves(k, z, y, x)) continue;
        const j = i + <u32>load<i32>(step);
        const reached = length + load<f32>(step, 4);
        const place = lengths + (<usize>j << 2);
        const before = load<f32>(place);
        if (!(reached < before) || !connected(i, k, lengths)) continue;
        if (before != f32.MAX_VALUE) {
          remove(j, heads + (<usize>(<i32>(before * inverse) % buckets) << 2), next, previous);
          waiting--;
        }
        store<f32>(place, reached);
        insert(j, heads + (<usize>(<i32>(reached * inverse) % buckets) << 2), next, previous);
        waiting++;
      }
    }
  }
  return face;
}

/** Whether a voxel is inside the phase, those of the first face left out: a path from there is shorter. */
// @ts-expect-error: decorator
@inline
function isInside(lengths: usize, i: u32): bool {
  return load<f32>(lengths + (<usize>i << 2)) != 0;
}

/** Whether face neighbours inside the phase lead along step `k` of the table: a diagonal one must not slip through. */
function connected(i: u32, k: i32, lengths: usize): bool {
  const place = k < 13 ? k : k + 1;
  const c = <u32>((place / 9 - 1) * ny * nx);
  const b = <u32>(((place / 3) % 3) - 1) * <u32>nx;
  const a = <u32>((place % 3) - 1);
  const oblique = <i32>(c != 0) + <i32>(b != 0) + <i32>(a != 0);
  if (oblique == 1) return true;
  const alongC = c != 0 && isInside(lengths, i + c);
  const alongB = b != 0 && isInside(lengths, i + b);
  const alongA = a != 0 && isInside(lengths, i + a);
  if (oblique == 2) return alongC || alongB || alongA;
  if ((alongC || alongB) && isInside(lengths, i + c + b)) return true;
  if ((alongC || alongA) && isInside(lengths, i + c + a)) return true;
  return (alongB || alongA) && isInside(lengths, i + b + a);
}

/** Whether step `k` of the table leads out of the window. */
function leaves(k: i32, z: i32, y: i32, x: i32): bool {
  // The table leaves out the step to the voxel itself, number 13 of 27.
  const place = k < 13 ? k : k + 1;
  const c = z + place / 9 - 1;
  const b = y + ((place / 3) % 3) - 1;
  const a = x + (place % 3) - 1;
  return c < 0 || c >= nz || b < 0 || b >= ny || a < 0 || a >= nx;
}

// @ts-expect-error: decorator
@inline
function insert(i: u32, head: usize, next: usize, previous: usize): void {
  const after = load<u32>(head);
  store<u32>(next + (<usize>i << 2), after);
  store<u32>(previous + (<usize>i << 2), none);
  if (after != none) store<u32>(previous + (<usize>after << 2), i);
  store<u32>(head, i);
}

// @ts-expect-error: decorator
@inline
function remove(i: u32, head: usize, next: usize, previous: usize): void {
  const after = load<u32>(next + (<usize>i << 2));
  const before = load<u32>(previous + (<usize>i << 2));
  if (before == none) store<u32>(head, after);
  else store<u32>(next + (<usize>before << 2), after);
  if (after != none) store<u32>(previous + (<usize>after << 2), before);
}
