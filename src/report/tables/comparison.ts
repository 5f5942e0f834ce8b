import { type ComparedQuantity, type Comparison, isCompared, isOverall, isSame } from '../../compare/index.ts';
import { type Descriptor, descriptors } from '../../descriptor/index.ts';
import {
  type DiscriminantTest,
  type Realism,
  type RealismTest,
  type Separation,
  seesKnownDifference,
} from '../../realism/index.ts';
import { type Cell, type Column, missingCell, numberText, percentCell, type Table } from './table.ts';

const columns: readonly Column[] = [
  { name: 'phase' },
  { name: 'quantity' },
  { name: 'model', definition: 'mean of the realisations' },
  { name: 'data' },
  { name: 'error', unit: '%', definition: '(model - data) / |data|' },
  {
    name: 'standard error',
    unit: '%',
    definition:
      "that of the error: scatter of the realisations, the data's own error from blocks, and that of the images of the calibration where they are others",
  },
  { name: 'seen from', unit: '%', definition: 'error that would be called a difference in four cases of five' },
  { name: 'verdict' },
];

function rowOf(phase: Cell, own: ComparedQuantity): Cell[] {
  const { title, axis, unit } = own;
  const head: Cell = { text: axis && axis !== 'mean' ? `${title} ${axis}` : title, unit };
  if (!isCompared(own)) {
    const { model: share, reference: isMissing } = own.missing;
    const places = [
      ...(isMissing > 0 ? ['in the data'] : []),
      ...(share > 0 ? [`in ${numberText(100 * share)} % of the realisations`] : []),
    ];
    const shares = `${verdictText(own)}: missing ${places.join(' and ')}`;
    return [
      ...[phase, head, ...Array.from({ length: 5 }, () => missingCell(own.reason))],
      {
        text: own.missing.reference === own.missing.model ? 'missing on both sides' : shares,
        mark: own.verdict === 'differs',
      },
    ];
  }
  const { model, reference, error, standardError, detectable } = own;
  const seen =
    detectable === null ? missingCell('compared by its rank among the realisations') : percentCell(detectable);
  const none = missingCell('the data have 0, so that there is no relative error');
  const relative = Number.isFinite(error)
    ? [percentCell(error, { signed: true }), percentCell(standardError)]
    : [none, none];
  return [
    ...[phase, head, { value: model }, { value: reference }, ...relative],
    ...[seen, { text: verdictText(own), mark: own.verdict === 'differs' }],
  ];
}

/** What counts as agreement. */
const deltaOf = ({ phases }: Comparison): number =>
  phases.flatMap(({ quantities }) => quantities.filter(isCompared)).find(({ delta }) => delta > 0)?.delta ?? 0;

/** A verdict as tables have it; what was fitted to the same images is no evidence. */
const verdictText = (own: ComparedQuantity): string => {
  if (isSame(own) && isCompared(own)) return `both ${numberText(own.model)}`;
  return own.fitted ? `${own.verdict} (fitted)` : own.verdict;
};

/**
 * The errors of a model: a table of every quantity for all axes together, and a folded one by axis.
 * @param list - descriptors whose definitions are given, by default those of the program.
 */
export function comparisonTables(comparison: Comparison, list: readonly Descriptor[] = descriptors): Table[] {
  const { realisations, shape, twoPoint, phases } = comparison;
  const rowsOf = (shown: (own: ComparedQuantity) => boolean): Cell[][] =>
    phases.flatMap(({ name, quantities }, index) =>
      quantities.filter(shown).map((own) => rowOf({ phase: name, index }, own)),
    );
  const names = new Set(phases.flatMap(({ quantities }) => quantities.map(({ name }) => name)));
  const terms = list.flatMap(({ quantities }) =>
    quantities.filter(({ name }) => names.has(name)).map(({ title, definition }) => [title, definition] as const),
  );
  const overall: Table = {
    name: 'comparison',
    title: 'Errors',
    columns,
    rows: rowsOf(isOverall),
    notes: [
      `${realisations} realisations of ${shape.join(' x ')} voxels; two-point functions differ by ${numberText(twoPoint.rootMeanSquareError)} (root mean square over pairs and lags).`,
      `agrees: the 95 % interval of the error lies within ${numberText(100 * deltaOf(comparison))} %. differs: zero lies outside, by Holm's correction over the rows of all axes together. Equal materials have any difference in at most 5 % of comparisons; rows of single axes are a family of their own, at 5 % again. undecided: neither. fitted: the calibration saw these data, so that agreement is no evidence.`,
      ...(phases.some(({ quantities }) => quantities.some(isSame))
        ? ['both: the data and all realisations have this value. One value of the data cannot show that they agree.']
        : []),
    ],
    terms,
  };
  const byAxis = rowsOf((own) => !isOverall(own));
  if (byAxis.length === 0) return [overall];
  return [
    overall,
    { name: 'comparison-by-axis', title: 'Errors by axis', columns, rows: byAxis, notes: [], folded: true },
  ];
}

/** What the two-sample test found, in sentences. Absence of a difference is not told as agreement. */
export function realismSentences(test: RealismTest): string[] {
  const { modelAgainstData, dataAgainstData, distinguished, detectable, windowCorrelationLengths } = test;
  const share = (value: number): string => value.toFixed(2);
  const windows = `${modelAgainstData.windows.join(' + ')} windows of ${numberText(windowCorrelationLengths)} correlation lengths`;
  const seen = seesKnownDifference(test);
  const known =
    seen === undefined
      ? []
      : [
          seen
            ? 'It distinguishes two models whose lengths differ by 25 %.'
            : 'It does not even distinguish two models whose lengths differ by 25 %: it is too weak to judge this model.',
        ];
  if (distinguished)
    return [
      `The networks distinguish the model from the data: accuracy ${share(modelAgainstData.accuracy)}, against ${share(dataAgainstData.accuracy)} for data against data.`,
    ];
  return [
    `Not distinguished by this test with ${windows}. This is no evidence of agreement.`,
    detectable < 1
      ? `An accuracy of ${share(detectable)} or more would have been seen in four of five cases.`
      : 'With so few windows, no accuracy could have been told from guessing.',
    ...known,
  ];
}

/** Whether sections of the model can be told from the data: by the discriminant, and by networks if asked for. */
export function realismTables({ discriminant, networks }: Realism): Table[] {
  return [...discriminantTables(discriminant), ...(networks ? networkTables(networks) : [])];
}

/** The two-sample test by networks beside its control. */
function networkTables(test: RealismTest): Table[] {
  const { modelAgainstData, dataAgainstData, knownDifference, window, windowLength, unit, steps } = test;
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
      rows: [
        row('model against data', modelAgainstData),
        row('data against data', dataAgainstData),
        ...(knownDifference ? [row('model against lengths 1.25 times longer', knownDifference)] : []),
      ],
      notes: [
        ...realismSentences(test),
        `Windows of ${window} x ${window} pixels (${numberText(windowLength)} ${unit}). Accuracy 0.5: the networks guess. Data against data: one part of the data against another, what a perfect model would score.`,
      ],
    },
  ];
}

/** The linear discriminant beside its controls, and the features that give the model away. */
function discriminantTables(test: DiscriminantTest): Table[] {
  const { modelAgainstData, dataAgainstData, modelAgainstModel, knownDifference, telling, window, features } = test;
  const row = (samples: string, { accuracy, ci95, windows }: Separation): Cell[] => [
    samples,
    { value: accuracy, interval: [ci95[0], ci95[1]], decimals: 3 },
    { text: windows.join(' + ') },
  ];
  const words = telling.map(({ meaning }) => meaning);
  const [of, control] = [modelAgainstData, dataAgainstData].map(({ accuracy }) => accuracy.toFixed(2));
  const isSeen = modelAgainstData.ci95[0] > 0.5;
  return [
    {
      name: 'discriminant',
      title: 'Realism: linear discriminant',
      columns: [
        { name: 'samples' },
        {
          name: 'balanced accuracy (95 %)',
          definition:
            'share of unseen windows that a linear discriminant of fixed features assigns to the right sample. 0.5: it guesses. 1: it is always right',
        },
        { name: 'unseen windows', align: 'right' },
      ],
      rows: [
        row('model against data', modelAgainstData),
        row('data against data', dataAgainstData),
        ...(modelAgainstModel ? [row('model against itself', modelAgainstModel)] : []),
        ...(knownDifference ? [row('model against lengths 1.25 times longer', knownDifference)] : []),
      ],
      notes: [
        isSeen
          ? `The discriminant distinguishes the model from the data: accuracy ${of}, against ${control} for data against data.`
          : `Not distinguished: accuracy ${of}, and the interval holds the guess of 0.5. This is no evidence of agreement.`,
        `${features} features of windows of ${window} x ${window} pixels: three-point probabilities, Euler numbers, erosions, openings, lineal paths, interfaces, triple points, parts.`,
        words.length > 0
          ? `What gives the model away: ${words.join('; ')}.`
          : 'No single feature differs beyond chance.',
      ],
    },
    ...(telling.length > 0
      ? [
          {
            name: 'telling-features',
            title: 'Features that give the model away',
            columns: [
              { name: 'feature' },
              { name: 'model', definition: 'mean over the windows' },
              { name: 'data' },
              { name: 'difference', definition: 'difference of the means in standard deviations of a window' },
              { name: 'in words' },
            ],
            rows: telling.map(({ feature, meaning, model, data, effect }): Cell[] => [
              feature,
              { value: model },
              { value: data },
              { value: effect, decimals: 2, signed: true },
              meaning,
            ]),
            notes: [],
          } satisfies Table,
        ]
      : []),
  ];
}
