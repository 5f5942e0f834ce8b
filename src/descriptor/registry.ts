import { aFunction, aText, listOf, recordOf } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { chordLength } from './chord-length.ts';
import { connectivity } from './connectivity.ts';
import { constrictivity } from './constrictivity.ts';
import type { Cost, Descriptor } from './descriptor.ts';
import { eulerNumber } from './euler-number.ts';
import { geodesicTortuosity } from './geodesic-tortuosity.ts';
import { intrusion } from './intrusion.ts';
import { linealPath } from './lineal-path.ts';
import { relativeConductivity } from './relative-conductivity.ts';
import { representativity } from './representativity.ts';
import { sizeDistribution } from './size-distribution.ts';
import { specificSurfaceArea } from './specific-surface-area.ts';
import { tripleLines } from './triple-lines.ts';
import { volumeFraction } from './volume-fraction.ts';

/**
 * Every descriptor that comes with the program, in the order of results.
 * @example
 * import { descriptors } from 'excursa';
 * console.log(descriptors.find(({ name }) => name === 'chordLength').cost); // fast
 */
export const descriptors = [
  volumeFraction,
  specificSurfaceArea,
  chordLength,
  linealPath,
  connectivity,
  eulerNumber,
  tripleLines,
  representativity,
  geodesicTortuosity,
  sizeDistribution,
  intrusion,
  constrictivity,
  relativeConductivity,
] as const satisfies readonly Descriptor[];

const words = (costs: readonly Cost[]): string =>
  descriptors
    .filter(({ cost }) => costs.includes(cost))
    .map(({ name }) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
    .join(', ');

/** Names of the slow descriptors, for help: 'a, b, c'. */
export const slowDescriptors: string = words(['slow']);

/** Names of those that a basic description leaves out. */
export const beyondBasic: string = words(['moderate', 'slow']);

const named = recordOf('an object with a name', '{ name }', { name: aText });

/** Lists of descriptors, as an argument. */
export const descriptorList = listOf(
  'a list of descriptors',
  '[...descriptors, mine]',
  recordOf('a descriptor', 'one of descriptors', {
    ...{ name: aText, measure: aFunction },
    quantities: listOf('a list of quantities', 'one of descriptors', named),
  }),
);

/** Names that a phase of a description has for itself. */
const taken = ['name', 'label', 'standardErrors'];

/**
 * Checks names in a list of descriptors, one's own among them.
 * @throws ExcursaError (usage) where two descriptors, or two quantities, have one name, or a name is taken.
 */
export function checkDescriptors(list: readonly Descriptor[]): void {
  const names = [...taken, ...list.map(({ name }) => name)];
  const quantities = ['parts', ...list.flatMap((descriptor) => descriptor.quantities.map(({ name }) => name))];
  for (const [what, all] of [
    ['descriptors', names],
    ['quantities', quantities],
  ] as const) {
    const repeated = all.find((name, i) => all.indexOf(name) < i);
    if (repeated === undefined) continue;
    throw new ExcursaError({
      kind: 'usage',
      what: 'describe',
      expected: `${what} of different names`,
      got: `${repeated} twice`,
      remedy: 'another name for one of them',
    });
  }
}
