import { z } from 'zod';
import { ExcursaError } from '../../errors.ts';
import { conditionalFindings } from '../conditional-findings.ts';
import { type ConditionalTask, layersAway } from '../conditional-work.ts';
import { drawSettings, namesIn, pointNumbers, shapeOf } from '../draw-settings.ts';
import { descriptorsNamed } from '../draw-work.ts';
import type { StudyInput, StudyKind } from '../study-kind.ts';

const settings = z.strictObject({
  layers: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .default('0')
    .describe('layers of a conditional volume that are the images, one after the other'),
  ...drawSettings,
});

/** Settings of a study of conditional twins. */
export type ConditionalSettings = z.output<typeof settings>;

/**
 * The layers of the sections.
 * @throws ExcursaError (usage) for others than the volume has, more than images, and images of another size.
 */
function layersOf({ layers, ...own }: ConditionalSettings, { images = [] }: StudyInput): number[] {
  const list = layers.split(',').map(Number);
  const refuse = (expected: string, got: string): never => {
    throw new ExcursaError({
      ...{ kind: 'usage', what: { setting: 'layers' }, expected, got },
      remedy: { setting: 'layers', value: '0' },
    });
  };
  const [depth, height, width] = shapeOf(own);
  const unlike = images.find(({ grid }) => grid.shape[1] !== height || grid.shape[2] !== width);
  if (unlike) {
    const [, ...plane] = unlike.grid.shape;
    throw new ExcursaError({
      ...{ kind: 'usage', what: { setting: 'shape' } },
      expected: `sections of ${height} x ${width} pixels, as the layers of the volume`,
      got: plane.join(' x '),
      remedy: { setting: 'shape', value: [depth, ...plane].join() },
    });
  }
  if (list.some((layer) => layer >= depth)) refuse(`layers from 0 to ${depth - 1}`, layers);
  if (new Set(list).size < list.length) refuse('different layers', layers);
  if (images.length > 0 && images.length < list.length) {
    refuse('an image for every layer', `${images.length} for ${list.length} layers`);
  }
  return list;
}

/** Realisations that pass through sections, beside others of the model. */
export const conditional: StudyKind<ConditionalSettings> = {
  name: 'conditional',
  title: 'Conditional twins',
  question: 'whether volumes that pass through given sections have the law of the model away from them',
  settings,
  images: 'optional',
  growing: ['realisations'],
  plan: (own, input) => {
    descriptorsNamed(namesIn(own.descriptors));
    const layers = layersOf(own, input);
    return [true, false].flatMap((through) =>
      Array.from({ length: own.realisations }, (_, r): ConditionalTask => {
        // Noise of its own for each side, and for the volumes whose layers are sections.
        const [realisation, section] = [through ? r : pointNumbers + r, 2 * pointNumbers + r];
        return {
          ...{ name: `${through ? 'through' : 'free'}-${r}`, work: 'conditional', through, layers },
          labels: [
            { name: 'volume', value: through ? 'conditional' : 'model' },
            { name: 'realisation', value: r },
          ],
          ...{
            shape: shapeOf(own),
            seed: own.seed,
            realisation,
            model: section,
            descriptors: namesIn(own.descriptors),
          },
        };
      }),
    );
  },
  find: (own, input, rows) => {
    const layers = layersOf(own, input);
    const images = input.images?.length ?? 0;
    const away = layersAway(input.model, { layers, shape: shapeOf(own) }).length;
    return conditionalFindings({ images, layers: layers.length, away }, input.model, rows);
  },
};
