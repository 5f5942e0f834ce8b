import { grains } from './grains.ts';
import type { ModelClass } from './model-class.ts';

/**
 * Kinds of packing at the start: large balls first and hardly swollen, the same further swollen, and in nearly any
 * order. The radius is a factor of that which the chords of the first phase give to grains few apart.
 */
const packings = [
  { density: 5, radius: 0.9, swelling: 0.05, sorting: 0.9 },
  { density: 3.5, radius: 0.9, swelling: 0.12, sorting: 0.7 },
  { density: 3, radius: 0.9, swelling: 0.15, sorting: 0.15 },
] as const;
/** Starts of `grains` for its first packing, which differ in the second phase. */
const coatings = 4;

/**
 * Grains as in `grains`, of which the large ones come first: small ones fill what these leave, so that grains can be
 * dense and yet meet in few points. In any order grains of that share have to swell and grow together.
 * @source docs/design/grains.md
 */
export const packedGrains: ModelClass<'packed-grains'> = {
  source: 'docs/design/grains.md',
  reaches: ['grain shape'],
  method: 'simulated',
  choice: 'when named',
  cost: 'some minutes',
  starts: (data) =>
    (grains.starts?.(data) ?? []).slice(0, coatings).flatMap((start) =>
      packings.map(({ density, radius, swelling, sorting }) => ({
        ...start,
        ...{ density, sorting, radius: radius * start.radius, lambda1: -swelling * start.radius },
        // Rough surfaces touch more: a fit finds roughness where there is some.
        roughness: 0.015 * start.radius,
      })),
    ),
  record: {
    ...grains.record,
    name: 'packed-grains',
    summary: 'grains as in the class of that name, of which large ones come first: dense, and yet with few contacts',
    scalars: [
      ...grains.record.scalars,
      {
        name: 'sorting',
        meaning: 'how far large grains come before small ones: 0, in any order; 1, strictly',
        role: 'density',
        dimension: 'number',
        transform: { kind: 'interval', lower: 0, upper: 1 },
        start: 0.7,
        spread: 0.2,
      },
    ],
    grains: { ...grains.record.grains!, sorting: 'sorting' },
  },
};
