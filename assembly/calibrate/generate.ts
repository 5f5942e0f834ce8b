/**
 * A training step's images, chunk by chunk, and the way back. Tasks are chunks of eight images unless said otherwise.
 */
import { row0, row1, row2, row3, transpose } from '../field/transpose';
import { Batch } from './batch';
import { latentsAdjoint, shellsAdjoint } from './latents';
import { noiseRow } from './noise';
import { phaseAdjointRow, phaseRow } from './phases';
import { transformColumns, transformRow } from './plane';
import { products, twoPointAdjoint, twoPointMaps } from './two-point';

/**
 * White noise of every field of the next images, while those before may still be on their way; tasks are chunks times
 * fields.
 */
export function drawNoise(scratch: usize, from: i32, to: i32, batchAddress: usize): void {
  const batch = changetype<Batch>(batchAddress);
  for (let task = from; task < to; task++) {
    const chunk = task / batch.fields;
    const f = task % batch.fields;
    const plane = batch.drawn + batch.noiseOffset(chunk, f);
    for (let y = 0; y < batch.n; y++) {
      const first = batch.realisation + 8 * chunk;
      noiseRow(plane + <usize>y * batch.row, batch.n, y, first, f, batch.key0, batch.key1);
    }
  }
}

/** Fields, phases and two-point maps from the noise. Scratch: rows of n vectors as `batchScratch` counts them. */
export function generateImages(scratch: usize, from: i32, to: i32, batchAddress: usize): void {
  const batch = changetype<Batch>(batchAddress);
  for (let chunk = from; chunk < to; chunk++) {
    for (let f = 0; f < batch.fields; f++) synthesise(batch, chunk, f, scratch);
    for (let y = 0; y < batch.n; y++) {
      phaseRow(batch, chunk, y, scratch);
      for (let p = 0; p < batch.independent; p++) {
        transformRow(batch.spectrum(chunk, p) + <usize>y * batch.row, batch.n, batch.plan, scratch);
      }
    }
    for (let p = 0; p < batch.independent; p++) {
      transformColumns(batch.spectrum(chunk, p), batch.row, batch.n, batch.plan, scratch);
    }
    twoPointMaps(batch, chunk, scratch);
  }
}

/** Noise is white in the frequency domain too: its two halves make two sets of images by one transform. */
function synthesise(batch: Batch, chunk: i32, f: i32, scratch: usize): void {
  const n = batch.n;
  const plane = batch.field(chunk, f);
  let amplitude = batch.amplitudes + ((<usize>f * <usize>(n * n)) << 2);
  for (let y = 0; y < n; y++) {
    let noise = batch.noise + batch.noiseOffset(chunk, f) + <usize>y * batch.row;
    const row = plane + <usize>y * batch.row;
    for (let at = row; at < row + (<usize>n << 5); at += 32, noise += 32, amplitude += 4) {
      const a = v128.load32_splat(amplitude);
      // Halves are exchanged, which makes the transform an inverse one; they come out exchanged too.
      v128.store(at, f32x4.mul(a, v128.load(noise, 16)));
      v128.store(at, f32x4.mul(a, v128.load(noise)), 16);
    }
    transformRow(row, n, batch.plan, scratch);
  }
  transformColumns(plane, batch.row, n, batch.plan, scratch);
}

/**
 * Gradients with respect to amplitudes and scalars from those of the maps, volume fractions and images. Uses up fields
 * and spectra: one backward pass a forward pass.
 */
export function generateImagesAdjoint(scratch: usize, from: i32, to: i32, batchAddress: usize): void {
  const batch = changetype<Batch>(batchAddress);
  const count = <usize>batch.n << 5;
  for (let chunk = from; chunk < to; chunk++) {
    twoPointAdjoint(batch, chunk, scratch);
    for (let p = 0; p < batch.independent; p++) {
      transformColumns(batch.spectrum(chunk, p), batch.row, batch.n, batch.plan, scratch);
    }
    const sums = batch.sumCount;
    memory.fill(batch.sums + (<usize>(chunk * sums) << 3), 0, <usize>sums << 3);
    for (let y = 0; y < batch.n; y++) {
      for (let p = 0; p < batch.independent; p++) {
        transformRow(batch.spectrum(chunk, p) + <usize>y * batch.row, batch.n, batch.plan, scratch);
      }
      phaseAdjointRow(batch, chunk, y, scratch);
      shellsAdjoint(batch, chunk, scratch, scratch + <usize>(2 * batch.latents + batch.independent + 1) * count);
      latentsAdjoint(batch, chunk, y, scratch, scratch + <usize>batch.latents * count);
      for (let f = 0; f < batch.fields; f++) {
        transformRow(batch.field(chunk, f) + <usize>y * batch.row, batch.n, batch.plan, scratch);
      }
    }
    for (let f = 0; f < batch.fields; f++) {
      transformColumns(batch.field(chunk, f), batch.row, batch.n, batch.plan, scratch);
      amplitudeGradient(batch, chunk, f);
    }
  }
}

/** dL / d amplitude = sum over images of Re(conj(W) F(dL / d field)). */
function amplitudeGradient(batch: Batch, chunk: i32, f: i32): void {
  const n = batch.n;
  let to = batch.amplitudeGradients + ((<usize>(chunk * batch.fields + f) * <usize>(n * n)) << 2);
  for (let y: usize = 0; y < <usize>n; y++) {
    let noise = batch.noise + batch.noiseOffset(chunk, f) + y * batch.row;
    let spectrum = batch.field(chunk, f) + y * batch.row;
    let x = 0;
    for (; x + 4 <= n; x += 4, noise += 128, spectrum += 128, to += 16) {
      transpose(
        products(noise, spectrum),
        products(noise + 32, spectrum + 32),
        products(noise + 64, spectrum + 64),
        products(noise + 96, spectrum + 96),
      );
      v128.store(to, f32x4.add(f32x4.add(row0, row1), f32x4.add(row2, row3)));
    }
    for (; x < n; x++, noise += 32, spectrum += 32, to += 4) {
      const v = products(noise, spectrum);
      const low = f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1);
      store<f32>(to, low + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)));
    }
  }
}
