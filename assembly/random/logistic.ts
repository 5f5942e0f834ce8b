/**
 * 1 / (1 + exp(-x)) on four float32 lanes, to a few units in the last place; exp by reduction to [-log(2)/2, log(2)/2]
 * and Cephes' polynomial.
 * @source moshier1989
 */
// @ts-expect-error: decorator
@inline
export function logistic(x: v128): v128 {
  // Beyond +-87 exp would leave float32; there the logistic function is 0 or 1 to within 1e-38.
  const y = f32x4.max(f32x4.splat(-87), f32x4.min(f32x4.splat(87), f32x4.neg(x)));
  const e = f32x4.nearest(f32x4.mul(y, f32x4.splat(1.44269504088896341)));
  const t = f32x4.add(
    f32x4.add(y, f32x4.mul(e, f32x4.splat(-0.693359375))),
    f32x4.mul(e, f32x4.splat(2.12194440e-4)),
  );
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(5.0000001201e-1));
  const one = f32x4.splat(1);
  const exponential = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(t, t), p), t), one);
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(e), i32x4.splat(127)), 23);
  return f32x4.div(one, f32x4.add(one, f32x4.mul(exponential, power)));
}
