import { describe, expect, it } from 'vitest';
import { classes, parseRecord, rangesOf, startsFor } from '../index.ts';

/** What data may show of three excursion sets. */
const measured = { volumeFractions: [0.4, 0.3, 0.3], surfaceAreas: [0.2, 0.2, 0.2], linealLengths: [5, 4, 4] };

describe('model classes', () => {
  it.each(Object.entries(classes))('%s starts within its bounds, whatever the data', (_, { record, starts }) => {
    for (const { name, transform, start } of record.scalars) {
      if (transform.kind !== 'interval') continue;
      expect(start, name).toBeGreaterThan(transform.lower);
      expect(start, name).toBeLessThan(transform.upper);
    }
    const names = [...record.scalars.map(({ name }) => name), ...record.fields.map(rangesOf)];
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
    // All but the second phase, V = 0.7, with sizes that differ by a spread of 0.5.
    expect(cracked.radius).toBeCloseTo((0.95 * 3 * 0.7) / 0.2 / Math.exp(0.625), 12);
    expect(cracked).toMatchObject({ density: 4, spread: 0.5 });
    expect(startsFor(classes.assb.record)).toBeUndefined();
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
