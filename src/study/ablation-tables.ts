import { type Cell, type Column, cellText, countCell, missingCell, slug, type Table } from '../report/index.ts';
import type { Study } from './results.ts';
import { type Interval, intervalOf, pairedDifference, quantitiesOf, type StudyQuantity } from './statistics.ts';
import { type VariantName, variantNames } from './variants.ts';

/** The variants that others are compared with: all with the exact fit, those of one choice with the source. */
export const baselines = ['exact', 'source'] as const satisfies readonly VariantName[];

/** What a variant is compared with. */
export type Baseline = (typeof baselines)[number];

/** Variants that share nothing but the budget with the source and are not compared with it. */
const unlikeSource: readonly VariantName[] = ['exact', 'looks', 'refined', 'refined-last'];

/**
 * Variants of some studies that are compared with a baseline, in the order of their registry; none where the baseline
 * is not among the results.
 */
export function comparedWith(studies: readonly Study[], base: Baseline): VariantName[] {
  const names = variantsOf(studies);
  if (!names.includes(base)) return [];
  return names.filter((name) => name !== base && (base === 'exact' || !unlikeSource.includes(name)));
}

/** Variants that a set of studies has results of, in the order of their registry. */
export const variantsOf = (studies: readonly Study[]): VariantName[] =>
  variantNames.filter((name) => studies.some(({ results }) => results.some(({ variant }) => variant === name)));

const errorName = 'half width of the 95 % interval';

const intervalCell = (
  { mean, half }: Interval,
  decimals: number,
  style: { signed?: boolean; remark?: string } = {},
): Cell => ({
  value: mean,
  error: half,
  decimals,
  ...style,
});

const cell = (values: readonly number[], scale: number, decimals: number): Cell => {
  const interval = intervalOf(values.map((v) => scale * v));
  return interval ? intervalCell(interval, decimals) : missingCell('no calibration has it');
};

const columnOf = ({ label }: StudyQuantity): Column => ({
  name: label.replace(/ %$/, ''),
  ...(label.endsWith(' %') && { unit: '%' }),
  errorName,
});

/** One row a variant: means over the seeds with 95 % intervals. */
function studyTable(study: Study): Table {
  const quantities = quantitiesOf([study]);
  const rows = variantsOf([study]).map((name): Cell[] => {
    const own = study.results.filter(({ variant }) => variant === name);
    return [
      name,
      countCell(own.length),
      ...quantities.map(({ of, scale, decimals }) =>
        cell(
          own.flatMap((result) => of(result) ?? []),
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
    name: `study-${slug(study.name)}`,
    title: study.name,
    columns: [
      { name: 'variant' },
      { name: 'seeds' },
      ...quantities.map(columnOf),
      {
        name: 'learned',
        unit: '%',
        errorName,
        definition: 'share of the alternating steps in which the discriminator was updated',
      },
      { name: 'time', unit: 's', errorName },
    ],
    rows,
    notes: [
      `Errors: without sign, the largest over the phases, mean over the seeds ± half width of the 95 % interval. From chord std on no loss of two-point functions has seen them. Look: squared distance of mean features, 1: as two samples of one material. Accuracy: linear discriminant, 50: a guess${control ? `; data against data ${cellText(intervalCell(control, 1))}` : ''}.`,
    ],
  };
}

/** Paired differences to a baseline over materials and seeds, one row a variant; undefined where there are none. */
export function pooledTable(studies: readonly Study[], base: Baseline): Table | undefined {
  const names = comparedWith(studies, base);
  if (names.length === 0) return undefined;
  const quantities = quantitiesOf(studies);
  const rows = names.map((name): Cell[] => {
    const differences = quantities.map((quantity) => pairedDifference(studies, name, base, quantity));
    return [
      name,
      countCell(Math.max(0, ...differences.map((d) => d?.count ?? 0))),
      ...differences.map((d, k) =>
        d
          ? intervalCell(d, quantities[k].decimals, { signed: true, remark: `${d.better}/${d.count}` })
          : missingCell('no pair has it'),
      ),
    ];
  });
  const intervals = rows.length * quantities.length;
  return {
    name: `difference-to-${base}`,
    title: `Difference to ${base}, all materials and seeds`,
    columns: [{ name: 'variant' }, { name: 'pairs' }, ...quantities.map(columnOf)],
    rows,
    notes: [
      `Variant minus ${base} of the same material and seed, in the units of the tables of materials: negative is better. Mean ± half width of the 95 % interval over the pairs, which are taken for independent, and in how many pairs the variant is better. Of ${intervals} intervals about ${Math.round(0.05 * intervals)} leave out zero by chance.`,
    ],
  };
}

/** All tables of some studies: one a material, and those of paired differences. */
export function ablationTables(studies: readonly Study[]): Table[] {
  return [...studies.map(studyTable), ...baselines.flatMap((base) => pooledTable(studies, base) ?? [])];
}

/** Every calibration of some studies as one tidy table, a row each, and their times, which differ from run to run. */
export function calibrationTables(studies: readonly Study[]): { readonly tidy: Table; readonly times: Table } {
  const quantities = quantitiesOf(studies);
  const all = studies.flatMap(({ name, results }) => results.map((result) => ({ name, result })));
  const first = [{ name: 'material' }, { name: 'variant' }, { name: 'seed' }];
  const named = ({ name, result }: (typeof all)[number]): Cell[] => [name, result.variant, countCell(result.seed)];
  return {
    tidy: {
      name: 'table',
      title: 'All calibrations',
      columns: [...first, ...quantities.map(columnOf), { name: 'learned', unit: '%' }],
      rows: all.map((own): Cell[] => [
        ...named(own),
        ...quantities.map(({ of, scale }): Cell => {
          const value = of(own.result);
          return value === undefined ? missingCell('not compared') : { value: scale * value };
        }),
        own.result.learned === null ? missingCell('no discriminator') : { value: 100 * own.result.learned },
      ]),
      notes: [],
      folded: true,
    },
    times: {
      name: 'times',
      title: 'Time of every calibration',
      columns: [...first, { name: 'time', unit: 's' }],
      rows: all.map((own): Cell[] => [...named(own), { value: own.result.seconds }]),
      notes: [],
    },
  };
}
