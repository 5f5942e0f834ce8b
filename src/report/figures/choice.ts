import * as Plot from '@observablehq/plot';
import type { BlockDistances, Choice, ClassEvaluation } from '../../choice/index.ts';
import { dataColour, lineColours, slug } from '../notation.ts';
import { type Figure, figureOf, type KeyEntry } from './figure.ts';

const blockEntry: KeyEntry = { label: 'a held-out block', colour: lineColours[1], dot: 'hollow' };
const meanEntry: KeyEntry = { label: 'mean', colour: lineColours[2] };
const control: KeyEntry = {
  label: 'the other half of the data in the model’s place, mean',
  colour: dataColour,
  look: 'dashed',
};

/** Distances of every block by class. */
function blockFigure(
  evaluations: readonly ClassEvaluation[],
  title: string,
  yLabel: string,
  pick: (one: ClassEvaluation) => BlockDistances,
  scaled: (value: number) => number,
): Figure {
  const points = evaluations.flatMap((one) => pick(one).blocks.map((value) => ({ x: one.model, y: scaled(value) })));
  const means = evaluations.map((one) => ({ x: one.model, y: scaled(pick(one).mean) }));
  return figureOf(slug(title), {
    title,
    key: [blockEntry, meanEntry, control],
    xLabel: 'model class',
    yLabel,
    plot: {
      marginLeft: 66,
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

/** Distances from the held-out data block by block: chord lengths and two-point functions. */
export function choiceFigures({ candidates }: Choice): Figure[] {
  const evaluations = candidates.flatMap(({ evaluation }) => (evaluation ? [evaluation] : []));
  return [
    blockFigure(
      evaluations,
      'Chord lengths of the classes',
      'distance [% of the mean]',
      ({ chords }) => chords,
      (value) => 100 * value,
    ),
    blockFigure(
      evaluations,
      'Two-point functions of the classes',
      'root mean square difference',
      ({ twoPoint }) => twoPoint,
      Math.sqrt,
    ),
  ];
}
