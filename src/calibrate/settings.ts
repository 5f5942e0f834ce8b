import { z } from 'zod';
import { type FamilyName, families } from '../correlation/index.ts';
import { ExcursaError } from '../errors.ts';
import type { Phase } from '../grid/index.ts';
import { usualClasses } from '../phase/index.ts';
import { exactSettings, positive, simulatedSettings, trainingSettings, whole } from './methods/method-settings.ts';

/** Settings that all methods share. */
export const commonSettings = z.strictObject({
  model: z.string().optional().meta({
    description: 'model class, which determines how random fields form the phases; for a record of your own, its name',
    otherwise: usualClasses,
  }),
  method: z.enum(['exact', 'simulated', 'training']).optional().meta({
    description:
      'how the model is fitted: to exact two-point functions, by simulated images, or by training on realisations',
    otherwise: 'exact where the class has exact two-point functions, else simulated',
  }),
  refinement: z
    .enum(['none', 'discriminator'])
    .default('none')
    .describe('what follows an exact or simulated fit: nothing, or training with a discriminator close to the optimum'),
  family: z
    .enum(Object.keys(families) as [FamilyName, ...FamilyName[]])
    .default(Object.keys(families)[0])
    .describe('family of correlation functions: high and kernel have 100 parameters per field, the others 10 to 15'),
  order: z
    .string()
    .regex(/^(auto|\d+(,\d+)+)$/)
    .default('auto')
    .describe('labels that become the first, second, ... excursion set, for example 1,2,0; auto tries all orders'),
  effort: z
    .enum(['full', 'quick'])
    .default('full')
    .describe('how long the fit searches; quick is enough to compare classes, and a quarter of the time or less'),
  seed: whole(0, Number.MAX_SAFE_INTEGER).default(1).describe('seed of all random numbers'),
  maxLag: whole(4, 500).optional().meta({
    description: 'largest lag of the two-point functions in the fit, pixels',
    otherwise: 'from the data; in training 0.4 windows, at most 50',
  }),
  taper: positive(512).optional().meta({
    description: 'distance beyond which correlations are zero, pixels',
    otherwise: 'from the data; in training half the window',
  }),
});

/**
 * All settings of a calibration with bounds, defaults and meaning, in one flat object: those that all methods share,
 * then those of each method. The command line makes its flags and help from this schema, and model.json records the
 * values.
 */
export const settingsSchema = z
  .strictObject({
    ...commonSettings.shape,
    ...exactSettings.shape,
    ...simulatedSettings.shape,
    ...trainingSettings.shape,
  })
  .meta({ title: 'Calibration settings' });

/** Validated settings, defaults filled in. */
export type Settings = z.output<typeof settingsSchema>;

/** Settings as a user gives them. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** Name of a calibration method. */
export type MethodName = NonNullable<Settings['method']>;

/** Whether a discriminator takes part. */
export function hasDiscriminator({ method, objective, refinement }: Settings): boolean {
  return method === 'training' ? objective !== 'two-point' : refinement === 'discriminator';
}

/** Whether images are trained on, so that the window bounds taper and lags. */
export const trainsOnImages = (settings: Settings): boolean =>
  settings.method === 'training' || settings.refinement === 'discriminator';

/** Whether the two-point functions of training images are part of the loss. */
export const usesTwoPointLoss = ({ method, objective }: Settings): boolean =>
  method === 'training' && objective !== 'discriminator';

/** Radius of the taper in pixels: as given, or half the window, the largest for which a periodic window is exact. */
export function taperOf(settings: Settings): number {
  return settings.taper ?? settings.window / 2;
}

/** Largest lag of the two-point loss in pixels. */
export function maxLagOf(settings: Settings): number {
  return settings.maxLag ?? Math.min(50, Math.floor(0.4 * settings.window));
}

/**
 * Learning rate of the model parameters: small near an optimum that was found before; after an exact fit in units of
 * its loss.
 */
export function generatorRateOf({ generatorRate, method }: Settings): number {
  return generatorRate ?? { training: 0.02, simulated: 0.003, exact: 0.3 }[method ?? 'exact'];
}

/** Loss of the discriminator below which it does not learn: it always does where it refines. */
export const skipBelowOf = ({ skipBelow, method }: Settings): number => skipBelow ?? (method === 'training' ? 0.4 : 0);

/** The six names of losses of earlier versions, as settings. */
export const olderLosses = {
  'closed-form': {},
  combined: { refinement: 'discriminator' },
  tppf: { method: 'training', objective: 'two-point' },
  'tppf-adversarial': { method: 'training', objective: 'both' },
  adversarial: { method: 'training', objective: 'discriminator' },
  simulated: { method: 'simulated' },
} as const satisfies Record<string, Partial<Settings>>;

/** All orders of n phases, in lexicographic order. */
export function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1)
    .flatMap((rest) => Array.from({ length: n }, (_, place) => [...rest.slice(0, place), n - 1, ...rest.slice(place)]))
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

/**
 * The orders to try: which material phase (index) plays Xi_1, Xi_2, ...
 * @param text - 'auto' for all, or label values such as '1,0,2'.
 * @throws ExcursaError (usage) when the labels are not those of the phases.
 */
export function ordersToTry(text: string, phases: readonly Phase[]): number[][] {
  if (text === 'auto') return permutations(phases.length);
  const order = text.split(',').map((label) => phases.findIndex((phase) => phase.label === Number(label)));
  if (order.length !== phases.length || new Set(order).size !== phases.length || order.includes(-1)) {
    const labels = phases.map((phase) => phase.label).join(',');
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'order' },
      expected: `the labels ${labels} in some order`,
      got: text,
      remedy: { setting: 'order', value: labels },
    });
  }
  return [order];
}
