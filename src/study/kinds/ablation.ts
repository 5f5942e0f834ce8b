import { z } from 'zod';
import type { SettingsInput } from '../../calibrate/index.ts';
import { networkRuntime } from '../../compute/index.ts';
import { ExcursaError } from '../../errors.ts';
import { ablationFindings } from '../ablation-report.ts';
import type { CalibrationTask } from '../calibration-work.ts';
import { namesIn } from '../draw-settings.ts';
import { fitSettings } from '../fit-settings.ts';
import { checkPhases } from '../fit-work.ts';
import { studyOf } from '../results.ts';
import type { StudyKind } from '../study-kind.ts';
import { type VariantName, variantNames, variants } from '../variants.ts';

const settings = z.strictObject({
  name: z.string().min(1).optional().meta({
    description: 'name of the material in tables',
    otherwise: 'that of the first file',
  }),
  variants: z
    .string()
    .min(1)
    .default('all')
    .describe(`ways to calibrate: all, or a list out of ${variantNames.join(', ')}`),
  seeds: z.int().min(1).max(1000).default(3).describe('calibrations of each variant, each with a seed of its own'),
  order: fitSettings.order,
  model: fitSettings.model,
  window: z
    .int()
    .min(16)
    .max(1024)
    .multipleOf(16)
    .default(128)
    .describe('edge of the training images, pixels, a multiple of 16'),
  batch: z.int().min(16).max(256).multipleOf(8).default(16).describe('training images per step, a multiple of 8'),
  pretraining: z
    .int()
    .min(0)
    .max(100_000)
    .default(300)
    .describe('steps of the generator, and of the discriminator, before they alternate'),
  iterations: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(300)
    .describe('steps in which generator and discriminator alternate'),
  starts: z.int().min(1).max(1000).default(6).describe('random starts of the exact fit'),
  realisations: z.int().min(2).max(150).default(4).describe('realisations of each model that are measured'),
});

/** Settings of an ablation. */
export type AblationSettings = z.output<typeof settings>;

/** Names of variants, in the order of their list. @throws ExcursaError (usage) for one that is not there. */
function variantsNamed(text: string): VariantName[] {
  if (text === 'all') return variantNames;
  return [...new Set(namesIn(text))].map((name) => {
    const known = variantNames.find((other) => other === name);
    if (known) return known;
    throw new ExcursaError({
      ...{ kind: 'usage', what: { setting: 'variants' }, got: name },
      expected: `names out of ${variantNames.join(', ')}`,
      remedy: { setting: 'variants', value: 'exact,refined' },
    });
  });
}

/**
 * Settings of a calibration; window, taper and lags are the same for all, so that the exact fit's curves are those that
 * training sees.
 */
function calibrationOf(own: AblationSettings, variant: VariantName, model: string, seed: number) {
  const { order, window, batch, pretraining, iterations, starts } = own;
  return {
    ...{ model, order, window, batch, iterations, starts, seed },
    ...{ generatorSteps: pretraining, discriminatorSteps: pretraining },
    // Every step may be the last: all are judged that the budget allows.
    patience: Math.max(1, iterations),
    ...{ taper: window / 2, maxLag: Math.floor(0.4 * window) },
    ...variants[variant].settings,
  } as SettingsInput & { readonly seed: number };
}

/**
 * Calibrations of one material in many ways: all variants under the first seed, then all under the next, so that a
 * study that is stopped has compared all.
 */
export const ablation: StudyKind<AblationSettings> = {
  name: 'ablation',
  title: 'Ways to calibrate',
  question: 'which of many ways to calibrate one material is best',
  settings,
  images: 'instead',
  growing: ['variants', 'seeds'],
  // Where no networks can run, nothing is begun.
  ready: async (own) => {
    const trains = variantsNamed(own.variants).some((name) => {
      const { method, refinement }: SettingsInput = variants[name].settings;
      return method === 'training' || refinement !== undefined;
    });
    if (trains) await networkRuntime().load?.();
  },
  plan: (own, { images = [], model }) => {
    checkPhases(images, model);
    return Array.from({ length: own.seeds }, (_, k) => k + 1).flatMap((seed) =>
      variantsNamed(own.variants).map(
        (variant): CalibrationTask => ({
          ...{ name: `${variant}-${seed}`, work: 'calibration', realisations: own.realisations },
          labels: [
            { name: 'variant', value: variant },
            { name: 'seed', value: seed },
          ],
          settings: calibrationOf(own, variant, model.record.name, seed),
        }),
      ),
    );
  },
  find: (own, { material = 'material' }, rows, seconds) =>
    ablationFindings([studyOf(own, own.name ?? material, rows, seconds)]),
};
