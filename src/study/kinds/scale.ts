import { z } from 'zod';
import { drawSettings, namesIn } from '../draw-settings.ts';
import { type DrawTask, descriptorsNamed, numbersOf } from '../draw-work.ts';
import { taskBytes } from '../program.ts';
import { scaleFindings } from '../scale-findings.ts';
import type { StudyKind } from '../study-kind.ts';

const { shape: _, ...drawn } = drawSettings;
const settings = z.strictObject({
  edges: z
    .string()
    .regex(/^\d+(:\d+)?(,\d+(:\d+)?)+$/)
    .default('32,48,64,96,128')
    .describe('edges of the cubic windows of a study of scale, voxels, a list; 512:2 has two realisations'),
  ...drawn,
});

/** Settings of a study of scale. */
export type ScaleSettings = z.output<typeof settings>;

/** Windows of several sizes. */
export const scale: StudyKind<ScaleSettings> = {
  name: 'scale',
  title: 'Scale',
  question: 'whether results depend on the size of the window, how fast they settle, and what size costs',
  settings,
  growing: ['edges', 'realisations'],
  plan: (own, { model }) => {
    descriptorsNamed(namesIn(own.descriptors));
    const edges = new Map(
      own.edges.split(',').map((word) => {
        const [edge, count = own.realisations] = word.split(':').map(Number);
        return [edge, count];
      }),
    );
    const sorted = [...edges].sort(([a], [b]) => a - b);
    return sorted.flatMap(([edge, length]) =>
      Array.from(
        { length },
        (__, r): DrawTask => ({
          ...{ name: `edge-${edge}-${r}`, work: 'draw', model: numbersOf(model), shape: [edge, edge, edge] },
          labels: [
            { name: 'edge', unit: 'voxel', value: edge },
            { name: 'realisation', value: r },
          ],
          // Windows of one number would share their middle.
          ...{ seed: own.seed, realisation: edge * 1000 + r, descriptors: namesIn(own.descriptors) },
        }),
      ),
    );
  },
  find: (_own, { model }, rows, seconds) =>
    scaleFindings(
      rows,
      rows.map(({ task }) => taskBytes(model, task)),
      seconds,
    ),
};
