import { studentQuantile } from '../numerics/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { type Cell, type Chart, percentCell, type Table } from '../report/index.ts';
import type { Findings, Row } from './study-kind.ts';
import { labelOf, meanWithError } from './tidy-table.ts';

/** What is compared, and its words. */
const quantities = [
  { name: 'chordLength', title: 'mean chord' },
  { name: 'chordLengthStd', title: 'standard deviation of chords' },
] as const;

/** Value along z over that across of a quantity of a row; undefined where one is missing. */
function ratioOf({ values }: Row, phase: string, quantity: string): number | undefined {
  const at = (axis: string): number | null | undefined =>
    values.find((one) => one.phase === phase && one.quantity === quantity && one.axis === axis)?.value;
  const [z, y, x] = ['z', 'y', 'x'].map(at);
  return z && y && x ? (2 * z) / (y + x) : undefined;
}

/** Chords along z over those across at known stretches: before, and divided by b_s, which leaves 1. */
export function anisotropyFindings(
  model: ExcursionModel,
  stretches: readonly number[],
  rows: readonly Row[],
): Findings {
  const found = quantities.flatMap(({ name, title }) =>
    model.phases.flatMap((phase) =>
      stretches.flatMap((stretch) => {
        const own = rows.filter((row) => labelOf(row, 'b_s') === stretch);
        const ratios = own.flatMap((row) => ratioOf(row, phase.name, name) ?? []);
        if (ratios.length < own.length || ratios.length < 2) return [];
        const { mean, error } = meanWithError(ratios);
        const deviation = mean / stretch - 1;
        const half = (studentQuantile(0.975, ratios.length - 1) * error!) / stretch;
        return [{ title, name, phase: phase.name, stretch, mean, error: error!, deviation, half }];
      }),
    ),
  );
  const outside = found.filter(({ deviation, half }) => Math.abs(deviation) > half);
  const most = Math.max(...found.map(({ deviation }) => Math.abs(deviation)));
  const table: Table = {
    name: 'ratios',
    title: 'Chords along z over those across',
    columns: [
      { name: 'quantity' },
      { name: 'phase' },
      { name: 'b_s' },
      { name: 'along z / across', definition: 'mean over realisations ± standard error' },
      { name: 'after division by b_s', unit: '%', errorName: 'half width of the 95 % interval' },
    ],
    rows: found.map(({ title, phase, stretch, mean, error, deviation, half }): Cell[] => [
      title,
      phase,
      { value: stretch },
      { value: mean, error },
      percentCell(deviation, { error: 100 * half, signed: true }),
    ]),
    notes: ['A stretched structure is one without stretch whose lengths along z are multiplied by b_s: 0 % is exact.'],
  };
  const figure: Chart = {
    name: 'chords-along-z',
    title: 'Mean chords along z over those across',
    xLabel: 'stretch b_s [1]',
    yLabel: 'along z / across [1]',
    diagonal: true,
    series: model.phases.map(({ name }, k) => ({
      ...{ label: name, look: 'dots', colour: k + 1 },
      points: found
        .filter((own) => own.phase === name && own.name === 'chordLength')
        .map(({ stretch, mean, error }) => ({
          ...{ x: stretch * (1 + 0.01 * (k - 1)), y: mean, low: mean - 2 * error, high: mean + 2 * error },
        })),
    })),
    caption: 'Means over realisations ± 2 standard errors, phases beside each other.',
  };
  return {
    conclusion: [
      found.length === 0
        ? 'There are too few realisations with chords along all axes.'
        : `Divided by b_s, chords along z differ from those across by at most ${(100 * most).toPrecision(2)} %; ${outside.length} of ${found.length} differences are beyond their 95 % intervals, 5 % would be by chance.`,
    ],
    tables: [table],
    figures: found.length > 0 ? [figure] : [],
  };
}
