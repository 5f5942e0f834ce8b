/** Times a number stands for both itself and its mirror image along an axis of length n. */
// @ts-expect-error: decorator
@inline
function copies(k: i32, n: i32): f64 {
  return k == 0 || 2 * k == n ? 1 : 2;
}

/**
 * Sums of an even spectrum over the whole torus, from its octant. Tasks are layers z.
 * @param octant - shape [nz / 2 + 1, ny / 2 + 1, row], row even, 0 beyond nx / 2 - float64.
 * @param sums - receives, by layer, the sum of what is positive and that of everything - shape [layer, 2] - float64.
 */
export function spectrumSums(
  scratch: usize,
  from: i32,
  to: i32,
  octant: usize,
  nz: i32,
  ny: i32,
  nx: i32,
  row: i32,
  sums: usize,
): void {
  const my = (ny >> 1) + 1;
  const bytes = <usize>row << 3;
  const zero = f64x2.splat(0);
  for (let z = from; z < to; z++) {
    let positive: f64 = 0;
    let all: f64 = 0;
    for (let y = 0; y < my; y++) {
      const base = octant + <usize>(z * my + y) * bytes;
      let plus = zero;
      let total = zero;
      for (let at = base; at < base + bytes; at += 16) {
        const value = v128.load(at);
        plus = f64x2.add(plus, f64x2.max(zero, value));
        total = f64x2.add(total, value);
      }
      // Everything twice, but for the plane k = 0 and the one that is its own mirror image.
      const first = load<f64>(base);
      const middle = (nx & 1) == 0 ? load<f64>(base + (<usize>(nx >> 1) << 3)) : 0;
      const weight = copies(z, nz) * copies(y, ny);
      positive += weight * (2 * sumOf(plus) - max<f64>(0, first) - max<f64>(0, middle));
      all += weight * (2 * sumOf(total) - first - middle);
    }
    store<f64>(sums + (<usize>z << 4), positive);
    store<f64>(sums + (<usize>z << 4), all, 8);
  }
}

// @ts-expect-error: decorator
@inline
function sumOf(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/**
 * Amplitudes sqrt(scale S) times a factor, 0 where S is below 0. Tasks are blocks of 4096 numbers.
 * @param spectrum - float64. @param out - as many float32. @param count - a multiple of four.
 */
export function amplitudesOf(
  scratch: usize,
  from: i32,
  to: i32,
  spectrum: usize,
  out: usize,
  count: u32,
  scale: f64,
  factor: f64,
): void {
  const end = min(count, <u32>to << 12);
  for (let i = <u32>from << 12; i < end; i += 4) {
    const at = spectrum + (<usize>i << 3);
    const low = amplitude(v128.load(at), scale, factor);
    const high = amplitude(v128.load(at, 16), scale, factor);
    v128.store(out + (<usize>i << 2), v128.shuffle<f32>(low, high, 0, 1, 4, 5));
  }
}

/** Two amplitudes as float32, in the first lanes. */
// @ts-expect-error: decorator
@inline
function amplitude(spectrum: v128, scale: f64, factor: f64): v128 {
  const scaled = f64x2.mul(f64x2.max(f64x2.splat(0), spectrum), f64x2.splat(scale));
  return f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sqrt(scaled), f64x2.splat(factor)));
}
