import { ballsOf, grainLength, grains, positive, sorted, unsorted } from './grains.ts';
import { type ModelClass, rangesOf, threshold } from './model-class.ts';

/** Scalars of the second phase of grains, which bubbles do not have. */
const replaced = ['coat', 'neck', 'neckLength', 'lambda2'];
/** Spread of the sizes of bubbles at the start. */
const spreadOfBubbles = 0.3;
/** Radius of bubbles at the start, a factor of that which chords give: grains cut parts off. */
const cutByGrains = 1.1;
/** Sizes at the start in radii of a bubble: of the rough surface, and of the shell and its end. */
const [ragged, shell, softness] = [0.1, 0.8, 0.3];
/** Bounds of the correlations of the rough surface at the start, voxels. */
const rangeBounds = [1.5, 20] as const;
/** How much larger bubbles are near grains at the start, in their radius: anywhere, and only near grains. */
const nearness = [0, 1];

/**
 * Grains in a matrix with bubbles in it: B = bubble + ragged Y + coat / (1 + exp(-(A + coatLength) / coatSoftness)) is
 * at least lambda2 in the bubbles outside the grains, where bubble is the depth in the nearest ball of a second
 * population. These balls lie anywhere, one over the other too; the shell makes them larger near grains. A Gaussian
 * field of a tenth of the space percolates, bubbles do not.
 * @source docs/design/grains.md
 */
export const bubbleGrains: ModelClass<'bubble-grains'> = {
  source: 'docs/design/grains.md',
  reaches: ['grain shape'],
  method: 'simulated',
  choice: 'always',
  after: 'grains',
  refines: 'grains',
  cost: 'some minutes',
  starts: (data) => {
    const { volumeFractions, surfaceAreas } = data;
    const { radius, spread } = ballsOf(data);
    // Balls that lie anywhere cover 1 - exp(-density) of what grains leave.
    const share = Math.min(0.9, Math.max(0.02, volumeFractions[1] / (1 - volumeFractions[0])));
    const ofChords = ((3 * volumeFractions[1]) / surfaceAreas[1]) * Math.exp(-2.5 * spreadOfBubbles ** 2);
    const bubble = Math.min(50, Math.max(1.2, cutByGrains * ofChords));
    return [...unsorted, ...sorted].flatMap(({ density, even, swelling, radius: factor, sorting }) => {
      const own = even ? Math.min(spread, 0.2) : spread;
      const ball = factor * radius * Math.exp(2.5 * (spread ** 2 - own ** 2));
      return nearness.map((near) => ({
        ...{ density, radius: ball, spread: own, ...(sorting !== undefined && { sorting }) },
        ...{ roughness: 0.04 * ball, lambda1: -swelling * ball, fillet: 0.05 * ball },
        ...{ bubbleDensity: -Math.log(1 - share), bubbleRadius: bubble, bubbleSpread: spreadOfBubbles },
        ...{ ragged: ragged * bubble, coat: near * bubble, lambda2: near * bubble },
        ...{ coatLength: shell * bubble, coatSoftness: softness * bubble },
        [rangesOf('Y')]: Math.min(rangeBounds[1], Math.max(rangeBounds[0], bubble)),
      }));
    });
  },
  record: {
    name: 'bubble-grains',
    summary: 'three phases: grains as in the class grains, round bubbles that may lie at their surfaces, and the rest',
    fields: grains.record.fields,
    scalars: [
      ...grains.record.scalars.filter(({ name }) => !replaced.includes(name)),
      positive('bubbleDensity', 'density', 'volume of all bubbles per volume of space', [0.01, 4], 0.3),
      grainLength('bubbleRadius', 'radius', 'median radius of the bubbles', [1, 60], 5),
      positive(
        'bubbleSpread',
        'spread',
        'standard deviation of the logarithm of the radius of bubbles',
        [0.02, 0.6],
        spreadOfBubbles,
      ),
      grainLength('ragged', 'roughness', 'standard deviation of the rough surface of bubbles', [0.02, 20], 0.5),
      {
        ...threshold('coat', 'B'),
        role: 'weight',
        dimension: 'length',
        meaning: 'how much larger bubbles are in the shell around the grains',
      },
      {
        ...threshold('lambda2', 'B'),
        dimension: 'length',
        meaning: 'depth in a ball at which its bubble ends near grains',
      },
    ],
    latents: [
      grains.record.latents[0],
      {
        name: 'B',
        terms: [
          { kind: 'field', field: 'Y', power: 1, coefficient: ['ragged'] },
          { kind: 'bubble', coefficient: [] },
          { kind: 'shell', latent: 'A', coefficient: ['coat'], length: 'coatLength', softness: 'coatSoftness' },
        ],
        threshold: 'lambda2',
      },
    ],
    grains: {
      ...grains.record.grains!,
      bubbles: { density: 'bubbleDensity', radius: 'bubbleRadius', spread: 'bubbleSpread' },
    },
  },
};
