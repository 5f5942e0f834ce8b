/**
 * What the kernels of a training step share: sizes, tables and addresses, as src/calibrate/generator/kernel-batch.ts
 * writes them. A chunk is eight periodic images; a pixel of one of its arrays is a complex vector: images 0 ... 3 in
 * one half, 4 ... 7 in the other. The eight images of a field come from one complex transform, images 4 ... 7 as
 * imaginary parts.
 */
@unmanaged
export class Batch {
  /** Edge of the images, pixels. */
  n: i32;
  /** Bytes from a row to the next. */
  row: usize;
  fields: i32;
  latents: i32;
  /** Phases but the last, which is what these leave. */
  independent: i32;
  terms: i32;
  shells: i32;
  /** Plan of the transforms of length n. */
  plan: usize;
  /** 1: hard values with the slopes of sigmoids. */
  hard: i32;
  /** 1: images are written, or their gradients read. */
  images: i32;
  steepness: f32;
  /** Realisation of the first image of chunk 0. */
  realisation: i32;
  key0: i32;
  key1: i32;
  /** 1 / (images of a chunk * n^4): mean over images and pixels, and the unscaled transform back. */
  share: f32;
  /** Latent, field, power, field to multiply by or -1, weight (float32) of each term, in the order of the latents. */
  termTable: usize;
  /**
   * Latent that is added to, latent that adds, weight, thickness and softness (float32) of each shell, in the order of
   * the latents.
   */
  shellTable: usize;
  /** Phase of each cell of the truncation - int32. */
  cells: usize;
  /** Minus the threshold of each latent - float32. */
  starts: usize;
  /** sqrt of the spectrum / n - shape [field, n, n] - float32. */
  amplitudes: usize;
  /** Fields, spectra of the phases and maps of each chunk, in this order. */
  chunks: usize;
  chunkBytes: usize;
  /**
   * White noise that images are made from, and where `drawNoise` puts that of the next images - shape [chunk, field] of
   * planes.
   */
  noise: usize;
  drawn: usize;
  /**
   * Shape [chunk, pair, n, n] - float32: two-point maps of the forward pass, their gradients before the backward pass.
   */
  maps: usize;
  /**
   * dL / d volume fraction of all phases but the last, over the images' pixels - shape [chunk, independent] - float32.
   */
  volumeGradients: usize;
  /** Indicators, or dL / d indicator - shape [image, phase, n, n] - float32. */
  indicators: usize;
  /** dL / d amplitude - shape [chunk, field, n, n] - float32. */
  amplitudeGradients: usize;
  /**
   * What is added to the latents at the start, dL / d latent after the backward pass - shape [chunk, latent, n, n] of
   * vectors of eight images - float32; 0: nothing.
   */
  offsets: usize;
  /**
   * Sums over a chunk of dL / d latent, [latent], then of its product with what each term weighs, [term], then three of
   * each shell - shape [chunk, latent + term + 3 shells] - float64.
   */
  sums: usize;

  /** Bytes of an image of complex vectors. */
  @inline get plane(): usize {
    return <usize>this.n * this.row;
  }

  /** Place of a field's noise in either of the two. */
  @inline noiseOffset(chunk: i32, field: i32): usize {
    return <usize>(chunk * this.fields + field) * this.plane;
  }

  @inline field(chunk: i32, field: i32): usize {
    return this.chunks + <usize>chunk * this.chunkBytes + <usize>field * this.plane;
  }

  @inline spectrum(chunk: i32, phase: i32): usize {
    return this.field(chunk, this.fields + phase);
  }

  /** Maps of pairs 4 g ... 4 g + 3, one a lane of the first half; the second is 0. */
  @inline mapGroup(chunk: i32, group: i32): usize {
    return this.spectrum(chunk, this.independent + group);
  }

  @inline get pairs(): i32 {
    return (this.independent * (this.independent + 1)) >> 1;
  }

  /** Map of a pair - shape [n, n] - float32. */
  @inline map(chunk: i32, pair: i32): usize {
    return this.maps + ((<usize>(chunk * this.pairs + pair) * <usize>(this.n * this.n)) << 2);
  }

  /** Row of what is added to a latent. */
  @inline offset(chunk: i32, latent: i32, y: i32): usize {
    return this.offsets + (<usize>((chunk * this.latents + latent) * this.n + y) * <usize>this.n << 5);
  }

  @inline get sumCount(): i32 {
    return this.latents + this.terms + 3 * this.shells;
  }

  /** Indicator of an image and phase - shape [n, n] - float32. */
  @inline indicator(chunk: i32, image: i32, phase: i32): usize {
    const place = (chunk * 8 + image) * (this.independent + 1) + phase;
    return this.indicators + ((<usize>place * <usize>(this.n * this.n)) << 2);
  }
}
