import { describe, expect, it } from 'vitest';
import { keyOf, normals } from '../../../random/index.ts';
import { type LookPoint, stepsByLooks } from './look-steps.ts';

const [scalars, features] = [3, 20];
const slopes = normals(scalars * features, keyOf(1, 'looks'), 0);
const goal = [0.5, -1, 0.25];

/** Looks that are linear in the scalars and meet the data at the goal. */
const at = (own: readonly number[]): LookPoint => ({
  scalars: Float64Array.from(own),
  residuals: Float64Array.from({ length: features }, (_, f) =>
    own.reduce((sum, x, i) => sum + 30 * slopes[i * features + f] * (x - goal[i]), 0),
  ),
});
const others = Array.from({ length: 8 }, (_, k) => at([...normals(scalars, keyOf(2, 'looks'), k)]));

describe('steps by looks', () => {
  it('lead to the looks of the data where these are linear in the scalars', () => {
    const from = at([0, 0, 0]);
    const [step] = stepsByLooks(from, [from, ...others], [10]);
    // The prior makes slopes of eight other optima flatter, and steps longer, by about a tenth.
    const apart = Math.hypot(...step.map((x, i) => x - goal[i]));
    expect(apart).toBeLessThan(0.2 * Math.hypot(...goal));
  });

  it('are no longer than wished', () => {
    const from = at([0, 0, 0]);
    const steps = stepsByLooks(from, others, [2, 0.8, 0.3]);
    const lengths = steps.map((step) => Math.hypot(...step));
    expect(lengths[0]).toBeGreaterThan(1);
    expect(lengths[1]).toBeLessThanOrEqual(0.8);
    expect(lengths[2]).toBeLessThanOrEqual(0.3);
  });

  it('are none where no other optimum shows the way', () => {
    const from = at([0, 0, 0]);
    expect(Math.hypot(...stepsByLooks(from, [from], [1])[0])).toBe(0);
  });
});
