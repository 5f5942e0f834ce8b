import { z } from 'zod';
import { anisotropyFindings } from '../anisotropy-findings.ts';
import { drawSettings, namesIn, shapeOf } from '../draw-settings.ts';
import { type DrawTask, descriptorsNamed, numbersOf } from '../draw-work.ts';
import { checkPhases, type MeasureTask } from '../fit-work.ts';
import { chordsOfSections } from '../section-chords.ts';
import type { StudyInput, StudyKind } from '../study-kind.ts';

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

/** Layers of a realisation across the plane of a section. */
const thickness = 16;

/** Sections along z, and realisations of their size with the model's own stretch and without. */
function sectionTasks(own: AnisotropySettings, { model, images = [] }: StudyInput): (DrawTask | MeasureTask)[] {
  if (images.length === 0) return [];
  checkPhases(images, model);
  const [, rows, columns] = images[0].grid.shape;
  const labels = (what: string, r: number) => [
    { name: 'b_s', value: what },
    { name: 'realisation', value: r },
  ];
  return [
    ...images.map(
      (_, image): MeasureTask => ({
        ...{ name: `section-${image}`, work: 'measure', labels: labels('sections', image), image },
        descriptors: namesIn(measured),
      }),
    ),
    ...[1, model.zScale].flatMap((zScale, k) =>
      Array.from(
        { length: own.realisations },
        (__, r): DrawTask => ({
          ...{ name: `like-sections-${k}-${r}`, work: 'draw', model: { ...numbersOf(model), zScale } },
          labels: labels(k === 0 ? 'like sections, 1' : 'like sections, own', r),
          shape: [rows, thickness, columns],
          ...{ seed: own.seed, realisation: r, descriptors: namesIn(measured) },
        }),
      ),
    ),
  ];
}

/** Chords along z and across, at known stretches, and against sections. */
export const anisotropy: StudyKind<AnisotropySettings> = {
  name: 'anisotropy',
  title: 'Stretch along z',
  question: 'whether chords along z are those across times b_s, in mean and in scatter, and those of sections along z',
  settings,
  images: 'optional',
  growing: ['realisations', 'stretches'],
  plan: (own, input) => {
    const { model } = input;
    descriptorsNamed(namesIn(measured));
    const [depth, ...layer] = shapeOf(own);
    const known = stretchesOf(own).flatMap((zScale) =>
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
    return [...known, ...sectionTasks(own, input)];
  },
  find: (own, { model }, rows) => {
    const found = anisotropyFindings(model, stretchesOf(own), rows);
    const sections = chordsOfSections(model, rows);
    if (!sections) return found;
    return {
      ...found,
      conclusion: [...found.conclusion, sections.sentence],
      tables: [...found.tables, sections.table],
    };
  },
};
