import { row0, row1, row2, row3, transpose } from '../field/transpose';
import { Batch } from './batch';
import { latentRows, openness } from './latents';

/**
 * Phases of one row: p_l = s_l prod_{j<l} (1 - s_j) to the spectra's arrays, all phases to the indicators if they are wanted.
 * @param scratch - latents + 1 rows of n vectors.
 */
export function phaseRow(batch: Batch, chunk: i32, y: i32, scratch: usize): void {
  const count = <usize>batch.n << 5;
  const rest = scratch + <usize>batch.latents * count;
  const steepness = f32x4.splat(batch.steepness);
  const hard = batch.hard == 1;
  latentRows(batch, chunk, y, scratch, 0);
  for (let at = rest; at < rest + count; at += 16) v128.store(at, f32x4.splat(1));
  for (let l = 0; l < batch.latents; l++) {
    const latent = scratch + <usize>l * count;
    const phase = batch.spectrum(chunk, l) + <usize>y * batch.row;
    for (let i: usize = 0; i < count; i += 16) {
      const left = v128.load(rest + i);
      const p = f32x4.mul(left, openness(v128.load(latent + i), steepness, hard));
      v128.store(phase + i, p);
      v128.store(rest + i, f32x4.sub(left, p));
    }
    if (batch.images == 1) storeImages(batch, chunk, l, y, phase);
  }
  if (batch.images == 1) storeImages(batch, chunk, batch.latents, y, rest);
}

/** Copies a row of vectors to the rows of the eight images. */
function storeImages(batch: Batch, chunk: i32, phase: i32, y: i32, from: usize): void {
  const n = batch.n;
  const image = (<usize>(batch.latents + 1) * <usize>(n * n)) << 2;
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
  const image = (<usize>(batch.latents + 1) * <usize>(n * n)) << 2;
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
 * dL / d latent of one row: with V_last = g_last and V_l = s_l g_l + (1 - s_l) V_{l+1}, dL / ds_l = prod_{j<l} (1 - s_j) (g_l - V_{l+1}).
 * The gradients g_l of all phases but the last stand in the spectra's arrays, halves exchanged; the images' are added.
 * @param scratch - 2 latents + 2 + shells rows of n vectors; dL / d latent replaces the first rows, the last are the latents of the shells.
 */
export function phaseAdjointRow(batch: Batch, chunk: i32, y: i32, scratch: usize): void {
  const count = <usize>batch.n << 5;
  const latents = <usize>batch.latents;
  const gradients = scratch + latents * count;
  const values = gradients + latents * count;
  const steepness = f32x4.splat(batch.steepness);
  const one = f32x4.splat(1);
  const hard = batch.hard == 1;
  latentRows(batch, chunk, y, scratch, values + 2 * count);
  memory.fill(values, 0, count);
  if (batch.images == 1) addImages(batch, chunk, batch.latents, y, values);
  for (let l: i32 = 0; l < batch.latents; l++) {
    const from = batch.spectrum(chunk, l) + <usize>y * batch.row;
    const to = gradients + <usize>l * count;
    const volume = v128.load32_splat(batch.volumeGradients + (<usize>(chunk * batch.latents + l) << 2));
    for (let i: usize = 0; i < count; i += 16) v128.store(to + i, f32x4.add(volume, v128.load(from + (i ^ 16))));
    if (batch.images == 1) addImages(batch, chunk, l, y, to);
  }
  for (let i: usize = 0; i < count; i += 16) {
    let value = v128.load(values + i);
    for (let l = <i32>latents - 1; l >= 0; l--) {
      const at = scratch + <usize>l * count + i;
      const latent = v128.load(at);
      const soft = openness(latent, steepness, false);
      const s = hard ? openness(latent, steepness, true) : soft;
      const slope = f32x4.mul(f32x4.mul(steepness, soft), f32x4.sub(one, soft));
      const g = v128.load(gradients + <usize>l * count + i);
      const step = f32x4.sub(g, value);
      v128.store(at, f32x4.mul(slope, step));
      // What is left open for the phases behind this one.
      v128.store(gradients + <usize>l * count + i, f32x4.sub(one, s));
      value = f32x4.add(value, f32x4.mul(s, step));
    }
    let open = one;
    for (let l: usize = 0; l < latents; l++) {
      const at = scratch + l * count + i;
      v128.store(at, f32x4.mul(v128.load(at), open));
      open = f32x4.mul(open, v128.load(gradients + l * count + i));
    }
  }
}
