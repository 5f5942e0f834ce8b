import { z } from 'zod';
import { designNames, designPoints } from '../designs.ts';
import { type DrawSettings, drawSettings, namesIn, pointNumbers, shapeOf, varySettings } from '../draw-settings.ts';
import { type DrawTask, descriptorsNamed, numbersOf } from '../draw-work.ts';
import type { StudyInput, StudyKind } from '../study-kind.ts';
import { sweepFindings } from '../sweep-findings.ts';
import { parseVariations, type Variation, varied } from '../variation.ts';

const settings = z.strictObject({
  ...varySettings,
  design: z.enum(designNames).default('sobol').describe('how the points of a sweep are placed within the bounds'),
  points: z.int().min(2).max(pointNumbers).default(64).describe('points of a sweep'),
  ...drawSettings,
});

/** Settings of a sweep. */
export type SweepSettings = z.output<typeof settings>;

/** Values of every variation at every point of a sweep - [point][variation]. */
export function sweepPoints({ design, points, seed }: SweepSettings, variations: readonly Variation[]): number[][] {
  return designPoints(design, points, variations.length, seed).map((place) =>
    place.map((share, k) => variations[k].low + share * (variations[k].high - variations[k].low)),
  );
}

/**
 * Tasks that draw and measure some realisations of a varied model.
 * @param noise - number of the noise; points of one number share it.
 */
export function realisationTasks(
  { model }: StudyInput,
  variations: readonly Variation[],
  values: readonly number[],
  own: DrawSettings & { readonly fixFractions: boolean },
  { name, point, noise = point }: { readonly name: string; readonly point: number; readonly noise?: number },
): DrawTask[] {
  const changed = numbersOf(varied(model, variations, values, own.fixFractions));
  return Array.from({ length: own.realisations }, (_, r) => ({
    name: `${name}-${r}`,
    work: 'draw',
    labels: [
      { name: 'point', value: point },
      ...variations.map((variation, k) => ({
        name: variation.phase === undefined ? variation.name : `${variation.name} volume fraction, model`,
        unit: variation.unit,
        value: values[k],
      })),
      { name: 'realisation', value: r },
    ],
    model: changed,
    shape: shapeOf(own),
    seed: own.seed,
    realisation: noise + r * pointNumbers,
    descriptors: namesIn(own.descriptors),
  }));
}

/** Realisations over a design of parameters, and what their conductivities follow. */
export const sweep: StudyKind<SweepSettings> = {
  name: 'sweep',
  title: 'Parameter sweep',
  question: 'how conductivities and descriptors change with parameters of a model, and which descriptors predict them',
  settings,
  growing: ['points', 'realisations'],
  plan: (own, input) => {
    descriptorsNamed(namesIn(own.descriptors));
    const variations = parseVariations(own.vary, input.model);
    const points = sweepPoints(own, variations);
    // Realisations of different points are independent: a sweep estimates scatter along with the trend.
    return points.flatMap((values, point) =>
      realisationTasks(input, variations, values, own, {
        name: `point-${String(point).padStart(5, '0')}`,
        point,
      }),
    );
  },
  find: (own, { model }, rows) => sweepFindings(own, model, parseVariations(own.vary, model), rows),
};
