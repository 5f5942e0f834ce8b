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
  const stride = <usize>level.stride;
  const plane = rowOf(level, 1, 0);
  const all = rowOf(level, level.nz, 0);
  const nx = <usize>level.nx;
  const ny = <usize>level.ny;
  for (let task = from; task < to; task++) {
    const marks = bothMarks + (task == 0 ? 0 : all);
    const bottom = task == 0 ? stack0 : stack1;
    const face = task == 0 ? 0 : all - plane;
    top = bottom;
    for (let seed = face; seed < face + plane; seed++) {
      if (load<u8>(marks + seed) == open) push(marks, seed);
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
        if (level.wrapX != 0) {
          if (begin == left) pushRuns(marks, left + nx - 1, left + nx);
          if (end == left + nx) pushRuns(marks, left, left + 1);
        }
        const across = (ny - 1) * stride;
        if (y > 0) pushRuns(marks, begin - stride, end - stride);
        else if (level.wrapY != 0) pushRuns(marks, begin + across, end + across);
        if (y < ny - 1) pushRuns(marks, begin + stride, end + stride);
        else if (level.wrapY != 0) pushRuns(marks, begin - across, end - across);
        if (i >= plane) pushRuns(marks, begin - plane, end - plane);
        if (i < all - plane) pushRuns(marks, begin + plane, end + plane);
      }
    }
  }
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
