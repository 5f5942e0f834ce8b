import type { ExactFitSummary } from '../calibrate/index.ts';
import type { Comparison } from '../compare/index.ts';
import type { Description } from '../descriptor/index.ts';
import { textOf } from '../errors.ts';
import type { Phase } from '../grid/index.ts';
import { type Block, citationBlocks, provenanceBlocks, type Section } from './blocks.ts';
import { type Chart, chartFigure } from './figures/chart.ts';
import { choiceFigures } from './figures/choice.ts';
import { chordLengthFigures } from './figures/chord-length.ts';
import { correlationFigure } from './figures/correlation.ts';
import { distanceFigures } from './figures/distances.ts';
import { singularValueFigure, smoothnessFigure, startFigures } from './figures/exact-fit.ts';
import { exactTwoPointFigures } from './figures/exact-two-point.ts';
import type { Figure } from './figures/figure.ts';
import { type HeatMap, heatMapFigure } from './figures/heat-map.ts';
import { historyFigures } from './figures/history.ts';
import { type IntervalFigure, intervalFigure } from './figures/intervals.ts';
import { describedLinealPathFigures, linealPathFigures } from './figures/lineal-path.ts';
import { sizeDistributionFigures } from './figures/size-distribution.ts';
import { axesTwoPointFigures, describedTwoPointFigure, twoPointFigures } from './figures/two-point.ts';
import { slug } from './notation.ts';
import { volumeSection } from './pictures/picture-blocks.ts';
import type { ReportData } from './report-data.ts';
import { choiceTables } from './tables/choice.ts';
import { comparisonTables, realismTables } from './tables/comparison.ts';
import { descriptionTables } from './tables/description.ts';
import { distanceTables, similarityTables } from './tables/distances.ts';
import {
  combinationTable,
  determinedText,
  exactQuantityTable,
  goodnessOfFitTable,
  optimaTable,
  predictionTable,
  quadratureTable,
  startTable,
} from './tables/exact-fit.ts';
import { anisotropyTables, parameterTables } from './tables/parameters.ts';
import type { Table } from './tables/table.ts';
import { unseenTables } from './tables/unseen.ts';

const aboutCurves =
  "C_ij(h): probability that a point lies in phase i and another at distance h in phase j. The model's curves are exact expectations: nothing was drawn at random. Neighbouring lags of the data vary together, so a curve that strays leaves the lines at ± 2 over a whole stretch. Whether the misfit is more than sampling is the question of the goodness of fit below, not of single lags.";

/**
 * The sections of a calibration of the exact two-point functions; `phases` name the labels in the orders where they are
 * known.
 */
function exactFitSections(fit: ExactFitSummary, phases?: readonly Phase[]): Section[] {
  const { goodnessOfFit, identifiability, predictions, smoothness } = fit;
  const own = goodnessOfFit.verdict;
  const verdict: Block = {
    text: goodnessOfFit.sentence,
    strong: `${own[0].toUpperCase()}${own.slice(1)}.`,
    look: own === 'compatible' ? 'verdict' : 'warning',
  };
  const table = goodnessOfFitTable(fit);
  const starts = startFigures(fit.starts, phases);
  return [
    {
      id: 'exact-two-point',
      title: 'Exact two-point functions',
      blocks: [{ text: aboutCurves, look: 'note' }, { figures: exactTwoPointFigures(fit) }],
    },
    {
      id: 'exact-quantities',
      title: 'Exact quantities',
      blocks: [
        { table: exactQuantityTable(fit) },
        ...(predictions.length > 0 ? [{ table: predictionTable(fit) }] : []),
      ],
    },
    {
      id: 'goodness-of-fit',
      title: 'Goodness of fit',
      // The box says it, so that the table need not.
      blocks: [verdict, { table: { ...table, notes: table.notes.filter((note) => note !== goodnessOfFit.sentence) } }],
    },
    {
      id: 'identifiability',
      title: 'What the data determine',
      blocks: [
        { text: determinedText(identifiability), look: 'plain' },
        { figures: [singularValueFigure(identifiability)] },
        { table: combinationTable(identifiability) },
      ],
    },
    {
      id: 'starts',
      title: 'Starts and precision',
      blocks: [
        ...(starts.length > 0 ? [{ figures: starts }] : []),
        ...(fit.optima ? [{ table: optimaTable(fit.optima) }] : []),
        { table: startTable(fit.starts) },
        { table: quadratureTable(fit.quadrature) },
        ...(smoothness ? [{ heading: 'Smoothness' }, { figures: [smoothnessFigure(smoothness)] }] : []),
      ],
    },
  ];
}

const about = {
  twoPoint:
    "C_ij(h): probability that a point lies in phase i and another at distance h in phase j, averaged over rings one voxel edge wide. Only pairs inside the window count (periodic axes wrap). Dotted: the product of the data's volume fractions, which uncorrelated points would have.",
  chords:
    'Lengths of the unbroken stretches of a phase along a grid axis: share of the chords per unit of length, every chord with the same weight. Chords cut by the border are left out. The longest half percent lies beyond the right end.',
  linealPath:
    'L(r): probability that a straight segment of length r along a grid axis lies wholly in the phase, every axis with the same weight. Only segments inside the window count (periodic axes wrap), also those in chords that the border cuts: unlike chord lengths, L(r) has no bias from the border. Straight lines in this logarithmic plot are exponential tails: chords that end as if by chance.',
};

const tables = (list: readonly Table[]): Block[] => list.map((table) => ({ table }));
const figures = (list: readonly Figure[]): Block[] => (list.length > 0 ? [{ figures: list }] : []);
const noteThen = (text: string, blocks: readonly Block[]): Block[] =>
  blocks.length > 0 ? [{ text, look: 'note' }, ...blocks] : [];

/**
 * The same tables or figures under names that begin with those of their comparison, for all comparisons but the first.
 */
const namedAfter = <T extends { readonly name: string }>(list: readonly T[], title: string, place: number): T[] =>
  list.map((one) => (place === 0 ? one : { ...one, name: `${slug(title) || `comparison-${place}`}-${one.name}` }));

/** The sections that measured quantities have, in two parts. */
function descriptionSections(description: Description): [id: string, title: string, blocks: Block[]][] {
  return [
    [
      'description',
      'Measured quantities',
      [
        ...tables(descriptionTables(description)),
        ...figures([describedTwoPointFigure(description), ...axesTwoPointFigures(description)]),
        ...figures(describedLinealPathFigures(description)),
      ],
    ],
    ['sizes', 'Size distributions', figures(sizeDistributionFigures(description))],
  ];
}

/** The sections of a report that its data have something for, in reading order. */
export function reportSections(data: ReportData): Section[] {
  const sections: Section[] = [];
  const add = (id: string, title: string, blocks: readonly Block[]): void => {
    if (blocks.length > 0) sections.push({ id, title, blocks });
  };
  const { comparisons = [], chords = [], history = [], correlations = [], parameters = [], slices = [] } = data;
  const eachComparison = (
    id: string,
    heading: string,
    blocksOf: (comparison: Comparison, named: <T extends { name: string }>(list: readonly T[]) => T[]) => Block[],
  ): void => {
    comparisons.forEach(({ title, comparison }, i) => {
      add(
        `${id}-${i}`,
        `${heading}: ${title}`,
        blocksOf(comparison, (list) => namedAfter(list, title, i)),
      );
    });
  };
  if (data.verdict) add('verdict', 'Verdict in detail', [{ text: data.verdict, look: 'plain' }]);
  add('volume', 'Phases one by one', data.twin || data.truth ? [{ html: volumeSection(data.twin, data.truth) }] : []);
  if (data.choice) {
    add('choice', 'Choice of the model class', [
      ...tables(choiceTables(data.choice)),
      ...figures(choiceFigures(data.choice)),
    ]);
  }
  if (data.unseen) add('unseen', 'What sections cannot show', tables(unseenTables(data.unseen)));
  if (data.exactFit) sections.push(...exactFitSections(data.exactFit, slices[0]?.data.phases));
  if (data.anisotropy) add('anisotropy', 'Anisotropy', tables(anisotropyTables(data.anisotropy)));
  comparisons.forEach(({ title, comparison }, i) => {
    add(`errors-${i}`, `Errors: ${title}`, tables(namedAfter(comparisonTables(comparison), title, i)));
    const curves = namedAfter(twoPointFigures(comparison), title, i);
    add(`two-point-${i}`, `Two-point functions: ${title}`, noteThen(about.twoPoint, figures(curves)));
  });
  if (data.description) for (const section of descriptionSections(data.description)) add(...section);
  eachComparison('distances', 'Distances of distributions', (comparison, named) => [
    ...figures(named(distanceFigures(comparison))),
    ...tables(named(distanceTables(comparison))),
  ]);
  if (data.realism) add('realism', 'Realism', tables(realismTables(data.realism)));
  if (data.similarity) add('similarity', 'Structural similarity', tables(similarityTables(data.similarity)));
  add('chords', 'Chord-length distributions', noteThen(about.chords, figures(chordLengthFigures(chords))));
  eachComparison('lineal-path', 'Lineal-path functions', (comparison, named) =>
    noteThen(about.linealPath, figures(named(linealPathFigures(comparison)))),
  );
  add('history', 'Course of the calibration', figures(historyFigures(history)));
  add('parameters', 'Parameters', tables(parameterTables(parameters)));
  add('correlations', 'Correlations', figures(correlations.length > 0 ? [correlationFigure(correlations)] : []));
  add('citing', 'How to cite', citationBlocks(data));
  add('provenance', 'Provenance', provenanceBlocks(data));
  return sections;
}

/** Failure signatures, which a reader sees below the answer. */
export function reportLead({ warnings, history = [] }: ReportData): Block[] {
  // Signatures are found in the history: without one nothing was looked at.
  if (warnings?.length === 0 && history.length > 0) {
    return [{ text: 'No known failure signature was found in the calibration.', look: 'note' }];
  }
  return (warnings ?? []).map(
    ({ name, sentence, cure }): Block => ({
      text: `${sentence} ${textOf(cure)}`,
      look: 'warning',
      strong: `${name}.`,
    }),
  );
}

/** A figure of a study as data; the report draws it. */
export type StudyFigure = IntervalFigure | Chart | HeatMap;

function studyFigure(figure: StudyFigure): Figure {
  if ('series' in figure) return chartFigure(figure);
  return 'values' in figure ? heatMapFigure(figure) : intervalFigure(figure);
}

/** What a report of a study holds. */
export interface StudyReport extends Pick<ReportData, 'answer' | 'provenance' | 'citations'> {
  readonly title: string;
  readonly subtitle: string;
  /** Sentences that put the numbers into words. */
  readonly reading: readonly string[];
  readonly figures: { readonly note: string; readonly list: readonly StudyFigure[] };
  /** Heading of the figures; 'Differences' unless told. */
  readonly heading?: string;
  readonly tables: readonly Table[];
  /** Names in tables and what they mean. */
  readonly terms: readonly (readonly [string, string])[];
}

/** The sections of a study, in reading order. */
export function studySections({
  reading,
  figures,
  heading = 'Differences',
  tables,
  terms,
  ...rest
}: StudyReport): Section[] {
  const sections: Section[] = [
    { id: 'reading', title: 'Reading', blocks: reading.map((text) => ({ text, look: 'plain' })) },
    {
      id: slug(heading),
      title: heading,
      blocks:
        figures.list.length > 0
          ? [{ text: figures.note, look: 'note' }, { figures: figures.list.map(studyFigure) }]
          : [],
    },
    ...tables.map((table, i): Section => ({ id: `table-${i}`, title: table.title, blocks: [{ table }] })),
    { id: 'variants', title: 'Terms', blocks: terms.length > 0 ? [{ terms }] : [] },
    { id: 'citing', title: 'How to cite', blocks: citationBlocks(rest) },
    { id: 'provenance', title: 'Provenance', blocks: provenanceBlocks(rest) },
  ];
  return sections.filter(({ blocks }) => blocks.length > 0);
}
