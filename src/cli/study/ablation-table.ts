import { table } from '../table.ts';
import type { Study } from './results.ts';
import { type Interval, intervalOf, pairedDifference, quantities } from './statistics.ts';
import { type VariantName, variantNames } from './variants.ts';

/** A table of an ablation, ready for text or HTML. */
export interface AblationTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note: string;
}

/** The variants that others are compared with: all with the exact fit, those of one choice with the source. */
export const baselines = ['exact', 'source'] as const satisfies readonly VariantName[];

/** What a variant is compared with. */
export type Baseline = (typeof baselines)[number];

/** Variants that share nothing but the budget with the source and are not compared with it. */
const unlikeSource: readonly VariantName[] = [
  'exact',
  'combined',
  'combined-gamma-0.1',
  'combined-gamma-10',
  'combined-last',
  'combined-wide',
];

/** Variants of some studies that are compared with a baseline, in the order of their registry; none where the baseline is not among the results. */
export function comparedWith(studies: readonly Study[], base: Baseline): VariantName[] {
  const names = variantsOf(studies);
  if (!names.includes(base)) return [];
  return names.filter((name) => name !== base && (base === 'exact' || !unlikeSource.includes(name)));
}

/** Variants that a set of studies has results of, in the order of their registry. */
export const variantsOf = (studies: readonly Study[]): VariantName[] =>
  variantNames.filter((name) => studies.some(({ results }) => results.some(({ variant }) => variant === name)));

const text = ({ mean, half }: Interval, decimals: number, sign = ''): string => {
  const number = `${mean > 0 ? sign : ''}${mean.toFixed(decimals)}`;
  return half === null ? number : `${number} +- ${half.toFixed(decimals)}`;
};

const cell = (values: readonly number[], scale: number, decimals: number): string => {
  const interval = intervalOf(values.map((v) => scale * v));
  return interval ? text(interval, decimals) : '-';
};

/** One row a variant: means over the seeds with 95 % intervals. */
export function studyTable(study: Study): AblationTable {
  const rows = variantsOf([study]).map((name) => {
    const own = study.results.filter(({ variant }) => variant === name);
    return [
      name,
      String(own.length),
      ...quantities.map(({ key, scale, decimals }) =>
        cell(
          own.map((result) => result[key]),
          scale,
          decimals,
        ),
      ),
      cell(
        own.flatMap(({ learned }) => learned ?? []),
        100,
        0,
      ),
      cell(
        own.map(({ seconds }) => seconds),
        1,
        0,
      ),
    ];
  });
  const control = intervalOf(study.controls.map((accuracy) => 100 * accuracy));
  return {
    title: study.name,
    head: ['variant', 'seeds', ...quantities.map(({ label }) => label), 'learned %', 's'],
    rows,
    note: `Errors: without sign, the largest over the phases, mean over the seeds +- half width of the 95 % interval. From chord std on no loss of two-point functions has seen them. Accuracy: two-sample test, 50 = indistinguishable${control ? `; data against data ${text(control, 1)}` : ''}. Learned: share of the alternating steps in which the discriminator was updated.`,
  };
}

/** Paired differences to a baseline over materials and seeds, one row a variant; undefined where there are none. */
export function pooledTable(studies: readonly Study[], base: Baseline): AblationTable | undefined {
  const names = comparedWith(studies, base);
  if (names.length === 0) return undefined;
  const rows = names.map((name) => {
    const differences = quantities.map((quantity) => pairedDifference(studies, name, base, quantity));
    return [
      name,
      String(differences[0]?.count ?? 0),
      ...differences.map((d, k) => (d ? `${text(d, quantities[k].decimals, '+')} (${d.better}/${d.count})` : '-')),
    ];
  });
  const intervals = rows.length * quantities.length;
  return {
    title: `Difference to ${base}, all materials and seeds`,
    head: ['variant', 'pairs', ...quantities.map(({ label }) => label)],
    rows,
    note: `Variant minus ${base} of the same material and seed, in the units of the tables of materials: negative is better. Mean +- half width of the 95 % interval over the pairs, which are taken for independent, and in how many pairs the variant is better. Of ${intervals} intervals about ${Math.round(0.05 * intervals)} leave out zero by chance.`,
  };
}

/** All tables of some studies: one a material, and those of paired differences. */
export function tablesOf(studies: readonly Study[]): AblationTable[] {
  return [...studies.map(studyTable), ...baselines.flatMap((base) => pooledTable(studies, base) ?? [])];
}

/** The tables as text. */
export function ablationTables(studies: readonly Study[]): string {
  return tablesOf(studies)
    .map(({ title, head, rows, note }) => `${title}\n\n${table(head, rows)}\n${note}`)
    .join('\n\n');
}
