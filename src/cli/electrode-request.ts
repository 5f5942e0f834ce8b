import { extname } from 'node:path';
import { ExcursaError, type Failure, textOf } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { ElectrodeTransport } from '../transport/index.ts';
import type { Console } from './console.ts';
import { flagOf } from './flags.ts';

/** Refuses reactive phases that the volume does not have. */
export function checkReactive({ phases }: PhaseMap, given: string, conducting: readonly string[]): void {
  const names = phases.map(({ name }) => name).filter((name) => !conducting.includes(name));
  const wrong = given.split(',').find((name) => !names.includes(name.trim()));
  if (wrong === undefined) return;
  const [known] = given.split(',').filter((name) => names.includes(name.trim()));
  throw new ExcursaError({
    kind: 'usage',
    what: { setting: 'impedance' },
    expected: `phases that do not conduct, among ${names.join(', ')}`,
    // An empty name is seen in the list that it stands in.
    got: wrong.trim() === '' ? `'${given}'` : wrong.trim(),
    remedy: { setting: 'impedance', value: known ?? names[names.length - 1] },
  });
}

/** Frequencies of an impedance, over that of the electrode: from a resistance and a capacity in series upwards. */
export const impedanceFrequencies = Array.from({ length: 13 }, (_, i) => 2 ** (i - 3));

/** Names of the phases that conduct. */
export const conductingPhases = (given: Readonly<Record<string, number>>): string[] =>
  Object.keys(given).filter((name) => given[name] > 0);

/** An electrode is a volume in which one phase conducts ions along one axis. */
export function checkElectrode(given: Readonly<Record<string, number>>, axis: string, path: string): void {
  const conducting = conductingPhases(given);
  const refuse = (expected: string, got: string, remedy: NonNullable<Failure['remedy']>): never => {
    throw new ExcursaError({ kind: 'usage', what: { setting: 'impedance' }, expected, got, remedy });
  };
  if (extname(path).toLowerCase() === '.json')
    refuse('a volume', 'a model', 'drawing a volume with excursa generate first');
  if (conducting.length !== 1) {
    refuse('one phase that conducts', conducting.join(', ') || 'none', [
      { setting: 'conductivity', value: `${conducting[0] ?? 'pore'}=1` },
    ]);
  }
  if (axis === 'all' || axis === 'tensor') refuse('one axis', axis, [{ setting: 'axis', value: 'z' }]);
}

/** Tells what is missing from the results of an electrode, and what helps. */
export function noteElectrode({ status, uptake, tortuosityFactor, unfinished }: ElectrodeTransport, console: Console) {
  const flag = (setting: string, value?: string): string =>
    textOf(value === undefined ? { setting } : { setting, value }, flagOf);
  if (status === 'blocked') {
    console.warn(
      `no pore leads from the separator to a reactive surface, so there is no electrode tortuosity factor: try the other face by ${flag('separator')}, another ${flag('axis')}, or other phases in ${flag('impedance')}`,
    );
  }
  if (status !== 'unfinished') return;
  const open = [
    ...(tortuosityFactor.all === null ? ['tau_e'] : []),
    ...(uptake === null ? ['uptake'] : []),
    ...(unfinished.length > 0 ? [`the impedance at frequencies ${unfinished.join(', ')}`] : []),
  ];
  console.warn(`the solver did not converge for ${open.join(', ')}: try ${flag('tolerance', '1e-3')}`);
}
