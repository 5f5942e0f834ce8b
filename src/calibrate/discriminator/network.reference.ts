import { penaltyStep } from './graph.ts';
import {
  type AdversarialLoss,
  adversarialLosses,
  channelSizes,
  elements,
  kernel,
  leak,
  type NetworkShape,
  weightShapes,
} from './network.ts';

/** Weights by name, float64. */
export type Weights = Readonly<Record<string, Float64Array>>;

/** What the network gives for a batch. */
export interface ReferenceResult {
  /** Mean loss of the scored images, the weighted penalty included. */
  readonly loss: number;
  /** Of all images, moved ones included. */
  readonly logits: Float64Array;
  /** Gradients of the loss by the weights' names, and of the images under 'images'. */
  readonly gradients: Readonly<Record<string, Float64Array>>;
  /** Gradient of every image's own logit by its pixels, shaped as the images. */
  readonly logitGradients: Float64Array;
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

/** Activations of one image: of the input and after each layer, and the sums before each leaky ReLU. */
interface Pass {
  readonly activations: readonly Float64Array[];
  readonly sums: readonly Float64Array[];
  /** Means of the last layer's channels. */
  readonly means: Float64Array;
  readonly logit: number;
}

function forward(shape: NetworkShape, size: number, weights: Weights, image: Float64Array): Pass {
  const sizes = channelSizes[shape.channels];
  const activations: Float64Array[] = [image.map((v) => 2 * v - 1)];
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
  const pixels = (size >> sizes.length) ** 2;
  const top = activations[sizes.length];
  const mean = (c: number): number => top.subarray(c * pixels, (c + 1) * pixels).reduce((a, v) => a + v, 0) / pixels;
  const means = Float64Array.from({ length: sizes[sizes.length - 1] }, (_, c) => mean(c));
  const logit = means.reduce((s, m, c) => s + m * weights.linear[c], weights.offset[0]);
  return { activations, sums, means, logit };
}

/**
 * Adds `slope` times the gradient of a logit by the weights. @returns the gradient of the logit itself by its image.
 */
function backward(
  shape: NetworkShape,
  size: number,
  weights: Weights,
  { activations, sums, means }: Pass,
  slope: number,
  gradients: Readonly<Record<string, Float64Array>>,
): Float64Array {
  const sizes = channelSizes[shape.channels];
  const pixels = (size >> sizes.length) ** 2;
  gradients.offset[0] += slope;
  means.forEach((m, c) => {
    gradients.linear[c] += slope * m;
  });
  let gradient = Float64Array.from(
    activations[sizes.length],
    (_, i) => weights.linear[Math.floor(i / pixels)] / pixels,
  );
  for (let l = sizes.length - 1; l >= 0; l--) {
    const [edge, half] = [size >> l, size >> (l + 1)];
    const channels = l === 0 ? shape.phases : sizes[l - 1];
    const below = new Float64Array(channels * edge * edge);
    for (let o = 0; o < sizes[l]; o++) {
      for (let y = 0; y < half; y++) {
        for (let x = 0; x < half; x++) {
          const i = (o * half + y) * half + x;
          const g = gradient[i] * (sums[l][i] > 0 ? 1 : leak);
          gradients[`bias${l}`][o] += slope * g;
          for (const { tap, from } of taps(edge, y, x)) {
            for (let c = 0; c < channels; c++) {
              const w = (o * channels + c) * kernel * kernel + tap;
              gradients[`weight${l}`][w] += slope * g * activations[l][c * edge * edge + from];
              below[c * edge * edge + from] += g * weights[`weight${l}`][w];
            }
          }
        }
      }
    }
    gradient = below;
  }
  return gradient.map((g) => 2 * g);
}

/**
 * The definition of the discriminator, by plain loops in float64: loss, logits and all gradients. Every faster version
 * must agree with it.
 * @param images - indicators; with a penalty the moved ones follow - shape [images, phases, size, size].
 * @param target - 1 for real, 0 for generated - shape [batch].
 */
export function referenceDiscriminator(
  shape: NetworkShape,
  size: number,
  weights: Weights,
  images: Float64Array,
  target: Float64Array,
  { loss: game = 'cross-entropy', penalty = 0 }: { readonly loss?: AdversarialLoss; readonly penalty?: number } = {},
): ReferenceResult {
  const batch = target.length;
  const imageSize = shape.phases * size * size;
  const passes = Array.from({ length: images.length / imageSize }, (_, n) =>
    forward(shape, size, weights, images.subarray(n * imageSize, (n + 1) * imageSize)),
  );
  const logits = Float64Array.from(passes, ({ logit }) => logit);
  const slopes = new Float64Array(passes.length);
  let loss = 0;
  for (let n = 0; n < batch; n++) {
    const real = target[n] === 1;
    loss += adversarialLosses[game].loss(logits[n], real) / batch;
    slopes[n] = adversarialLosses[game].slope(logits[n], real) / batch;
    if (penalty === 0) continue;
    const rise = (logits[batch + n] - logits[n]) / penaltyStep;
    loss += (penalty * rise ** 2) / batch;
    const pull = (2 * penalty * rise) / penaltyStep / batch;
    slopes[batch + n] = pull;
    slopes[n] -= pull;
  }
  const gradients: Record<string, Float64Array> = {};
  for (const [name, dims] of Object.entries(weightShapes(shape))) gradients[name] = new Float64Array(elements(dims));
  const logitGradients = new Float64Array(images.length);
  passes.forEach((pass, n) => {
    logitGradients.set(backward(shape, size, weights, pass, slopes[n], gradients), n * imageSize);
  });
  gradients.images = logitGradients.map((g, i) => slopes[Math.floor(i / imageSize)] * g);
  return { loss, logits, gradients, logitGradients };
}
