import type { RealismTest, Separation } from '../../realism/index.ts';
import { type Cell, numberText, type Table } from './table.ts';

/** The two-sample test of model and data beside its control. */
export function realismTables(test: RealismTest): Table[] {
  const { modelAgainstData, dataAgainstData, window, windowLength, unit, steps } = test;
  const row = (samples: string, { accuracy, ci95, windows }: Separation): Cell[] => [
    samples,
    { value: accuracy, interval: [ci95[0], ci95[1]], decimals: 3 },
    { text: windows.join(' + ') },
  ];
  return [
    {
      name: 'realism',
      title: 'Realism: two-sample test',
      columns: [
        { name: 'samples' },
        {
          name: 'balanced accuracy (95 %)',
          definition: `share of unseen windows that fresh networks assign to the right sample after ${steps} steps of training. 0.5: the networks guess, the samples cannot be told apart at this size. 1: they are always right`,
        },
        { name: 'unseen windows', align: 'right' },
      ],
      rows: [row('model against data', modelAgainstData), row('data against data', dataAgainstData)],
      notes: [
        `Windows of ${window} x ${window} pixels (${numberText(windowLength)} ${unit}); accuracy 0.5 = indistinguishable. Data against data: one part of the data against another, the score of a perfect model.`,
      ],
    },
  ];
}
