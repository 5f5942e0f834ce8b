import { grainLength, grainStarts, grainsInAnyOrder } from './grains.ts';
import { type ModelClass, threshold } from './model-class.ts';

/** Spread of the sizes at the start. */
const spread = 0.5;

/**
 * Grains with cracks: where C = inside + crack (W^2 - 1) reaches its threshold there is a crack, filled with the third
 * phase: thin sheets along the zeros of W, and only inside grains. Everything else as in `grains`.
 * @source docs/design/grains.md
 */
export const crackedGrains: ModelClass<'cracked-grains'> = {
  source: 'docs/design/grains.md',
  reaches: ['grain shape'],
  method: 'simulated',
  // Where it was tried, plainer classes came nearer (docs/results/grains.md).
  choice: 'when named',
  cost: 'some minutes',
  // Cracks cut the chords of grains: what the second phase leaves gives their size instead. Sizes that differ make the
  // mean chord exp(5 spread^2 / 2) times longer than that of a grain of median size.
  starts: (data) => {
    const chord = (3 * (1 - data.volumeFractions[1])) / data.surfaceAreas[1];
    return grainStarts(data, chord / Math.exp(2.5 * spread ** 2), spread).map((start) => ({ ...start, density: 4 }));
  },
  record: {
    ...grainsInAnyOrder,
    name: 'cracked-grains',
    summary:
      'grains as in the class of that name, cut by sheets of the third phase along the zeros of a Gaussian field',
    fields: [...grainsInAnyOrder.fields, 'W'],
    scalars: [
      ...grainsInAnyOrder.scalars,
      {
        name: 'crack',
        meaning: 'weight of the squared field W, along whose zeros cracks run',
        role: 'square-weight',
        dimension: 'number',
        transform: { kind: 'interval', lower: -8, upper: -0.5 },
        start: -3,
        spread: 0.15,
      },
      grainLength('rim', 'softness', 'distance from the surface of a grain over which cracks end', [0.2, 20], 1),
      { ...threshold('lambda3', 'C'), meaning: 'threshold of latent C: lower makes wider cracks', start: 3.94 },
    ],
    latents: [
      {
        name: 'C',
        terms: [
          { kind: 'field', field: 'W', power: 2, coefficient: ['crack'] },
          { kind: 'inside', coefficient: [], length: 'rim' },
        ],
        threshold: 'lambda3',
      },
      ...grainsInAnyOrder.latents,
    ],
    // Cracks are part of the third phase.
    cells: [2, 0, 1, 2],
  },
};
