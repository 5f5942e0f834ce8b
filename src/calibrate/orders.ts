import { ExcursaError } from '../errors.ts';
import type { Phase } from '../grid/index.ts';

/** All orders of n phases, in lexicographic order. */
export function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1)
    .flatMap((rest) => Array.from({ length: n }, (_, place) => [...rest.slice(0, place), n - 1, ...rest.slice(place)]))
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

/**
 * The orders to try: which material phase (index) plays Xi_1, Xi_2, ...
 * @param text - 'auto' for all, or label values such as '1,0,2'.
 * @throws ExcursaError (usage) when the labels are not those of the phases.
 */
export function ordersToTry(text: string, phases: readonly Phase[]): number[][] {
  if (text === 'auto') return permutations(phases.length);
  const order = text.split(',').map((label) => phases.findIndex((phase) => phase.label === Number(label)));
  if (order.length !== phases.length || new Set(order).size !== phases.length || order.includes(-1)) {
    const labels = phases.map((phase) => phase.label).join(',');
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'order' },
      expected: `the labels ${labels} in some order`,
      got: text,
      remedy: { setting: 'order', value: labels },
    });
  }
  return [order];
}
