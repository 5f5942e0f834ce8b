import { z } from 'zod';
import { heldOutFolds } from '../../calibrate/index.ts';
import { familiesFindings } from '../families-findings.ts';
import { familiesNamed, fitSettings } from '../fit-settings.ts';
import { checkPhases, type FitTask, orderNumbered } from '../fit-work.ts';
import type { Row, StudyInput, StudyKind } from '../study-kind.ts';

const settings = z.strictObject({
  families: z
    .string()
    .min(1)
    .default('low,kernel,matern,generalised-cauchy,gaussian-shell,mixture')
    .describe('families of correlation functions that are compared with the first of them, a list'),
  ...fitSettings,
  seed: z.int().min(0).default(1).describe('seed of all random numbers'),
});

/** Settings of a study of families. */
export type FamiliesSettings = z.output<typeof settings>;

/** The order that the fit of a family to all blocks found, as labels; undefined before it ended. */
function orderOf(rows: readonly Row[], name: string, { model }: StudyInput): string | undefined {
  const row = rows.find(({ task }) => task.name === name);
  const number = row?.values.find(({ quantity }) => quantity === 'order')?.value;
  if (number === undefined || number === null) return undefined;
  return orderNumbered(number, model.phases.length)
    .map((phase) => model.phases[phase].label)
    .join();
}

/** Fits of every family: to all blocks of the images, then without a quarter of them, which judges. */
export const families: StudyKind<FamiliesSettings> = {
  name: 'families',
  title: 'Families of correlation functions',
  question:
    'which family of correlation functions brings the model of a class nearest to images, judged by held-out blocks',
  settings,
  images: 'instead',
  growing: ['families'],
  plan: (own, input, rows) => {
    checkPhases(input.images ?? [], input.model);
    const { fitStarts: starts, quadrature: points, smoothness, seed } = own;
    const fitTask = (family: string, order: string, fold?: number): FitTask => ({
      ...{ name: `${family}-${fold === undefined ? 'all' : `without-${fold + 1}`}`, work: 'fit' },
      labels: [
        { name: 'family', value: family },
        { name: 'held-out quarter', value: fold === undefined ? 'none' : fold + 1 },
      ],
      ...{ family, order, starts, points, smoothness, seed, ...(fold !== undefined && { fold }) },
    });
    const names = familiesNamed(own.families);
    const whole = names.map((family) => fitTask(family, own.order));
    const parts = names.flatMap((family) => {
      const order = orderOf(rows, `${family}-all`, input);
      return order === undefined ? [] : Array.from({ length: heldOutFolds }, (_, fold) => fitTask(family, order, fold));
    });
    // All parts or none: an order that came later would change the table's order.
    return parts.length < heldOutFolds * names.length ? whole : [...whole, ...parts];
  },
  find: (own, { model }, rows) => familiesFindings(familiesNamed(own.families), model, rows),
};
