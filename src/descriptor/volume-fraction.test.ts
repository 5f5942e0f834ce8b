import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import { createSpecimen } from './specimen.ts';
import { largestLag, measureTwoPoint } from './two-point.ts';
import { measureVolumeFraction } from './volume-fraction.ts';

const phases = ['pore', 'active'].map((name, label) => ({ name, label }));

async function measure(...maps: PhaseMap[]) {
  const sample = createSpecimen(maps);
  return measureVolumeFraction(sample, await measureTwoPoint(sample, largestLag(sample)));
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
    const data = Uint8Array.from({ length: 100 }, (_, t) => t % 2);
    const sample = createSpecimen([createPhaseMap(createGrid([10, 10]), data, phases)]);
    const own = [0.5, 0.3, 0.16, 0.9];
    const mixed = [0, 0.2, 0.24, 0];
    const [{ ci95 }] = measureVolumeFraction(sample, {
      lags: [0, 1, 2, 3],
      alongAxes: [],
      offsets: [1, 8, 12, 20],
      pairs: [
        [0, 0],
        [1, 1],
        [0, 1],
      ],
      curves: [own, own, mixed],
    });
    // Covariances .5 - .5^2, .3 - .5^2, .16 - .4^2 = 0; the 9 offsets before that lack Var each.
    const variance = (0.25 + 8 * 0.05) / (100 - 9);
    expect((ci95![1] - ci95![0]) / 2).toBeCloseTo(1.959964 * Math.sqrt(variance), 6);
  });

  it('of white noise has the binomial interval', async () => {
    const n = 256;
    const next = uniforms(5);
    const data = Uint8Array.from({ length: n * n }, () => (next() < 0.2 ? 0 : 1));
    const [{ value, ci95 }] = await measure(createPhaseMap(createGrid([n, n]), data, phases));
    const binomial = 2 * 1.96 * Math.sqrt((value * (1 - value)) / (n * n));
    // Rings of no covariance are added until one is negative: each adds noise of sqrt(n_r) pq / sqrt(N) with n_r = 8,
    // 16, ... offsets, so against pq the sum errs by a few times sqrt(32 / N) = 2 %.
    expect(Math.abs((ci95![1] - ci95![0]) / binomial - 1)).toBeLessThan(0.1);
  });

  it('lies in its interval in 95 % of sections', async () => {
    const next = uniforms(1);
    const sections = 300;
    let covered = 0;
    for (let k = 0; k < sections; k++) {
      const { ci95 } = (await measure(section(96, next)))[1];
      if (ci95 !== null && ci95[0] <= 0.5 && ci95[1] >= 0.5) covered++;
    }
    // Coverage scatters by sqrt(.95 * .05 / 300) = 1.3 %. The cut of the sum leaves its root uncertain by about 10 %,
    // which moves coverage by 2 * 1.96 * 0.058 * 10 % = 2.3 %. A window without an interval counts as a failure.
    expect(Math.abs(covered / sections - 0.95)).toBeLessThan(0.023 + 3 * 0.013);
  });

  it('has a narrower interval in several sections, by the square root of their number', async () => {
    const next = uniforms(2);
    const maps = Array.from({ length: 9 }, () => section(128, next));
    const width = ([, active]: Awaited<ReturnType<typeof measure>>): number => active.ci95![1] - active.ci95![0];
    const single = (await Promise.all(maps.map(async (map) => width(await measure(map))))).reduce((a, b) => a + b) / 9;
    // Widths of single sections scatter by about 11 % and err to the wide side by half of that; their mean and the
    // pooled one scatter by 4 and 6 %: three standard errors of the ratio beside its bias. The widths of one section
    // and of nine differ by a factor of three.
    expect(Math.abs((width(await measure(...maps)) * 3) / single - 1)).toBeLessThan(0.06 + 3 * Math.hypot(0.04, 0.06));
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
