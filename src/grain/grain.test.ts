import { describe, expect, it } from 'vitest';
import type { Triple } from '../grid/index.ts';
import { keyOf } from '../random/index.ts';
import { grainDepths } from './depth.ts';
import { drawGrains, type GrainRegion, type Grains, type WordStore } from './grains.ts';
import { largestRadius, longestStretch } from './process.ts';

const key = keyOf(5, 'grains');
const open = [undefined, undefined, undefined] as const;
const box = (edge: number, from = 0): GrainRegion => ({
  low: [from, from, from],
  high: [from + edge, from + edge, from + edge],
  periods: open,
});
const inside = ({ z, y, x, radius }: Grains, [a, b]: readonly [number, number]): number[][] =>
  Array.from(radius, (r, i) => [z[i], y[i], x[i], r])
    .filter((g) => g.slice(0, 3).every((c) => c >= a && c < b))
    .sort((p, q) => p[0] - q[0]);

describe('random sequential addition', () => {
  it('keeps balls apart, in the open and around a period', () => {
    const process = { density: 4, radius: 5, spread: 0.3, elongation: 0.1 };
    const torus: GrainRegion = { low: [0, 0, 0], high: [60, 60, 60], periods: [60, 60, 60] };
    for (const region of [box(40), torus]) {
      const { z, y, x, radius } = drawGrains(process, region, 3, key);
      expect(radius.length).toBeGreaterThan(50);
      const gap = (a: number, b: number, period: number | undefined): number => {
        const d = Math.abs(a - b);
        return period === undefined ? d : Math.min(d, period - d);
      };
      let closest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < radius.length; i++) {
        for (let j = 0; j < i; j++) {
          const d = Math.hypot(
            gap(z[i], z[j], region.periods[0]),
            gap(y[i], y[j], region.periods[1]),
            gap(x[i], x[j], region.periods[2]),
          );
          closest = Math.min(closest, d - radius[i] - radius[j]);
        }
      }
      expect(closest).toBeGreaterThanOrEqual(-1e-9);
    }
  });

  it('lays overlapping balls anywhere: they cover 1 - exp(-density)', () => {
    const process = { density: 0.4, radius: 4, spread: 0.3, elongation: 0, overlapping: true };
    // Arrivals have the median radius for their volume; E R^3 of a lognormal one, cut at 2.2 deviations, is larger.
    const sizes = Array.from({ length: 4001 }, (_, i) => -5 + i / 400);
    const cut = (x: number): number => Math.max(-2.2, Math.min(2.2, x));
    const weight = sizes.map((x) => Math.exp(-(x ** 2) / 2));
    const cube = sizes.reduce((sum, x, i) => sum + weight[i] * Math.exp(0.9 * cut(x)), 0);
    const covered = 1 - Math.exp((-0.4 * cube) / weight.reduce((sum, w) => sum + w, 0));
    const edge = 160;
    const region: GrainRegion = { low: [0, 0, 0], high: [edge, edge, edge], periods: [edge, edge, edge] };
    const window = { origin: [0, 0, 0], shape: [edge, edge, edge], layer: 1, periods: region.periods } as const;
    const { first } = grainDepths(drawGrains(process, region, 2, key), window, { process, reach: 1 });
    const share = first.reduce((sum, depth) => sum + (depth >= 0 ? 1 : 0), 0) / first.length;
    // Six thousand balls: 1.5 % of scatter.
    expect(Math.abs(share / covered - 1)).toBeLessThan(0.045);
  });

  it('packs as the virial series of equal balls says, and no denser than they jam', () => {
    // Of balls that arrive at a share eta, eta - 4 eta^2 + O(eta^3) find room: each ball closes eight times its volume
    // to the next centre.
    const share = (density: number, edge: number): number => {
      const process = { density, radius: 4, spread: 0, elongation: 0 };
      const count = inside(drawGrains(process, box(edge), 1, key), [0, edge]).length;
      return (count * (4 / 3) * Math.PI * 4 ** 3) / edge ** 3;
    };
    // 15,600 arrivals: 0.8 % standard error; the next term of the series is below 20 eta^3 = 1 %.
    const eta = 0.0225;
    expect(Math.abs(share(eta, 570) / (eta - 4 * eta ** 2) - 1)).toBeLessThan(3 * 0.008 + 0.01);
    // Jamming at 0.382 (evans1993), which is approached as the cube root of the arrivals' number.
    const [loose, dense] = [share(1, 100), share(12, 100)];
    expect(dense).toBeGreaterThan(loose + 0.05);
    expect(dense).toBeLessThan(0.382);
  });

  it('packs more densely where large balls come first, and is the same where they come in any order', () => {
    const process = { density: 3, radius: 4, spread: 0.4, elongation: 0 };
    const [none, any, half, strict] = [undefined, 0, 0.5, 1].map((sorting) =>
      inside(drawGrains({ ...process, sorting }, box(90), 1, key), [0, 90]),
    );
    expect(any).toEqual(none);
    const filled = (balls: number[][]): number =>
      balls.reduce((sum, [, , , r]) => sum + (4 / 3) * Math.PI * r ** 3, 0) / 90 ** 3;
    // Some 600 balls, which keep apart: a share of 0.4 scatters by less than 0.4 / sqrt(600) = 0.016.
    expect(filled(strict)).toBeGreaterThan(filled(any) + 0.07);
    expect(filled(half)).toBeGreaterThan(filled(any));
    // No ball finds less room than in any order: the largest of all always stays.
    expect(Math.max(...strict.map(([, , , r]) => r))).toBeGreaterThanOrEqual(Math.max(...any.map(([, , , r]) => r)));
  });

  it('is one realisation, whatever region is drawn', () => {
    const process = { density: 1.5, radius: 5, spread: 0.2, elongation: 0.1, sorting: 0.5 };
    const a = inside(drawGrains(process, box(80), 7, key), [30, 75]);
    const b = inside(drawGrains(process, box(80, 25), 7, key), [30, 75]);
    expect(a.length).toBeGreaterThan(10);
    expect(b).toEqual(a);
    expect(inside(drawGrains(process, box(80), 8, key), [30, 75])).not.toEqual(a);
  });

  it('moves smoothly with the parameters', () => {
    const process = { density: 0.05, radius: 5, spread: 0.2, elongation: 0.1 };
    const a = inside(drawGrains(process, box(80), 2, key), [10, 70]);
    const b = inside(drawGrains({ ...process, radius: 5.0001 }, box(80), 2, key), [10, 70]);
    expect(b).toHaveLength(a.length);
    a.forEach((grain, i) => {
      for (let k = 0; k < 4; k++) expect(Math.abs(b[i][k] - grain[k])).toBeLessThan(2e-3);
    });
  });
});

describe('grains that a box sees', () => {
  const shape: Triple = [6, 7, 8];
  const window = (periods: GrainRegion['periods']) => ({ origin: [3, -2, 5] as Triple, shape, layer: 1, periods });

  it.each([
    { density: 4, radius: 2.5, spread: 0.4, elongation: 0.2 },
    // Of many the size is that at which the tail is cut: they come at one time.
    { density: 5, radius: 2, spread: 0.5, elongation: 0.05, sorting: 1 },
    { density: 2, radius: 3, spread: 0.4, elongation: 0.2, sorting: 0.5 },
    { density: 0.5, radius: 3, spread: 0.4, elongation: 0, overlapping: true },
    { density: 3, radius: 4, spread: 0, elongation: 0 },
  ])('have the same depths as all together: %o', (process) => {
    const reach = 4;
    for (const periods of [open, [undefined, 40, 36] as const]) {
      const span = (largestRadius(process) + reach) * longestStretch(process);
      const low = window(periods).origin.map((o, i) => (periods[i] === undefined ? o - span : 0));
      const high = shape.map((n, i) => periods[i] ?? window(periods).origin[i] + n - 1 + span);
      const region = { low: low as unknown as Triple, high: high as unknown as Triple, periods };
      const far = window(periods).origin.map((o, i) => o + shape[i] - 1) as unknown as Triple;
      const seen = { low: window(periods).origin, high: far, reach };
      const [all, some] = [region, { ...region, seen }].map((own) => drawGrains(process, own, 4, key));
      expect(some.radius.length).toBeLessThan(all.radius.length);
      const [a, b] = [all, some].map((grains) => grainDepths(grains, window(periods), { process, reach }));
      expect(b.first).toEqual(a.first);
      expect(b.second).toEqual(a.second);
      expect(a.second.some((depth) => depth > -reach)).toBe(true);
    }
  });

  it('are the same from words that an earlier density left', () => {
    const process = { density: 5, radius: 3, spread: 0.4, elongation: 0.1, sorting: 0.4 };
    const torus: GrainRegion = { low: [0, 0, 0], high: [50, 50, 50], periods: [50, 50, 50] };
    const store: WordStore = {};
    for (const density of [2, 5, 3]) {
      const own = { ...process, density };
      expect(drawGrains(own, torus, 1, key, store)).toEqual(drawGrains(own, torus, 1, key));
    }
  });
});

describe('depths', () => {
  const process = { density: 1, radius: 4, spread: 0.3, elongation: 0.15 };
  const reach = 3;

  it('are the distances to the nearest two surfaces, cut at the reach, in open and closed windows', () => {
    for (const periods of [open, [12, 14, 16] as const]) {
      const shape: Triple = [6, 7, 8];
      const grains = drawGrains(process, { low: [-9, -9, -9], high: [20, 20, 20], periods }, 1, key);
      const window = { origin: [0, 0, 0] as Triple, shape, layer: 2, periods };
      const { first, second } = grainDepths(grains, window, { process, reach });
      for (let i = 0; i < first.length; i++) {
        const at = [2 * Math.floor(i / 56), Math.floor(i / 8) % 7, i % 8];
        const depths = [-reach, -reach];
        const shifts = (axis: number): number[] => (periods[axis] ? [-periods[axis], 0, periods[axis]] : [0]);
        for (let g = 0; g < grains.radius.length; g++) {
          for (const a of shifts(0)) {
            for (const b of shifts(1)) {
              for (const c of shifts(2)) {
                const d = [at[0] - grains.z[g] - a, at[1] - grains.y[g] - b, at[2] - grains.x[g] - c];
                const along = d.reduce((sum, v, axis) => sum + v * grains.direction[3 * g + axis], 0);
                const across = Math.sqrt(Math.max(0, d.reduce((sum, v) => sum + v * v, 0) - along ** 2));
                // The ball that the spheroid becomes when its axes are shrunk back.
                const k = process.elongation * grains.shape[g];
                depths.push(grains.radius[g] - Math.hypot(along * Math.exp(-2 * k), across * Math.exp(k)));
              }
            }
          }
        }
        depths.sort((p, q) => q - p);
        expect(first[i]).toBeCloseTo(depths[0], 4);
        expect(second[i]).toBeCloseTo(depths[1], 4);
      }
    }
  });

  it('cover in a plane what the balls fill of space', () => {
    // The area fraction of a section is the volume fraction.
    const equal = { density: 1, radius: 4, spread: 0, elongation: 0 };
    const n = 400;
    const span = largestRadius(equal) + reach;
    const grains = drawGrains(equal, { low: [-span, 0, 0], high: [span, n, n], periods: [undefined, n, n] }, 4, key);
    const { first } = grainDepths(
      grains,
      { origin: [0, 0, 0], shape: [1, n, n], layer: 1, periods: [undefined, n, n] },
      { process: equal, reach },
    );
    const section = first.reduce((sum, d) => sum + (d > 0 ? 1 : 0), 0) / n ** 2;
    const balls = inside(drawGrains(equal, box(120), 4, key), [0, 120]).length;
    const filled = (balls * (4 / 3) * Math.PI * 4 ** 3) / 120 ** 3;
    // About 1,000 discs in the plane and 1,500 balls in the box, which keep apart and so scatter less than 1 / sqrt(n)
    // each.
    expect(Math.abs(section / filled - 1)).toBeLessThan(3 * Math.hypot(1 / Math.sqrt(1000), 1 / Math.sqrt(1500)));
  });
});
