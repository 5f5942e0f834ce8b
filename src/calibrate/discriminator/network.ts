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

/** Number of elements of a shape. */
export const elements = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** A game that discriminator and generator play, as functions of one logit z; `real` says what the image is. */
interface Game {
  /** Loss of the discriminator, averaged over real and generated images. */
  readonly loss: (z: number, real: boolean) => number;
  /** Its derivative in z. */
  readonly slope: (z: number, real: boolean) => number;
  /** Loss of the generator, averaged over generated images. */
  readonly generatorLoss: (z: number) => number;
  /** Its derivative in z. */
  readonly generatorSlope: (z: number) => number;
}

const softplus = (z: number): number => Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0);
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const sign = (real: boolean): number => (real ? 1 : -1);
/** The generator of hinge and Wasserstein games raises its logits, however high they are. */
const linear = { generatorLoss: (z: number): number => -z, generatorSlope: (): number => -1 };

/**
 * The games that a calibration can play: binary cross-entropy with the non-saturating loss of the generator, the hinge
 * loss, and the difference of means, which estimates a Wasserstein distance as far as a penalty keeps the
 * discriminator's slope bounded.
 * @source goodfellow2014 @source lim2017 @source arjovsky2017
 */
export const adversarialLosses = {
  'cross-entropy': {
    loss: (z, real) => softplus(z) - (real ? z : 0),
    slope: (z, real) => sigmoid(z) - (real ? 1 : 0),
    generatorLoss: (z) => softplus(-z),
    generatorSlope: (z) => -sigmoid(-z),
  },
  hinge: {
    loss: (z, real) => Math.max(0, 1 - sign(real) * z),
    slope: (z, real) => (sign(real) * z < 1 ? -sign(real) : 0),
    ...linear,
  },
  wasserstein: { loss: (z, real) => -sign(real) * z, slope: (_, real) => -sign(real), ...linear },
} as const satisfies Record<string, Game>;

/** Name of a game. */
export type AdversarialLoss = keyof typeof adversarialLosses;

/** Names of the games. */
export const adversarialLossNames = Object.keys(adversarialLosses) as [AdversarialLoss, ...AdversarialLoss[]];
