/**
 * Box and Muller's transform of uint32 words on four float32 lanes, with a relative error of a few units in the last
 * place everywhere: both ends of the logarithm and every octant of the angle are reduced exactly, in integers.
 * @source box1958
 */
export let normal0: v128 = f32x4.splat(0);
/** The second number of each pair. */
export let normal1: v128 = f32x4.splat(0);

// @ts-expect-error: decorator
@inline
function fma(a: v128, b: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.splat(c));
}

/**
 * -log((w + 1/2) 2^-32). The argument is brought to [1/sqrt2, sqrt2) times a power of two; there log(1 + f) = f - f^2/2
 * + f^3 P(f) with the polynomial of Cephes' logf. Next to 1 f is the distance itself, which float32 holds to its full
 * precision.
 * @source moshier1989
 */
// @ts-expect-error: decorator
@inline
function minusLog(word: v128): v128 {
  const one = f32x4.splat(1);
  // The nearer of the distances to 0 and to 1, below 2^31 and so convertible as a signed number, which is much cheaper.
  const upper = i32x4.shr_s(word, 31);
  const t = f32x4.mul(
    f32x4.add(f32x4.convert_i32x4_s(v128.xor(word, upper)), f32x4.splat(0.5)),
    f32x4.splat(2.3283064365386963e-10),
  );
  const u = v128.bitselect(f32x4.sub(one, t), t, upper);
  // Exponent such that the mantissa lies in [1/sqrt2, sqrt2): 0x3f3504f3 is 1/sqrt2.
  const shifted = i32x4.sub(u, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.shr_s(shifted, 23);
  const mantissa = i32x4.sub(u, i32x4.shl(exponent, 23));
  const atOne = i32x4.eq(exponent, i32x4.splat(0));
  const f = v128.bitselect(f32x4.neg(t), f32x4.sub(mantissa, one), atOne);
  let p = fma(f32x4.splat(7.0376836292e-2), f, -1.151461031e-1);
  p = fma(p, f, 1.1676998740e-1);
  p = fma(p, f, -1.2420140846e-1);
  p = fma(p, f, 1.4249322787e-1);
  p = fma(p, f, -1.6668057665e-1);
  p = fma(p, f, 2.0000714765e-1);
  p = fma(p, f, -2.4999993993e-1);
  p = fma(p, f, 3.3333331174e-1);
  const square = f32x4.mul(f, f);
  const e = f32x4.convert_i32x4_s(exponent);
  let tail = f32x4.mul(f32x4.mul(square, f), p);
  tail = f32x4.add(tail, f32x4.mul(e, f32x4.splat(-2.12194440e-4)));
  tail = f32x4.sub(tail, f32x4.mul(square, f32x4.splat(0.5)));
  const log = f32x4.add(f32x4.add(f, tail), f32x4.mul(e, f32x4.splat(0.693359375)));
  return f32x4.neg(log);
}

/**
 * Two independent normal numbers a lane from two words: sqrt(-2 log u) times cosine and sine of 2 pi 2^-32 angle; left
 * in `normal0`, `normal1`. Sine and cosine by their Taylor-like minimax polynomials of Cephes on [-pi/4, pi/4].
 */
// @ts-expect-error: decorator
@inline
export function boxMuller(word: v128, angle: v128): void {
  const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(2), minusLog(word)));
  // Nearest quarter turn and what is left of the angle, -2^29 ... 2^29 - 1.
  const turned = i32x4.add(angle, i32x4.splat(0x20000000));
  const quarter = i32x4.shr_u(turned, 30);
  const rest = i32x4.sub(v128.and(turned, i32x4.splat(0x3fffffff)), i32x4.splat(0x20000000));
  const t = f32x4.mul(f32x4.convert_i32x4_s(rest), f32x4.splat(1.4629180792671596e-9));
  const square = f32x4.mul(t, t);
  let s = fma(f32x4.splat(-1.9515295891e-4), square, 8.3321608736e-3);
  s = fma(s, square, -1.6666654611e-1);
  const sine = f32x4.add(f32x4.mul(f32x4.mul(s, square), t), t);
  let c = fma(f32x4.splat(2.443315711809948e-5), square, -1.388731625493765e-3);
  c = fma(c, square, 4.166664568298827e-2);
  const cosine = f32x4.add(
    f32x4.sub(f32x4.mul(f32x4.mul(c, square), square), f32x4.mul(square, f32x4.splat(0.5))),
    f32x4.splat(1),
  );
  // Quarter turns: (c, s), (-s, c), (-c, -s), (s, -c).
  const odd = i32x4.ne(v128.and(quarter, i32x4.splat(1)), i32x4.splat(0));
  const signC = i32x4.shl(v128.and(i32x4.add(quarter, i32x4.splat(1)), i32x4.splat(2)), 30);
  const signS = i32x4.shl(v128.and(quarter, i32x4.splat(2)), 30);
  normal0 = f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, odd), signC));
  normal1 = f32x4.mul(radius, v128.xor(v128.bitselect(cosine, sine, odd), signS));
}
