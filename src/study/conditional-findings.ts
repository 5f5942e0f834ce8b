import { studentQuantile } from '../numerics/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { type Cell, type Chart, percentCell, slug, type Table } from '../report/index.ts';
import type { ConditionalTask } from './conditional-work.ts';
import type { Findings, Row } from './study-kind.ts';
import { columnKey, meanWithError } from './tidy-table.ts';

/** Quantities of the sampling itself. */
const ofSampling = ['agreement', 'evaluations', 'bounces', 'pixels'];
/** Share of the pixels that has to be reproduced. */
const wanted = 0.995;

const valuesOf = (rows: readonly Row[], key: string): number[] =>
  rows.flatMap(({ values }) =>
    values.flatMap((one) => (columnKey(one) === key && one.value !== null ? one.value : [])),
  );

/** One quantity on both sides. */
interface Compared {
  readonly title: string;
  readonly quantity: string;
  readonly unit: string;
  readonly through: { readonly mean: number; readonly error: number };
  readonly free: { readonly mean: number; readonly error: number };
  /** Difference over its standard error, and whether it is beyond the 95 % interval. */
  readonly score: number;
  readonly differs: boolean;
}

function compare(through: readonly Row[], free: readonly Row[]): Compared[] {
  const first = through[0]?.values ?? [];
  return first.flatMap((one): Compared[] => {
    const key = columnKey(one);
    const [a, b] = [valuesOf(through, key), valuesOf(free, key)];
    if (ofSampling.includes(one.quantity) || a.length < through.length || b.length < free.length) return [];
    const [own, other] = [meanWithError(a), meanWithError(b)];
    if (own.error === null || other.error === null) return [];
    const error = Math.hypot(own.error, other.error);
    if (error === 0) return [];
    const score = (own.mean - other.mean) / error;
    return [
      {
        ...{ title: one.title, quantity: one.quantity, unit: one.unit, score },
        ...{ through: { mean: own.mean, error: own.error }, free: { mean: other.mean, error: other.error } },
        differs: Math.abs(score) > studentQuantile(0.975, a.length + b.length - 2),
      },
    ];
  });
}

/** Two-point functions across the section, and away from it. */
function figureOf(rows: readonly Compared[], phase: string): Chart[] {
  const series = (quantity: string, side: 'through' | 'free', label: string, colour: number) => ({
    ...{ label, colour, look: side === 'through' ? ('dots' as const) : ('hollow' as const) },
    points: rows
      .filter((row) => row.quantity === quantity && row.title.startsWith(`${phase} `))
      .map((row) => {
        const { mean, error } = row[side];
        const lag = Number(/(\d+) layers/.exec(row.title)?.[1]);
        // Beside each other.
        const shift = (side === 'through' ? 0.94 : 0.98) + (quantity === 'acrossSection' ? 0 : 0.08);
        return { x: lag * shift, y: mean, low: mean - 2 * error, high: mean + 2 * error };
      }),
  });
  const list = [
    series('acrossSection', 'through', 'across the section, conditional', 1),
    series('acrossSection', 'free', 'same layers of the model', 1),
    series('awayFromSection', 'through', 'away from it, conditional', 2),
    series('awayFromSection', 'free', 'same layers of the model', 2),
  ].filter(({ points }) => points.length > 0);
  if (list.length === 0) return [];
  return [
    {
      name: `two-point-functions-of-${slug(phase)}`,
      title: `Two-point functions of ${phase} along z`,
      xLabel: 'distance of the layers [voxel]',
      yLabel: 'probability of the phase in both [1]',
      xScale: 'logarithmic',
      series: list,
      caption: 'Means over realisations ± 2 standard errors.',
    },
  ];
}

/** Sections of a study of conditional twins. */
export interface Sections {
  /** Images that were given; without any, sections are realisations of the model. */
  readonly images: number;
  readonly layers: number;
  /** Layers that no section reaches. */
  readonly away: number;
}

/** What a study of conditional twins found. */
export function conditionalFindings(
  { images, layers, away }: Sections,
  model: ExcursionModel,
  rows: readonly Row[],
): Findings {
  const given = images > 0;
  const [through, free] = [true, false].map((own) =>
    rows.filter(({ task }) => (task as ConditionalTask).through === own),
  );
  const agreements = valuesOf(through, 'agreement');
  const compared = compare(through, free);
  // Sections that are images have a law of their own at and near them.
  const judged = given
    ? compared.filter(({ quantity }) => /^(awayFromSection|fractionAway)$/.test(quantity))
    : compared;
  const different = judged.filter(({ differs }) => differs);
  const least = Math.min(...agreements);
  const met = agreements.filter((share) => share >= wanted).length;
  const name = (list: readonly Compared[]): string => list.map(({ title }) => title).join(', ');
  const percent = (share: number, digits = 4): string => `${(100 * share).toPrecision(digits)} %`;
  const table: Table = {
    name: 'comparison',
    title: 'Conditional twins beside realisations of the model',
    columns: [
      { name: 'quantity' },
      { name: 'conditional', definition: 'mean over realisations ± standard error' },
      { name: 'model' },
      { name: 'difference', unit: '%' },
      { name: 'over its error', definition: 'difference over its standard error' },
    ],
    rows: compared.map(({ title, unit, through: own, free: other, score, differs }): Cell[] => [
      unit ? `${title} [${unit}]` : title,
      { value: own.mean, error: own.error },
      { value: other.mean, error: other.error },
      percentCell(own.mean / other.mean - 1, { signed: true }),
      { value: score, decimals: 1, signed: true, mark: differs },
    ]),
    notes: ['Marked: beyond the 95 % interval of a difference; of quantities of one law 5 % are.'],
  };
  return {
    conclusion: [
      agreements.length === 0
        ? 'No conditional realisation is finished yet.'
        : `${met} of ${agreements.length} conditional realisations have at least ${percent(wanted, 3)} of the pixels of the sections, the least of them ${percent(least)}.`,
      judged.length === 0
        ? 'There are too few realisations or layers to compare laws.'
        : `${given ? 'Away from the sections' : 'At the sections, across them and away from them'}, ${different.length} of ${judged.length} quantities differ from the model beyond 95 % intervals${different.length > 0 ? `: ${name(different)}` : ''}; 5 % would by chance.`,
      ...(images > layers
        ? [`The first ${layers} of ${images} images ${layers > 1 ? 'are' : 'is'} used, one for each layer.`]
        : []),
      ...(away === 0 ? ['No layer is beyond the reach of the sections: the volume is too thin for that.'] : []),
    ],
    tables: [table],
    figures: model.phases.flatMap((phase) => figureOf(compared, phase.name)),
  };
}
