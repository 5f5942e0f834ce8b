import { z } from 'zod';
import { anisotropyFindings } from '../anisotropy-findings.ts';
import { drawSettings, namesIn, shapeOf } from '../draw-settings.ts';
import { type DrawTask, descriptorsNamed, numbersOf } from '../draw-work.ts';
import type { StudyKind } from '../study-kind.ts';

const { descriptors: _, ...drawn } = drawSettings;
const settings = z.strictObject({
  stretches: z
    .string()
    .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/)
    .default('0.5,0.8,1,1.5')
    .describe('values of b_s, the stretch along z, a list'),
  ...drawn,
});

/** Settings of a study of anisotropy. */
export type AnisotropySettings = z.output<typeof settings>;

const stretchesOf = ({ stretches }: AnisotropySettings): number[] =>
  [...new Set(stretches.split(',').map(Number))].sort((a, b) => a - b);
const measured = 'chordLength';

/** Chords along z and across, at known stretches. */
export const anisotropy: StudyKind<AnisotropySettings> = {
  name: 'anisotropy',
  title: 'Stretch along z',
  question: 'whether chords along z are those across times b_s, in mean and in scatter',
  settings,
  growing: ['realisations', 'stretches'],
  plan: (own, { model }) => {
    descriptorsNamed(namesIn(measured));
    const [depth, ...layer] = shapeOf(own);
    return stretchesOf(own).flatMap((zScale) =>
      Array.from(
        { length: own.realisations },
        (__, r): DrawTask => ({
          ...{ name: `b_s-${zScale}-${r}`, work: 'draw', model: { ...numbersOf(model), zScale } },
          labels: [
            { name: 'b_s', value: zScale },
            { name: 'realisation', value: r },
          ],
          // Windows are stretched too: borders cut as many chords along z as across.
          shape: [Math.max(8, Math.round(depth * zScale)), ...layer],
          ...{ seed: own.seed, realisation: r, descriptors: namesIn(measured) },
        }),
      ),
    );
  },
  find: (own, { model }, rows) => anisotropyFindings(model, stretchesOf(own), rows),
};
