import { channelSizes, elements, kernel, leak, type NetworkShape, norms, weightShapes } from './network.ts';

/** Weights by name, float64. */
export type Weights = Readonly<Record<string, Float64Array>>;

/** What the network gives for a batch. */
export interface ReferenceResult {
  /** Mean cross-entropy. */
  readonly loss: number;
  readonly logits: Float64Array;
  /** Gradients of the loss by the weights' names, and of the images under 'images'. */
  readonly gradients: Readonly<Record<string, Float64Array>>;
  /** 'centre.<norm>' and 'factor.<norm>', by which channels were normalised. */
  readonly norms: Weights;
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

/** Calls back for every product of a convolution: positions of output, input and weight. */
function eachProduct(
  [batch, channels, outputs, edge]: readonly [number, number, number, number],
  visit: (output: number, input: number, weight: number) => void,
): void {
  const half = edge / 2;
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outputs; o++) {
      for (let y = 0; y < half; y++) {
        for (let x = 0; x < half; x++) {
          for (const { tap, from } of taps(edge, y, x)) {
            for (let c = 0; c < channels; c++) {
              visit(
                ((n * outputs + o) * half + y) * half + x,
                (n * channels + c) * edge * edge + from,
                (o * channels + c) * kernel * kernel + tap,
              );
            }
          }
        }
      }
    }
  }
}

/** Values less their channel's centre, times its factor - shape [batch, channels, pixels]. */
function normalise(
  values: Float64Array,
  channels: number,
  pixels: number,
  given?: readonly [Float64Array, Float64Array],
) {
  const channelOf = (i: number): number => Math.floor(i / pixels) % channels;
  const count = values.length / channels;
  const meanOf = (x: Float64Array): Float64Array => {
    const sums = new Float64Array(channels);
    x.forEach((v, i) => {
      sums[channelOf(i)] += v / count;
    });
    return sums;
  };
  const centre = given?.[0] ?? meanOf(values);
  const squares = meanOf(values.map((v, i) => (v - centre[channelOf(i)]) ** 2));
  const factor = given?.[1] ?? squares.map((v) => 1 / Math.sqrt(v + 1e-8));
  const normed = values.map((v, i) => (v - centre[channelOf(i)]) * factor[channelOf(i)]);
  /** Gradient of the values from that of the normalised ones: statistics of the batch move with it. */
  const adjoint = (g: Float64Array): Float64Array => {
    if (given) return g.map((v, i) => v * factor[channelOf(i)]);
    const [mean, along] = [meanOf(g), meanOf(g.map((v, i) => v * normed[i]))];
    return g.map((v, i) => factor[channelOf(i)] * (v - mean[channelOf(i)] - normed[i] * along[channelOf(i)]));
  };
  return { normed, adjoint, centre, factor };
}

/**
 * The definition of the discriminator, by plain loops in float64: loss, logits and all gradients. Every faster version
 * must agree with it.
 * @param images - indicators - shape [batch, phases, size, size]. @param target - 1 for real, 0 for generated - shape
 * [batch]. @param given - normalisation; the batch's own unless told.
 */
export function referenceDiscriminator(
  shape: NetworkShape,
  size: number,
  weights: Weights,
  images: Float64Array,
  target: Float64Array,
  given?: Weights,
): ReferenceResult {
  const batch = target.length;
  const sizes = channelSizes[shape.channels];
  const last = sizes[sizes.length - 1];
  const used: Record<string, Float64Array> = {};
  const by = (values: Float64Array, norm: string, pixels: number) => {
    const known = given && ([given[`centre.${norm}`], given[`factor.${norm}`]] as const);
    const result = normalise(values, norms(shape)[norm], pixels, known);
    used[`centre.${norm}`] = result.centre;
    used[`factor.${norm}`] = result.factor;
    return result;
  };
  const geometry = (l: number) => [batch, l === 0 ? shape.phases : sizes[l - 1], sizes[l], size >> l] as const;
  const activations = [images.map((v) => 2 * v - 1)];
  const layers = sizes.map((out, l) => {
    const pixels = (size >> (l + 1)) ** 2;
    const plain = new Float64Array(batch * out * pixels);
    eachProduct(geometry(l), (o, i, w) => {
      plain[o] += activations[l][i] * weights[`weight${l}`][w];
    });
    const norm = by(plain, `${l}`, pixels);
    const sums = norm.normed.map((v, i) => v + weights[`bias${l}`][Math.floor(i / pixels) % out]);
    activations.push(sums.map((s) => (s > 0 ? s : leak * s)));
    return { sums, norm, pixels };
  });
  const { pixels } = layers[layers.length - 1];
  const pooled = new Float64Array(batch * last);
  activations[sizes.length].forEach((v, i) => {
    pooled[Math.floor(i / pixels)] += v / pixels;
  });
  const means = by(pooled, 'pool', 1);
  const logits = Float64Array.from({ length: batch }, (_, n) =>
    means.normed.subarray(n * last, (n + 1) * last).reduce((s, m, c) => s + m * weights.linear[c], weights.offset[0]),
  );
  const gradients: Record<string, Float64Array> = {};
  for (const [name, dims] of Object.entries(weightShapes(shape))) gradients[name] = new Float64Array(elements(dims));
  let loss = 0;
  const slopes = logits.map((z, n) => {
    loss += (Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - target[n] * z) / batch;
    return (1 / (1 + Math.exp(-z)) - target[n]) / batch;
  });
  gradients.offset[0] = slopes.reduce((s, v) => s + v, 0);
  means.normed.forEach((m, i) => {
    gradients.linear[i % last] += slopes[Math.floor(i / last)] * m;
  });
  const byPooled = means.adjoint(pooled.map((_, i) => slopes[Math.floor(i / last)] * weights.linear[i % last]));
  let gradient = activations[sizes.length].map((_, i) => byPooled[Math.floor(i / pixels)] / pixels);
  for (let l = sizes.length - 1; l >= 0; l--) {
    const { sums, norm, pixels: own } = layers[l];
    const bySum = gradient.map((g, i) => g * (sums[i] > 0 ? 1 : leak));
    bySum.forEach((g, i) => {
      gradients[`bias${l}`][Math.floor(i / own) % sizes[l]] += g;
    });
    const byPlain = norm.adjoint(bySum);
    const below = new Float64Array(activations[l].length);
    eachProduct(geometry(l), (o, i, w) => {
      gradients[`weight${l}`][w] += byPlain[o] * activations[l][i];
      below[i] += byPlain[o] * weights[`weight${l}`][w];
    });
    gradient = below;
  }
  gradients.images = gradient.map((g) => 2 * g);
  return { loss, logits, gradients, norms: used };
}
