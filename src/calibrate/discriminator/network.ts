/**
 * The discriminator's architecture: phase indicators, scaled from 0..1 to -1..1, through four convolutions of 4 x 4
 * pixels with stride 2 and padding 1, each followed by a leaky ReLU of slope 0.2; mean over the pixels; one linear
 * output, the logit of "real".
 */

/** Output channels of the four convolutions. */
export const channelSizes = {
  small: [8, 16, 32, 32],
  medium: [16, 32, 64, 64],
  large: [32, 64, 128, 256],
} as const;

/** Name of a size. */
export type ChannelSize = keyof typeof channelSizes;

/** Slope of the leaky ReLU below zero. */
export const leak = 0.2;

/** Edge of a convolution kernel, pixels; stride 2, padding 1. */
export const kernel = 4;

/** Shape of the network: input phases and channels of each layer. */
export interface NetworkShape {
  readonly phases: number;
  readonly channels: ChannelSize;
}

/** Names and shapes of the weights: convolutions [out, in, 4, 4] and biases [out]; the linear layer [in, 1] and [1]. */
export function weightShapes({ phases, channels }: NetworkShape): Record<string, readonly number[]> {
  const sizes = channelSizes[channels];
  const shapes: Record<string, readonly number[]> = {};
  sizes.forEach((out, l) => {
    shapes[`weight${l}`] = [out, l === 0 ? phases : sizes[l - 1], kernel, kernel];
    shapes[`bias${l}`] = [out];
  });
  shapes.linear = [sizes[sizes.length - 1], 1];
  shapes.offset = [1];
  return shapes;
}

/** What is normalised, and its channels: the sums of every convolution, and the means over the pixels. */
export function norms({ channels }: NetworkShape): Record<string, number> {
  const sizes = channelSizes[channels];
  return { ...Object.fromEntries(sizes.map((out, l) => [l, out])), pool: sizes[sizes.length - 1] };
}

/** Names and shapes of what normalises: every channel has a centre and a factor. */
export function normShapes(shape: NetworkShape): Record<string, readonly number[]> {
  const all = Object.entries(norms(shape));
  return Object.fromEntries(
    all.flatMap(([norm, n]) => [
      [`centre.${norm}`, [n]],
      [`factor.${norm}`, [n]],
    ]),
  );
}

/** Number of elements of a shape. */
export const elements = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
