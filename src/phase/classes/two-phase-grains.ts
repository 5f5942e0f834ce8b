import { grainsInAnyOrder } from './grains.ts';
import type { ModelClass } from './model-class.ts';

/** Scalars of grains that its first latent takes. */
const used = ['density', 'radius', 'spread', 'elongation', 'roughness', 'fillet', 'lambda1'];
/** How far bodies have grown into each other at the start, in radii of balls with their chords. */
const swellings = [0.05, 0.15, 0.3, 0.5, 0.75];
/** Radius of balls by 4 V / S at the start: bodies that have grown together have longer chords than their balls. */
const radiusPerChord = 0.6;
const spread = 0.3;

const record = grainsInAnyOrder;

/**
 * Two phases: rough grains, apart or grown together, and what they leave: particles in a matrix, or a rock or a sinter
 * and its pores. Gaussian fields make no separate round bodies.
 * @source docs/design/grains.md
 */
export const twoPhaseGrains: ModelClass<'two-phase-grains'> = {
  source: 'docs/design/grains.md',
  reaches: ['grain shape'],
  method: 'simulated',
  choice: 'always',
  cost: 'a minute or two',
  starts: ({ volumeFractions, surfaceAreas }) => {
    const radius = (radiusPerChord * 4 * volumeFractions[0]) / surfaceAreas[0];
    return swellings.map((swelling) => ({
      // The more they have grown together, the smaller are the balls for the same chord.
      ...{ density: 3, radius: (1 - 0.7 * swelling) * radius, spread },
      ...{ lambda1: -swelling * radius, roughness: 0.04 * radius, fillet: 0.05 * radius },
    }));
  },
  record: {
    name: 'two-phase-grains',
    summary:
      'two phases: rough grains, apart or grown together, around spheroids placed at random without overlap; and the space between',
    fields: ['X'],
    scalars: record.scalars.filter(({ name }) => used.includes(name)),
    latents: [record.latents[0]],
    grains: record.grains,
  },
};
