import { describe, expect, it } from 'vitest';
import { parametersOf, presets, toRaws, toValues } from '../../../phase/index.ts';
import type { Simulate } from './fit.ts';
import { roundest } from './roundest.ts';

const record = presets.grains;
const parameters = parametersOf(record, 'low');
const place = parameters.findIndex(({ name }) => name === 'elongation');
const rawOf = (elongation: number): Float64Array =>
  toRaws(
    parameters,
    parameters.map(({ start }, i) => (i === place ? elongation : start)),
  );
const elongationOf = (raw: Float64Array): number => toValues(parameters, raw)[place];

/** One feature, which should be 0: as far off as grains are from a truth, and noise that both share in a set. */
const world =
  (truth: number, noise: number): Simulate =>
  async (places) =>
    places.map(({ raw, set }) => Float64Array.of(100 * (elongationOf(raw) - truth) + noise * Math.sin(5 * set)));
/** Sets of images as the search takes them; nothing to centre here. */
const how = { sets: [0, 1, 2, 3], centred: async (raw: Float64Array) => raw };
const same = (features: Float64Array): Float64Array => features;

describe('the roundest grains', () => {
  it('are nearly balls where images do not show otherwise', async () => {
    const found = await roundest({ record, family: 'low' }, world(0.04, 10), same, rawOf(0.05), how);
    expect(elongationOf(found)).toBeCloseTo(0.02, 12);
    // Also where they come nearer.
    const nearer = await roundest({ record, family: 'low' }, world(0.01, 0), same, rawOf(0.1), how);
    expect(elongationOf(nearer)).toBeCloseTo(0.02, 12);
  });

  it('stay as long as images show them', async () => {
    const raw = rawOf(0.2);
    expect(await roundest({ record, family: 'low' }, world(0.2, 1), same, raw, how)).toBe(raw);
  });

  it('are left alone where they are balls, or no grains', async () => {
    const never: Simulate = () => Promise.reject(new Error('simulated'));
    const balls = rawOf(0.015);
    expect(await roundest({ record, family: 'low' }, never, same, balls, how)).toBe(balls);
    const fields = new Float64Array(parametersOf(presets.plurigaussian, 'low').length);
    expect(await roundest({ record: presets.plurigaussian, family: 'low' }, never, same, fields, how)).toBe(fields);
  });
});
