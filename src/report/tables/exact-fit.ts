import type {
  Combination,
  ExactFitSummary,
  FittedCurve,
  FittedQuantity,
  Identifiability,
  Optima,
  StartSummary,
} from '../../calibrate/index.ts';
import { type Cell, countCell, missingCell, percentCell, type Table } from './table.ts';

/** Standard errors of the data beyond which a quantity is marked. */
const limit = 2;
/** Least p-value that is printed as a number: the tail of an estimated covariance is not known further out. */
export const leastP = 1e-6;
/** Share of a combination's squared weights that its terms may leave out without being called incomplete. */
const complete = 0.99;

/** Names of the phases in the user's order; a curve 'a-a' holds its phase's name twice. */
export function phaseNamesOf(curves: readonly FittedCurve[]): string[] {
  const names: string[] = [];
  for (const { pair, phases } of curves) {
    if (phases[0] === phases[1]) names[phases[0]] = pair.slice(0, (pair.length - 1) / 2);
  }
  return names;
}

/** What a quantity belongs to: a phase, or the interface 'a-b' of two. */
function ownerCell(of: string, names: readonly string[]): Cell {
  const index = names.indexOf(of);
  return index < 0 ? of : { phase: of, index };
}

/** Error in standard errors of the data, not finite where the data's scatter is unknown. */
const inStandardErrors = ({ error, dataStandardError }: FittedQuantity): number => error / dataStandardError;

/** The fitted quantities beside the data's, with errors in standard errors. */
export function exactQuantityTable({ quantities, curves }: ExactFitSummary): Table {
  const names = phaseNamesOf(curves);
  const rows = quantities.map((entry): Cell[] => {
    const errors = inStandardErrors(entry);
    const isBeyond = Number.isFinite(errors) && Math.abs(errors) > limit;
    return [
      ownerCell(entry.of, names),
      { text: entry.quantity, unit: entry.unit },
      { value: entry.model },
      { value: entry.data },
      percentCell(entry.error, { signed: true }),
      Number.isFinite(errors)
        ? { value: errors, decimals: 2, signed: true }
        : missingCell('the scatter of the data is not known'),
      percentCell(entry.dataStandardError),
      percentCell(entry.modelStandardError),
      entry.inLoss ? 'yes' : 'no',
      isBeyond ? { text: 'beyond ± 2', mark: true } : '',
    ];
  });
  return {
    name: 'exact-quantities',
    title: 'Exact quantities',
    columns: [
      { name: 'phase(s)' },
      { name: 'quantity' },
      { name: 'model', definition: 'exact expectation under the fitted model' },
      { name: 'data' },
      { name: 'error', unit: '%', definition: '(model − data) / data' },
      { name: 'error / s.e.', definition: 'error in standard errors of the data' },
      {
        name: 's.e. data',
        unit: '%',
        definition: "standard error of the data's value, from the scatter of the image's blocks, relative",
      },
      {
        name: 's.e. model',
        unit: '%',
        definition: "standard error of the model's value, propagated from the data through the fit, relative",
      },
      {
        name: 'in the loss',
        definition: 'whether the loss holds the quantity as a residual of its own; the others test the fit',
      },
      { name: 'remark' },
    ],
    rows,
    notes: ['Beyond ± 2: the error exceeds two standard errors of the data. One row in twenty does so by chance.'],
  };
}

/** What the model predicts beyond the images: one row a phase or interface, one column a quantity. */
export function predictionTable({ predictions, curves }: ExactFitSummary): Table {
  const names = phaseNamesOf(curves);
  const quantities = [...new Set(predictions.map(({ quantity }) => quantity))];
  const owners = [...new Set(predictions.map(({ of }) => of))];
  const rows = owners.map((of): Cell[] => [
    ownerCell(of, names),
    ...quantities.map((name): Cell => {
      const found = predictions.find((prediction) => prediction.quantity === name && prediction.of === of);
      return found ? { value: found.value } : missingCell('not defined for it');
    }),
  ]);
  return {
    name: 'predictions',
    title: 'What the model predicts beyond the images',
    columns: [
      { name: 'phase(s)' },
      ...quantities.map((name) => ({ name, unit: predictions.find(({ quantity }) => quantity === name)!.unit })),
    ],
    rows,
    notes: [
      "Continuum: Rice's formula. Volume images: cubic voxels of the images' size. Crofton's formula with 13 directions gives a few per cent less than the continuum. The area of voxel faces is about half as large again.",
    ],
  };
}

/** A p-value with two digits; tiny ones are only bounded. */
export function pValueCell(p: number): Cell {
  if (!Number.isFinite(p)) return missingCell('not finite');
  return p < leastP ? '< 1e-6' : { value: p, digits: 2 };
}

/** What a p-value says, below the table. */
const aboutPValues =
  'p-value: probability of a misfit this large, were the model true. Below 0.01 the class cannot follow these images, below 0.05 there is weak evidence that it cannot. A large one does not prove the model.';

/** What windows of several sections are. */
const stackNote = ({ sections }: ExactFitSummary['goodnessOfFit']): string[] =>
  sections === undefined
    ? []
    : [`Sections of one volume resemble each other: each window has ${sections} of them, at the distance of the data.`];

/** The test of the fit, with what the data determine. */
export function goodnessOfFitTable(summary: ExactFitSummary): Table {
  const { goodnessOfFit: fit, discrepancy, identifiability, quadrature } = summary;
  return {
    name: 'goodness-of-fit',
    title: 'Goodness of fit',
    columns: [
      { name: 'verdict' },
      {
        name: 'p-value',
        align: 'right',
        definition:
          'probability of a misfit this large or larger if the model were true and only the choice of the image made a difference. A small one shows that the fitted model does not have the curves of this material. A large one does not prove the model: an image of this size shows nothing against it in two-point functions',
      },
      {
        name: 'chi-square',
        definition:
          'squared misfit along the directions in which the data scatter most beside what the fit follows, in units of the scatter of windows drawn from the fitted model',
      },
      { name: 'expected', definition: 'chi-square to be expected on average if the model were true' },
      { name: 'components', definition: 'directions tested' },
      { name: 'windows', definition: 'windows drawn from the fitted model, whose scatter is that of the test' },
      { name: 'window edge', unit: 'pixel' },
      {
        name: 'discrepancy',
        unit: '%',
        definition:
          'least deviation of each value that explains the misfit, beside the scatter of the data; not below 0.3 %. The loss grants it to the model: a class that cannot follow the data would else be torn by what large images determine best',
      },
    ],
    rows: [
      [
        { text: fit.verdict, mark: fit.verdict === 'misfit' },
        fit.pValue === null ? missingCell(fit.sentence) : pValueCell(fit.pValue),
        fit.chiSquare === null ? missingCell(fit.sentence) : { value: fit.chiSquare },
        fit.expected === null ? missingCell(fit.sentence) : { value: fit.expected },
        countCell(fit.components),
        countCell(fit.windows),
        { value: fit.windowEdge, decimals: Number.isInteger(fit.windowEdge) ? 0 : 1 },
        percentCell(discrepancy),
      ],
    ],
    notes: [
      fit.sentence,
      aboutPValues,
      ...stackNote(fit),
      determinedText(identifiability),
      ...quadratureNotes(quadrature),
    ],
  };
}

/** How many combinations of parameters the data determine, in a sentence. */
export const determinedText = ({ determined, parameters }: Identifiability): string =>
  `The data determine ${determined} of ${parameters} combinations of parameters more narrowly than the range of the random starts.`;

/** A combination as a sum of its largest weights, '+0.71 X.range1 - 0.52 scalars.lambda1 …'. */
export function combinationText({ terms }: Combination): string {
  const sum = terms.map(({ group, parameter, weight }, i) => {
    const sign = weight < 0 ? '-' : '+';
    return `${sign}${i > 0 ? ' ' : ''}${Math.abs(weight).toFixed(2)} ${group}.${parameter}`;
  });
  const share = terms.reduce((total, { weight }) => total + weight ** 2, 0);
  return sum.join(' ') + (share < complete ? ' …' : '');
}

/** The combinations of parameters that the data determine best. */
export function combinationTable({ combinations }: Identifiability): Table {
  const rows = combinations.map((combination, k): Cell[] => [
    countCell(k + 1),
    { value: combination.singularValue },
    combination.singularValue > 0 ? percentCell(1 / combination.singularValue) : missingCell('the data fix nothing'),
    combinationText(combination),
  ]);
  return {
    name: 'combinations',
    title: 'Best determined combinations',
    columns: [
      { name: 'rank' },
      { name: 'singular value', definition: 'standard errors of the data that the combination moves per unit' },
      {
        name: 'standard error',
        unit: '%',
        definition: "how closely the data fix the combination, as a share of the starts' standard deviation",
      },
      {
        name: 'combination',
        definition:
          'parameters on their unbounded scales, in standard deviations of the random starts; the largest weights of each unit vector, … where smaller ones are left out',
      },
    ],
    rows,
    notes: [
      'Single parameters are not identifiable: where singular values lie below 1, other values give the same two-point functions. Compare models by curves and quantities, not by parameters.',
    ],
  };
}

/** The start whose parameters were kept: the lowest loss of those fitted to the end. */
export function keptStart(starts: readonly StartSummary[]): StartSummary | undefined {
  return starts
    .filter(({ droppedInRound, loss }) => droppedInRound === null && Number.isFinite(loss))
    .reduce<StartSummary | undefined>((best, entry) => (best && best.loss <= entry.loss ? best : entry), undefined);
}

/** All random starts by their loss. */
export function startTable(starts: readonly StartSummary[]): Table {
  const best = keptStart(starts);
  /** A failed fit comes last. */
  const rank = ({ loss }: StartSummary): number => (Number.isFinite(loss) ? loss : Number.MAX_VALUE);
  const fateOf = (start: StartSummary): string => {
    if (start.droppedInRound !== null) return `dropped in round ${start.droppedInRound + 1}`;
    return start === best ? 'kept' : 'fitted to the end';
  };
  return {
    name: 'starts',
    title: `${starts.length} starts by loss`,
    columns: [
      { name: 'order', definition: 'labels of the phases in the order of the excursion sets', align: 'left' },
      { name: 'start' },
      { name: 'steps', definition: 'Levenberg-Marquardt steps' },
      { name: 'loss' },
      { name: 'end', definition: 'what became of the start' },
    ],
    rows: [...starts]
      .sort((a, b) => rank(a) - rank(b))
      .map((start) => [
        start.order.join(', '),
        countCell(start.start),
        countCell(start.iterations),
        Number.isFinite(start.loss) ? { value: start.loss } : missingCell('the fit failed'),
        fateOf(start),
      ]),
    notes: [],
    folded: true,
  };
}

/** Optima that a table shows. */
const mostOptima = 12;

/** The optima of equal loss: how near each is to the images, and what tells it from them most. */
export function optimaTable({
  optima,
  kept,
  tried,
  largestLoss,
  expectedScore,
  window,
  windows,
  sentence,
}: Optima): Table {
  return {
    name: 'optima',
    title: `${kept} optima of equal loss`,
    columns: [
      { name: 'order', definition: 'labels of the phases in the order of the excursion sets', align: 'left' },
      { name: 'start', definition: 'near the centre of the ranges, anywhere in them, or beside the best of those' },
      { name: 'loss' },
      {
        name: 'score',
        definition: `squared distance of the higher-order statistics from those of the images, in units of their scatter; a true model has about ${expectedScore} or less`,
      },
      { name: 'look', definition: 'optima of one number look alike' },
      {
        name: 'differs most in',
        definition:
          'feature of windows whose mean is further from that of the images than any other, in standard errors',
      },
      { name: 'by', unit: 's.e.' },
    ],
    rows: optima
      .slice(0, mostOptima)
      .map(({ order, origin, loss, score, look, differences: [first] }): Cell[] => [
        order.join(', '),
        origin,
        { value: loss },
        { value: score },
        countCell(look),
        first ? first.feature : missingCell('no feature differs'),
        first ? { value: first.deviation, decimals: 1, signed: true } : missingCell('no feature differs'),
      ]),
    notes: [
      sentence,
      `${tried} fits were tried; those with a loss up to ${largestLoss.toPrecision(3)} are kept: the two-point functions of these images cannot tell them apart. The first was chosen, by ${windows} windows of ${window} x ${window} pixels.`,
    ],
  };
}

/** A sentence where the quadrature is not as exact as it should be. */
function quadratureNotes({ accurate, areaScatter, points }: ExactFitSummary['quadrature']): string[] {
  if (accurate) return [];
  const error = (100 * areaScatter).toFixed(1);
  return [
    `The exact curves and areas of the model have errors of up to ${error} % with ${points} Sobol points: do not use areas of its rarest interface; try more points.`,
  ];
}

/** How far the numbers depend on the quadrature. */
export function quadratureTable(quadrature: ExactFitSummary['quadrature']): Table {
  const { points, lossScatter, repeats, areaScatter } = quadrature;
  return {
    name: 'quadrature',
    title: 'Quadrature',
    columns: [
      { name: 'Sobol points' },
      {
        name: 'scatter of the loss',
        unit: '%',
        definition:
          'relative standard deviation of the loss at the optimum under independent scramblings with as many points',
      },
      {
        name: 'scatter of areas',
        unit: '%',
        definition: 'largest relative standard deviation of the area of an interface under such scramblings',
      },
      {
        name: 'repeats',
        definition: 'how often the fit was made again with more points because its optimum depended on them',
      },
    ],
    rows: [[countCell(points), percentCell(lossScatter), percentCell(areaScatter), countCell(repeats)]],
    notes: quadratureNotes(quadrature),
  };
}

/** The tables of an exact fit that stand in the terminal: quantities, and the test of the fit. */
export const exactFitTables = (fit: ExactFitSummary): Table[] => [
  exactQuantityTable(fit),
  goodnessOfFitTable(fit),
  ...(fit.optima ? [optimaTable(fit.optima)] : []),
];
