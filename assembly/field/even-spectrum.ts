import { transform64 } from '../fft/transform';

/**
 * Transforms an octant of an even function along one axis, in place: lines are completed to even ones and travel four
 * at a time, two as real and two as imaginary parts (transforms of even real lines are real). Tasks are groups of lines
 * with `width` = 4 neighbours along x for the axes y and z, four rows for x; float64, because the small values far out
 * decide how smooth a field is.
 *
 * @param octant - address. @param n - length of the torus. @param m - entries kept, n / 2 + 1. @param step - bytes
 * between entries of a line.
 * @param lineStep - bytes from the first to the second line of a group; the others follow likewise.
 * @param groupStep - bytes from group to group inside a block. @param groups - groups a block. @param blockStep - bytes
 * from block to block.
 */
export function evenLines(
  scratch: usize,
  from: i32,
  to: i32,
  octant: usize,
  n: i32,
  m: i32,
  step: usize,
  lineStep: usize,
  groupStep: usize,
  groups: i32,
  blockStep: usize,
  lines: i32,
  plan: usize,
): void {
  const spare = scratch + ((<usize>n) << 5);
  for (let task = from; task < to; task++) {
    const base = octant + <usize>(task / groups) * blockStep + <usize>(task % groups) * groupStep;
    const present = min(4, lines - (task % groups) * 4);
    const whole = lineStep == 8 && present == 4;
    for (let k = 0; k < m; k++) {
      const at = base + <usize>k * step;
      const to_ = scratch + ((<usize>k) << 5);
      if (whole) {
        v128.store(to_, v128.load(at));
        v128.store(to_, v128.load(at, 16), 16);
      } else
        for (let l = 0; l < 4; l++) {
          store<f64>(to_ + ((<usize>l) << 3), l < present ? load<f64>(at + <usize>l * lineStep) : 0);
        }
      if (k > 0 && k < n - k) {
        const opposite = scratch + ((<usize>(n - k)) << 5);
        v128.store(opposite, v128.load(to_));
        v128.store(opposite, v128.load(to_, 16), 16);
      }
    }
    const spectrum = transform64(plan, scratch, spare);
    for (let k = 0; k < m; k++) {
      const at = base + <usize>k * step;
      const from_ = spectrum + ((<usize>k) << 5);
      if (whole) {
        v128.store(at, v128.load(from_));
        v128.store(at, v128.load(from_, 16), 16);
      } else
        for (let l = 0; l < present; l++) {
          store<f64>(at + <usize>l * lineStep, load<f64>(from_ + ((<usize>l) << 3)));
        }
    }
  }
}
