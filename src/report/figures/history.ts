import * as Plot from '@observablehq/plot';
import type { LogEntry } from '../../calibrate/index.ts';
import { plotSvg } from './plot.ts';

const stageNames: Record<string, string> = {
  screening: 'orders',
  generator: 'generator',
  discriminator: 'discr.',
  alternating: 'alternating',
};

/** Vertical lines where a stage begins, with its name. */
function stageMarks(entries: readonly LogEntry[]): Plot.Markish[] {
  const starts = entries.filter((e, i) => i === 0 || entries[i - 1].stage !== e.stage);
  return [
    Plot.ruleX(starts.slice(1), { x: 'step', stroke: '#bbb', strokeDasharray: '2 3' }),
    Plot.text(starts, {
      x: 'step',
      text: (e: LogEntry) => stageNames[e.stage],
      frameAnchor: 'top',
      textAnchor: 'start',
      dx: 3,
      dy: -2,
      fill: '#777',
      fontSize: 10,
    }),
  ];
}

/** Running means over `span` values, which show the course of noisy losses. */
function smooth(rows: readonly { step: number; value: number }[], span: number): { step: number; value: number }[] {
  return rows.map(({ step }, i) => {
    const part = rows.slice(Math.max(0, i - span + 1), i + 1);
    return { step, value: part.reduce((sum, row) => sum + row.value, 0) / part.length };
  });
}

/** Histories of the losses and of the errors on hard realisations. */
export function historyFigures(entries: readonly LogEntry[]): string[] {
  // Every order starts from far away; those losses would hide what comes after.
  const chosen = entries.filter((e) => e.stage !== 'screening');
  const series = (key: 'tppfLoss' | 'adversarialLoss' | 'discriminatorLoss') =>
    smooth(
      chosen.flatMap((e) => (e[key] === undefined ? [] : [{ step: e.step, value: e[key] }])),
      10,
    );
  const losses = [
    { label: 'two-point', colour: '#2471a3', rows: series('tppfLoss') },
    { label: 'adversarial', colour: '#b9770e', rows: series('adversarialLoss') },
    { label: 'discriminator', colour: '#7d3c98', rows: series('discriminatorLoss') },
  ].filter(({ rows }) => rows.length > 0);
  const evaluated = entries.filter((e) => e.volumeFractionErrors && e.surfaceAreaErrors);
  const largest = (key: 'volumeFractionErrors' | 'surfaceAreaErrors') =>
    evaluated.map((e) => ({ step: e.step, value: 100 * Math.max(...e[key]!.map(Math.abs)) }));
  const errors = [
    { label: 'volume fraction', colour: '#2471a3', rows: largest('volumeFractionErrors') },
    { label: 'surface area', colour: '#b9770e', rows: largest('surfaceAreaErrors') },
  ];
  const best = evaluated.findLast((e) => e.best);
  const draw = (title: string, list: typeof losses, label: string, shown: readonly LogEntry[], extra: Plot.Markish[]) =>
    plotSvg(title, list, {
      width: 720,
      height: 260,
      marginTop: 28,
      x: { label: 'step →', labelAnchor: 'center' },
      y: { label, grid: true, nice: true },
      marks: [
        ...stageMarks(shown),
        ...list.map(({ rows, colour }) =>
          Plot.lineY(rows, { x: 'step', y: 'value', stroke: colour, strokeWidth: 1.4 }),
        ),
        ...extra,
      ],
    });
  const kept = best ? [Plot.ruleX([best], { x: 'step', stroke: '#1e8449', strokeWidth: 1.5 })] : [];
  return [
    draw('Losses after the choice of the order, running means over ten steps', losses, '↑ loss', chosen, [
      Plot.ruleY([0]),
    ]),
    draw(
      'Largest error over the phases, hard realisations (green: parameters kept)',
      errors,
      '↑ error [%]',
      entries,
      kept,
    ),
  ];
}
