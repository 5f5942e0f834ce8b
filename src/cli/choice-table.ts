import type { Candidate, Choice, ClassEvaluation } from '../choice/index.ts';
import { table } from './table.ts';

const percent = (value: number): string => (100 * value).toFixed(1);

/** Largest |error| of a quantity over the phases. */
const largest = ({ values }: ClassEvaluation, quantity: string): number =>
  Math.max(...values.filter((value) => value.quantity === quantity).map(({ error }) => Math.abs(error)));

function cells({ model, evaluation, verdict }: Candidate): string[] {
  if (!evaluation) return [model, '-', '-', '-', '-', '-', '-', verdict];
  const { parameters, chords, twoPoint, realism } = evaluation;
  return [
    model,
    String(parameters),
    percent(largest(evaluation, 'volume fraction')),
    percent(largest(evaluation, 'specific surface area')),
    realism ? `${realism.accuracy.toFixed(3)} (${realism.ci95.map((p) => p.toFixed(3)).join(' - ')})` : '-',
    percent(chords.mean),
    Math.sqrt(twoPoint.mean).toFixed(4),
    verdict,
  ];
}

/** The classes that were compared, one row each, with the data against themselves for scale, and the choice in words. */
export function choiceTable({ candidates, sentence, rule, blocks }: Choice): string {
  const compared = candidates.flatMap(({ evaluation }) => (evaluation ? [evaluation] : []));
  const [first] = compared;
  const head = ['class', 'parameters', 'V %', 'S_V %', 'accuracy (95 %)', 'chords %', 'TPPF rms', 'verdict'];
  const apart = (quantity: string): string =>
    percent(
      Math.max(
        ...first.values
          .filter((value) => value.quantity === quantity)
          .map(({ fitted, heldOut }) => Math.abs(fitted / heldOut - 1)),
      ),
    );
  const control = [
    'data',
    '',
    apart('volume fraction'),
    apart('specific surface area'),
    first.dataAgainstData
      ? `${first.dataAgainstData.accuracy.toFixed(3)} (${first.dataAgainstData.ci95.map((p) => p.toFixed(3)).join(' - ')})`
      : '-',
    percent(first.chords.dataAgainstData),
    Math.sqrt(first.twoPoint.dataAgainstData).toFixed(4),
    '',
  ];
  return [
    table(head, [...candidates.map(cells), control]),
    `on ${blocks.heldOut} held-out blocks; data: the part that was fitted against the part that was held out; chords: distance of lengths relative to their mean`,
    sentence,
    ...candidates.filter(({ verdict }) => verdict !== 'chosen').map(({ model, reason }) => `${model}: ${reason}`),
    `rule: ${rule}`,
  ].join('\n');
}
