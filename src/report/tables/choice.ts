import type { Candidate, Choice, ClassEvaluation } from '../../choice/index.ts';
import type { Separation } from '../../realism/index.ts';
import { type Cell, countCell, missingCell, percentCell, type Table } from './table.ts';

/** Largest |error| of a quantity over the phases. */
const largest = ({ values }: ClassEvaluation, quantity: string): Cell =>
  percentCell(Math.max(...values.filter((one) => one.quantity === quantity).map(({ error }) => Math.abs(error))));

/** Largest difference of a quantity between the two parts of the data. */
const apart = ({ values }: ClassEvaluation, quantity: string): Cell =>
  percentCell(
    Math.max(
      ...values.filter((one) => one.quantity === quantity).map(({ fitted, heldOut }) => Math.abs(fitted / heldOut - 1)),
    ),
  );

const accuracyCell = (test: Separation | null, reason: string): Cell =>
  test ? { value: test.accuracy, interval: [test.ci95[0], test.ci95[1]], decimals: 3 } : missingCell(reason);

const rootCell = (value: number): Cell => ({ value: Math.sqrt(value), decimals: 4 });

const untested = (reason: string | undefined): string => `no linear discriminant${reason ? `: ${reason}` : ''}`;

function rowOf({ model, evaluation, verdict, reason }: Candidate, quantities: readonly string[]): Cell[] {
  const numbers: Cell[] = evaluation
    ? [
        countCell(evaluation.parameters),
        ...quantities.map((quantity) => largest(evaluation, quantity)),
        accuracyCell(evaluation.realism, untested(evaluation.realismReason)),
        evaluation.look ? { value: evaluation.look.value, digits: 3 } : missingCell(untested(evaluation.realismReason)),
        percentCell(evaluation.chords.mean),
        rootCell(evaluation.twoPoint.mean),
      ]
    : Array<Cell>(5 + quantities.length).fill(missingCell('the class could not be calibrated'));
  return [model, verdict, ...numbers, reason];
}

/**
 * How the model class was chosen: the classes side by side on held-out data, with the data against themselves for
 * scale.
 */
export function choiceTables({ candidates, rule, sentence, block, blocks }: Choice): Table[] {
  const [first] = candidates.flatMap(({ evaluation }) => (evaluation ? [evaluation] : []));
  const quantities = [...new Set(first.values.map(({ quantity }) => quantity))];
  const control: Cell[] = [
    'data',
    '',
    missingCell('the data have no parameters'),
    ...quantities.map((quantity) => apart(first, quantity)),
    accuracyCell(first.dataAgainstData, untested(first.realismReason)),
    first.look ? countCell(first.look.expected) : missingCell(untested(first.realismReason)),
    percentCell(first.chords.dataAgainstData),
    rootCell(first.twoPoint.dataAgainstData),
    'the fitted half against the held-out half',
  ];
  return [
    {
      name: 'choice',
      title: 'Choice of the model class',
      columns: [
        { name: 'class' },
        { name: 'verdict' },
        { name: 'parameters' },
        ...quantities.map((name) => ({ name, unit: '%', definition: 'largest error over the phases' })),
        {
          name: 'accuracy (95 %)',
          definition: 'balanced accuracy of a linear discriminant of higher-order features; 0.5 is a guess',
        },
        {
          name: 'look',
          definition:
            'squared distance of the mean higher-order features from those of the data, in units of its scatter; a true model has about as many as there are features',
        },
        {
          name: 'chords',
          unit: '%',
          definition: 'Wasserstein distance relative to the mean chord, mean over blocks, phases and axes',
        },
        {
          name: 'two-point',
          definition: 'root mean square difference of two-point functions over pairs, lags and blocks',
        },
        { name: 'why' },
      ],
      rows: [...candidates.map((candidate) => rowOf(candidate, quantities)), control],
      notes: [
        sentence,
        `Every class is fitted to one half of the data and compared with ${blocks.heldOut} blocks of ${block.join(' x ')} pixels of the other half. The final model is the chosen class fitted to all of the data.`,
        `The rule: ${rule}`,
      ],
    },
  ];
}
