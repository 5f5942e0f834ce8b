import { ExcursaError } from '../errors.ts';
import type { CorrelationFamily } from './family.ts';
import { shellFamily } from './gaussian-shell.ts';
import { generalisedCauchyFamily } from './generalised-cauchy.ts';
import { high } from './high.ts';
import { kernel } from './kernel.ts';
import { low } from './low.ts';
import { maternFamily } from './matern.ts';
import { mixtureFamily } from './mixture.ts';

export {
  type Correlation,
  type CorrelationEvaluator,
  type CorrelationFamily,
  type CorrelationOptions,
  type Dimension,
  type Parameter,
  type Role,
  roles,
  type Transform,
  toRaw,
  toSlope,
  toValue,
} from './family.ts';
export { prepareDense, prepareTapered, wendland } from './tapered.ts';

/** Name of a registered family. */
export type FamilyName = string;

/** A registered family by its name, or a family of one's own. */
export type FamilyChoice = FamilyName | CorrelationFamily;

/** Correlation families by their names. */
export type Families = Readonly<Record<FamilyName, CorrelationFamily>>;

const list = [low, high, kernel, maternFamily, generalisedCauchyFamily, shellFamily, mixtureFamily] as const;

/** Families by names: those of the program are there for certain. */
type Registered = { readonly [name in (typeof list)[number]['name']]: CorrelationFamily } & Families;

/**
 * Every correlation family that a user can name; the first is the default. `low` and `high` are the source's words for
 * few and many parameters.
 * @example
 * import { families } from 'excursa';
 * console.log(Object.keys(families).slice(0, 2)); // [ low, high ]
 * console.log(families.low.parameters.length); // 13
 */
export const families = Object.fromEntries(list.map((family) => [family.name, family])) as unknown as Registered;

/** Threads that can evaluate a family: one for a family of one's own, whose functions cannot cross to another. */
export const threadsFor = (family: FamilyChoice, threads: number): number => (typeof family === 'string' ? threads : 1);

/** The family that is meant. @throws ExcursaError (usage) for a name that is not registered. */
export function familyOf(choice: FamilyChoice, known: Families = families): CorrelationFamily {
  if (typeof choice !== 'string') return choice;
  if (Object.hasOwn(known, choice)) return known[choice];
  const names = Object.keys(known);
  throw new ExcursaError({
    kind: 'usage',
    what: { setting: 'family' },
    expected: `one of ${names.join(', ')}`,
    got: choice,
    remedy: { setting: 'family', value: names[0] },
  });
}
