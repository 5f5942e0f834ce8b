import { grainLength, grainsInAnyOrder } from './grains.ts';
import { type ModelClass, parameterOf, threshold } from './model-class.ts';

/** Standard deviation of the logarithm of the radius at the start: small grains between large ones. */
const spread = 0.6;
/**
 * Median radii at the start, in what the surface of the second phase gives for balls of one size. Cracks cut the chords
 * of grains: what the second phase leaves gives their size instead.
 */
const radii = [0.65, 0.4] as const;
/** Share and range, in median radii, of the components of each field at the start, and its smoothing, voxels. */
const fields = {
  X: {
    components: [
      [0.15, 0.035],
      [0.45, 0.14],
      [0.4, 0.33],
    ],
    mollifier: 0.5,
  },
  Y: {
    components: [
      [0.2, 0.07],
      [0.4, 0.24],
      [0.4, 0.6],
    ],
    mollifier: 0.7,
  },
  W: {
    components: [
      [0.05, 0.3],
      [0.25, 1.2],
      [0.7, 2.6],
    ],
    mollifier: 0.7,
  },
} as const;
/** Bounds of ranges at the start, voxels, and their exponent. */
const [shortest, longest, shape] = [0.6, 36, 1.9];

/** Correlations at the start, for grains of a median radius. */
const correlations = (radius: number): Record<string, number> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, { components, mollifier }]) => [
      [parameterOf(field, 'mollifier'), mollifier],
      ...components.flatMap(([share, range], c) => [
        [parameterOf(field, `weight${c + 1}`), share],
        [parameterOf(field, `range${c + 1}`), Math.min(longest, Math.max(shortest, range * radius))],
        [parameterOf(field, `shape${c + 1}`), shape],
      ]),
    ]),
  );

const surface = grainsInAnyOrder.scalars;
const taken = ['density', 'radius', 'elongation', 'roughness', 'coat', 'coatLength', 'coatSoftness', 'lambda2'];
const [bodies, binder] = grainsInAnyOrder.latents;

/**
 * Cracked grains that stay apart, of very different sizes, in a matrix: large ones come first. A = D_1 + roughness X +
 * parting exp(min(0, D_2 - lambda1) / partingLength) with parting < 0 reaches lambda1 in the grains: they swell, but
 * where a second one is near they keep to their balls, so that walls of the rest remain between them. Where C = inside
 * + crack (W^2 - 1) + tear X reaches its threshold there is a crack of the third phase: sheets along the zeros of W,
 * torn by X, only inside grains. B = Y + a shell around grains reaches lambda2 in the second phase.
 * @source docs/design/grains.md
 */
export const crackedGrains: ModelClass<'cracked-grains'> = {
  source: 'docs/design/grains.md',
  reaches: ['grain shape'],
  method: 'simulated',
  // Its images are large, and take as long as those of all other classes together.
  choice: 'if recognised',
  cost: 'three to six minutes',
  hasLargeBodies: true,
  starts: ({ volumeFractions, surfaceAreas }) =>
    radii.map((factor) => {
      const radius = (factor * 3 * (1 - volumeFractions[1])) / surfaceAreas[1];
      return {
        ...{ density: 5, radius, spread, sorting: 0.9, roughness: 0.04 * radius },
        ...{ coat: -1, coatLength: 0.05 * radius, coatSoftness: 0.025 * radius, lambda2: -0.5 },
        ...{ lambda1: -0.2 * radius, parting: -0.33 * radius, partingLength: 0.07 * radius },
        ...correlations(radius),
      };
    }),
  record: {
    ...grainsInAnyOrder,
    name: 'cracked-grains',
    summary:
      'three phases: separate grains of very different sizes, a second phase between them, and cracks in the grains that belong to the third',
    fields: ['X', 'Y', 'W'],
    fine: ['X', 'Y', 'W'],
    scalars: [
      ...surface.filter(({ name }) => taken.includes(name)),
      {
        ...surface.find(({ name }) => name === 'spread')!,
        transform: { kind: 'interval', lower: 0.02, upper: 0.8, logarithmic: true },
        start: spread,
      },
      {
        name: 'sorting',
        meaning: 'how far large grains come before small ones: 0, in any order; 1, strictly',
        role: 'density',
        dimension: 'number',
        transform: { kind: 'interval', lower: 0, upper: 1 },
        start: 0.9,
        spread: 0.2,
      },
      {
        ...threshold('parting', 'A'),
        role: 'weight',
        meaning: 'by how much less a grain swells where a second one is near: negative',
        dimension: 'length',
        start: -12,
      },
      grainLength('partingLength', 'reach', 'distance over which a second grain is near', [0.5, 40], 3),
      {
        ...threshold('lambda1', 'A'),
        meaning: 'depth in a spheroid, positive inside, at which its grain ends',
        dimension: 'length',
        start: -8,
      },
      {
        name: 'crack',
        meaning: 'weight of the squared field W, along whose zeros cracks run',
        role: 'square-weight',
        dimension: 'number',
        transform: { kind: 'interval', lower: -8, upper: -0.2 },
        start: -2,
        spread: 0.15,
      },
      {
        ...threshold('tear', 'C'),
        role: 'weight',
        meaning: 'weight of the field X in cracks: how much they open and close',
        start: 0.15,
      },
      grainLength('rim', 'softness', 'distance from the surface of a grain over which cracks end', [0.2, 20], 2),
      { ...threshold('lambda3', 'C'), meaning: 'threshold of latent C: lower makes wider cracks', start: 2.95 },
    ],
    latents: [
      {
        name: 'C',
        terms: [
          { kind: 'field', field: 'W', power: 2, coefficient: ['crack'] },
          { kind: 'field', field: 'X', power: 1, coefficient: ['tear'] },
          { kind: 'inside', coefficient: [], length: 'rim' },
        ],
        threshold: 'lambda3',
      },
      {
        ...bodies,
        terms: [
          { kind: 'field', field: 'X', power: 1, coefficient: ['roughness'] },
          { kind: 'depth', coefficient: [] },
          { kind: 'neck', coefficient: ['parting'], length: 'partingLength' },
        ],
      },
      { ...binder, terms: binder.terms.filter(({ kind }) => kind !== 'neck') },
    ],
    // Cracks are part of the third phase.
    cells: [2, 0, 1, 2],
    grains: { ...grainsInAnyOrder.grains!, sorting: 'sorting' },
  },
};
