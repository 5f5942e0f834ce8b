import { z } from 'zod';
import { drawSettings, namesIn, shapeOf } from '../draw-settings.ts';
import { type DrawTask, descriptorsNamed, numbersOf } from '../draw-work.ts';
import { shifted, shiftsOf, sigmoidFindings } from '../sigmoid-findings.ts';
import type { StudyKind } from '../study-kind.ts';

const { descriptors: _, ...drawn } = drawSettings;
const settings = z.strictObject({
  steepness: z
    .string()
    .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/)
    .default('5,10,30')
    .describe('steepness nu of sigmoids that take the place of cuts, a list'),
  ...drawn,
});

/** Settings of a study of sigmoids. */
export type SigmoidSettings = z.output<typeof settings>;

const nusOf = ({ steepness }: SigmoidSettings): number[] => [...new Set(steepness.split(',').map(Number))];
const measured = 'volumeFraction,specificSurfaceArea';

/** Sigmoids in place of cuts: what they change. */
export const sigmoid: StudyKind<SigmoidSettings> = {
  name: 'sigmoid',
  title: 'Sigmoids in place of cuts',
  question: 'how far volume fractions and surface areas of soft phases, by sigmoids, are from those of hard ones',
  settings,
  growing: ['realisations', 'steepness'],
  plan: (own, { model }) => {
    descriptorsNamed(namesIn(measured));
    const draw = (name: string, nu: number | string, node: number, shifts: readonly number[]): DrawTask[] =>
      Array.from({ length: own.realisations }, (__, r) => ({
        ...{ name: `${name}-${r}`, work: 'draw', model: numbersOf(shifted(model, shifts)), shape: shapeOf(own) },
        labels: [
          { name: 'nu', value: nu },
          { name: 'node', value: node },
          { name: 'realisation', value: r },
        ],
        ...{ seed: own.seed, realisation: r, descriptors: namesIn(measured) },
      }));
    const all = shiftsOf(model);
    return [
      ...draw('hard', 'hard', 0, all[0].shifts),
      ...nusOf(own).flatMap((nu) =>
        all.slice(1).flatMap(({ shifts }, i) =>
          draw(
            `nu-${nu}-node-${i + 1}`,
            nu,
            i + 1,
            shifts.map((shift) => shift / nu),
          ),
        ),
      ),
    ];
  },
  find: (own, { model }, rows) => sigmoidFindings(model, nusOf(own), rows),
};
