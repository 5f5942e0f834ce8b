import { describe, expect, it } from 'vitest';
import type { Simulate } from './fit.ts';
import { polishSimulated } from './polish.ts';

/** A number between -1 and 1 that jumps from place to place. */
function jumps(x: number, set: number, k: number): number {
  const h = Math.sin(Math.round(40 * x) * 12.9898 + set * 78.233 + k * 37.719) * 43758.5453;
  return 2 * (h - Math.floor(h)) - 1;
}

/** Eight features that follow the first two parameters, bent, and jump with the third, by chance alone. */
const simulate: Simulate = async (places) =>
  places.map(({ raw: [a, b, c], set }) =>
    Float64Array.from(
      { length: 8 },
      (_, k) => Math.exp(0.3 * (a * Math.cos(k) + b * Math.sin(k))) + 0.05 * jumps(c, set, k),
    ),
  );
const truth = [0.7, -0.4];
const wanted = Array.from({ length: 8 }, (_, k) => Math.exp(0.3 * (truth[0] * Math.cos(k) + truth[1] * Math.sin(k))));
const residualsOf = (features: Float64Array): Float64Array => features.map((value, k) => 50 * (value - wanted[k]));

describe('polishSimulated', () => {
  it('finds what the features follow, and leaves what only chance follows', async () => {
    const losses: number[] = [];
    const onStep = (loss: number): void => {
      losses.push(loss);
    };
    const from = Float64Array.of(0, 0, 0);
    const { raw, loss } = await polishSimulated(simulate, residualsOf, from, { sets: 4, steps: 4, onStep });
    // Means of four sets scatter by 50 x 0.05 / sqrt(3) / 2 = 0.72; a unit of a parameter changes the residuals by 30.
    expect(Math.abs(raw[0] - truth[0])).toBeLessThan(0.12);
    expect(Math.abs(raw[1] - truth[1])).toBeLessThan(0.12);
    expect(loss).toBeLessThan(losses[0] / 20);
    expect(from).toEqual(Float64Array.of(0, 0, 0));
    // Differences of pure chance look like slopes: steps by them alone would be of the order of one.
    expect(Math.abs(raw[2])).toBeLessThan(0.5);
  });

  it('keeps a place where every step is worse', async () => {
    const at = Float64Array.of(...truth, 0);
    const noiseless: Simulate = async (places) =>
      places.map(({ raw: [a, b] }) =>
        Float64Array.from(wanted, (_, k) => Math.exp(0.3 * (a * Math.cos(k) + b * Math.sin(k)))),
      );
    const { raw, loss } = await polishSimulated(noiseless, residualsOf, at, { sets: 2, steps: 1 });
    expect(raw).toEqual(at);
    expect(loss).toBe(0);
  });
});
