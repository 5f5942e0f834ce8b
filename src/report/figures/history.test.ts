import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../calibrate/index.ts';
import type { Figure } from './figure.ts';
import { historyFigures } from './history.ts';

const entry = (step: number, stage: LogEntry['stage'], order: number[], rest: Partial<LogEntry>): LogEntry => ({
  step,
  stage,
  order,
  ...rest,
});
/** Number of separate strokes of the curve of a colour. */
const strokes = (figure: Figure, colour: string): number => {
  const paths = [...figure.svg().matchAll(new RegExp(`<g[^>]*stroke="${colour}"[^>]*>(.*?)</g>`, 'gs'))];
  return paths.flatMap(([, group]) => group.match(/<path/g) ?? []).length;
};

describe('histories', () => {
  const orders = [
    [0, 1],
    [1, 0],
    [0, 1],
  ];
  const screening = orders.flatMap((order, o) =>
    [1, 2].map((k) => entry(2 * o + k, 'screening', order, { tppfLoss: 100 - o })),
  );
  const training = [7, 8, 9].map((step) => entry(step, 'generator', [0, 1], { tppfLoss: 1 / step }));

  it('do not join what belongs to different models', () => {
    const [figure] = historyFigures([...screening, ...training]);
    // Three turns of orders and one course of training; the chosen order was among the turns.
    expect(strokes(figure, '#0072b2')).toBe(4);
  });

  it('are left out where there is nothing to show', () => {
    expect(historyFigures(screening)).toHaveLength(1);
    expect(historyFigures([entry(1, 'discriminator', [0], {})])).toEqual([]);
    expect(historyFigures([])).toEqual([]);
  });

  it('draw zero and negative losses', () => {
    const [figure] = historyFigures([10, 0, -2].map((tppfLoss, k) => entry(k + 1, 'generator', [0], { tppfLoss })));
    expect(figure.svg()).not.toMatch(/NaN|Infinity/);
    expect(strokes(figure, '#0072b2')).toBe(1);
  });

  it('keep the names of short stages apart', () => {
    const stages = ['screening', 'generator', 'discriminator', 'alternating'] as const;
    const steps = [1, 3, 5, 7, 4000];
    const list = steps.map((step, k) => entry(step, stages[Math.min(k, 3)], [0], { tppfLoss: 1 }));
    const [figure] = historyFigures(list);
    const names = [
      ...figure.svg().matchAll(/translate\(([-\d.]+),([-\d.]+)\)"[^>]*><text[^>]*>(trying|generator|disc|alter)/g),
    ];
    expect(names).toHaveLength(4);
    // Four names that begin within 2 of 650 pixels need four rows.
    expect(new Set(names.map(([, , y]) => y)).size).toBe(4);
  });
});
