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
