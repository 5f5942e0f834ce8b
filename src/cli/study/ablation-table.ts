import { table } from '../table.ts';
import type { AblationResult } from './ablation.ts';
import type { VariantName } from './variants.ts';

/** Student's 97.5 % quantiles by degrees of freedom, from 1. */
const quantiles = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];

/** Mean over seeds with the half width of its 95 % interval, where there are seeds to tell. */
function meanText(values: readonly number[], format: (value: number) => string): string {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  if (n < 2) return format(mean);
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1);
  const half = (quantiles[n - 2] ?? 1.96) * Math.sqrt(variance / n);
  return `${format(mean)} +- ${format(half)}`;
}

const percent = (value: number): string => (100 * value).toFixed(1);

/** One row a variant: means over the seeds with 95 % intervals. */
export function ablationTable(results: readonly AblationResult[]): string {
  const names = [...new Set(results.map(({ variant }) => variant))];
  const head = [
    'variant',
    'seeds',
    'V %',
    'S_V %',
    'chord %',
    'chord std %',
    'lineal %',
    'Euler %',
    'TPPF rms',
    'accuracy',
    'control',
    's',
  ];
  const rows = names.map((name: VariantName) => {
    const own = results.filter(({ variant }) => variant === name);
    const cell = (key: Exclude<keyof AblationResult, 'variant'>, format: (value: number) => string): string =>
      meanText(
        own.map((result) => result[key]),
        format,
      );
    return [
      name,
      String(own.length),
      cell('volumeFraction', percent),
      cell('specificSurfaceArea', percent),
      cell('meanChord', percent),
      cell('chordStd', percent),
      cell('linealPath', percent),
      cell('eulerNumber', percent),
      cell('twoPoint', (v) => v.toFixed(4)),
      cell('accuracy', (v) => v.toFixed(3)),
      cell('control', (v) => v.toFixed(3)),
      cell('seconds', (v) => v.toFixed(0)),
    ];
  });
  return `${table(head, rows)}
errors: largest over the phases, mean over the seeds +- half width of the 95 % interval; from chord std on no loss has seen them; accuracy: two-sample test, 0.5 = indistinguishable; control: data against data`;
}
