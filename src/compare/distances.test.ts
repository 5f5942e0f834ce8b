import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Descriptor, descriptors, describe as measure, type Survival, valueIn } from '../descriptor/index.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { compare } from './compare.ts';
import { distancesBetween, isDistance, meanOf } from './distances.ts';
import { halvesOf } from './validate.ts';

const phases = ['a', 'b'].map((name, label) => ({ name, label }));

/** The distribution of a list of lengths. */
function survivalOf(lengths: readonly number[]): Survival {
  const ends = [...new Set(lengths)].sort((a, b) => a - b);
  return { ends, shares: ends.map((end) => lengths.filter((l) => l >= end).length / lengths.length), complete: true };
}

const lists = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 });

describe('distances between distributions of lengths', () => {
  it('are those of sorted lists of equal length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (n, stream) => {
        const draw = (): number[] =>
          Array.from({ length: n }, () => stream.next().value as number).sort((a, b) => a - b);
        const [a, b] = [draw(), draw()];
        const expected = a.reduce((sum, l, i) => sum + Math.abs(l - b[i]), 0) / n;
        expect(distancesBetween(survivalOf(a), survivalOf(b)).wasserstein).toBeCloseTo(expected, 10);
      }),
      { seed: 3 },
    );
  });

  it('are metrics: zero of equals, symmetric, with the triangle inequality', () => {
    fc.assert(
      fc.property(lists, lists, lists, (...all) => {
        const [a, b, c] = all.map(survivalOf);
        expect(distancesBetween(a, a)).toEqual({ wasserstein: 0, kolmogorovSmirnov: 0 });
        expect(distancesBetween(a, b)).toEqual(distancesBetween(b, a));
        for (const key of ['wasserstein', 'kolmogorovSmirnov'] as const) {
          const direct = distancesBetween(a, c)[key];
          expect(direct).toBeLessThanOrEqual(distancesBetween(a, b)[key] + distancesBetween(b, c)[key] + 1e-12);
        }
      }),
      { seed: 4 },
    );
  });

  it('of a shifted distribution are the shift, and means differ by no more than they', () => {
    const [a, b] = [survivalOf([2, 3, 7]), survivalOf([4, 5, 9])];
    expect(distancesBetween(a, b).wasserstein).toBeCloseTo(2, 12);
    expect(meanOf(b) - meanOf(a)).toBeCloseTo(2, 12);
    expect(meanOf(a)).toBeCloseTo(4, 12);
  });

  it('do not see digits that spacings lose in files, nor what lies beyond an end that is not known', () => {
    const a: Survival = { ends: [0.1, 0.2], shares: [1, 0.3], complete: true };
    const rounded: Survival = { ends: [0.1 * (1 + 1e-7), 0.2 * (1 + 1e-7)], shares: [1, 0.3], complete: true };
    expect(distancesBetween(a, rounded).kolmogorovSmirnov).toBe(0);
    const short: Survival = { ends: [0.1], shares: [0.6], complete: false };
    expect(distancesBetween(a, short).wasserstein).toBeCloseTo(0.04, 12);
  });
});

/** Independent squares of some pixels, four in ten of them in phase b. */
function squares(cell: number, stream: number, edge = 120): PhaseMap {
  const cells = edge / cell;
  const u = uniforms(cells * cells, keyOf(11, 'distances'), stream);
  const data = Uint8Array.from({ length: edge * edge }, (_, i) =>
    u[Math.floor(Math.floor(i / edge) / cell) * cells + Math.floor((i % edge) / cell)] < 0.4 ? 1 : 0,
  );
  return createPhaseMap(createGrid([edge, edge], { spacing: 0.5, unit: 'um' }), data, phases);
}

const distributed = (descriptors as readonly Descriptor[]).flatMap((descriptor) =>
  (descriptor.distributions ?? []).map((distribution) => [distribution.title, descriptor, distribution] as const),
);

describe('every registered distribution', () => {
  it.each(distributed)(
    '%s has shares that fall from at most one, and the mean of its descriptor',
    async (_, descriptor, distribution) => {
      const description = await measure(squares(5, 0));
      for (const phase of description.phases) {
        const value = valueIn(phase, descriptor);
        for (const [direction, found] of Object.entries(distribution.of(value, { x: 0.5, y: 0.5 }))) {
          const survival = found as Survival;
          expect(survival.shares[0]).toBeLessThanOrEqual(1);
          survival.shares.forEach((share, k) => {
            if (k > 0) expect(share).toBeLessThanOrEqual(survival.shares[k - 1] + 1e-12);
            if (k > 0) expect(survival.ends[k]).toBeGreaterThan(survival.ends[k - 1]);
          });
          const own = direction === 'all' ? value : (value as Record<string, unknown>)[direction];
          expect(meanOf(survival)).toBeCloseTo((own as { mean: number }).mean, 10);
        }
      }
    },
  );
});

describe('a comparison of distributions', () => {
  const describeHalves = async (map: PhaseMap) => {
    const [a, b] = halvesOf([map])!;
    return [await measure(a), await measure(b)] as const;
  };

  it('of one law lies within what chance makes of it; of squares half as large, far beyond', async () => {
    const models = await Promise.all([1, 2, 3, 4, 5, 6].map((k) => measure(squares(5, k))));
    const reference = squares(5, 7);
    const same = compare(models, await measure(reference), { halves: await describeHalves(reference) });
    const other = compare(models, await measure(squares(10, 8)));
    for (const [p, { distributions: list }] of same.phases.entries()) {
      expect(list.map(({ name, direction }) => `${name} ${direction}`)).toEqual([
        'chord length y',
        'chord length x',
        'lineal path y',
        'lineal path x',
        'radius of sizes all',
      ]);
      for (const [k, { compared }] of list.entries()) {
        const wrong = other.phases[p].distributions[k].compared;
        if (!isDistance(compared) || !isDistance(wrong)) throw new Error('expected distances');
        const { value, modelAgainstModel, dataAgainstData } = compared.wasserstein;
        // The data are one more sample: their mean distance scatters as those of the realisations do; t of 5 degrees of
        // freedom at 1 in 10^3.
        expect(value - modelAgainstModel.mean).toBeLessThan(6.9 * modelAgainstModel.std! * Math.sqrt(7 / 6));
        // Halves hold half as much; their distance is of the same order.
        expect(dataAgainstData!).toBeLessThan(4 * modelAgainstModel.mean);
        expect(wrong.wasserstein.value).toBeGreaterThan(4 * modelAgainstModel.mean);
        expect(wrong.wasserstein.dataAgainstData).toBeNull();
        expect(compared.kolmogorovSmirnov.value).toBeLessThan(wrong.kolmogorovSmirnov.value);
      }
    }
  });

  it('of two realisations knows no scatter', async () => {
    const models = await Promise.all([1, 2].map((k) => measure(squares(5, k), { detail: 'basic' })));
    const [{ distributions: list }] = compare(models, await measure(squares(5, 3), { detail: 'basic' })).phases;
    for (const { compared } of list) {
      if (!isDistance(compared)) throw new Error('expected distances');
      expect(compared.wasserstein.modelAgainstModel.std).toBeNull();
      expect(compared.wasserstein.modelAgainstModel.mean).toBeGreaterThan(0);
    }
  });

  it('deals sections out in turn and cuts a single one across its longest axis', () => {
    const maps = [0, 1, 2].map((k) => squares(5, k));
    expect(halvesOf(maps)).toEqual([[maps[0], maps[2]], [maps[1]]]);
    const tall = createPhaseMap(createGrid([5, 2]), Uint8Array.of(0, 0, 0, 1, 1, 1, 0, 1, 1, 0), phases);
    const [[a], [b]] = halvesOf([tall])!;
    expect([a.grid.shape, [...a.data], [...b.data]]).toEqual([
      [1, 2, 2],
      [0, 0, 0, 1],
      [1, 1, 0, 1],
    ]);
    expect(halvesOf([createPhaseMap(createGrid([1, 1]), Uint8Array.of(0), phases)])).toBeUndefined();
  });
});
