import { z } from 'zod';
import { heldOutFolds } from '../../calibrate/index.ts';
import { families } from '../../correlation/index.ts';
import { ExcursaError } from '../../errors.ts';
import { type DrawSettings, drawSettings, namesIn, shapeOf } from '../draw-settings.ts';
import { type DrawTask, descriptorsNamed, type ModelNumbers } from '../draw-work.ts';
import { fitSettings } from '../fit-settings.ts';
import { checkPhases, type FitTask, type MeasureTask, rawOf } from '../fit-work.ts';
import { betweenSizes, fittedNumbers, sizesFindings } from '../sizes-findings.ts';
import type { Label, Row, StudyInput, StudyKind, Task } from '../study-kind.ts';

const settings = z.strictObject({
  sizes: z
    .string()
    .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){2}$/)
    .meta({ description: 'three sizes of particles, one for each image, rising: 0.5,1,2', example: '0.5,1,2' }),
  family: z
    .enum(Object.keys(families) as [string, ...string[]])
    .default(Object.keys(families)[0])
    .describe('family of correlation functions of the class that is fitted'),
  ...fitSettings,
  ...drawSettings,
});

/** Settings of a study of particle sizes. */
export type SizesSettings = z.output<typeof settings>;

/** The sizes, and an image for each. @throws ExcursaError (usage) for other numbers of images, and falling sizes. */
function sizesOf({ sizes }: SizesSettings, { images = [] }: StudyInput): number[] {
  const list = sizes.split(',').map(Number);
  const refuse = (expected: string, got: string): never => {
    throw new ExcursaError({
      ...{ kind: 'usage', what: { setting: 'sizes' }, expected, got },
      remedy: { setting: 'sizes', value: '0.5,1,2' },
    });
  };
  if (images.length !== list.length) refuse('one image or one volume for each of three sizes', `${images.length}`);
  if (list.some((size, i) => i > 0 && size <= list[i - 1])) refuse('rising sizes', sizes);
  return list;
}

/** Numbers of a row of a fit by which another one begins. */
function startOf(rows: readonly Row[], name: string): { readonly order: number; readonly raw: number[] } | undefined {
  const values = rows.find(({ task }) => task.name === name)?.values;
  const raw = values && rawOf(values);
  const order = values?.find(({ quantity }) => quantity === 'order')?.value;
  return raw && order !== undefined && order !== null ? { order, raw } : undefined;
}

function plan(own: SizesSettings, input: StudyInput, rows: readonly Row[]): readonly Task[] {
  descriptorsNamed(namesIn(own.descriptors));
  checkPhases(input.images ?? [], input.model);
  const { family, order, fitStarts: starts, quadrature: points, smoothness, seed } = own;
  const sizes = sizesOf(own, input);
  const labels = (size: number, what: string, part: number | string): Label[] => [
    { name: 'size', value: size },
    { name: 'what', value: what },
    { name: 'realisation or quarter', value: part },
  ];
  const fitTask = (name: string, image: number, what: string, more: Partial<FitTask>): FitTask => ({
    ...{ name, work: 'fit', labels: labels(sizes[image], what, more.fold === undefined ? 'all' : more.fold + 1) },
    ...{ family, order, starts, points, smoothness, seed, image, tellsParameters: true, ...more },
  });
  const measured = (input.images ?? []).flatMap(({ grid }, image): MeasureTask[] =>
    grid.rank === 2
      ? []
      : [
          {
            ...{ name: `image-${sizes[image]}`, work: 'measure', labels: labels(sizes[image], 'image', 'all') },
            ...{ image, descriptors: namesIn(own.descriptors) },
          },
        ],
  );
  const tasks: Task[] = [...measured, fitTask('first', 0, 'first fit', {})];
  const first = startOf(rows, 'first');
  if (!first) return tasks;
  // All begin at one optimum: what images do not determine then stays, and what they do can be compared.
  sizes.forEach((size, image) => {
    tasks.push(
      fitTask(`size-${size}`, image, 'fit', { from: first }),
      ...Array.from({ length: heldOutFolds }, (_, fold) =>
        fitTask(`size-${size}-without-${fold + 1}`, image, 'fit without a quarter', { from: first, fold }),
      ),
    );
  });
  const fits = sizes.map((size) => startOf(rows, `size-${size}`));
  if (fits.some((found) => !found)) return tasks;
  const between = betweenSizes(sizes, input.model, rows);
  const judge = (name: string, raw: readonly number[]): FitTask =>
    fitTask(`judge-${name}`, 1, `judged: ${name}`, { from: { order: first.order, raw }, keep: true });
  tasks.push(
    judge('interpolated', between.raw),
    judge('smallest', fits[0]!.raw),
    judge('largest', fits[2]!.raw),
    ...sizes.flatMap((size) =>
      draws(`twin-${size}`, labels(size, 'twin', 0), fittedNumbers(input.model, rows, size), own),
    ),
    ...draws('interpolated', labels(sizes[1], 'interpolated', 0), between.numbers, own),
  );
  return tasks;
}

/** Realisations of a model. */
const draws = (name: string, labels: readonly Label[], model: ModelNumbers, own: DrawSettings): DrawTask[] =>
  Array.from({ length: own.realisations }, (_, realisation) => ({
    ...{ name: `${name}-${realisation}`, work: 'draw', model, shape: shapeOf(own), seed: own.seed, realisation },
    labels: labels.map((label) => (label.value === 0 ? { ...label, value: realisation } : label)),
    descriptors: namesIn(own.descriptors),
  }));

/** Fits at three sizes of particles, and the model between two of them beside what is there. */
export const particleSizes: StudyKind<SizesSettings> = {
  name: 'particle-sizes',
  title: 'Sizes of particles',
  question:
    'which parameters move with the size of particles and which stay, and what the model between two sizes is worth',
  settings,
  images: 'instead',
  growing: ['realisations'],
  plan,
  find: (own, input, rows) => sizesFindings(sizesOf(own, input), input.model, rows),
};
