import { addShellRow } from '../phase/add-shell';
import { hermite, hermiteSlope } from '../phase/hermite';
import { logistic } from '../random/logistic';
import { Batch } from './batch';

/** Bytes of a term in the table. */
const termBytes: usize = 20;
/** Bytes of a shell in the table. */
const shellBytes: usize = 20;

/**
 * Latents of one row of images: A_l = start + offset + sum of terms + shells, each a row of n vectors after the other
 * at `out`.
 * @param keep - receives the latents that shells are made of, a row a shell; 0: not wanted.
 */
export function latentRows(batch: Batch, chunk: i32, y: i32, out: usize, keep: usize): void {
  const count = <usize>batch.n << 5;
  const line = <usize>y * batch.row;
  for (let l = 0; l < batch.latents; l++) {
    const start = v128.load32_splat(batch.starts + (<usize>l << 2));
    const row = out + <usize>l * count;
    if (batch.offsets == 0) {
      for (let at = row; at < row + count; at += 16) v128.store(at, start);
    } else {
      const offset = batch.offset(chunk, l, y);
      for (let i: usize = 0; i < count; i += 16) v128.store(row + i, f32x4.add(start, v128.load(offset + i)));
    }
  }
  for (let t = 0, term = batch.termTable; t < batch.terms; t++, term += termBytes) {
    const row = out + <usize>load<i32>(term) * count;
    const field = batch.field(chunk, load<i32>(term, 4)) + line;
    const power = load<i32>(term, 8);
    const other = load<i32>(term, 12);
    const weight = v128.load32_splat(term, 16);
    // Fields come out of their transform with halves exchanged.
    if (other < 0) {
      for (let i: usize = 0; i < count; i += 16) {
        const value = hermite(v128.load(field + (i ^ 16)), power);
        v128.store(row + i, f32x4.add(v128.load(row + i), f32x4.mul(weight, value)));
      }
    } else {
      const factor = batch.field(chunk, other) + line;
      for (let i: usize = 0; i < count; i += 16) {
        const value = f32x4.mul(hermite(v128.load(field + (i ^ 16)), power), v128.load(factor + (i ^ 16)));
        v128.store(row + i, f32x4.add(v128.load(row + i), f32x4.mul(weight, value)));
      }
    }
  }
  for (let s = 0, shell = batch.shellTable; s < batch.shells; s++, shell += shellBytes) {
    const to = out + <usize>load<i32>(shell) * count;
    const from = out + <usize>load<i32>(shell, 4) * count;
    addShellRow(from, to, count, load<f32>(shell, 8), load<f32>(shell, 12), load<f32>(shell, 16));
    if (keep != 0) memory.copy(keep + <usize>s * count, from, count);
  }
}

/**
 * From dL / d latent of one row to those of the latents that shells are made of, which receive their share, and the
 * sums of the shells: of dL S, dL S (1 - S) and the latter times (A + thickness), S the logistic function of the shell.
 */
export function shellsAdjoint(batch: Batch, chunk: i32, gradients: usize, keep: usize): void {
  const count = <usize>batch.n << 5;
  const one = f32x4.splat(1);
  for (let s = batch.shells - 1; s >= 0; s--) {
    const shell = batch.shellTable + <usize>s * shellBytes;
    const byThis = gradients + <usize>load<i32>(shell) * count;
    const byFrom = gradients + <usize>load<i32>(shell, 4) * count;
    const thickness = v128.load32_splat(shell, 12);
    const rate = f32x4.splat(1 / load<f32>(shell, 16));
    const share = f32x4.mul(v128.load32_splat(shell, 8), rate);
    const latent = keep + <usize>s * count;
    const sums = batch.sums + (<usize>(chunk * batch.sumCount + batch.latents + batch.terms + 3 * s) << 3);
    let bySigmoid = f32x4.splat(0);
    let bySlope = f32x4.splat(0);
    let byStretch = f32x4.splat(0);
    for (let i: usize = 0; i < count; i += 16) {
      const x = f32x4.add(v128.load(latent + i), thickness);
      const sigmoid = logistic(f32x4.mul(x, rate));
      const value = f32x4.mul(v128.load(byThis + i), sigmoid);
      const slope = f32x4.mul(value, f32x4.sub(one, sigmoid));
      bySigmoid = f32x4.add(bySigmoid, value);
      bySlope = f32x4.add(bySlope, slope);
      byStretch = f32x4.add(byStretch, f32x4.mul(slope, x));
      v128.store(byFrom + i, f32x4.add(v128.load(byFrom + i), f32x4.mul(share, slope)));
    }
    addSum(sums, bySigmoid);
    addSum(sums + 8, bySlope);
    addSum(sums + 16, byStretch);
  }
}

/**
 * From dL / d latent of one row to dL / d field, which replaces the fields, and to the sums that the scalars' gradients
 * are made of.
 * @param latentGradients - a row of n vectors a latent. @param rows - room for a row a field: a product needs both
 * fields until both are done.
 */
export function latentsAdjoint(batch: Batch, chunk: i32, y: i32, latentGradients: usize, rows: usize): void {
  const count = <usize>batch.n << 5;
  const line = <usize>y * batch.row;
  const sums = batch.sums + (<usize>(chunk * batch.sumCount) << 3);
  for (let l = 0; l < batch.latents; l++) {
    let total = f32x4.splat(0);
    const from = latentGradients + <usize>l * count;
    for (let at = from; at < from + count; at += 16) total = f32x4.add(total, v128.load(at));
    addSum(sums + (<usize>l << 3), total);
    if (batch.offsets != 0) memory.copy(batch.offset(chunk, l, y), from, count);
  }
  memory.fill(rows, 0, <usize>batch.fields * count);
  for (let t = 0, term = batch.termTable; t < batch.terms; t++, term += termBytes) {
    const gradient = latentGradients + <usize>load<i32>(term) * count;
    const f = load<i32>(term, 4);
    const field = batch.field(chunk, f) + line;
    const row = rows + <usize>f * count;
    const power = load<i32>(term, 8);
    const other = load<i32>(term, 12);
    const weight = v128.load32_splat(term, 16);
    let total = f32x4.splat(0);
    if (other < 0) {
      for (let i: usize = 0; i < count; i += 16) {
        const g = v128.load(field + (i ^ 16));
        const d = v128.load(gradient + i);
        addTo(row + i, f32x4.mul(weight, f32x4.mul(hermiteSlope(g, power), d)));
        total = f32x4.add(total, f32x4.mul(d, hermite(g, power)));
      }
    } else {
      const factors = batch.field(chunk, other) + line;
      const factorRow = rows + <usize>other * count;
      for (let i: usize = 0; i < count; i += 16) {
        const g = v128.load(field + (i ^ 16));
        const factor = v128.load(factors + (i ^ 16));
        const d = v128.load(gradient + i);
        const value = f32x4.mul(d, hermite(g, power));
        addTo(row + i, f32x4.mul(weight, f32x4.mul(f32x4.mul(hermiteSlope(g, power), factor), d)));
        addTo(factorRow + i, f32x4.mul(weight, value));
        total = f32x4.add(total, f32x4.mul(value, factor));
      }
    }
    addSum(sums + (<usize>(batch.latents + t) << 3), total);
  }
  for (let f = 0; f < batch.fields; f++) {
    memory.copy(batch.field(chunk, f) + line, rows + <usize>f * count, count);
  }
}

// @ts-expect-error: decorator
@inline
function addTo(to: usize, v: v128): void {
  v128.store(to, f32x4.add(v128.load(to), v));
}

// @ts-expect-error: decorator
@inline
function addSum(to: usize, v: v128): void {
  const pair = f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1)));
  store<f64>(to, load<f64>(to) + f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1));
}

/** Sigmoid of a latent, or its hard value. */
// @ts-expect-error: decorator
@inline
export function openness(latent: v128, steepness: v128, hard: bool): v128 {
  if (hard) return v128.and(f32x4.ge(latent, f32x4.splat(0)), f32x4.splat(1));
  return logistic(f32x4.mul(steepness, latent));
}
