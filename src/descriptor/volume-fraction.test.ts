import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import { describe as measureAll } from './describe.ts';
import { describedQuantities } from './description.ts';
import { createSpecimen } from './specimen.ts';
import { largestLag } from './two-point.ts';
import { varianceOf, volumeFraction } from './volume-fraction.ts';

const phases = ['pore', 'active'].map((name, label) => ({ name, label }));

async function measure(...maps: PhaseMap[]) {
  const list = [volumeFraction];
  const maxLag = largestLag(createSpecimen(maps));
  const found = describedQuantities(await measureAll(maps, { descriptors: list, maxLag }), list);
  return found.map(({ value, interval }) => ({ value: value!, ci95: interval }));
}

/**
 * A section where a voxel is active if 13 or more of the 25 fair coins around it show heads: volume fraction 1/2 by
 * symmetry.
 */
function section(n: number, next: () => number): PhaseMap {
  const coins = Array.from({ length: (n + 4) ** 2 }, () => (next() < 0.5 ? 0 : 1));
  const data = Uint8Array.from({ length: n * n }, (_, t) => {
    let heads = 0;
    for (let y = 0; y < 5; y++) {
      for (let x = 0; x < 5; x++) heads += coins[(Math.floor(t / n) + y) * (n + 4) + (t % n) + x];
    }
    return heads > 12 ? 1 : 0;
  });
  return createPhaseMap(createGrid([n, n]), data, phases);
}

function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('volume fraction', () => {
  it('counts unmasked voxels', async () => {
    const map = createPhaseMap(createGrid([2, 3]), Uint8Array.of(0, 1, 1, masked, 1, masked), phases);
    expect((await measure(map)).map(({ value }) => value)).toEqual([0.25, 0.75]);
  });

  it('has the variance of the formula, up to the ring without covariance', async () => {
    const own = [0.5, 0.3, 0.16, 0.9];
    const mixed = [0, 0.2, 0.24, 0];
    const curves = {
      lags: [0, 1, 2, 3],
      alongAxes: [],
      offsets: [1, 8, 12, 20],
      pairs: [[0, 0] as const, [1, 1] as const, [0, 1] as const],
      curves: [own, own, mixed],
    };
    // Covariances .5 - .5^2, .3 - .5^2, .16 - .4^2 = 0; the 9 offsets before that lack Var each.
    const variance = (0.25 + 8 * 0.05) / (100 - 9);
    expect(varianceOf(0, curves, 100)).toBeCloseTo(variance, 14);
  });

  it('of white noise has the binomial interval', async () => {
    const n = 256;
    const next = uniforms(5);
    const data = Uint8Array.from({ length: n * n }, () => (next() < 0.2 ? 0 : 1));
    const [{ value, ci95 }] = await measure(createPhaseMap(createGrid([n, n]), data, phases));
    const binomial = 2 * 1.96 * Math.sqrt((value * (1 - value)) / (n * n));
    // 16 independent blocks know the error to 1 / sqrt(30) = 18 %, and Student's quantile is 2.13 in place of 1.96.
    const found = ((ci95![1] - ci95![0]) / binomial) * (1.96 / 2.131);
    expect(Math.abs(found - 1)).toBeLessThan(3 * 0.18);
  });

  it('lies in its interval in 95 % of sections', { tags: ['long'] }, async () => {
    const next = uniforms(1);
    const sections = 300;
    let covered = 0;
    for (let k = 0; k < sections; k++) {
      const { ci95 } = (await measure(section(96, next)))[1];
      if (ci95 !== null && ci95[0] <= 0.5 && ci95[1] >= 0.5) covered++;
    }
    // Coverage scatters by sqrt(.95 * .05 / 300) = 1.3 %. A window without an interval counts as a failure.
    expect(Math.abs(covered / sections - 0.95)).toBeLessThan(3 * 0.013);
  });

  it('has a narrower interval in several sections, by the square root of their number', async () => {
    const next = uniforms(2);
    const maps = Array.from({ length: 9 }, () => section(128, next));
    const width = ([, active]: Awaited<ReturnType<typeof measure>>): number => active.ci95![1] - active.ci95![0];
    const single = (await Promise.all(maps.map(async (map) => width(await measure(map))))).reduce((a, b) => a + b) / 9;
    // Widths of single sections, of 16 blocks each, scatter by 18 %, their mean by 6 %; that of nine sections as blocks
    // by 1 / sqrt(16) = 25 %, with the quantile 2.31 in place of 2.13.
    const ratio = ((width(await measure(...maps)) * 3) / single) * (2.131 / 2.306);
    expect(Math.abs(ratio - 1)).toBeLessThan(3 * Math.hypot(0.06, 0.25));
  });

  it('has no interval where the sample cannot tell: a phase alone or absent, a field of view of one grain', async () => {
    expect(await measure(createPhaseMap(createGrid([8, 8]), new Uint8Array(64), phases))).toEqual([
      { value: 1, ci95: null },
      { value: 0, ci95: null },
    ]);
    const halves = Uint8Array.from({ length: 400 }, (_, t) => (t % 20 < 10 ? 0 : 1));
    expect((await measure(createPhaseMap(createGrid([20, 20]), halves, phases)))[0]).toEqual({
      value: 0.5,
      ci95: null,
    });
  });
});
