import { z } from 'zod';

/** A whole number in bounds. */
export const whole = (low: number, high: number) => z.number().int().min(low).max(high);
/** A number above 0. */
export const positive = (high: number) => z.number().gt(0).max(high);

const tolerance = z.number().min(0).max(1);

/** Settings of the exact method. */
export const exactSettings = z.strictObject({
  starts: whole(1, 1000).default(6).describe('random starts of the fit for every order of the labels'),
  wideStarts: whole(0, 1000).optional().meta({
    description:
      'starts anywhere within the bounds for every order of the labels; among optima of equal loss higher-order statistics choose; 0 leaves it to the loss',
    otherwise: 'twice the starts, and 0 for level-set and plurigaussian, which two-point functions determine',
  }),
  points: whole(256, 2 ** 20)
    .default(4096)
    .describe('Sobol points that integrate the exact two-point functions in the last round of the fit'),
  volumeTolerance: tolerance
    .default(0.001)
    .describe(
      'relative error of a volume fraction that weighs like one standard error; 0 leaves it without own weight',
    ),
  surfaceTolerance: tolerance
    .default(0.001)
    .describe(
      'relative error of a specific surface area that weighs like one standard error; 0 leaves it without own weight',
    ),
  chordTolerance: tolerance
    .default(0)
    .describe(
      'relative error of a mean chord length that weighs like one standard error; 0 leaves it without own weight',
    ),
  interfaceTolerance: tolerance
    .default(0)
    .describe(
      'relative error of an interface area of two phases that weighs like one standard error; 0 leaves it without own weight',
    ),
  smoothness: z.number().min(0).max(1e9).optional().meta({
    description: 'weight of the roughness of the correlation function, for the families high and kernel',
    otherwise: 'by cross-validation over blocks of the images',
  }),
  trust: z
    .number()
    .gt(0)
    .max(100)
    .default(0.2)
    .describe(
      'relative increase of the exact loss, beyond what true parameters have, that the discriminator may cause',
    ),
});

/** Settings of the simulated method. */
export const simulatedSettings = z.strictObject({
  functions: z
    .enum(['two-point', 'lineal-path'])
    .default('lineal-path')
    .describe(
      'functions that are fitted with volume fractions and surface areas; lineal-path fits two-point functions too',
    ),
});

/** Settings of training on realisations: of the method of that name, and of the refinement by a discriminator. */
export const trainingSettings = z.strictObject({
  objective: z
    .enum(['two-point', 'both', 'discriminator'])
    .default('both')
    .describe('loss that training minimises: of two-point functions, of the discriminator, or both'),
  window: whole(16, 1024)
    .multipleOf(16)
    .default(128)
    .describe('edge of the square training images, pixels, a multiple of 16'),
  batch: whole(16, 256).multipleOf(8).default(32).describe('training images per step, a multiple of 8'),
  phases: z
    .enum(['straight-through', 'soft'])
    .default('straight-through')
    .describe('phases of training images: hard, with the gradient of sigmoids, or soft, the sigmoids themselves'),
  nu: positive(1000).default(10).describe('steepness of the sigmoids'),
  gamma: z.number().min(0).max(1000).default(1).describe('weight of the loss of the discriminator'),
  volumeWeight: z
    .number()
    .min(0)
    .max(1e6)
    .default(60)
    .describe('weight of squared relative errors of volume fractions in the two-point loss'),
  surfaceWeight: z
    .number()
    .min(0)
    .max(1e6)
    .default(60)
    .describe('weight of squared relative errors of surface areas in the two-point loss'),
  misfit: z
    .enum(['unbiased', 'plain'])
    .default('unbiased')
    .describe(
      'squared misfit of two-point functions: unbiased removes the sampling variance of the batch, plain keeps it',
    ),
  keep: z
    .enum(['best', 'last'])
    .default('best')
    .describe(
      'parameters that are kept: the best (by volume fractions and surface areas; after an exact fit by looks), or the last',
    ),
  discriminator: z.enum(['small', 'medium', 'large']).default('medium').describe('size of the discriminator'),
  screeningSteps: whole(1, 10000)
    .default(30)
    .describe('training steps for every order of the labels, before the worse half of the orders is dropped'),
  screeningBatch: whole(16, 256)
    .multipleOf(8)
    .default(16)
    .describe('training images per step while orders are compared, a multiple of 8'),
  generatorSteps: whole(0, 100000)
    .default(100)
    .describe('training steps on two-point functions alone, before the discriminator takes part'),
  discriminatorSteps: whole(0, 100000)
    .default(300)
    .describe('training steps of the discriminator alone, before both alternate'),
  iterations: whole(0, 1000000)
    .default(300)
    .describe('largest number of steps in which model and discriminator alternate'),
  patience: whole(1, 1000000)
    .default(500)
    .describe('number of steps without a smaller error after which training stops'),
  skipBelow: z.number().min(0).max(10).optional().meta({
    description: 'loss of the discriminator below which its update is skipped',
    otherwise: '0.4; 0 after an exact or simulated fit',
  }),
  generatorRate: positive(1).optional().meta({
    description: 'learning rate of the model parameters',
    otherwise: '0.02; 0.003 after a simulated fit; 0.3 after an exact fit, there in units of its loss',
  }),
  discriminatorRate: positive(1).default(0.001).describe('learning rate of the discriminator'),
  averaging: z
    .number()
    .min(0)
    .lt(1)
    .default(0.97)
    .describe('decay of the running average of the parameters, which is what is evaluated and kept'),
  evaluateEvery: whole(1, 100000).default(20).describe('steps between two evaluations; each writes a checkpoint'),
  evaluationImages: whole(8, 4096).multipleOf(8).default(192).describe('realisations per evaluation, a multiple of 8'),
});
