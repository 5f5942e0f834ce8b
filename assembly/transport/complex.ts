import { addLanes, Level, rowOf } from './level';

/** y = (a + i b) x + (c + i d) y in every cell, of complex vectors whose parts lie apart. Tasks are planes. */
export function combineComplex(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  xRe: usize,
  xIm: usize,
  a: f32,
  b: f32,
  yRe: usize,
  yIm: usize,
  c: f32,
  d: f32,
): void {
  const level = changetype<Level>(address);
  const a4 = f32x4.splat(a);
  const b4 = f32x4.splat(b);
  const c4 = f32x4.splat(c);
  const d4 = f32x4.splat(d);
  const end = rowOf(level, to, 0) << 2;
  for (let at = rowOf(level, from, 0) << 2; at < end; at += 16) {
    const p = v128.load(xRe + at);
    const q = v128.load(xIm + at);
    const r = v128.load(yRe + at);
    const s = v128.load(yIm + at);
    const re = f32x4.sub(f32x4.mul(a4, p), f32x4.mul(b4, q));
    const im = f32x4.add(f32x4.mul(a4, q), f32x4.mul(b4, p));
    v128.store(yRe + at, f32x4.add(re, f32x4.sub(f32x4.mul(c4, r), f32x4.mul(d4, s))));
    v128.store(yIm + at, f32x4.add(im, f32x4.add(f32x4.mul(c4, s), f32x4.mul(d4, r))));
  }
}

/**
 * Turns products with K + k S into one with K + i k S, k S the losses to the cells' own surface. Tasks are planes.
 * @param pRe, pIm - the vector. @param qRe, qIm - its products, in place.
 */
export function turnLosses(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  pRe: usize,
  pIm: usize,
  qRe: usize,
  qIm: usize,
): void {
  const level = changetype<Level>(address);
  const screen = f32x4.splat(level.screen);
  const end = rowOf(level, to, 0) << 2;
  for (let at = rowOf(level, from, 0) << 2; at < end; at += 16) {
    const loss = f32x4.mul(screen, v128.load(level.surface + at));
    const p = v128.load(pRe + at);
    const q = v128.load(pIm + at);
    v128.store(qRe + at, f32x4.sub(v128.load(qRe + at), f32x4.mul(loss, f32x4.add(p, q))));
    v128.store(qIm + at, f32x4.add(v128.load(qIm + at), f32x4.mul(loss, f32x4.sub(p, q))));
  }
}

/** Products a . b of complex vectors, neither of them conjugated, by plane. Tasks are planes. */
export function dotComplex(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  aRe: usize,
  aIm: usize,
  bRe: usize,
  bIm: usize,
  sums: usize,
): void {
  const level = changetype<Level>(address);
  const stride = <usize>level.stride << 2;
  for (let z = from; z < to; z++) {
    let sumRe: f64 = 0;
    let sumIm: f64 = 0;
    for (let y = 0; y < level.ny; y++) {
      let re = f32x4.splat(0);
      let im = f32x4.splat(0);
      const row = rowOf(level, z, y) << 2;
      for (let at = row; at < row + stride; at += 16) {
        const a = v128.load(aRe + at);
        const b = v128.load(aIm + at);
        const c = v128.load(bRe + at);
        const d = v128.load(bIm + at);
        re = f32x4.add(re, f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, d)));
        im = f32x4.add(im, f32x4.add(f32x4.mul(a, d), f32x4.mul(b, c)));
      }
      sumRe += addLanes(re);
      sumIm += addLanes(im);
    }
    store<f64>(sums + (<usize>z << 4), sumRe);
    store<f64>(sums + (<usize>z << 4), sumIm, 8);
  }
}
