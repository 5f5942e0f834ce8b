/** Hermite polynomials of standard normals: g, g^2 - 1, g^3 - 3 g, g^4 - 6 g^2 + 3. */
// @ts-expect-error: decorator
@inline
export function hermite(g: v128, power: i32): v128 {
  if (power == 1) return g;
  const square = f32x4.mul(g, g);
  if (power == 2) return f32x4.sub(square, f32x4.splat(1));
  if (power == 3) return f32x4.mul(g, f32x4.sub(square, f32x4.splat(3)));
  return f32x4.add(f32x4.mul(square, f32x4.sub(square, f32x4.splat(6))), f32x4.splat(3));
}

/** Derivatives of the polynomials: n times the one before. */
// @ts-expect-error: decorator
@inline
export function hermiteSlope(g: v128, power: i32): v128 {
  if (power == 1) return f32x4.splat(1);
  if (power == 2) return f32x4.add(g, g);
  return f32x4.mul(f32x4.splat(<f32>power), hermite(g, power - 1));
}
