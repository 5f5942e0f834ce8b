import { Level, rowOf } from './level';

/** A cell that conducts and was not reached; that waits; that was reached. */
const open: u8 = 1;
const waiting: u8 = 2;
const reached: u8 = 3;

/**
 * Copies a volume such that the axis of flow is the slowest, and marks cells that conduct twice: for the floods from
 * the two faces. Tasks are planes.
 * @param source - labels or conductivities. @param step0, step1, step2 - from a voxel to the next along z, y, x of the
 * level. @param codes - of every label, as wide as the cells of the level; not read for conductivities.
 * @param factor - that conductivities are multiplied by. @param marks - uint8, one array after the other.
 */
export function arrangeCells(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  source: usize,
  step0: u32,
  step1: u32,
  step2: u32,
  codes: usize,
  factor: f32,
  marks: usize,
): void {
  const level = changetype<Level>(address);
  const second = marks + rowOf(level, level.nz, 0);
  for (let z = from; z < to; z++) {
    for (let y = 0; y < level.ny; y++) {
      const row = rowOf(level, z, y);
      let at = <usize>z * <usize>step0 + <usize>y * <usize>step1;
      for (let x: usize = 0; x < <usize>level.nx; x++, at += step2) {
        const i = row + x;
        let mark: u8 = 0;
        if (level.kind < 2) {
          const code = load<u8>(codes + <usize>load<u8>(source + at));
          store<u8>(level.cells + i, code);
          mark = <u8>(code != 0);
        } else if (level.kind == 2) {
          const code = load<u16>(codes + (<usize>load<u16>(source + (at << 1)) << 1));
          store<u16>(level.cells + (i << 1), code);
          mark = <u8>(code != 0);
        } else {
          const value = load<f32>(source + (at << 2)) * factor;
          store<f32>(level.cells + (i << 2), value);
          mark = <u8>(value > 0);
        }
        store<u8>(marks + i, mark);
        store<u8>(second + i, mark);
      }
      for (let x = <usize>level.nx; x < <usize>level.stride; x++) {
        store<u8>(marks + row + x, 0);
        store<u8>(second + row + x, 0);
      }
    }
  }
}

/** Whether a cell conducts and was not reached yet. */
// @ts-expect-error: decorator
@inline
function isOpen(at: usize): bool {
  const mark = load<u8>(at);
  return mark == open || mark == waiting;
}

let top: usize = 0;

// @ts-expect-error: decorator
@inline
function push(marks: usize, i: usize): void {
  store<u8>(marks + i, waiting);
  store<u32>(top, <u32>i);
  top += 4;
}

/** Lets the cells of a row wait that border a run of reached ones: the first of each of their own runs there. */
function pushRuns(marks: usize, begin: usize, end: usize): void {
  for (let i = begin; i < end; i++) {
    if (load<u8>(marks + i) != open) continue;
    push(marks, i);
    while (i + 1 < end && load<u8>(marks + i + 1) == open) i++;
  }
}

/**
 * Marks all cells that are connected with those that wait, run by run. Where `label` is not 0, runs at the outer faces
 * leave it there.
 * @param bottom - of the stack of cells that wait. @param rings - whether ways lead around where the level's walls are
 * joined. @param labels - of the cells at the outer faces, as `labelFaces` has them.
 */
function spread(level: Level, marks: usize, bottom: usize, rings: bool, label: u32, labels: usize): void {
  const stride = <usize>level.stride;
  const plane = rowOf(level, 1, 0);
  const all = rowOf(level, level.nz, 0);
  const nx = <usize>level.nx;
  const ny = <usize>level.ny;
  const ringX = rings && level.wrapX != 0;
  const ringY = rings && level.wrapY != 0;
  const across = (ny - 1) * stride;
  while (top > bottom) {
    top -= 4;
    const i = <usize>load<u32>(top);
    if (load<u8>(marks + i) == reached) continue;
    let begin = i;
    let end = i;
    // Rows end with a cell that does not conduct.
    do {
      store<u8>(marks + end, reached);
      end++;
    } while (isOpen(marks + end));
    while (isOpen(marks + begin - 1)) {
      begin--;
      store<u8>(marks + begin, reached);
    }
    const row = i / stride;
    const y = row % ny;
    const left = row * stride;
    if (label != 0) labelRun(level, labels, <i32>(row / ny), <i32>y, <i32>(begin - left), <i32>(end - left), label);
    if (ringX) {
      if (begin == left) pushRuns(marks, left + nx - 1, left + nx);
      if (end == left + nx) pushRuns(marks, left, left + 1);
    }
    if (y > 0) pushRuns(marks, begin - stride, end - stride);
    else if (ringY) pushRuns(marks, begin + across, end + across);
    if (y < ny - 1) pushRuns(marks, begin + stride, end + stride);
    else if (ringY) pushRuns(marks, begin - across, end - across);
    if (i >= plane) pushRuns(marks, begin - plane, end - plane);
    if (i < all - plane) pushRuns(marks, begin + plane, end + plane);
  }
}

/**
 * Marks cells that are connected with the first plane (task 0) or the last one (task 1) through faces, run by run.
 * @param stack - room for as many numbers as cells, for each task - uint32.
 */
export function floodFaces(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  bothMarks: usize,
  stack0: usize,
  stack1: usize,
): void {
  const level = changetype<Level>(address);
  const plane = rowOf(level, 1, 0);
  const all = rowOf(level, level.nz, 0);
  for (let task = from; task < to; task++) {
    const marks = bothMarks + (task == 0 ? 0 : all);
    const bottom = task == 0 ? stack0 : stack1;
    const face: usize = task == 0 ? 0 : all - plane;
    top = bottom;
    for (let seed = face; seed < face + plane; seed++) {
      if (load<u8>(marks + seed) == open) push(marks, seed);
      spread(level, marks, bottom, true, 0, 0);
    }
  }
}

/** Places of the labels of a row of cells at the outer faces across z and y, and of its ends at those across x. */
let labelsLowZ: usize = 0;
let labelsHighZ: usize = 0;
let labelsLowY: usize = 0;
let labelsHighY: usize = 0;
let labelsLowX: usize = 0;
let labelsHighX: usize = 0;

/** Finds the labels of a row; where it does not lie at a face, the place is 0. */
function placesOf(level: Level, labels: usize, z: i32, y: i32): void {
  const faceZ = <usize>level.ny * <usize>level.nx;
  const faceY = <usize>level.nz * <usize>level.nx;
  const faceX = <usize>level.nz * <usize>level.ny;
  const rowZ = labels + ((<usize>y * <usize>level.nx) << 2);
  labelsLowZ = z == 0 ? rowZ : 0;
  labelsHighZ = z == level.nz - 1 ? rowZ + (faceZ << 2) : 0;
  const rowY = labels + ((2 * faceZ + <usize>z * <usize>level.nx) << 2);
  labelsLowY = y == 0 ? rowY : 0;
  labelsHighY = y == level.ny - 1 ? rowY + (faceY << 2) : 0;
  labelsLowX = labels + ((2 * (faceZ + faceY) + <usize>z * <usize>level.ny + <usize>y) << 2);
  labelsHighX = labelsLowX + (faceX << 2);
}

function fillLabels(from: usize, begin: i32, end: i32, label: u32): void {
  if (from == 0) return;
  for (let x: usize = <usize>begin; x < <usize>end; x++) store<u32>(from + (x << 2), label);
}

/** Leaves a label where a run of cells lies at an outer face. */
function labelRun(level: Level, labels: usize, z: i32, y: i32, begin: i32, end: i32, label: u32): void {
  placesOf(level, labels, z, y);
  fillLabels(labelsLowZ, begin, end, label);
  fillLabels(labelsHighZ, begin, end, label);
  fillLabels(labelsLowY, begin, end, label);
  fillLabels(labelsHighY, begin, end, label);
  if (begin == 0) store<u32>(labelsLowX, label);
  if (end == level.nx) store<u32>(labelsHighX, label);
}

/** Label that a cell at an outer face was given. */
function labelAt(level: Level, labels: usize, z: i32, y: i32, x: i32): u32 {
  placesOf(level, labels, z, y);
  const row = max(max(labelsLowZ, labelsHighZ), max(labelsLowY, labelsHighY));
  if (row != 0) return load<u32>(row + (<usize>x << 2));
  return load<u32>(x == 0 ? labelsLowX : labelsHighX);
}

/**
 * Parts of what conducts that touch the outer faces of the box, where no way leads around. Without `keep` it labels
 * them 1, 2, ...; with it, it marks the cells of those that are kept. One task.
 * @param marks - of cells that conduct. @param stack - room for as many numbers as cells - uint32.
 * @param labels - of the cells at the outer faces, 0 at first: across z the lower face and the upper one - each [ny,
 * nx] -, across y [nz, nx], across x [nz, ny] - uint32. @param keep - whether a label is kept - uint8; 0: none yet.
 * @param count - receives the number of labels - uint32.
 */
export function labelFaces(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  marks: usize,
  stack: usize,
  labels: usize,
  keep: usize,
  count: usize,
): void {
  const level = changetype<Level>(address);
  let label: u32 = 0;
  top = stack;
  for (let z = 0; z < level.nz; z++) {
    for (let y = 0; y < level.ny; y++) {
      const whole = z == 0 || z == level.nz - 1 || y == 0 || y == level.ny - 1;
      const row = rowOf(level, z, y);
      const step = whole ? 1 : max(1, level.nx - 1);
      for (let x = 0; x < level.nx; x += step) {
        const seed = row + <usize>x;
        if (load<u8>(marks + seed) != open) continue;
        if (keep != 0 && load<u8>(keep + <usize>labelAt(level, labels, z, y, x)) == 0) continue;
        push(marks, seed);
        if (keep == 0) label++;
        spread(level, marks, stack, false, label, labels);
      }
    }
  }
  if (keep == 0) store<u32>(count, label);
}

/**
 * Takes cells that are not connected with both faces, or with the first alone, out of the level. Tasks are planes.
 * @param marks - of both floods. @param both - 0: the first flood decides.
 * @param sums - conducting and connected cells by plane - shape [plane, 2] - float64.
 */
export function pruneCells(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  marks: usize,
  both: i32,
  sums: usize,
): void {
  const level = changetype<Level>(address);
  const second = both == 0 ? marks : marks + rowOf(level, level.nz, 0);
  for (let z = from; z < to; z++) {
    let conducting = 0;
    let connected = 0;
    for (let i = rowOf(level, z, 0), end = rowOf(level, z + 1, 0); i < end; i++) {
      const one = load<u8>(marks + i);
      if (one == 0) continue;
      conducting++;
      if (one == reached && load<u8>(second + i) == reached) {
        connected++;
      } else if (level.kind < 2) store<u8>(level.cells + i, 0);
      else if (level.kind == 2) store<u16>(level.cells + (i << 1), 0);
      else store<f32>(level.cells + (i << 2), 0);
    }
    store<f64>(sums + (<usize>z << 4), conducting);
    store<f64>(sums + (<usize>z << 4), connected, 8);
  }
}
