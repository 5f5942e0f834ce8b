import { grainsInAnyOrder } from './grains.ts';
import { linedGrains } from './lined-grains.ts';
import type { GrownFrom, ModelClass } from './model-class.ts';

const { record, grownFrom } = linedGrains;
const [bodies, holes, menisci] = record.latents;
const [, binder] = grainsInAnyOrder.latents;

/** Ranges of the field of clots at the start, in median radii of the grains. */
const clotRanges = [0.45, 0.7, 1.05] as const;

/**
 * Scalars of `grains` but for the neck, and those of `lined-grains` that are not among them. Its bound of elongation is
 * left out: with it fits were no nearer (docs/design/grains.md).
 */
const ofGrains = grainsInAnyOrder.scalars.filter(({ name }) => !name.startsWith('neck'));
const ofLining = record.scalars.filter(
  ({ name }) => name !== 'liningSoftness' && !ofGrains.some((own) => own.name === name),
);

/** Thresholds at the start: less of the second phase that was fitted, and little lining, leave room for menisci. */
const [fewer, littleLining] = [0.8, 1.15] as const;

/** As for `lined-grains`, with a second phase away from grains too, and clots that are somewhat smaller than grains. */
const grown: GrownFrom = {
  record: grainsInAnyOrder,
  begin: (fitted) => {
    const { scalars, ...fields } = grownFrom!.begin(fitted);
    return {
      ...fields,
      scalars: { ...scalars, lambda2: fitted.scalars.lambda2 + fewer, lambda4: littleLining },
      V: {
        ...Object.fromEntries(
          clotRanges.flatMap((factor, c) => [
            [`weight${c + 1}`, 1 / clotRanges.length],
            [`range${c + 1}`, factor * fitted.scalars.radius],
            [`shape${c + 1}`, 1.9],
          ]),
        ),
        mollifier: 1,
      },
    };
  },
};

/**
 * Grains as in `lined-grains`, with binder away from grains too, and clots of it: a smooth field V adds to the latent
 * of the lining. Where V is high the lining is dense and binder reaches into the pores as a sponge; where it is low
 * grains are bare.
 * @source docs/design/grains.md
 */
export const clottedGrains: ModelClass<'clotted-grains'> = {
  source: 'docs/design/grains.md',
  reaches: ['grain shape'],
  method: 'simulated',
  choice: 'when named',
  contains: linedGrains.record.name,
  cost: 'two to five minutes',
  starts: linedGrains.starts,
  grownFrom: grown,
  record: {
    ...record,
    name: 'clotted-grains',
    summary:
      'three phases: as in the class lined-grains, but the second phase is also away from grains, dense in some places and rare in others',
    fields: [...record.fields, 'V'],
    scalars: [
      ...ofGrains,
      ...ofLining,
      {
        name: 'clot',
        meaning: 'weight of the field V in the lining, whose shell has the weight 1',
        role: 'weight',
        dimension: 'number',
        transform: { kind: 'interval', lower: 0.02, upper: 8, logarithmic: true },
        start: 0.35,
        spread: 0.2,
      },
    ],
    latents: [
      bodies,
      holes,
      menisci,
      { ...binder, terms: binder.terms.filter(({ kind }) => kind !== 'neck') },
      {
        name: 'L',
        terms: [
          { kind: 'field', field: 'U', power: 1, coefficient: ['ragged'] },
          { kind: 'field', field: 'V', power: 1, coefficient: ['clot'] },
          // The lining ends within the same distance as the shell of the binder: it hardly matters.
          { kind: 'shell', latent: 'A', coefficient: [], length: 'liningLength', softness: 'coatSoftness' },
        ],
        threshold: 'lambda4',
      },
    ],
    cells: [0, 2, 1, 1, 1, 2],
  },
};
