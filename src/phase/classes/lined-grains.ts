import { grainLength, grainsInAnyOrder, startsInAnyOrder } from './grains.ts';
import { type GrownFrom, type ModelClass, threshold } from './model-class.ts';

/** Shares, ranges (voxels, or factors of a smooth field's) and exponents of the components of a correlation. */
type Components = readonly (readonly [share: number, range: number, shape: number])[];

const componentsOf = (components: Components): Record<string, number> =>
  Object.fromEntries(
    components.flatMap(([share, range, shape], c) => [
      [`weight${c + 1}`, share],
      [`range${c + 1}`, range],
      [`shape${c + 1}`, shape],
    ]),
  );

/** Range of what varies from voxel to voxel, and smoothing that leaves it, voxels. */
const [grainy, leastSmoothing] = [0.4, 0.35];

/**
 * Length over which a fitted field decays, voxels. The smoothing of length s multiplies the spectrum by exp(-s^2
 * kappa^2), which adds 4 s^2 to the square of the range of a Gaussian correlation.
 */
function smoothLength(field: Readonly<Record<string, number>>): number {
  const all = [1, 2, 3].map((c) => [field[`weight${c}`], field[`range${c}`]] as const);
  const total = all.reduce((sum, [share]) => sum + share, 0);
  const square = all.reduce((sum, [share, range]) => sum + (share / total) * range ** 2, 0);
  return Math.sqrt(square + 4 * field.mollifier ** 2);
}

/**
 * Largest elongation of grains. Functions and features of sections hardly see it, and without a bound fits end with
 * grains of which most are twice as long as wide, where those of the data are not.
 */
const mostElongation = 0.12;

const record: typeof grainsInAnyOrder = {
  ...grainsInAnyOrder,
  scalars: grainsInAnyOrder.scalars.map((scalar) =>
    scalar.role === 'elongation' && scalar.transform.kind === 'interval'
      ? { ...scalar, transform: { ...scalar.transform, upper: mostElongation } }
      : scalar,
  ),
};

/** Half the width of the gaps that menisci fill at the start, and its deviation, in radii of the swollen grains. */
const [gapAtStart, blurAtStart] = [0.23, 0.055] as const;

/**
 * What follows a fit of grains in any order: fields as smooth as they were, a part of each from voxel to voxel; few
 * holes; and menisci and a lining in place of the second phase. The menisci take the volume that the lining leaves.
 */
const grownFrom: GrownFrom = {
  record,
  begin: ({ X, Y, scalars }) => {
    const [surface, texture] = [smoothLength(X), smoothLength(Y)];
    const swollen = scalars.radius - scalars.lambda1;
    return {
      scalars: { lambda5: scalars.lambda1 - gapAtStart * swollen, blur: blurAtStart * swollen },
      X: {
        ...componentsOf([
          [0.06, grainy, 1.5],
          [0.47, 0.9 * surface, 1.95],
          [0.47, 1.1 * surface, 1.95],
        ]),
        mollifier: leastSmoothing,
      },
      Y: {
        ...componentsOf([
          [0.2, grainy, 1.5],
          [0.5, texture, 1.9],
          [0.3, 1.8 * texture, 1.9],
        ]),
        mollifier: leastSmoothing,
      },
      U: {
        ...componentsOf([
          [0.5, grainy, 1.5],
          [0.25, 1.2, 1.5],
          [0.25, 2.5, 1.5],
        ]),
        mollifier: leastSmoothing,
      },
    };
  },
};

const [bodies] = record.latents;
/** Scalars of the second phase of the plainer class, which menisci and the lining replace. */
const replaced = ['coat', 'coatLength', 'coatSoftness', 'neck', 'neckLength', 'lambda2'];

/**
 * Grains as in `grains`, in any order, and a second phase as the binder of cathodes: it fills gaps between two grains
 * that are narrower than a width, lines grains raggedly where shell - U is high, and has holes where a field U is high.
 * There is none elsewhere. Gaps are measured from wall to wall with the roughness of the grains: (D_1 + D_2) / 2 +
 * roughness X. All fields may vary from voxel to voxel.
 * @source docs/design/grains.md
 */
export const linedGrains: ModelClass<'lined-grains'> = {
  source: 'docs/design/grains.md',
  reaches: ['grain shape'],
  method: 'simulated',
  choice: 'always',
  cost: 'some minutes',
  starts: startsInAnyOrder,
  grownFrom,
  record: {
    ...record,
    name: 'lined-grains',
    summary:
      'three phases: grains as in the class grains, a porous second phase that fills narrow gaps between them and lines them unevenly, and the rest',
    fields: [...record.fields, 'U'],
    fine: [...record.fields, 'U'],
    scalars: [
      ...record.scalars.filter(({ name }) => !replaced.includes(name)),
      grainLength(
        'blur',
        'roughness',
        'standard deviation of half the width of the gaps that menisci fill',
        [0.05, 20],
        1,
      ),
      {
        ...threshold('lambda5', 'M'),
        meaning: 'depth between two grains from which on the gap is filled: lower fills wider gaps',
        dimension: 'length',
        start: -3,
      },
      { ...threshold('lambda3', 'H'), meaning: 'threshold of latent H: lower makes more holes', start: 1.2 },
      {
        ...threshold('ragged', 'L'),
        meaning: 'weight of the field U in the lining, whose shell has the weight 1',
        role: 'weight',
        transform: { kind: 'interval', lower: -8, upper: -0.02 },
        start: -0.35,
      },
      grainLength('liningLength', 'reach', 'thickness of the lining', [0.3, 40], 1),
      grainLength('liningSoftness', 'softness', 'distance over which the lining ends', [0.1, 20], 0.8),
      { ...threshold('lambda4', 'L'), meaning: 'threshold of latent L: lower makes more lining', start: 0.8 },
    ],
    latents: [
      bodies,
      { name: 'H', terms: [{ kind: 'field', field: 'U', power: 1, coefficient: [] }], threshold: 'lambda3' },
      {
        name: 'M',
        terms: [
          { kind: 'field', field: 'X', power: 1, coefficient: ['roughness'] },
          { kind: 'field', field: 'Y', power: 1, coefficient: ['blur'] },
          { kind: 'gap', coefficient: [] },
        ],
        threshold: 'lambda5',
      },
      {
        name: 'L',
        terms: [
          { kind: 'field', field: 'U', power: 1, coefficient: ['ragged'] },
          { kind: 'shell', latent: 'A', coefficient: [], length: 'liningLength', softness: 'liningSoftness' },
        ],
        threshold: 'lambda4',
      },
    ],
    // Holes belong to the third phase, menisci and the lining to the second.
    cells: [0, 2, 1, 1, 2],
  },
};
