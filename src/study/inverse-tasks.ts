import { ExcursaError } from '../errors.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { type DrawSettings, namesIn, pointNumbers, shapeOf } from './draw-settings.ts';
import { type DrawTask, numbersOf } from './draw-work.ts';
import { exactAreas, withFractions } from './exact-laws.ts';
import type { StudyInput } from './study-kind.ts';
import { exactGoals, type Target } from './targets.ts';
import { stretched, type Variation, varied } from './variation.ts';

/** Values of the variations at a place of the unit cube. */
export const valuesAt = (place: readonly number[], variations: readonly Variation[]): number[] =>
  place.map((share, k) => variations[k].low + share * (variations[k].high - variations[k].low));

/**
 * The model at a place: parameters first, then thresholds for wanted volume fractions, then one factor of all lengths
 * for a wanted surface area; the last two by closed forms.
 * @throws ExcursaError (usage) where a fraction is both varied and wanted, or cannot be reached.
 */
export function modelAt(
  { model }: StudyInput,
  { variations, targets, fixed }: { variations: readonly Variation[]; targets: readonly Target[]; fixed: boolean },
  place: readonly number[],
): ExcursionModel {
  const { fractions, surfaces } = exactGoals(targets, model);
  const phaseOf = ({ phase }: Target): number => model.phases.findIndex(({ name }) => name === phase);
  const twice = fractions.find(({ own }) => variations.some(({ phase }) => phase === phaseOf(own)));
  if (twice) {
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'vary' },
      expected: `a volume fraction of ${twice.own.phase} that is varied or wanted`,
      got: 'both',
      remedy: 'leaving one of them out',
    });
  }
  const values = valuesAt(place, variations);
  const wanted = new Map([
    ...variations.flatMap(({ phase }, k) => (phase === undefined ? [] : [[phase, values[k]] as const])),
    ...fractions.map(({ own, goal }) => [phaseOf(own), goal] as const),
  ]);
  const plain = variations.filter(({ phase }) => phase === undefined);
  const changed = varied(
    model,
    plain,
    values.filter((_, k) => variations[k].phase === undefined),
    false,
  );
  const solved = wanted.size > 0 || fixed ? withFractions(changed, wanted, model) : changed;
  return surfaces.reduce((own, { own: target, goal }) => {
    const area = exactAreas(own)![phaseOf(target)];
    return stretched(own, area / goal);
  }, solved);
}

/** Tasks that draw and measure the model at a place. */
export function designTasks(
  input: StudyInput,
  asked: {
    readonly variations: readonly Variation[];
    readonly targets: readonly Target[];
    readonly own: DrawSettings & { readonly fixFractions: boolean };
  },
  { name, place, noise }: { readonly name: string; readonly place: readonly number[]; readonly noise: number },
): DrawTask[] {
  const { variations, targets, own } = asked;
  const numbers = numbersOf(modelAt(input, { variations, targets, fixed: own.fixFractions }, place));
  const values = valuesAt(place, variations);
  return Array.from({ length: own.realisations }, (_, r) => ({
    ...{ name: `${name}-${r}`, work: 'draw', model: numbers, shape: shapeOf(own), seed: own.seed },
    labels: [
      { name: 'candidate', value: name },
      ...variations.map((variation, k) => ({ name: variation.name, unit: variation.unit, value: values[k] })),
      { name: 'realisation', value: r },
    ],
    ...{ realisation: noise + r * pointNumbers, descriptors: namesIn(own.descriptors) },
  }));
}
