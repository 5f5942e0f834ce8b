import { describe, expect, it } from 'vitest';
import {
  classes,
  finestRange,
  grownFromOf,
  parameterOf,
  parametersOf,
  parseRecord,
  rangesOf,
  startsFor,
} from '../index.ts';

/** What data may show of three excursion sets. */
const measured = { volumeFractions: [0.4, 0.3, 0.3], surfaceAreas: [0.2, 0.2, 0.2], linealLengths: [5, 4, 4] };

describe('model classes', () => {
  it.each(Object.entries(classes))('%s starts within its bounds, whatever the data', (_, { record, starts }) => {
    for (const { name, transform, start } of record.scalars) {
      if (transform.kind !== 'interval') continue;
      expect(start, name).toBeGreaterThan(transform.lower);
      expect(start, name).toBeLessThan(transform.upper);
    }
    // A class that grows begins with the plainer one.
    const first = grownFromOf(record)?.record ?? record;
    const ofFields = parametersOf(first, 'low').slice(first.scalars.length);
    const names = [
      ...first.scalars.map(({ name }) => name),
      ...first.fields.map(rangesOf),
      ...ofFields.map(({ group, name }) => parameterOf(group, name)),
    ];
    const given = starts?.({ ...measured, volumeFractions: [0.5, 0.3, 0.2], surfaceAreas: [0.2, 0.2, 0.1] }) ?? [];
    for (const values of given) expect(names).toEqual(expect.arrayContaining(Object.keys(values)));
  });

  it('give the starts of grains from the chords of the data', () => {
    // Balls of radius R and lognormal spread s: mean chord (4/3) R exp(5 s^2 / 2), mean square 2 R^2 exp(6 s^2).
    const [radius, spread] = [6, 0.3];
    const mean = (4 / 3) * radius * Math.exp(2.5 * spread ** 2);
    const [first] = startsFor(classes.grains.record)!({
      ...{ volumeFractions: [0.4, 0.3, 0.3], surfaceAreas: [1.6 / mean, 0.2, 0.2] },
      linealLengths: [(radius ** 2 * Math.exp(6 * spread ** 2)) / mean, 4, 4],
    });
    expect(first.radius).toBeCloseTo(0.95 * radius, 12);
    expect(first.spread).toBeCloseTo(spread, 12);
    // Chords more even than those of any balls: a spread of almost nothing.
    const [even] = startsFor(classes.grains.record)!({ ...measured, linealLengths: [4, 4, 4] });
    expect(even.spread).toBeCloseTo(0.05, 12);
    const [cracked] = startsFor(classes['cracked-grains'].record)!(measured);
    // All but the second phase, V = 0.7: cracks cut the chords of grains.
    expect(cracked.radius).toBeCloseTo((0.65 * 3 * 0.7) / 0.2, 12);
    expect(cracked).toMatchObject({ density: 5, spread: 0.6 });
    // Grains also begin with the large ones rather first; lined ones, which grow, in any order alone.
    const all = startsFor(classes.grains.record)!(measured);
    const inAnyOrder = startsFor(classes['lined-grains'].record)!(measured);
    expect(all.slice(0, inAnyOrder.length)).toEqual(inAnyOrder);
    expect(inAnyOrder.some((start) => 'sorting' in start)).toBe(false);
    expect(new Set(all.slice(inAnyOrder.length).map(({ sorting }) => sorting))).toEqual(new Set([0.35]));
    // Bodies that have grown together: the smaller the balls, the further they have grown.
    const sintered = startsFor(classes['two-phase-grains'].record)!({ ...measured, surfaceAreas: [0.2, 0.2] });
    expect(sintered[0].radius).toBeCloseTo((1 - 0.7 * 0.05) * 4.8, 12);
    for (const [i, { lambda1, radius }] of sintered.slice(1).entries()) {
      expect(lambda1).toBeLessThan(sintered[i].lambda1);
      expect(radius).toBeLessThan(sintered[i].radius);
    }
    // Bubbles that lie anywhere cover 1 - exp(-density) of what the grains leave.
    const bubbles = startsFor(classes['bubble-grains'].record)!(measured);
    expect(1 - Math.exp(-bubbles[0].bubbleDensity)).toBeCloseTo(0.3 / 0.6, 12);
    expect(startsFor(classes.assb.record)).toBeUndefined();
  });

  it('let fine fields vary within a voxel, and others not', () => {
    const { record } = classes['lined-grains'];
    const lowest = (own: typeof record): number[] =>
      parametersOf(own, 'low').flatMap(({ role, transform }) =>
        role === 'range' && transform.kind === 'interval' ? [transform.lower] : [],
      );
    expect(new Set(lowest(record))).toEqual(new Set([finestRange]));
    const onlyY = parseRecord({ ...JSON.parse(JSON.stringify(record)), fine: ['Y'] }, 'own.json');
    expect(lowest(onlyY)).toEqual([1, 1, 1, finestRange, finestRange, finestRange, 1, 1, 1]);
    expect(() => parseRecord({ ...JSON.parse(JSON.stringify(record)), fine: ['V'] }, 'own.json')).toThrow(
      /expected fine fields out of X, Y, U, got V/,
    );
  });

  it.each(['lined-grains', 'clotted-grains'])('grow from fields as smooth as they were: %s', (name) => {
    const { record } = classes[name];
    const { record: plainer, begin } = grownFromOf(record)!;
    expect(plainer.scalars.map(({ name }) => name)).toEqual(
      classes.grains.record.scalars.map(({ name }) => name).filter((name) => name !== 'sorting'),
    );
    // Range 3 smoothed by 2: lengths of sqrt(3^2 + 4 2^2) = 5.
    const field = { weight1: 1, range1: 3, weight2: 2, range2: 3, weight3: 1, range3: 3, mollifier: 2 };
    const given = begin({ scalars: { radius: 10, lambda1: -2, lambda2: 1 }, X: field, Y: field });
    // Half of a gap of 0.46 swollen radii, walls at lambda1.
    expect(given.scalars.lambda5).toBeCloseTo(-2 - 0.23 * 12, 12);
    expect(given.X.range2).toBeCloseTo(0.9 * 5, 12);
    expect(given.Y.range2).toBeCloseTo(5, 12);
    // Clots are about as large as grains.
    if (given.V) expect(given.V.range2).toBeCloseTo(7, 12);
    const known = parametersOf(record, 'low');
    expect(known.length).toBeLessThanOrEqual(70);
    for (const [group, values] of Object.entries(given)) {
      for (const [name, value] of Object.entries(values)) {
        const transform = known.find((own) => own.group === group && own.name === name)?.transform;
        if (transform?.kind !== 'interval') continue;
        expect(value, `${group}.${name}`).toBeGreaterThan(transform.lower);
        expect(value, `${group}.${name}`).toBeLessThan(transform.upper);
      }
    }
    expect(grownFromOf(plainer)).toBeUndefined();
  });

  it("scale the lengths of a record of one's own to the data, within their bounds", () => {
    const own = parseRecord({ ...JSON.parse(JSON.stringify(classes.grains.record)), name: 'own' }, 'own.json');
    const [values] = startsFor(own)!({ ...measured, surfaceAreas: [0.08, 0.2, 0.2] });
    // Radius 15 instead of 10: everything else 1.5 times as long; volumes per volume stay.
    expect(values.radius).toBeCloseTo(15, 10);
    expect(values.neckLength).toBeCloseTo(6, 10);
    expect(values).not.toHaveProperty('density');
    const [huge] = startsFor(own)!({ ...measured, surfaceAreas: [0.001, 0.2, 0.2] });
    expect(huge.radius).toBeGreaterThan(60);
    expect(huge.radius).toBeLessThan(80);
  });
});
