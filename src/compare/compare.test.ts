import { describe, expect, it } from 'vitest';
import type { Description, LinealPath } from '../descriptor/index.ts';
import { describe as measure } from '../descriptor/index.ts';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { compare } from './compare.ts';
import { type Compared, type ComparedCurve, findCompared, isOverall, type PhaseComparison } from './comparison.ts';

const phases = ['pore', 'active'].map((name, label) => ({ name, label }));

/** A lineal-path function of given values relative to the first, a micrometre apart unless told. */
function path(fraction: number, relative: readonly number[], spacing = 1): LinealPath {
  const sum = relative.reduce((total, v) => total + v, 0);
  return {
    mean: spacing * (sum - (relative[0] + relative.at(-1)!) / 2),
    lags: relative.map((_, n) => n * spacing),
    values: relative.map((v) => fraction * v),
    unit: 'um',
  };
}

/** What of a chord length is not compared. */
const chordLength = {
  lengthWeighted: { mean: 0, std: 0 },
  kaplanMeier: { mean: 0, std: 0, remaining: 0 },
  unit: 'um',
  histogram: [],
};

/** A description of given numbers; only what is compared matters. */
function description(fraction: number, area: number, chord: number, options: { order?: number[] } = {}): Description {
  const one = (i: number) => ({
    ...phases[i],
    volumeFraction: { value: i === 0 ? fraction : 1 - fraction, ci95: null },
    specificSurfaceArea: { stereological: area, faces: 2 * area, unit: '1/um', estimator: '' },
    chordLength: {
      x: { ...chordLength, mean: chord, std: 2, count: 30 },
      y: { ...chordLength, mean: 2 * chord, std: 2, count: 10 },
    },
    linealPath: {
      x: path(i === 0 ? fraction : 1 - fraction, [1, 0.5, 0]),
      y: path(i === 0 ? fraction : 1 - fraction, [1, chord / 20, 0.25, 0]),
    },
    connectivity: { components: 3, largest: 0.5, isolated: 0.1, percolating: { x: 0.5, y: 0 } },
    eulerNumber: { value: 0.01, cornerConnected: 0.02, unit: '1/um^2' },
    tripleLines: { value: 0.02, pointsPerArea: 0.01, unit: '1/um^2' },
    representativity: { value: null, reason: 'a stub' },
    standardErrors: {
      ...{
        parts: 0,
        degreesOfFreedom: null,
        correlationLength: null,
        specificSurfaceArea: null,
        eulerNumber: null,
        tripleLines: null,
      },
      ...{ chordLength: {}, chordLengthStd: {}, linealPath: {} },
    },
  });
  const order = options.order ?? [0, 1];
  return {
    grid: { shape: [64, 64], spacing: [1, 1], unit: 'um' },
    // Descriptors that are added later are not among these numbers.
    phases: order.map(one) as unknown as Description['phases'],
    twoPoint: {
      lags: [0, 1.2],
      unit: 'um',
      byAxis: {},
      pairs: {
        'pore-pore': [fraction, fraction ** 2],
        'active-active': [1 - fraction, (1 - fraction) ** 2],
        [order.map((i) => phases[i].name).join('-')]: [0, fraction * (1 - fraction)],
      },
    },
  };
}

/** The comparisons of a phase by quantity and axis, `all` for what has no axis, without their labels. */
function byName({ quantities }: PhaseComparison): Record<string, Record<string, Compared>> {
  const out: Record<string, Record<string, Compared>> = {};
  for (const { name, axis, title: _, unit: __, shows: ___, reads: ____, ...compared } of quantities) {
    out[name] ??= {};
    out[name][axis ?? 'all'] = compared as Compared;
  }
  return out;
}

describe('a comparison', () => {
  it('gives mean, relative error, standard error and scatter', async () => {
    const models = [description(0.4, 3, 10), description(0.5, 4, 10), description(0.6, 5, 10)];
    const { phases, realisations, shape } = compare(models, description(0.4, 5, 8));
    const first = byName(phases[0]);
    expect([realisations, shape]).toEqual([3, [64, 64]]);
    // Three equidistant values have the standard deviation of their distance.
    type Numbers = Pick<Compared, 'model' | 'reference' | 'error' | 'standardError' | 'scatter'>;
    const near = (value: unknown, expected: Numbers) => {
      for (const key of Object.keys(expected) as (keyof Numbers)[]) {
        expect((value as Compared)[key]).toBeCloseTo(expected[key], 13);
      }
    };
    near(first.volumeFraction.all, {
      model: 0.5,
      reference: 0.4,
      error: 0.25,
      // Without blocks the reference has the scatter of a realisation.
      standardError: (0.1 * Math.sqrt(4 / 3)) / 0.4,
      scatter: 0.25,
    });
    near(first.specificSurfaceArea.all, {
      model: 4,
      reference: 5,
      error: -0.2,
      standardError: Math.sqrt(4 / 3) / 5,
      scatter: 0.2,
    });
    near(first.chordLength.y, { model: 20, reference: 16, error: 0.25, standardError: 0, scatter: 0 });
    // 30 chords of 10 and 10 of 20: mean 12.5, variance 4 + 30/40 * 10/40 * 10^2.
    near(first.chordLength.mean, { model: 12.5, reference: 10, error: 0.25, standardError: 0, scatter: 0 });
    expect(first.chordLengthStd.mean.model).toBeCloseTo(Math.sqrt(4 + 18.75), 13);
    expect(first.chordLengthStd.x.error).toBe(0);
  });

  it('follows names, not positions, and averages curves', async () => {
    const models = [description(0.4, 3, 10, { order: [1, 0] }), description(0.6, 3, 10, { order: [1, 0] })];
    const { phases, twoPoint } = compare(models, description(0.2, 3, 10));
    expect(phases.map((p) => byName(p).volumeFraction.all.reference)).toEqual([0.2, 0.8]);
    expect(byName(phases[0]).volumeFraction.all.model).toBeCloseTo(0.5, 14);
    expect(Object.keys(twoPoint.pairs)).toEqual(['pore-pore', 'active-active', 'pore-active']);
    const mixed = twoPoint.pairs['pore-active'];
    expect(mixed.model[1]).toBeCloseTo(0.24, 14);
    expect(mixed.std[1]).toBeCloseTo(0, 14);
    expect(twoPoint.pairs['pore-pore'].std[0]).toBeCloseTo(Math.sqrt(0.02), 14);
    // Differences: .3 and .26 - .04, -.3 and .26 - .64, 0 and .24 - .16.
    const squares = 0.3 ** 2 + 0.22 ** 2 + 0.3 ** 2 + 0.38 ** 2 + 0.08 ** 2;
    expect(twoPoint.rootMeanSquareError).toBeCloseTo(Math.sqrt(squares / 6), 14);
  });

  it('of measured maps with themselves has no error', async () => {
    const data = Uint8Array.from(
      { length: 16 ** 3 },
      (_, t) => (Math.imul(t, 2654435761) >>> 31) ^ (t % 7 === 0 ? 1 : 0),
    );
    const d = await measure(createPhaseMap(createGrid([16, 16, 16]), data, phases));
    const { phases: compared, twoPoint } = compare([d, d], d);
    for (const phase of compared) {
      const own = byName(phase);
      const byAxis = [...Object.values(own.chordLength), ...Object.values(own.linealPath)];
      const quantities = [own.volumeFraction.all, own.specificSurfaceArea.all, ...byAxis];
      for (const quantity of quantities) expect(quantity).toMatchObject({ error: 0, scatter: 0 });
      expect(Object.keys(own.chordLength).sort()).toEqual(['mean', 'x', 'y', 'z']);
      expect(Object.keys(own.linealPath).sort()).toEqual(['mean', 'x', 'y', 'z']);
      const measured = d.phases.find(({ name }) => name === phase.name)!.linealPath;
      for (const axis of ['x', 'y', 'z'] as const) {
        expect(own.linealPath[axis].reference).toBe((measured[axis] as LinealPath).mean);
      }
      const { model, reference, std } = phase.curves[0] as unknown as ComparedCurve;
      expect(model).toEqual(reference);
      expect(Math.max(...std)).toBe(0);
      const fraction = d.phases.find(({ name }) => name === phase.name)!.volumeFraction.value;
      expect(reference[0]).toBeCloseTo(fraction, 14);
    }
    expect(byName(compared[0]).specificSurfaceArea.all.reference).toBe(
      (d.phases[0].specificSurfaceArea as { crofton: number }).crofton,
    );
    expect(twoPoint.rootMeanSquareError).toBe(0);
  });

  it('says which side lacks a quantity, and pools the axes that both have', async () => {
    const whole = description(0.4, 3, 10);
    const unmeasured = { value: null, reason: 'no complete chord' } as const;
    const lacking: Description = {
      ...whole,
      phases: whole.phases.map((p) => ({ ...p, chordLength: { ...p.chordLength, y: unmeasured } })),
    };
    const reason = 'model: no complete chord in 1 of 2 realisations';
    const { chordLength } = byName(compare([whole, lacking], whole).phases[0]);
    expect(chordLength.y).toMatchObject({ value: null, reason });
    expect(chordLength.mean).toMatchObject({ error: (chordLength.x as Compared).error });
    expect(byName(compare([whole, whole], lacking).phases[0]).chordLength.y).toMatchObject({
      value: null,
      reason: 'reference: no complete chord',
    });
  });

  describe('of lineal-path functions', () => {
    /** A description whose pore has given lineal-path functions. */
    const withPaths = (linealPath: Description['phases'][number]['linealPath']): Description => {
      const d = description(0.4, 3, 10);
      return { ...d, phases: [{ ...d.phases[0], linealPath }, d.phases[1]] };
    };
    const comparedOf = (models: Description[], reference: Description) => {
      const [phase] = compare(models, reference).phases;
      return { lengths: byName(phase).linealPath, curve: phase.curves[0] as unknown as ComparedCurve };
    };
    const close = (values: readonly number[], expected: readonly number[]) => {
      expect(values).toEqual(expected.map((v) => expect.closeTo(v, 14)));
    };

    it('gives lengths by axis and curves averaged over the axes, ended ones being 0 beyond', async () => {
      const { lengths, curve } = comparedOf([description(0.4, 3, 8), description(0.4, 3, 12)], description(0.4, 3, 5));
      // Along x always 1/2 + 1/2; along y 1/2 + chord / 20 + 1/4 for chords of 8, 12 and 5, with a standard deviation
      // of sqrt(2) / 10.
      close([lengths.x.model, lengths.x.reference, lengths.x.error, lengths.x.scatter], [1, 1, 0, 0]);
      close([lengths.y.model, lengths.y.reference, lengths.y.error], [1.25, 1, 0.25]);
      close([lengths.y.scatter, lengths.y.standardError], [Math.SQRT2 / 10, Math.sqrt(0.03)]);
      close([lengths.mean.model, lengths.mean.reference, lengths.mean.error], [1.125, 1, 0.125]);
      close([lengths.mean.scatter, lengths.mean.standardError], [Math.SQRT2 / 20, Math.sqrt(0.03) / 2]);
      expect(curve).toMatchObject({ lags: [0, 1, 2, 3], unit: 'um' });
      close(curve.model, [0.4, 0.2, 0.05, 0]);
      close(curve.reference, [0.4, 0.15, 0.05, 0]);
      close(curve.std, [0, (0.4 * Math.SQRT2) / 20, 0, 0]);
    });

    it('reaches as far as the shortest curve that its window ends', async () => {
      const [short, long] = [
        [1, 0.5, 0.25],
        [1, 0.5, 0.25, 0.125, 0],
      ].map((v) => withPaths({ x: path(0.4, v) }));
      for (const [models, reference] of [
        [[short, short], long],
        [[long, short], long],
        [[long, long], short],
      ] as const) {
        const { lengths, curve } = comparedOf([...models], reference);
        // 1/2 + 1/2 + 1/8, without the 1/4 beyond that only the long one sees.
        for (const axis of ['x', 'mean']) expect(lengths[axis]).toMatchObject({ model: 1.125, error: 0, scatter: 0 });
        expect(curve.lags).toEqual([0, 1, 2]);
        expect(curve.model).toEqual(curve.reference);
      }
      expect(comparedOf([long, long], long).lengths.x.model).toBe(1.375);
    });

    it('interpolates along axes of larger voxels', async () => {
      const d = withPaths({ x: path(0.4, [1, 0.5, 0.25, 0]), y: path(0.4, [1, 0.5, 0], 2) });
      const { lengths, curve } = comparedOf([d, d], d);
      expect(curve.lags).toEqual([0, 1, 2, 3, 4]);
      // x: 1, 0.5, 0.25, 0, 0 and y: 1, 0.75, 0.5, 0.25, 0.
      close(curve.reference, [0.4, 0.25, 0.15, 0.05, 0]);
      close([lengths.x.reference, lengths.y.reference, lengths.mean.reference], [1.25, 2, 1.625]);
    });

    it('pools the axes that all sides have, and says which side has none', async () => {
      const reason = 'no segment longer than a voxel';
      const [one, other] = [path(0.4, [1, 0.5, 0]), path(0.4, [1, 0.9, 0.8, 0])];
      const whole = withPaths({ x: one, y: other });
      const flat = withPaths({ x: one, y: { value: null, reason } });
      const { lengths, curve } = comparedOf([whole, flat], whole);
      expect(lengths.y).toMatchObject({ value: null, reason: `model: ${reason} in 1 of 2 realisations` });
      expect(lengths.mean).toMatchObject({ error: lengths.x.error });
      expect(curve.reference).toEqual(one.values);
      expect(comparedOf([whole, whole], flat).lengths.y).toMatchObject({ value: null, reason: `reference: ${reason}` });
      const none = withPaths({ x: { value: null, reason: 'phase pore is absent' } });
      const absent = { value: null, reason: 'model: phase pore is absent in 2 of 2 realisations' };
      const without = comparedOf([none, none], withPaths({ x: one }));
      expect(without.lengths).toMatchObject({ x: absent, mean: absent });
      expect(without.curve).toMatchObject(absent);
    });
  });

  it('finds a quantity by its name and axis', () => {
    const d = description(0.4, 3, 10);
    const [phase] = compare([d, d], d).phases;
    expect(findCompared(phase, 'volumeFraction')).toMatchObject({ title: 'volume fraction', unit: '', model: 0.4 });
    expect(findCompared(phase, 'chordLength', 'y')).toMatchObject({ axis: 'y', unit: 'um', model: 20 });
    expect(findCompared(phase, 'chordLength')).toMatchObject({ axis: 'mean', model: 12.5 });
    // Two phases have no triple lines, and slow descriptors were not measured.
    expect(findCompared(phase, 'tripleLines')).toBeUndefined();
    expect(findCompared(phase, 'constrictivity')).toBeUndefined();
  });

  it('refuses sides that do not belong together', async () => {
    const d = description(0.4, 3, 10);
    const withGrid = (grid: Partial<Description['grid']>): Description => ({ ...d, grid: { ...d.grid, ...grid } });
    expect(() => compare([d], d)).toThrow('at least 2 realisations');
    expect(() => compare([d, withGrid({ unit: 'voxel' })], d)).toThrow('try the same rank and spacing');
    expect(() => compare([d, withGrid({ spacing: [1, 2] })], d)).toThrow('try the same rank and spacing');
    expect(() => compare([d, withGrid({ shape: [32, 32] })], d)).toThrow('one shape, got 64 x 64 and 32 x 32');
    expect(() => compare([d, withGrid({ shape: [8, 8, 8], spacing: [1, 1, 1] })], d)).toThrow('got 3D');
    expect(() => compare([d, { ...d, phases: d.phases.slice(1) }], d)).toThrow('expected the phases active,pore');
  });

  it('takes a reference that lacks a phase: its volume fraction differs, and what it does not have is unmeasured', async () => {
    const named = ['a', 'b', 'c'].map((name, label) => ({ name, label }));
    // Specks of three phases, and of the first two alone.
    const mapOf = (seed: number, count: number) => {
      const data = Uint8Array.from(uniforms(32 * 32, keyOf(1, 'specks'), seed), (u) => Math.floor(count * u));
      return createPhaseMap(createGrid([32, 32]), data, named);
    };
    const of = (seed: number, count: number) => measure(mapOf(seed, count), { detail: 'basic' });
    const models = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => of(seed, 3)));
    const compared = compare(models, await of(7, 2));
    const c = compared.phases.find(({ name }) => name === 'c')!;
    expect(findCompared(c, 'volumeFraction')).toMatchObject({ reference: 0, verdict: 'differs' });
    const chord = c.quantities.find((own) => own.name === 'chordLength' && isOverall(own))!;
    expect(chord).toMatchObject({ missing: { reference: 1, model: 0 }, reason: 'reference: phase c is absent' });
  });
});
