import type { Settings } from '../calibrate/index.ts';

/** One way to calibrate: what it changes of the settings, and what it asks. */
export interface Variant {
  readonly question: string;
  readonly settings: Partial<Settings>;
}

/** As the source has it: from a random start, two-point functions of realisations, then these and the discriminator. */
const source = { method: 'training', objective: 'both' } as const;
/** The optimum of least loss: no higher-order statistics choose. */
const exact = { wideStarts: 0 } as const;
/** From the optimum that looks best, along what the exact loss does not feel. */
const refined = { refinement: 'discriminator' } as const;
/** The discriminator learns in every step, whatever its loss. */
const always = { ...source, skipBelow: 0 } as const;

/**
 * The ways that an ablation compares; all have the same steps, but for the exact fit, which has none. A variant of one
 * choice differs from 'source' in that choice alone, for there the discriminator is free to do good or harm: a trust
 * region would hide both. Rules against a discriminator that is too strong replace the source's rule, its update left
 * out below a loss of 0.4, so that it learns in every step. Exact fits are made once for each seed, with and without
 * the choice by looks.
 */
export const variants = {
  exact: { question: 'exact two-point functions alone: the optimum of least loss', settings: exact },
  looks: {
    question: 'exact two-point functions; higher-order statistics choose among optima of equal loss',
    settings: {},
  },
  refined: {
    question: 'looks, then refined by the discriminator; held-out windows choose the step',
    settings: refined,
  },
  'refined-last': {
    question: 'the same, but where the discriminator leads is kept',
    settings: { ...refined, keep: 'last' },
  },
  tppf: {
    question: 'two-point functions of realisations alone, random start',
    settings: { method: 'training', objective: 'two-point' },
  },
  discriminator: {
    question: 'the discriminator alone, random start',
    settings: { method: 'training', objective: 'discriminator' },
  },
  source: { question: 'two-point functions of realisations and the discriminator, gamma = 1', settings: source },
  'source-gamma-0.1': {
    question: 'source with a tenth of the adversarial weight',
    settings: { ...source, gamma: 0.1 },
  },
  'source-gamma-10': { question: 'source with ten times the adversarial weight', settings: { ...source, gamma: 10 } },
  soft: {
    question: 'source with soft phases in place of straight-through ones',
    settings: { ...source, phases: 'soft' },
  },
  'nu-5': { question: 'source with flatter sigmoids', settings: { ...source, nu: 5 } },
  'nu-30': { question: 'source with steeper sigmoids', settings: { ...source, nu: 30 } },
  'small-network': { question: 'source with a small discriminator', settings: { ...source, discriminator: 'small' } },
  'large-network': { question: 'source with a large discriminator', settings: { ...source, discriminator: 'large' } },
  'never-skip': { question: 'source without the rule of 0.4', settings: always },
  'two-time-scales': {
    question: 'a discriminator ten times slower in place of the rule',
    settings: { ...always, discriminatorRate: 1e-4 },
  },
} satisfies Record<string, Variant>;

/** Name of a way to calibrate. */
export type VariantName = keyof typeof variants;

/** Names of all ways. */
export const variantNames = Object.keys(variants) as VariantName[];
