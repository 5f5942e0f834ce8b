import { z } from 'zod';
import { directionsOf, stepsOf } from '../directions.ts';
import { drawSettings, namesIn, shapeOf } from '../draw-settings.ts';
import { type DrawTask, descriptorsNamed, numbersOf } from '../draw-work.ts';
import { sensitivityFindings } from '../sensitivity-findings.ts';
import type { StudyKind } from '../study-kind.ts';

const settings = z.strictObject({
  parameters: z
    .string()
    .min(1)
    .default('all')
    .describe('parameters to change, a list such as alpha1,X.range1; all of the model, or none for combinations alone'),
  steps: z
    .string()
    .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/)
    .refine((text) => text.split(',').every((step) => Number(step) > 0 && Number(step) < 100))
    .default('1,2,5,10')
    .describe('relative changes to either side, %, a list of numbers above 0 and below 100'),
  combinations: z
    .int()
    .min(0)
    .max(50)
    .default(3)
    .describe('also change so many combinations that two-point functions determine best, and worst'),
  ...drawSettings,
});

/** Settings of a sensitivity study. */
export type SensitivitySettings = z.output<typeof settings>;

/** Every parameter a little larger and smaller, with the same noise. */
export const sensitivity: StudyKind<SensitivitySettings> = {
  name: 'sensitivity',
  title: 'Sensitivity to parameters',
  question: 'which parameter, and which combination of parameters, controls which descriptor and conductivity',
  settings,
  growing: ['realisations', 'combinations', 'steps'],
  plan: (own, input) => {
    descriptorsNamed(namesIn(own.descriptors));
    const { model } = input;
    const draw = (name: string, values: Float64Array, labels: DrawTask['labels']): DrawTask[] =>
      Array.from({ length: own.realisations }, (_, r) => ({
        ...{ name: `${name}-${r}`, work: 'draw', labels: [...labels, { name: 'realisation', value: r }] },
        ...{ model: { ...numbersOf(model), values: Array.from(values) }, shape: shapeOf(own), seed: own.seed },
        ...{ realisation: r, descriptors: namesIn(own.descriptors) },
      }));
    const labels = (direction: string, change: number) => [
      { name: 'direction', value: direction },
      { name: 'change', unit: '%', value: 100 * change },
    ];
    return [
      ...draw('own', model.values, labels('none', 0)),
      ...directionsOf(own, input).flatMap(({ name, change }) =>
        stepsOf(own).flatMap((step) =>
          [1, -1].flatMap((sign) =>
            draw(
              `${name.replaceAll(/[^\w.]/g, '-')}-${sign > 0 ? 'up' : 'down'}-${100 * step}`,
              model.values.map((value, i) => value * (1 + sign * step * change[i])),
              labels(name, sign * step),
            ),
          ),
        ),
      ),
    ];
  },
  find: (own, input, rows) => sensitivityFindings(stepsOf(own), directionsOf(own, input), input.model, rows),
};
