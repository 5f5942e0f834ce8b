import { describe, expect, it } from 'vitest';
import { chooseProposal, chooseRound, corrected, type Searched } from './inverse-search.ts';
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
    const [x, y] = chooseProposal(known, targets, [1, 1], 1);
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

describe('a proposal', () => {
  const one = [targets[0]];
  /** Met on a whole line, x + y = 0.9. */
  const line = (place: readonly number[]): Searched => ({
    place,
    deviations: [place[0] + place[1] - 0.9],
    errors: [0],
  });
  // So many points that the processes are sure of every place, to less than what counts as equal.
  const known = [0, 0.25, 0.5, 0.75, 1].flatMap((x) => [0, 0.25, 0.5, 0.75, 1].map((y) => line([x, y])));

  it('is the least change that meets the goal', () => {
    const place = chooseProposal(known, one, [0.5, 0.1], 1);
    // The nearest point of the line is (0.65, 0.25); 1 % of the goal is what counts as equal.
    expect(Math.abs(place[0] + place[1] - 0.9)).toBeLessThan(0.02);
    expect(Math.hypot(place[0] - 0.65, place[1] - 0.25)).toBeLessThan(0.1);
  });

  it('moves by what a trial found, beyond the error of what was searched', () => {
    const place = chooseProposal(known, one, [0.1, 0.1], 1);
    const better = chooseProposal(corrected(known, one, place, [0.1]), one, [0.1, 0.1], 1);
    // The trial was 0.1 above what the processes expect: the line is x + y = 0.8.
    expect(Math.abs(better[0] + better[1] - 0.8)).toBeLessThan(0.03);
  });

  it('scales effects where the model itself is known to deviate', () => {
    const wish: Target = { ...targets[0], wish: '+20%', factor: 1.2, value: undefined };
    // The model itself, at (0, 0), is (1 - 1.2) / 1.2 off; the effect x + y is found twice as large by a trial.
    const own = (1 - 1.2) / 1.2;
    const effects = known.map(({ place, errors }) => ({ place, errors, deviations: [own + place[0] + place[1]] }));
    const trial = own + 2 * 0.1;
    const found = corrected(effects, [wish], [0.05, 0.05], [trial]);
    found.forEach(({ place, deviations }) => {
      expect(Math.abs(deviations[0]! - own - 2 * (place[0] + place[1]))).toBeLessThan(0.05);
    });
  });
});
