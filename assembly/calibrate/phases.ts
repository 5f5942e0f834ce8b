import { row0, row1, row2, row3, transpose } from '../field/transpose';
import { Batch } from './batch';
import { latentRows, openness } from './latents';

/**
 * Phases of one row: cells p_l = s_l prod_{j<l} (1 - s_j), added up over the cells of a phase, go to the spectra's
 * arrays, and all phases to the indicators if they are wanted.
 * @param scratch - latents + 2 rows of n vectors.
 */
export function phaseRow(batch: Batch, chunk: i32, y: i32, scratch: usize): void {
  const count = <usize>batch.n << 5;
  const rest = scratch + <usize>batch.latents * count;
  const last = rest + count;
  const steepness = f32x4.splat(batch.steepness);
  const hard = batch.hard == 1;
  latentRows(batch, chunk, y, scratch, 0);
  for (let at = rest; at < rest + count; at += 16) v128.store(at, f32x4.splat(1));
  for (let p = 0; p < batch.independent; p++) memory.fill(batch.spectrum(chunk, p) + <usize>y * batch.row, 0, count);
  memory.fill(last, 0, count);
  for (let l = 0; l < batch.latents; l++) {
    const latent = scratch + <usize>l * count;
    const phase = load<i32>(batch.cells + (<usize>l << 2));
    const to = phase < batch.independent ? batch.spectrum(chunk, phase) + <usize>y * batch.row : last;
    for (let i: usize = 0; i < count; i += 16) {
      const left = v128.load(rest + i);
      const p = f32x4.mul(left, openness(v128.load(latent + i), steepness, hard));
      v128.store(to + i, f32x4.add(v128.load(to + i), p));
      v128.store(rest + i, f32x4.sub(left, p));
    }
  }
  const phase = load<i32>(batch.cells + (<usize>batch.latents << 2));
  const to = phase < batch.independent ? batch.spectrum(chunk, phase) + <usize>y * batch.row : last;
  for (let i: usize = 0; i < count; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(rest + i)));
  if (batch.images != 1) return;
  for (let p = 0; p < batch.independent; p++) {
    storeImages(batch, chunk, p, y, batch.spectrum(chunk, p) + <usize>y * batch.row);
  }
  storeImages(batch, chunk, batch.independent, y, last);
}

/** Copies a row of vectors to the rows of the eight images. */
function storeImages(batch: Batch, chunk: i32, phase: i32, y: i32, from: usize): void {
  const n = batch.n;
  const image = (<usize>(batch.independent + 1) * <usize>(n * n)) << 2;
  const line = (<usize>y * <usize>n) << 2;
  for (let half = 0; half < 2; half++, from += 16) {
    let to = batch.indicator(chunk, 4 * half, phase) + line;
    let at = from;
    let x = 0;
    for (; x + 4 <= n; x += 4, at += 128, to += 16) {
      transpose(v128.load(at), v128.load(at, 32), v128.load(at, 64), v128.load(at, 96));
      v128.store(to, row0);
      v128.store(to + image, row1);
      v128.store(to + 2 * image, row2);
      v128.store(to + 3 * image, row3);
    }
    for (; x < n; x++, at += 32, to += 4) {
      for (let i: usize = 0; i < 4; i++) store<f32>(to + i * image, load<f32>(at + (i << 2)));
    }
  }
}

/** Adds the rows of the eight images' gradients to a row of vectors. */
function addImages(batch: Batch, chunk: i32, phase: i32, y: i32, to: usize): void {
  const n = batch.n;
  const image = (<usize>(batch.independent + 1) * <usize>(n * n)) << 2;
  const line = (<usize>y * <usize>n) << 2;
  for (let half = 0; half < 2; half++, to += 16) {
    let from = batch.indicator(chunk, 4 * half, phase) + line;
    let at = to;
    let x = 0;
    for (; x + 4 <= n; x += 4, at += 128, from += 16) {
      transpose(v128.load(from), v128.load(from + image), v128.load(from + 2 * image), v128.load(from + 3 * image));
      v128.store(at, f32x4.add(v128.load(at), row0));
      v128.store(at, f32x4.add(v128.load(at, 32), row1), 32);
      v128.store(at, f32x4.add(v128.load(at, 64), row2), 64);
      v128.store(at, f32x4.add(v128.load(at, 96), row3), 96);
    }
    for (; x < n; x++, at += 32, from += 4) {
      for (let i: usize = 0; i < 4; i++) {
        store<f32>(at + (i << 2), load<f32>(at + (i << 2)) + load<f32>(from + i * image));
      }
    }
  }
}

/**
 * dL / d latent of one row: with g_l that of the cell's phase, V_last = g_last and V_l = s_l g_l + (1 - s_l) V_{l+1},
 * dL / ds_l = prod_{j<l} (1 - s_j) (g_l - V_{l+1}). The gradients of all phases but the last stand in the spectra's
 * arrays, halves exchanged; the images' are added.
 * @param scratch - 2 latents + independent + 1 + shells rows of n vectors; dL / d latent replaces the first rows, the
 * last are the latents of the shells.
 */
export function phaseAdjointRow(batch: Batch, chunk: i32, y: i32, scratch: usize): void {
  const count = <usize>batch.n << 5;
  const latents = <usize>batch.latents;
  const open = scratch + latents * count;
  const gradients = open + latents * count;
  const steepness = f32x4.splat(batch.steepness);
  const one = f32x4.splat(1);
  const hard = batch.hard == 1;
  const last = gradients + <usize>batch.independent * count;
  latentRows(batch, chunk, y, scratch, last + count);
  for (let p = 0; p < batch.independent; p++) {
    const from = batch.spectrum(chunk, p) + <usize>y * batch.row;
    const to = gradients + <usize>p * count;
    const volume = v128.load32_splat(batch.volumeGradients + (<usize>(chunk * batch.independent + p) << 2));
    for (let i: usize = 0; i < count; i += 16) v128.store(to + i, f32x4.add(volume, v128.load(from + (i ^ 16))));
    if (batch.images == 1) addImages(batch, chunk, p, y, to);
  }
  memory.fill(last, 0, count);
  if (batch.images == 1) addImages(batch, chunk, batch.independent, y, last);
  for (let i: usize = 0; i < count; i += 16) {
    let value = v128.load(gradients + <usize>load<i32>(batch.cells + (latents << 2)) * count + i);
    for (let l = <i32>latents - 1; l >= 0; l--) {
      const at = scratch + <usize>l * count + i;
      const latent = v128.load(at);
      const soft = openness(latent, steepness, false);
      const s = hard ? openness(latent, steepness, true) : soft;
      const slope = f32x4.mul(f32x4.mul(steepness, soft), f32x4.sub(one, soft));
      const g = v128.load(gradients + <usize>load<i32>(batch.cells + (<usize>l << 2)) * count + i);
      const step = f32x4.sub(g, value);
      v128.store(at, f32x4.mul(slope, step));
      // What is left open for the cells behind this one.
      v128.store(open + <usize>l * count + i, f32x4.sub(one, s));
      value = f32x4.add(value, f32x4.mul(s, step));
    }
    let left = one;
    for (let l: usize = 0; l < latents; l++) {
      const at = scratch + l * count + i;
      v128.store(at, f32x4.mul(v128.load(at), left));
      left = f32x4.mul(left, v128.load(open + l * count + i));
    }
  }
}
