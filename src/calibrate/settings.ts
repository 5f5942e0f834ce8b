import { z } from 'zod';
import { type FamilyName, families } from '../correlation/index.ts';
import { type PresetName, presets } from '../phase/index.ts';
import { adversarialLossNames } from './discriminator/adversarial-loss.ts';

const names = <T extends string>(record: Record<T, unknown>): [T, ...T[]] => Object.keys(record) as [T, ...T[]];
const whole = (low: number, high: number) => z.number().int().min(low).max(high);
const tolerance = z.number().min(0).max(1);
const positive = (high: number) => z.number().gt(0).max(high);

/**
 * All hyper-parameters of a calibration with bounds, defaults and meaning. The command line makes its flags and help from this schema, and
 * run.json and model.json record the values.
 */
export const settingsSchema = z
  .strictObject({
    model: z.enum(names<PresetName>(presets)).default('assb').describe('model class: which fields make the phases'),
    family: z
      .enum(names<FamilyName>(families))
      .default('low')
      .describe('correlation family: low (13 parameters a field), high or kernel (100)'),
    loss: z
      .enum(['closed-form', 'combined', 'tppf', 'tppf-adversarial', 'adversarial', 'simulated'])
      .default('closed-form')
      .describe(
        'what is minimised: exact two-point functions; these and then, near their optimum, the discriminator; two-point functions of realisations; these and the discriminator, as the source has it; the discriminator alone; two-point functions of simulated images by finite differences (all that grains can, and their default)',
      ),
    functions: z
      .enum(['two-point', 'lineal-path'])
      .default('lineal-path')
      .describe(
        'simulated: functions that are fitted beside volume fractions and surface areas: two-point, or these and lineal paths',
      ),
    order: z
      .string()
      .regex(/^(auto|\d+(,\d+)+)$/)
      .default('auto')
      .describe('labels that play Xi1,Xi2,...: a list of label values, or auto to try all orders'),
    starts: whole(1, 1000).default(6).describe('random starts of every order in the exact calibration'),
    points: whole(256, 2 ** 20)
      .default(4096)
      .describe('Sobol points of the exact two-point functions in the last round of the fit'),
    volumeTolerance: tolerance
      .default(0.001)
      .describe(
        'relative error of a volume fraction that the exact loss counts as one standard error; 0: no weight of its own',
      ),
    surfaceTolerance: tolerance.default(0.001).describe('the same for specific surface areas (pixel, four directions)'),
    chordTolerance: tolerance.default(0).describe('the same for mean chords along the axes'),
    interfaceTolerance: tolerance.default(0).describe('the same for interface areas between two phases'),
    smoothness: z
      .number()
      .min(0)
      .max(1e9)
      .optional()
      .describe(
        'weight of squared second differences along the parameters of the families high and kernel; default: by cross-validation over blocks',
      ),
    trust: z
      .number()
      .gt(0)
      .max(100)
      .default(0.2)
      .describe('combined: share by which the exact loss may exceed its optimum while the discriminator refines'),
    seed: whole(0, Number.MAX_SAFE_INTEGER).default(1).describe('seed of all random numbers'),
    window: whole(16, 1024)
      .multipleOf(16)
      .default(128)
      .describe('edge of the square training images, pixels, a multiple of 16'),
    batch: whole(16, 256).multipleOf(8).default(32).describe('images a step'),
    taper: positive(512)
      .optional()
      .describe(
        'radius beyond which correlations vanish, pixels; default half the window, or in the exact calibration from the data',
      ),
    maxLag: whole(4, 500)
      .optional()
      .describe(
        'largest lag of the two-point loss, pixels; default 0.4 windows, at most 50, or in the exact calibration from the data',
      ),
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
  })
  .meta({ title: 'Calibration settings' });

/** Validated settings, defaults filled in. */
export type Settings = z.output<typeof settingsSchema>;

/** Radius of the taper in pixels: as given, or half the window, the largest for which a periodic window is exact. */
export function taperOf(settings: Settings): number {
  return settings.taper ?? settings.window / 2;
}

/** Largest lag of the two-point loss in pixels. */
export function maxLagOf(settings: Settings): number {
  return settings.maxLag ?? Math.min(50, Math.floor(0.4 * settings.window));
}

/** Learning rate of the model parameters. */
export function generatorRateOf({ generatorRate, loss }: Settings): number {
  return generatorRate ?? (loss === 'combined' ? 0.003 : 0.02);
}
