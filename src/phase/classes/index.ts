import { type ModelRecord, phaseCount } from '../record.ts';
import { assb } from './assb.ts';
import { bubbleGrains } from './bubble-grains.ts';
import { clottedGrains } from './clotted-grains.ts';
import { crackedGrains } from './cracked-grains.ts';
import { grains } from './grains.ts';
import { levelSet } from './level-set.ts';
import { levelSetUnion } from './level-set-union.ts';
import { linedGrains } from './lined-grains.ts';
import { type GrownFrom, type ModelClass, scaledStarts } from './model-class.ts';
import { plurigaussian } from './plurigaussian.ts';
import { plurigaussianCorrelated } from './plurigaussian-correlated.ts';
import { twoPhaseGrains } from './two-phase-grains.ts';

export { type GrownFrom, type MeasuredSets, type ModelClass, parameterOf, rangesOf } from './model-class.ts';

/** Model classes by the names of their records. */
export type ModelClasses = Readonly<Record<string, ModelClass>>;

/** What stands for a class that the data choose. */
export const automaticClass = 'auto';

/** A look-up of classes by the names of their records. */
export const classesOf = (list: readonly ModelClass[]): ModelClasses =>
  Object.fromEntries(list.map((own) => [own.record.name, own]));

const list = [
  assb,
  plurigaussian,
  plurigaussianCorrelated,
  levelSet,
  levelSetUnion,
  twoPhaseGrains,
  grains,
  bubbleGrains,
  linedGrains,
  clottedGrains,
  crackedGrains,
] as const;

/** Every model class that a user can name; the first with as many phases as the images is the default. */
export const classes: ModelClasses = classesOf(list);

/** The class that images of so many phases are fitted with where none is named; the first, where none has as many. */
export const usualClass = (phases: number): ModelClass =>
  Object.values(classes).find(({ record }) => phaseCount(record) === phases) ?? list[0];

/** The same in words, for help. */
export const usualClasses = [3, 2]
  .map((phases) => `${usualClass(phases).record.name} for ${phases === 3 ? 'three' : 'two'} phases`)
  .join(', ');

/** Records by names: those of the program are there for certain. */
type Presets = { readonly [name in (typeof list)[number]['record']['name']]: ModelRecord } & {
  readonly [name: string]: ModelRecord;
};

/**
 * Records of the named classes, for the command line alone; everything below takes a record.
 * @example
 * import { presets } from 'excursa';
 * console.log(Object.keys(presets).slice(0, 4)); // [ assb, plurigaussian, plurigaussian-correlated, level-set ]
 * console.log(presets.plurigaussian.latents.length); // 2
 */
export const presets = Object.fromEntries(
  Object.entries(classes).map(([name, { record }]) => [name, record]),
) as Presets;

/** Starts of a simulated fit of a record that the data suggest: those of its class, or of one's own record. */
export function startsFor(record: ModelRecord, known: ModelClasses = classes): ModelClass['starts'] {
  const own = known[record.name];
  return own?.record === record ? own.starts : scaledStarts(record);
}

/** The plainer class that a simulated fit of a record begins with; none for a record of one's own. */
export function grownFromOf(record: ModelRecord, known: ModelClasses = classes): GrownFrom | undefined {
  const own = known[record.name];
  return own?.record === record ? own.grownFrom : undefined;
}

/** Whether bodies of a record may be larger than usual simulated images; not for a record of one's own. */
export function hasLargeBodies(record: ModelRecord, known: ModelClasses = classes): boolean {
  const own = known[record.name];
  return own?.record === record && own.hasLargeBodies === true;
}

/** Name of a model class. */
export type PresetName = string;
