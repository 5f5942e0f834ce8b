import type { Settings } from '../../calibrate/index.ts';

/** One way to calibrate: what it changes of the settings, and why it is asked. */
export interface Variant {
  readonly question: string;
  readonly settings: Partial<Settings>;
}

const combined = { loss: 'combined' } as const;

/**
 * The ways that an ablation compares. All train for the same number of steps but for the exact fit, which has none; the combined ones begin at
 * the exact optimum and stay within its trust region.
 */
export const variants = {
  exact: { question: 'exact two-point functions alone', settings: { loss: 'closed-form' } },
  tppf: { question: 'two-point functions of realisations, as the source', settings: { loss: 'tppf' } },
  discriminator: { question: 'the discriminator alone after the start', settings: { loss: 'adversarial' } },
  combined: { question: 'exact, then both', settings: combined },
  'gamma-0.1': { question: 'a tenth of the adversarial weight', settings: { ...combined, gamma: 0.1 } },
  'gamma-10': { question: 'ten times the adversarial weight', settings: { ...combined, gamma: 10 } },
  soft: { question: 'soft phases in place of straight-through ones', settings: { ...combined, phases: 'soft' } },
  'nu-5': { question: 'flatter sigmoids', settings: { ...combined, nu: 5 } },
  'nu-30': { question: 'steeper sigmoids', settings: { ...combined, nu: 30 } },
  'small-network': { question: 'a small discriminator', settings: { ...combined, discriminator: 'small' } },
  'large-network': { question: 'a large discriminator', settings: { ...combined, discriminator: 'large' } },
  'never-skip': { question: 'discriminator always updated, no rule of 0.4', settings: { ...combined, skipBelow: 0 } },
  'slow-network': {
    question: 'no rule, but a discriminator ten times slower than its generator would like (two time scales)',
    settings: { ...combined, skipBelow: 0, discriminatorRate: 1e-4 },
  },
} satisfies Record<string, Variant>;

/** Name of a way to calibrate. */
export type VariantName = keyof typeof variants;
