import { channelSizes, elements, kernel, leak, type NetworkShape, weightShapes } from './network.ts';

/** Weights by name, float64. */
export type Weights = Readonly<Record<string, Float64Array>>;

/** What the network gives for a batch. */
export interface ReferenceResult {
  readonly loss: number;
  readonly logits: Float64Array;
  /** Gradients by the weights' names, and of the images under 'images'. */
  readonly gradients: Readonly<Record<string, Float64Array>>;
}

/** Offsets of the pixels that one output pixel of a convolution sees, inside the image. */
function* taps(size: number, y: number, x: number): Iterable<{ tap: number; from: number }> {
  for (let ky = 0; ky < kernel; ky++) {
    for (let kx = 0; kx < kernel; kx++) {
      const [sy, sx] = [2 * y + ky - 1, 2 * x + kx - 1];
      if (sy >= 0 && sx >= 0 && sy < size && sx < size) yield { tap: ky * kernel + kx, from: sy * size + sx };
    }
  }
}

/**
 * The definition of the discriminator, by plain loops in float64: loss, logits and all gradients. Every faster version must agree with it.
 * @param images - indicators - shape [batch, phases, size, size]. @param target - 1 for real, 0 for generated - shape [batch].
 */
export function referenceDiscriminator(
  shape: NetworkShape,
  size: number,
  weights: Weights,
  images: Float64Array,
  target: Float64Array,
): ReferenceResult {
  const sizes = channelSizes[shape.channels];
  const batch = target.length;
  const gradients: Record<string, Float64Array> = { images: new Float64Array(images.length) };
  for (const [name, dims] of Object.entries(weightShapes(shape))) gradients[name] = new Float64Array(elements(dims));
  const logits = new Float64Array(batch);
  let loss = 0;
  for (let n = 0; n < batch; n++) {
    const imageSize = shape.phases * size * size;
    const activations: Float64Array[] = [images.subarray(n * imageSize, (n + 1) * imageSize).map((v) => 2 * v - 1)];
    const sums: Float64Array[] = [];
    sizes.forEach((out, l) => {
      const [edge, half] = [size >> l, size >> (l + 1)];
      const channels = l === 0 ? shape.phases : sizes[l - 1];
      const sum = new Float64Array(out * half * half);
      for (let o = 0; o < out; o++) {
        for (let y = 0; y < half; y++) {
          for (let x = 0; x < half; x++) {
            let s = weights[`bias${l}`][o];
            for (const { tap, from } of taps(edge, y, x)) {
              for (let c = 0; c < channels; c++) {
                s +=
                  weights[`weight${l}`][(o * channels + c) * kernel * kernel + tap] *
                  activations[l][c * edge * edge + from];
              }
            }
            sum[(o * half + y) * half + x] = s;
          }
        }
      }
      sums.push(sum);
      activations.push(sum.map((s) => (s > 0 ? s : leak * s)));
    });
    const width = sizes[sizes.length - 1];
    const pixels = (size >> sizes.length) ** 2;
    const top = activations[sizes.length];
    const mean = (c: number): number => top.subarray(c * pixels, (c + 1) * pixels).reduce((a, v) => a + v, 0) / pixels;
    const means = Float64Array.from({ length: width }, (_, c) => mean(c));
    const logit = means.reduce((s, m, c) => s + m * weights.linear[c], weights.offset[0]);
    logits[n] = logit;
    loss += (Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(logit, 0) - target[n] * logit) / batch;

    const slope = (1 / (1 + Math.exp(-logit)) - target[n]) / batch;
    gradients.offset[0] += slope;
    means.forEach((m, c) => {
      gradients.linear[c] += slope * m;
    });
    let gradient = Float64Array.from(top, (_, i) => (slope * weights.linear[Math.floor(i / pixels)]) / pixels);
    for (let l = sizes.length - 1; l >= 0; l--) {
      const [edge, half] = [size >> l, size >> (l + 1)];
      const channels = l === 0 ? shape.phases : sizes[l - 1];
      const below = new Float64Array(channels * edge * edge);
      for (let o = 0; o < sizes[l]; o++) {
        for (let y = 0; y < half; y++) {
          for (let x = 0; x < half; x++) {
            const i = (o * half + y) * half + x;
            const g = gradient[i] * (sums[l][i] > 0 ? 1 : leak);
            gradients[`bias${l}`][o] += g;
            for (const { tap, from } of taps(edge, y, x)) {
              for (let c = 0; c < channels; c++) {
                const w = (o * channels + c) * kernel * kernel + tap;
                gradients[`weight${l}`][w] += g * activations[l][c * edge * edge + from];
                below[c * edge * edge + from] += g * weights[`weight${l}`][w];
              }
            }
          }
        }
      }
      gradient = below;
    }
    gradients.images.set(
      gradient.map((g) => 2 * g),
      n * imageSize,
    );
  }
  return { loss, logits, gradients };
}
