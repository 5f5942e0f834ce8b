import { z } from 'zod';
import { adversarialLossNames } from '../../discriminator/adversarial-loss.ts';
import { positive, whole } from '../../setting-types.ts';

/** Settings of training on realisations: of the method of that name, and of the refinement by a discriminator. */
export const trainingSettings = z.strictObject({
  objective: z
    .enum(['two-point', 'both', 'discriminator'])
    .default('both')
    .describe('what training minimises: the two-point loss of realisations, this and the discriminator, or the latter'),
  window: whole(16, 1024)
    .multipleOf(16)
    .default(128)
    .describe('edge of the square training images, pixels, a multiple of 16'),
  batch: whole(16, 256).multipleOf(8).default(32).describe('images a step'),
  phases: z
    .enum(['straight-through', 'soft'])
    .default('straight-through')
    .describe('training images: hard ones that pass the gradient of the sigmoids, or the sigmoids themselves'),
  nu: positive(1000).default(10).describe('steepness of the sigmoids'),
  gamma: z.number().min(0).max(1000).default(1).describe('weight of the adversarial loss'),
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
    .describe('estimate of the squared misfit: without or with the sampling variance of the batch'),
  adversarialLoss: z
    .enum(adversarialLossNames)
    .default('cross-entropy')
    .describe('game of generator and discriminator; the last two need skipBelow 0, wasserstein a penalty as well'),
  gradientPenalty: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('weight of the mean squared slope of the discriminator at real and generated images in its loss'),
  instanceNoise: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('standard deviation of noise added to the indicators of real and generated images that are judged'),
  blur: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('standard deviation of a blur of real and generated images before they are judged, pixels'),
  keep: z
    .enum(['best', 'last'])
    .default('best')
    .describe(
      'parameters that are kept: those with the smallest errors of volume fractions and surface areas, or the last',
    ),
  discriminator: z.enum(['small', 'medium', 'large']).default('medium').describe('size of the discriminator'),
  screeningSteps: whole(1, 10000)
    .default(30)
    .describe('generator steps for every order before the worse half is dropped'),
  screeningBatch: whole(16, 256).multipleOf(8).default(16).describe('images a step while orders are compared'),
  generatorSteps: whole(0, 100000)
    .default(100)
    .describe('generator steps on the two-point loss alone, before the adversary'),
  discriminatorSteps: whole(0, 100000).default(100).describe('discriminator steps before the alternation begins'),
  iterations: whole(0, 1000000).default(300).describe('most alternating steps'),
  patience: whole(1, 1000000).default(500).describe('stop after so many steps without a better descriptor error'),
  skipBelow: z
    .number()
    .min(0)
    .max(10)
    .default(0.4)
    .describe('skip the discriminator update while its loss is below this'),
  generatorRate: positive(1)
    .optional()
    .describe('learning rate of the model parameters; default 0.02, or 0.003 from an exact optimum'),
  discriminatorRate: positive(1).default(0.001).describe('learning rate of the discriminator'),
  averaging: z
    .number()
    .min(0)
    .lt(1)
    .default(0.97)
    .describe('decay of the running average of the parameters that is evaluated and kept'),
  evaluateEvery: whole(1, 100000)
    .default(20)
    .describe('steps between evaluations on hard realisations, each followed by a checkpoint'),
  evaluationImages: whole(8, 4096).multipleOf(8).default(192).describe('hard realisations of an evaluation'),
});
