import { grainsInAnyOrder } from './grains.ts';
import { linedGrains } from './lined-grains.ts';
import type { GrownFrom, ModelClass } from './model-class.ts';

const { record, grownFrom } = linedGrains;
const [bodies, holes, menisci] = record.latents;

/** Ranges of the field of clots at the start, in median radii of the grains. */
const clotRanges = [0.45, 0.7, 1.05] as const;

/** Scalars of `lined-grains`; with its bound of elongation fits were no nearer (docs/design/grains.md). */
const scalars = record.scalars.map((own) => grainsInAnyOrder.scalars.find(({ name }) => name === own.name) ?? own);

/** As for `lined-grains`, with clots that are somewhat smaller than grains. */
const grown: GrownFrom = {
  record: grainsInAnyOrder,
  begin: (fitted) => ({
    ...grownFrom!.begin(fitted),
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
  }),
};

/**
 * Grains as in `lined-grains`, with clots of binder: a smooth field V adds to the latent of the lining. Where V is high
 * the lining is dense and binder reaches into the pores as a sponge; where it is low grains are bare.
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
      'three phases: as in the class lined-grains, but the second phase is dense in some places and rare in others',
    fields: [...record.fields, 'V'],
    scalars: [
      ...scalars,
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
      {
        name: 'L',
        terms: [
          { kind: 'field', field: 'U', power: 1, coefficient: ['ragged'] },
          { kind: 'field', field: 'V', power: 1, coefficient: ['clot'] },
          { kind: 'shell', latent: 'A', coefficient: [], length: 'liningLength', softness: 'liningSoftness' },
        ],
        threshold: 'lambda4',
      },
    ],
  },
};
