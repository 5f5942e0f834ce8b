import { describe, expect, it } from 'vitest';
import { chooseProposal, chooseRound, type Searched } from './inverse-search.ts';
import type { Target } from './targets.ts';

const target = (quantity: string): Target => ({
  ...{ phase: 'pore', quantity, wish: '1', factor: undefined, value: 1, by: 'search' },
});
const targets = [target('first'), target('second')];

/** Both deviations are 0 at (0.3, 0.6) alone. */
const searched = (place: readonly number[]): Searched => ({
  place,
  deviations: [place[0] + place[1] - 0.9, Math.exp(place[0] - 0.3) - 1],
  errors: [0, 0],
});
const corners = [
  [0.1, 0.1],
  [0.9, 0.1],
  [0.1, 0.9],
  [0.9, 0.9],
  [0.5, 0.5],
].map(searched);

describe('a search', () => {
  it('finds the place where two smooth properties meet their goals', () => {
    const known = [...corners];
    for (let round = 0; round < 2; round++) known.push(...chooseRound(known, targets, 2, 2, round).map(searched));
    const [x, y] = chooseProposal(known, targets, 2, 1);
    // Nine points of smooth functions: the processes are right to a hundredth about the place.
    expect(Math.abs(x - 0.3)).toBeLessThan(0.03);
    expect(Math.abs(y - 0.6)).toBeLessThan(0.05);
  });

  it('stays within bounds, does not choose a place twice, and chooses the same again', () => {
    const chosen = chooseRound(corners, targets, 2, 3, 5);
    expect(chooseRound(corners, targets, 2, 3, 5)).toEqual(chosen);
    expect(new Set(chosen.map(String)).size).toBe(3);
    for (const value of chosen.flat()) expect(value >= 0 && value <= 1).toBe(true);
  });
});
