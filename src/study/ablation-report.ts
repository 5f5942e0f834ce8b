import { citations, type Provenance, type StudyReport } from '../report/index.ts';
import { ablationTables, type Baseline, baselines, comparedWith, variantsOf } from './ablation-tables.ts';
import type { Budget, Study } from './results.ts';
import {
  directionOf,
  type PairedDifference,
  pairedDifference,
  quantitiesOf,
  type StudyQuantity,
} from './statistics.ts';
import type { Findings } from './study-kind.ts';
import { type VariantName, variants } from './variants.ts';

/** What the axis of a quantity's figure says. */
const axisLabel = ({ label }: StudyQuantity): string =>
  label.endsWith('%') ? `difference of ${label.slice(0, -2)} [% points]` : `difference of ${label}`;

/** Pairs from which on an interval is drawn and read: of two it is twelve standard errors wide. */
const fewestPairs = 3;

/** Differences of the variants to a baseline in one quantity. */
function differencesOf(
  studies: readonly Study[],
  quantity: StudyQuantity,
  base: Baseline,
): { readonly name: VariantName; readonly difference: PairedDifference }[] {
  return comparedWith(studies, base).flatMap((name) => {
    const difference = pairedDifference(studies, name, base, quantity);
    return difference ? [{ name, difference }] : [];
  });
}

/** Which variants an interval puts below or above a baseline, in one sentence a quantity. */
export function readingOf(studies: readonly Study[], base: Baseline): string[] {
  return quantitiesOf(studies).flatMap((quantity) => {
    const rows = differencesOf(studies, quantity, base).filter(({ difference }) => difference.count >= fewestPairs);
    if (rows.length === 0) return [];
    const told = (direction: number): string =>
      rows
        .filter(({ difference }) => directionOf(difference) === direction)
        .map(({ name, difference: { mean } }) => `${name} (${mean > 0 ? '+' : ''}${mean.toFixed(quantity.decimals)})`)
        .join(', ') || 'none';
    const open = rows.filter(({ difference }) => directionOf(difference) === 0).length;
    return [
      `${quantity.label}${quantity.seen ? '' : ' (no loss of two-point functions sees it)'}: better than ${base}: ${told(-1)}; worse: ${told(1)}; not told apart: ${open} of ${rows.length}.`,
    ];
  });
}

const budgetText = ({ window, batch, pretraining, iterations, starts, realisations }: Budget): string =>
  `training images of ${window} x ${window} pixels, ${batch} a step, ${pretraining} + ${pretraining} steps before ${iterations} alternating ones; exact fits from ${starts} starts; ${realisations} realisations measured`;

/** What ablations of one or several materials found. */
export function ablationFindings(studies: readonly Study[]): Findings {
  const reading = baselines.flatMap((base) => readingOf(studies, base));
  const figures = baselines.flatMap((base) =>
    quantitiesOf(studies).flatMap((quantity) => {
      const rows = differencesOf(studies, quantity, base).map(({ name, difference }) => ({
        ...{ label: name, mean: difference.mean, half: difference.count < fewestPairs ? null : difference.half },
      }));
      const title = `${quantity.label}, against ${base}`;
      return rows.length === 0 ? [] : [{ title, xLabel: axisLabel(quantity), rows }];
    }),
  );
  return {
    conclusion: reading.length > 0 ? reading : ['Differences need at least three pairs of material and seed.'],
    tables: ablationTables(studies),
    figures,
    terms: [
      ['difference', 'variant minus baseline of the same material and seed: mean and 95 % interval; below 0 is better'],
      ...variantsOf(studies).map((name) => [name, variants[name].question] as const),
    ],
    results: studies,
  };
}

/** What a report of the ablations of several materials shows. */
export function ablationReport(studies: readonly Study[], provenance: Provenance): StudyReport {
  const { conclusion, tables, figures, terms = [] } = ablationFindings(studies);
  const [sentence, ...more] = conclusion;
  return {
    title: 'Ways to calibrate',
    subtitle: `${studies.map(({ name, order }) => `${name} (order ${order})`).join(', ')}. Every calibration: ${budgetText(studies[0].budget)}.`,
    answer: { tone: 'neutral', sentence, ...(more.length > 0 && { reason: more.join(' ') }) },
    reading: [...conclusion],
    figures: {
      note: 'Variant minus baseline, pairs of the same material and seed: mean and 95 % interval over all of them, the mean alone of fewer than three pairs. Left of zero is better.',
      list: figures,
    },
    tables,
    terms,
    provenance,
    citations,
  };
}
