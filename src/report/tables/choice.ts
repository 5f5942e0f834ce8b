import * as Plot from '@observablehq/plot';
import type { BlockDistances, Candidate, Choice, ClassEvaluation } from '../../choice/index.ts';
import { dataColour, lineColours } from '../colours.ts';
import { drawFigure, type KeyEntry } from '../figures/plot.ts';
import { escapeHtml, htmlTable, note, percentText, row } from '../html-text.ts';

const blockEntry: KeyEntry = { label: 'a held-out block', colour: lineColours[1], dot: 'hollow' };
const meanEntry: KeyEntry = { label: 'mean', colour: lineColours[2] };
const control: KeyEntry = {
  label: 'the other half of the data in the model’s place, mean',
  colour: dataColour,
  look: 'dashed',
};

/** Largest |error| of a quantity over the phases. */
const largest = ({ values }: ClassEvaluation, quantity: string): string =>
  percentText(Math.max(...values.filter((one) => one.quantity === quantity).map(({ error }) => Math.abs(error))));

const accuracyText = (test: ClassEvaluation['realism']): string =>
  test ? `${test.accuracy.toFixed(3)} (${test.ci95.map((p) => p.toFixed(3)).join(' … ')})` : '–';

const root = (value: number): string => Math.sqrt(value).toFixed(4);

function rowOf({ model, evaluation, verdict, reason }: Candidate): string[] {
  const numbers = evaluation
    ? [
        String(evaluation.parameters),
        largest(evaluation, 'volume fraction'),
        largest(evaluation, 'specific surface area'),
        accuracyText(evaluation.realism),
        percentText(evaluation.chords.mean),
        root(evaluation.twoPoint.mean),
      ]
    : Array<string>(6).fill('–');
  return [escapeHtml(model), verdict, ...numbers, escapeHtml(reason)];
}

/** Largest difference of a quantity between the two parts of the data. */
const apart = ({ values }: ClassEvaluation, quantity: string): string =>
  percentText(
    Math.max(
      ...values.filter((one) => one.quantity === quantity).map(({ fitted, heldOut }) => Math.abs(fitted / heldOut - 1)),
    ),
  );

/** Distances of every block by class. */
function figure(
  evaluations: readonly ClassEvaluation[],
  title: string,
  yLabel: string,
  pick: (one: ClassEvaluation) => BlockDistances,
  scaled: (value: number) => number,
): string {
  const points = evaluations.flatMap((one) => pick(one).blocks.map((value) => ({ x: one.model, y: scaled(value) })));
  const means = evaluations.map((one) => ({ x: one.model, y: scaled(pick(one).mean) }));
  return drawFigure({
    title,
    key: [blockEntry, meanEntry, control],
    xLabel: 'model class',
    yLabel,
    plot: {
      x: { domain: evaluations.map(({ model }) => model), type: 'band', padding: 0.4 },
      y: { zero: true, nice: true },
      marks: [
        Plot.ruleY([scaled(pick(evaluations[0]).dataAgainstData)], { stroke: control.colour, strokeDasharray: '5 3' }),
        Plot.dot(points, { x: 'x', y: 'y', r: 3.2, stroke: blockEntry.colour }),
        Plot.tickY(means, { x: 'x', y: 'y', stroke: meanEntry.colour, strokeWidth: 2.5 }),
        Plot.ruleY([0]),
      ],
    },
  });
}

/** How the model class was chosen: the classes side by side on held-out data, the rule, and the distances block by block. */
export function choiceTables({ candidates, rule, sentence, block, blocks }: Choice): string {
  const evaluations = candidates.flatMap(({ evaluation }) => (evaluation ? [evaluation] : []));
  const [first] = evaluations;
  const head = [
    ...['class', 'verdict', 'parameters', 'volume fraction', 'surface area', 'two-sample accuracy (95 %)'],
    ...['chord lengths', 'two-point functions', 'why'],
  ];
  const data = [
    ...['data', '', '', apart(first, 'volume fraction'), apart(first, 'specific surface area')],
    ...[accuracyText(first.dataAgainstData), percentText(first.chords.dataAgainstData)],
    ...[root(first.twoPoint.dataAgainstData), 'the fitted half against the held-out half'],
  ];
  const untested = evaluations.find(({ realismReason }) => realismReason)?.realismReason;
  const rows = [...candidates.map(rowOf), data].map((cells) => ({ cells }));
  const figures = [
    figure(
      evaluations,
      'Chord lengths',
      'distance [% of the mean]',
      ({ chords }) => chords,
      (value) => 100 * value,
    ),
    figure(evaluations, 'Two-point functions', 'root mean square difference', ({ twoPoint }) => twoPoint, Math.sqrt),
  ];
  return `<p>${escapeHtml(sentence)}</p>
${htmlTable(head, rows, 'remarks')}
${note(`Every class is fitted to one half of the data and compared with ${blocks.heldOut} blocks of ${block.join(' × ')} pixels of the other half; the model that this report shows is the chosen class
fitted to all of the data. Volume fraction and surface area: largest error over the phases. Chord lengths: Wasserstein distance relative to the mean chord, mean over blocks, phases and axes. Two-point functions: root mean square
difference over pairs, lags and blocks. ${untested ? escapeHtml(`No two-sample test: ${untested}.`) : ''}`)}
${note(`The rule: ${escapeHtml(rule)}`)}
${row(figures)}`;
}
